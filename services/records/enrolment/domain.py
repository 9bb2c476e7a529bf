"""The insured relation of one person with one unit, `enrolment-<person_id>-<unit_id>` (handbook 4.1, 4.2). Pure.

A line's relation is a row of spells. It is active while the last spell is open, suspended behind it, and closed for
good after a death or a retirement. What a unit has declared and not had approved (`pending`) never comes here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_months
from kernel.refusals import Refused
from services.records import contract as c
from services.records.contributions.rules import undeclared_amount

EnrolmentEvent = c.PersonEnrolled | c.PersonStopped | c.EnrolmentRefused | c.ContributionWageSet
FOR_LIFE = frozenset({"died", "retired"})
"""After these nobody is enrolled again."""

# ------------------------------------------------------------------ state


class Spell(NamedTuple):
    """Insured from `start_month` to `paid_through`, both included; open while that is None."""

    start_month: str
    wage_fen: int
    participant: c.PersonKind
    paid_through: str | None = None
    reason: str = ""
    wages: tuple[tuple[str, int], ...] = ()
    """Wages set since, each from a month on until the next, in order of these months."""

    def wage_in(self, month: str) -> int:
        """The monthly wage in fen that the base of a month is made of."""
        return next((wage for since, wage in reversed(self.wages) if since <= month), self.wage_fen)

    def covers(self, month: str) -> bool:
        """Whether the month is owed."""
        return self.start_month <= month and (self.paid_through is None or month <= self.paid_through)

    def meets(self, from_month: str, to_month: str) -> bool:
        """Whether a month of these, both included, is owed."""
        first = max(from_month, self.start_month)
        return first <= to_month and self.covers(first)


@dataclass(frozen=True, slots=True)
class Relation:
    """The spells of each line, in order of time; a line that was never enrolled has none."""

    lines: Mapping[c.Line, tuple[Spell, ...]] = field(default_factory=dict)
    stops_refused: Mapping[c.Line, str] = field(default_factory=dict)
    """By line: the month the unit has stopped it from since it was ended otherwise."""

    def last(self, line: c.Line) -> Spell | None:
        """The line's latest spell."""
        spells = self.lines.get(line)
        return spells[-1] if spells else None

    def status(self, line: c.Line) -> str | None:
        """`active`, `suspended`, `closed`, or None where the line was never enrolled here."""
        last = self.last(line)
        if last is None:
            return None
        if last.paid_through is None:
            return "active"
        return "closed" if last.reason in c.FINAL_REASONS else "suspended"

    def owed_in(self, month: str) -> list[tuple[c.Line, Spell]]:
        """The lines owed for a month, each with the spell that says so and the wage of that month."""
        return [
            (line, spell._replace(wage_fen=spell.wage_in(month)) if spell.wages else spell)
            for line, spells in self.lines.items()
            for spell in spells
            if spell.covers(month)
        ]

    def active(self) -> dict[c.Line, Spell]:
        """The lines that are active, each with its open spell."""
        last = {line: spells[-1] for line, spells in self.lines.items()}
        return {line: spell for line, spell in last.items() if spell.paid_through is None}


def together(one: Relation, other: Relation) -> Relation:
    """Two relations of one person with one unit, kept in two entries of the archive (ENR-22), as one."""
    lines = {**one.lines, **other.lines}
    spells = {line: (*one.lines.get(line, ()), *other.lines.get(line, ())) for line in lines}
    return Relation({line: tuple(sorted(found, key=_in_time)) for line, found in spells.items()})


def _in_time(spell: Spell) -> tuple[str, str]:
    return spell.start_month, spell.paid_through or "9999-12"


def evolve(relation: Relation, event: EnrolmentEvent) -> Relation:
    """The relation after an event."""
    match event:
        case c.PersonEnrolled():
            spell = Spell(event.start_month, event.wage_fen, event.participant)
            begun = {line: (*relation.lines.get(line, ()), spell) for line in event.lines}
            left = {line: month for line, month in relation.stops_refused.items() if line not in event.lines}
            return Relation({**relation.lines, **begun}, left)
        case c.PersonStopped():
            ended = {line: _ended(relation.lines[line], event) for line in event.lines if relation.lines.get(line)}
            return replace(relation, lines={**relation.lines, **ended})
        case c.ContributionWageSet():
            set_now = {
                line: _with_wage(relation.lines[line], event) for line in event.lines if relation.lines.get(line)
            }
            return replace(relation, lines={**relation.lines, **set_now})
        case c.EnrolmentRefused():
            return _refused(relation, event)
        case _:
            assert_never(event)


def _refused(relation: Relation, event: c.EnrolmentRefused) -> Relation:
    """A stop of what had ended already changes nothing now; should it be opened again, it is known."""
    ended = [line for line in event.lines if (last := relation.last(line)) and last.paid_through is not None]
    if event.change != "stop" or not ended:
        return relation
    return replace(relation, stops_refused={**relation.stops_refused, **dict.fromkeys(ended, event.month)})


def _ended(spells: tuple[Spell, ...], event: c.PersonStopped) -> tuple[Spell, ...]:
    return (*spells[:-1], spells[-1]._replace(paid_through=event.paid_through, reason=event.reason))


