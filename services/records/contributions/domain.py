"""The contributions of one person in one year, `contribution-<person_id>-<year>` (handbook 4.3). Pure.

A month's line is owed once per unit: assessed, then paid. What the old system brought stands beside it as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.repairs import BackPaymentAssessed, ContributionCorrected
from services.records.contributions.rules import Terms, contribution
from services.records.contributions.tariff import MonthPolicy

ContributionEvent = (
    c.ContributionsImported
    | c.ContributionsAssessed
    | BackPaymentAssessed
    | c.ContributionsPaid
    | c.ContributionsWithdrawn
    | ContributionCorrected
)
Key = tuple[str, str, c.Line]
"""(period, unit id, line)"""

# ------------------------------------------------------------------ state


class Owed(NamedTuple):
    """A line of a month for a unit: assessed, and paid once `arrived_on` is there. Amounts in fen."""

    base: int
    employer: int
    individual: int
    account: int
    due_on: str
    participant: str
    policy: tuple[str, ...]
    arrived_on: str | None = None
    voucher: str = ""
    kind: c.Kind = "normal"


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a person's year."""

    owed: Mapping[Key, Owed] = field(default_factory=dict)
    imported: tuple[c.ImportedRow, ...] = ()

    def has(self, key: Key) -> bool:
        """Whether the line is assessed already, here or in the old system."""
        if key in self.owed or not self.imported:
            return key in self.owed
        return any((row["period"], row["unit_id"], row["line"]) == key for row in self.imported)

    def last_base(self, line: c.Line) -> int:
        """The base of the latest month of a line, 0 where there is none."""
        bases = [(row["period"], row["base"]) for row in self.imported if row["line"] == line and row["base"] > 0]
        bases += [(key[0], owed.base) for key, owed in self.owed.items() if key[2] == line]
        return max(bases, default=("", 0))[1]


def evolve(year: Year, event: ContributionEvent) -> Year:
    """The year after an event."""
    match event:
        case c.ContributionsAssessed():
            return Year({**year.owed, **_assessed(event)}, year.imported)
        case BackPaymentAssessed():
            return Year({**year.owed, **_assessed(event, "back_payment")}, year.imported)
        case c.ContributionsPaid():
            return Year({**year.owed, **_paid(event, year)}, year.imported)
        case c.ContributionsWithdrawn():
            gone = {(event.period, event.unit_id, line) for line in event.lines}
            return Year({key: owed for key, owed in year.owed.items() if key not in gone}, year.imported)
        case c.ContributionsImported():
            return Year(year.owed, (*year.imported, *event.rows))
        case ContributionCorrected():
            return Year(year.owed, _corrected(event, year.imported))
        case _:
            assert_never(event)


def _corrected(event: ContributionCorrected, rows: tuple[c.ImportedRow, ...]) -> tuple[c.ImportedRow, ...]:
    kept = list(rows)
    if event.was is not None:
        kept.remove(event.was)
    return tuple(kept) if event.now is None else (*kept, event.now)


def _assessed(event: c.ContributionsAssessed | BackPaymentAssessed, kind: c.Kind = "normal") -> dict[Key, Owed]:
    return {
        (event.period, event.unit_id, line["line"]): Owed(
            line["base"],
            line["employer"],
            line["individual"],
            line["account"],
            event.due_on,
            event.participant,
            tuple(line["policy"]),
            kind=kind,
        )
        for line in event.lines
    }


def _paid(event: c.ContributionsPaid, year: Year) -> dict[Key, Owed]:
    keys = [(event.period, event.unit_id, line["line"]) for line in event.lines]
    known = ((key, year.owed.get(key)) for key in keys)
    return {
        key: owed._replace(arrived_on=event.arrived_on, voucher=event.voucher)
        for key, owed in known
        if owed is not None
    }


contributions: Aggregate[Year] = Aggregate(initial=Year(), evolve=evolve)

# ------------------------------------------------------------------ decisions


class Due(NamedTuple):
    """A line that an enrolment makes owed."""

    line: c.Line
    wage_fen: int
    participant: c.PersonKind


def assess(
    person_id: str, unit_id: str, due: Iterable[Due], year: Year, policy: MonthPolicy, industry_class: int
) -> list[ContributionEvent]:
    """核定 of a month for one person and unit: the lines not assessed before. Nothing new: no event (ENR-12)."""
    month, lines = policy.month, list[c.AssessedLine]()
    participant: c.PersonKind = "employee"
    for each in due:
        if year.has((month, unit_id, each.line)):
            continue
        terms = policy.terms(each.line, each.participant, industry_class)
        if terms is not None:
            lines.append(_line(each, terms))
            participant = each.participant
    if not lines:
        return []
    return [c.ContributionsAssessed(person_id, unit_id, month, participant, lines, policy.due_on)]


def _line(due: Due, terms: Terms) -> c.AssessedLine:
    owed = contribution(due.wage_fen, terms)
    return {
        "line": due.line,
        "base": owed.base,
        "employer": owed.employer,
        "individual": owed.individual,
        "account": owed.account,
        "policy": list(terms.policy),
    }


def settle(
    person_id: str, unit_id: str, period: str, lines: Iterable[c.Line], year: Year, arrived_on: str, voucher: str
) -> list[ContributionEvent]:
    """The lines of a month are paid in full; what is paid already stays as it is (ENR-13)."""
    paid: list[c.PaidLine] = []
    for line in lines:
        owed = year.owed.get((period, unit_id, line))
        if owed is not None and owed.arrived_on is None:
            paid.append(
                {"line": line, "employer": owed.employer, "individual": owed.individual, "credited": owed.account}
            )
    return [c.ContributionsPaid(person_id, unit_id, period, paid, arrived_on, voucher)] if paid else []


def withdraw(person_id: str, unit_id: str, period: str, lines: Iterable[c.Line], year: Year) -> list[ContributionEvent]:
    """The lines of a month that have left the unit's bill are owed no more."""
    gone = [line for line in lines if (owed := year.owed.get((period, unit_id, line))) and owed.arrived_on is None]
    return [c.ContributionsWithdrawn(person_id, unit_id, period, gone)] if gone else []
