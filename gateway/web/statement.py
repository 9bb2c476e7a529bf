"""The monthly notice to staff (EMP-08): what each unit declared and paid for somebody in a month."""

from typing import Any

from gateway.web.acting import ask, caller
from gateway.web.looking import unit_names
from kernel.refusals import Unavailable
from services.employer import contract as employer
from services.records import contract as records

MOST = 200
TOLD = ("line", "line_name", "base", "employer", "individual", "due_on", "arrived_on", "state", "state_name")


def statement(month: str) -> dict[str, Any]:
    """`{month, units: [{unit_id, unit_name, lines, employer, individual, seen}]}` of the caller.

    `seen`: whether they have said 已阅知; null while the service that knows is down.
    """
    asked = records.GetContributions(caller().on_behalf_of, None, month, month, None, MOST)
    units: dict[str, list[dict[str, Any]]] = {}
    for row in ask("records", asked)["rows"]:
        if row["unit_id"] != records.SELF:
            units.setdefault(row["unit_id"], []).append(row)
    names = unit_names(units)
    told = [_unit(unit_id, names.get(unit_id, ""), rows) for unit_id, rows in units.items()]
    seen = _seen(month, list(units))
    return {"month": month, "units": [unit | {"seen": seen and unit["unit_id"] in seen["units"]} for unit in told]}


def _seen(month: str, units: list[str]) -> dict[str, Any] | None:
    try:
        return ask("employer", employer.GetOwnMonthSeen(caller().on_behalf_of, month, units)) if units else None
    except Unavailable:
        return None


def _unit(unit_id: str, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [{told: row.get(told) for told in TOLD} for row in rows]
    sums = {payer: sum(row[payer] or 0 for row in rows) for payer in ("employer", "individual")}
    return {"unit_id": unit_id, "unit_name": name, "lines": lines, **sums}
