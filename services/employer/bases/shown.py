"""What a declared wage becomes on each line: the base, and whether a bound has changed it. Pure."""

from collections.abc import Iterable
from typing import Any

from services.employer import contract as c
from services.records.contract.costs import Costs


def base_lines(
    costs: Costs, lines: Iterable[c.InsuranceLine], industry_class: int, wage_fen: int, month: str
) -> list[dict[str, Any]]:
    """`[{line, title, base, clamped, floor, ceiling}]` in fen; `clamped` is "", floor or ceiling. Raises NoPolicy."""
    found = []
    for line in lines:
        cost = costs.of(line, "employee", industry_class, wage_fen, month)
        if cost is None:
            continue
        clamped = "floor" if wage_fen < cost.floor else "ceiling" if cost.ceiling and wage_fen > cost.ceiling else ""
        told = {"base": cost.base, "clamped": clamped, "floor": cost.floor, "ceiling": cost.ceiling}
        found.append({"line": line, "title": c.LINE_TITLES[line], **told})
    return found
