"""From which month a declared change of staff takes effect (handbook 4.2). Pure; the months are the city's policy."""

from dataclasses import dataclass

from kernel.calendar import add_months
from kernel.policy import Policy


@dataclass(frozen=True, slots=True)
class EffectiveMonths:
    """The months a declarant may choose from; with one there is no choice.

    `assumed`: nobody has published them, the city's file only assumes them. `policy` is the id of the row used.
    """

    months: tuple[str, ...]
    assumed: bool
    policy: str


def effective_months(change: str, line: str, handled: str, policy: Policy) -> EffectiveMonths:
    """Start months of an "add", stop months of a "stop" that is handled in the month `handled`. Raises NoPolicy."""
    row = policy.at(f"effective_month/{change}/{line}", handled)
    months = tuple(add_months(handled, offset) for offset in row["offsets"])
    return EffectiveMonths(months, assumed=row.mark == "illustrative", policy=row.id)


def paid_through(stop_month: str) -> str:
    """The last month paid for by who stops in a month: the one before."""
    return add_months(stop_month, -1)
