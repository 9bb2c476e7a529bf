"""Medical spending, filings for remote care and family sharing of one person. Pure.

What the old system brought stands as it came; an event that decides here changes or adds to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kernel.aggregate import Aggregate
from services.records.contract import medical as m

State = Literal["coming", "valid", "over"]
STATE_NAMES: dict[State, str] = {"coming": "未生效", "valid": "有效", "over": "已失效"}


def state_on(day: str, since: str, until: str | None) -> State:
    """Where something that holds from a day through another (None: on and on) stands on a day."""
    if day < since:
        return "coming"
    return "over" if until is not None and day > until else "valid"


# ------------------------------------------------------------------ spending


class Settlement(NamedTuple):
    """结算 of a day, in fen."""

    spent_on: str
    reference: str
    provider: str
    care: m.Care
    remote: bool
    total: int
    fund: int
    account: int

    @property
    def cash(self) -> int:
        """What the person paid beside the fund and the account."""
        return self.total - self.fund - self.account

    @property
    def key(self) -> str:
        """Orders settlements by day; one settlement's alone."""
        return f"{self.spent_on}/{self.reference}"


@dataclass(frozen=True, slots=True)
class Spending:
    """A year's settlements, `spending-<person_id>-<year>`."""

    settlements: tuple[Settlement, ...] = ()


def evolve_spending(spending: Spending, event: m.MedicalSpendingImported) -> Spending:
    """The year after an event."""
    return Spending((*spending.settlements, *(Settlement(**row) for row in event.rows)))


spending: Aggregate[Spending] = Aggregate(initial=Spending(), evolve=evolve_spending)


def sums(settlements: Iterable[Settlement]) -> dict[str, int]:
    """How many, and what each has paid of them."""
    known = list(settlements)
    amounts = ("total", "fund", "account", "cash")
    return {"count": len(known), **{name: sum(getattr(one, name) for one in known) for name in amounts}}


# ------------------------------------------------------------------ remote care


@dataclass(frozen=True, slots=True)
class Filings:
    """`remote-care-<person_id>`: the person's filings."""

    rows: tuple[m.RemoteCareRow, ...] = ()


def evolve_filings(filings: Filings, event: m.RemoteCareImported) -> Filings:
    """The filings after an event."""
    return Filings((*filings.rows, *event.rows))


filings: Aggregate[Filings] = Aggregate(initial=Filings(), evolve=evolve_filings)

# ------------------------------------------------------------------ family sharing


@dataclass(frozen=True, slots=True)
class Family:
    """`sharing-<person_id>`: who may use the person's account."""

    rows: tuple[m.SharingRow, ...] = ()


def evolve_family(family: Family, event: m.SharingImported) -> Family:
    """The relatives after an event."""
    return Family((*family.rows, *event.rows))


family: Aggregate[Family] = Aggregate(initial=Family(), evolve=evolve_family)
