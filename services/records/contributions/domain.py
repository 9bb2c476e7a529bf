"""The contributions of one person in one year, `contribution-<person_id>-<year>` (handbook 4.3). Pure.

A month's line is owed once per unit: assessed, then paid. What the old system brought stands beside it as it was.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.adjustments import AdjustmentsPaid, ContributionsAdjusted, PaidAdjustment
from services.records.contract.refunds import ContributionsRefunded
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
    | ContributionsRefunded
    | ContributionsAdjusted
    | AdjustmentsPaid
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
    refunded_on: str | None = None
    """Paid wrongly and given back since: it counts no more, and is not owed again."""

    @property
    def amount(self) -> int:
        """Both shares."""
        return self.employer + self.individual

    @property
    def is_paid(self) -> bool:
        """Paid, and not given back."""
        return self.arrived_on is not None and self.refunded_on is None


class Adjustment(NamedTuple):
    """What a line costs more by policy published late (ENR-20): the base it had and has, the difference in fen."""

    old_base: int
    base: int
    employer: int
    individual: int
    account: int
    fee_free_until: str
    policy: tuple[str, ...]
    arrived_on: str | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a person's year."""

    owed: Mapping[Key, Owed] = field(default_factory=dict)
    imported: tuple[c.ImportedRow, ...] = ()
    adjusted: Mapping[Key, tuple[Adjustment, ...]] = field(default_factory=dict)
    """By line; the first has number 1."""
    given_back: tuple[tuple[Key, Owed, tuple[Adjustment, ...]], ...] = ()
    """Lines that were given back and are owed again since, as they were paid then, with their adjustments."""

    def every(self) -> Iterator[tuple[Key, Owed, tuple[Adjustment, ...]]]:
        """Each line that was ever owed, with its adjustments; one that is owed again stands there twice."""
        for key, owed in self.owed.items():
            yield key, owed, self.adjusted.get(key, ())
        yield from self.given_back

    def is_given_back(self, key: Key) -> bool:
        """Whether the line was paid and refunded, and is not owed again."""
        return key in self.owed and self.owed[key].refunded_on is not None

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
            return _owed(year, _assessed(event))
        case BackPaymentAssessed():
            return _owed(year, _assessed(event, "back_payment"))
        case c.ContributionsPaid():
            return replace(year, owed={**year.owed, **_paid(event, year)})
        case c.ContributionsWithdrawn():
            return _withdrawn(year, {(event.period, event.unit_id, line) for line in event.lines})
        case c.ContributionsImported():
            return replace(year, imported=(*year.imported, *event.rows))
        case _:
            return _put_right(year, event)


def _owed(year: Year, assessed: Mapping[Key, Owed]) -> Year:
    """What was given back and is owed again begins anew; what was paid and refunded stays beside it."""
    owed = {**year.owed, **assessed}
    back = [key for key in assessed if year.is_given_back(key)]
    if not back:
        return replace(year, owed=owed)
    before = tuple((key, year.owed[key], year.adjusted.get(key, ())) for key in back)
    adjusted = {key: made for key, made in year.adjusted.items() if key not in back}
    return replace(year, owed=owed, adjusted=adjusted, given_back=(*year.given_back, *before))


def _withdrawn(year: Year, gone: Collection[Key]) -> Year:
    """The lines are owed no more. One that had been given back before stands as it did then: it may be owed again."""
    owed = {key: owed for key, owed in year.owed.items() if key not in gone}
    adjusted = {key: made for key, made in year.adjusted.items() if key not in gone}
    latest = {key: place for place, (key, _, _) in enumerate(year.given_back) if key in gone}
    for key, place in latest.items():
        _, owed[key], made = year.given_back[place]
        adjusted |= {key: made} if made else {}
    left = tuple(one for place, one in enumerate(year.given_back) if place not in latest.values())
    return replace(year, owed=owed, adjusted=adjusted, given_back=left)


def _put_right(
    year: Year, event: ContributionCorrected | ContributionsRefunded | ContributionsAdjusted | AdjustmentsPaid
) -> Year:
    match event:
        case ContributionCorrected():
            return replace(year, imported=_corrected(event, year.imported))
        case ContributionsRefunded():
            keys = [(event.period, event.unit_id, line["line"]) for line in event.lines]
            back = {key: year.owed[key]._replace(refunded_on=event.refunded_on) for key in keys}
            return replace(year, owed={**year.owed, **back})
        case ContributionsAdjusted() | AdjustmentsPaid():
            return replace(year, adjusted={**year.adjusted, **_adjusted(event, year)})
        case _:
            assert_never(event)


def _adjusted(event: ContributionsAdjusted | AdjustmentsPaid, year: Year) -> dict[Key, tuple[Adjustment, ...]]:
    changed: dict[Key, tuple[Adjustment, ...]] = {}
    if isinstance(event, ContributionsAdjusted):
        for line in event.lines:
            key: Key = (event.period, event.unit_id, line["line"])
            shares = (line["employer"], line["individual"], line["account"])
            made = Adjustment(line["old_base"], line["base"], *shares, event.fee_free_until, tuple(line["policy"]))
            changed[key] = (*changed.get(key, year.adjusted.get(key, ())), made)
        return changed
    for paid in event.lines:
        key = (event.period, event.unit_id, paid["line"])
        known = list(changed.get(key, year.adjusted.get(key, ())))
        known[paid["number"] - 1] = known[paid["number"] - 1]._replace(arrived_on=event.arrived_on)
        changed[key] = tuple(known)
    return changed


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
    person_id: str,
    unit_id: str,
    due: Iterable[Due],
    year: Year,
    policy: MonthPolicy,
    industry_class: int,
    *,
    again: bool = False,
) -> list[ContributionEvent]:
    """核定 of a month for one person and unit: the lines not assessed before. Nothing new: no event (ENR-12).

    `again`: what was given back is owed again, which an officer has decided; by itself it never is.
    """
    month, lines = policy.month, list[c.AssessedLine]()
    participant: c.PersonKind = "employee"
    for each in due:
        key = (month, unit_id, each.line)
        if year.has(key) and not (again and year.is_given_back(key)):
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


def settle_adjustments(
    person_id: str, unit_id: str, period: str, paid: Iterable[tuple[c.Line, int]], year: Year, arrived_on: str, by: str
) -> list[ContributionEvent]:
    """Adjustments, by line and number, are paid; what is paid already stays as it is (ENR-20)."""
    lines: list[PaidAdjustment] = []
    for line, number in paid:
        made = year.adjusted.get((period, unit_id, line), ())
        one = made[number - 1] if number <= len(made) else None
        if one is not None and one.arrived_on is None:
            shares = {"employer": one.employer, "individual": one.individual, "credited": one.account}
            lines.append({"line": line, "number": number, **shares})  # type: ignore[typeddict-item]
    return [AdjustmentsPaid(person_id, unit_id, period, lines, arrived_on, by)] if lines else []