def _with_wage(spells: tuple[Spell, ...], event: c.ContributionWageSet) -> tuple[Spell, ...]:
    """A base year leaves the wages of later years, and spells without a month in it, as they are."""
    since = event.from_month, event.wage_fen
    if event.to_month is not None:
        months = event.from_month, event.to_month
        return tuple(_with_year(spell, since) if spell.meets(*months) else spell for spell in spells)
    before = tuple(known for known in spells[-1].wages if known[0] < event.from_month)
    return (*spells[:-1], spells[-1]._replace(wages=(*before, since)))


def _with_year(spell: Spell, since: tuple[str, int]) -> Spell:
    others = (known for known in spell.wages if known[0] != since[0])
    return spell._replace(wages=tuple(sorted((*others, since))))


enrolment: Aggregate[Relation] = Aggregate(initial=Relation(), evolve=evolve)

# ------------------------------------------------------------------ decisions


def enrol(
    wanted: c.PersonEnrolled, relation: Relation, *, retired: bool, offered: Iterable[str]
) -> list[EnrolmentEvent]:
    """Enrol the lines that can be; the others are refused, each with its reason, and change nothing."""
    offered = set(offered)

    def objection(line: c.Line) -> Refused | None:
        named, last = {"lines": c.LINE_NAMES[line]}, relation.last(line)
        if line not in offered:
            return c.LineNotOffered(**named)
        if retired or (last is not None and last.reason in FOR_LIFE):
            return c.PersonDrawsPension() if retired or (last and last.reason == "retired") else c.RelationClosed()
        if last is None:
            return None
        if last.paid_through is None:
            return c.AlreadyEnrolledHere(**named)
        if wanted.start_month <= last.paid_through:
            return c.MonthsOverlap(paid_through=last.paid_through, **named)
        return None

    return _decided(wanted, "add", wanted.start_month, objection)


def stop(wanted: c.PersonStopped, relation: Relation) -> list[EnrolmentEvent]:
    """Stop the lines that are active; the others are refused and change nothing."""

    def objection(line: c.Line) -> Refused | None:
        named, last = {"lines": c.LINE_NAMES[line]}, relation.last(line)
        if last is None or last.paid_through is not None:
            return c.NotEnrolledHere(**named)
        earliest = add_months(last.start_month, -1)
        if wanted.paid_through < earliest:
            return c.StopBeforeStart(start_month=last.start_month, earliest=earliest, **named)
        return None

    return _decided(wanted, "stop", wanted.stop_month, objection)


BASE_YEAR = 12
"""Months that a yearly base counts for."""


def year_wage(person_id: str, unit_id: str, wage_fen: int, from_month: str, kind: str) -> c.ContributionWageSet:
    """The wage of the base year that begins with a month; which lines it is for is decided by `set_wage`."""
    return c.ContributionWageSet(
        person_id, unit_id, [], wage_fen, from_month, kind, add_months(from_month, BASE_YEAR - 1)
    )


def set_wage(wanted: c.ContributionWageSet, relation: Relation) -> list[EnrolmentEvent]:
    """The wage of a base year, for every line insured in it, or those of `wanted.lines`; nothing where it is set
    already. A line may have ended since.

    It is set also where the wage of before is the same: that one may be corrected, which leaves this year alone.
    """
    set_now = [line for line in wanted.lines or relation.lines if _changes(wanted, line, relation)]
    return [replace(wanted, lines=set_now)] if set_now else []


def _changes(wanted: c.ContributionWageSet, line: c.Line, relation: Relation) -> bool:
    spells = relation.lines.get(line, ())
    return _with_wage(spells, wanted) != spells


def raise_wage(
    wanted: c.ContributionWageSet, last_month: Mapping[c.Line, int], percent: Decimal, relation: Relation
) -> list[EnrolmentEvent]:
    """未按时申报: so many percent of the base of the month before (社会保险法 62, handbook 3.1), line by line.

    `last_month`: that base in fen, 0 where it is not known: such a line stays as it is. The ceiling cuts it when a
    month is assessed.
    """
    wages: dict[int, list[c.Line]] = {}
    for line, base in last_month.items():
        if base:
            wages.setdefault(undeclared_amount(base, percent), []).append(line)
    raised = (replace(wanted, lines=lines, wage_fen=wage) for wage, lines in wages.items())
    return [event for each in raised for event in set_wage(each, relation)]


def _decided(
    wanted: c.PersonEnrolled | c.PersonStopped, change: Any, month: str, objection: Callable[[c.Line], Refused | None]
) -> list[EnrolmentEvent]:
    """What is wanted for the lines without an objection, then a refusal for each line that has one."""
    objections = {line: objection(line) for line in dict.fromkeys(wanted.lines)}
    fine = [line for line, refusal in objections.items() if refusal is None]
    refused = [
        c.EnrolmentRefused(wanted.person_id, wanted.unit_id, [line], change, month, refusal.code, str(refusal))
        for line, refusal in objections.items()
        if refusal is not None
    ]
    return [replace(wanted, lines=fine), *refused] if fine else [*refused]
