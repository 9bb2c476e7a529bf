"""One subsidy of a unit, `subsidy-<unit_id>-<kind>-<of>`: asked for, granted, paid; each once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.policy import Entry
from services.employer import contract as c
from services.employer.subsidy.figures import YearOfUnit
from services.employer.subsidy.rules import RefundRule, UnitYear, stability_refund

State = Literal["none", "asked_for", "granted", "paid"]


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Where it stands."""

    state: State = "none"
    case_id: str = ""
    amount: int = 0
    voucher: str = ""
    paid_on: str = ""


def evolve(state: Subsidy, event: Event) -> Subsidy:
    """The subsidy after the event."""
    match event:
        case c.SubsidyAskedFor():
            return Subsidy("asked_for", event.case_id, event.amount)
        case c.SubsidyDropped():
            return Subsidy()
        case c.SubsidyGranted():
            return Subsidy("granted", event.case_id, event.amount)
        case c.SubsidyPaid():
            return replace(state, state="paid", voucher=event.voucher, paid_on=event.paid_on)
    raise ValueError(f"{event.type} is no event of a subsidy")


subsidy: Aggregate[Subsidy] = Aggregate(Subsidy(), evolve)


@dataclass(frozen=True, slots=True)
class About:
    """Which subsidy of which unit."""

    unit_id: str
    kind: c.SubsidyKind
    of: str

    @property
    def stream(self) -> str:
        """Where it is written."""
        return c.SUBSIDY.stream(self.unit_id, self.kind, self.of)


def ask(about: About, case_id: str, amount: int, state: Subsidy) -> Sequence[Event]:
    """Raises SubsidyAlready."""
    if state.state != "none":
        raise c.SubsidyAlready(case_id=state.case_id)
    return [c.SubsidyAskedFor(about.unit_id, about.kind, about.of, case_id, amount)]


def drop(about: About, case_id: str, state: Subsidy) -> Sequence[Event]:
    """Nothing comes of the case; nothing where it is not the one under way."""
    if (state.state, state.case_id) != ("asked_for", case_id):
        return []
    return [c.SubsidyDropped(about.unit_id, about.kind, about.of, case_id)]


def grant(about: About, case_id: str, amount: int, account: str, policy: str) -> Sequence[Event]:
    """What the figures come to on the day of approval."""
    return [c.SubsidyGranted(about.unit_id, about.kind, about.of, case_id, amount, account, policy)]


def pay(about: About, voucher: str, paid_on: str, state: Subsidy) -> Sequence[Event]:
    """Paid out; the same voucher again changes nothing. Raises SubsidyUnknown, SubsidyNotGranted."""
    if state.state == "none":
        raise c.SubsidyUnknown()
    if state.state == "paid" and state.voucher == voucher:
        return []
    if state.state != "granted":
        raise c.SubsidyNotGranted()
    return [c.SubsidyPaid(about.unit_id, about.kind, about.of, voucher, paid_on)]


# ------------------------------------------------------------------ 稳岗返还


def refund_rule(row: Entry) -> RefundRule:
    """The rule as the city's policy has it."""
    names = ("months", "layoffs", "small_staff", "small_staff_layoffs", "small_refund", "large_refund")
    return RefundRule(*(row[name] for name in names))


def refund(found: YearOfUnit, size: c.UnitSize, rule: RefundRule) -> int:
    """The amount in fen. Raises SubsidyMonthsMissing, SubsidyLayoffs: the condition that is not met, with figures."""
    year = UnitYear(size, found.staff, found.layoff_percent, found.months_paid, found.paid)
    result = stability_refund(year, rule)
    if result.reason == "months":
        raise c.SubsidyMonthsMissing(year=found.year, needed=rule.months, found=found.months_paid)
    if result.reason == "layoffs":
        raise c.SubsidyLayoffs(year=found.year, limit=str(layoff_limit(found, rule)), found=str(found.layoff_percent))
    return result.amount


def layoff_limit(found: YearOfUnit, rule: RefundRule) -> object:
    """The percentage that applies to a unit of that staff."""
    return rule.small_staff_layoffs if found.staff <= rule.small_staff else rule.layoffs


# ------------------------------------------------------------------ 社保补贴


def distinct(people: Sequence[str]) -> list[str]:
    """Each person once. Raises SubsidyPersonTwice."""
    for line, person_id in enumerate(people, 1):
        first = people.index(person_id) + 1
        if first < line:
            raise c.SubsidyPersonTwice(line=line, first=first)
    return list(people)


def shares(paid: Mapping[str, Mapping[str, Sequence[int]]], first: str, last: str) -> dict[str, dict[str, int]]:
    """The unit's shares in fen, person by person, of the months that are paid. Raises SubsidyNotPaid."""
    found = {}
    for line, (person_id, months) in enumerate(paid.items(), 1):
        found[person_id] = {month: months[month][0] for month in sorted(months) if first <= month <= last}
        found[person_id] = {month: fen for month, fen in found[person_id].items() if fen > 0}
        if not found[person_id]:
            raise c.SubsidyNotPaid(line=line, from_month=first, to_month=last)
    return found
