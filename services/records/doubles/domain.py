"""What is there twice, and how it is cleared and undone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kernel.calendar import add_months
from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.contributions.domain import Year
from services.records.enrolment.domain import Relation
from services.records.persons.domain import Archived, Person
from services.records.repairs.refunds import paid_by

Relations = Mapping[str, Relation]
"""By unit id; SELF among them."""

# ------------------------------------------------------------------ what is found


def active_twice(relations: Relations) -> dict[c.Line, list[str]]:
    """The lines with more than one active relation, and the units of these."""
    found: dict[c.Line, list[str]] = {}
    for unit_id, relation in relations.items():
        for line in relation.active():
            found.setdefault(line, []).append(unit_id)
    return {line: sorted(units) for line, units in found.items() if len(units) > 1}


def paid_twice(years: Iterable[Year], since: str) -> list[dict[str, Any]]:
    """The months from `since` on that two relations have paid on one line: `{month, line, units}`."""
    found = []
    for year in years:
        for month, line in sorted({(month, line) for month, _, line in year.owed if month >= since}):
            units = sorted(paid_by(year, month, line))
            if len(units) > 1:
                found.append({"month": month, "line": line, "units": units})
    return found


# ------------------------------------------------------------------ relations


def clear(
    person_id: str, unit_id: str, lines: Sequence[c.Line], from_month: str, relations: Relations, today: str
) -> c.PersonStopped:
    """End the lines of a relation beside which another is active, from next month on at the latest.

    Raises NotDouble, ClearedTooLate, StopBeforeStart.
    """
    twice, relation = active_twice(relations), relations.get(unit_id, Relation())
    wrong = [line for line in lines if unit_id not in twice.get(line, [])]
    if wrong:
        raise dc.NotDouble(lines=_named(wrong))
    last_month = add_months(today[:7], 1)
    if from_month > last_month:
        raise dc.ClearedTooLate(last=last_month)
    paid_through = add_months(from_month, -1)
    for line in lines:
        last = relation.last(line)
        earliest = add_months(last.start_month, -1) if last else ""
        if last and paid_through < earliest:
            raise c.StopBeforeStart(lines=c.LINE_NAMES[line], start_month=last.start_month, earliest=earliest)
    return c.PersonStopped(person_id, unit_id, list(dict.fromkeys(lines)), from_month, paid_through, dc.CLEARED)


def reopen(person_id: str, unit_id: str, lines: Sequence[c.Line], relation: Relation) -> list[c.PersonEnrolled]:
    """The lines go on from the month they were ended with, with the wage of then. Raises NotClearedHere."""
    events = []
    for line in dict.fromkeys(lines):
        last = relation.last(line)
        if last is None or last.paid_through is None or last.reason != dc.CLEARED:
            raise dc.NotClearedHere(lines=c.LINE_NAMES[line])
        start, wage = add_months(last.paid_through, 1), last.wage_in(last.paid_through)
        events.append(c.PersonEnrolled(person_id, unit_id, [line], start, wage, last.participant))
    return events


def _named(lines: Iterable[str]) -> str:
    return "、".join(c.LINE_NAMES[line] for line in lines)


# ------------------------------------------------------------------ archive entries


def merge(kept: Archived, other: Archived, case_id: str, today: str) -> tuple[dc.AliasTaken, dc.EntryMerged]:
    """What happens to the entry that is kept, and to the other one. Raises EntryUnknown, EntryMergedAlready."""
    if not isinstance(kept, Person) or not isinstance(other, Person) or kept.person_id == other.person_id:
        raise dc.EntryUnknown()
    if kept.merged_into or other.merged_into or other.aliases:
        raise dc.EntryMergedAlready()
    taken = dc.AliasTaken(kept.person_id, other.person_id, case_id, today)
    return taken, dc.EntryMerged(other.person_id, kept.person_id, case_id, today)


def undo(kept: Archived, other: Archived, case_id: str, today: str) -> tuple[dc.MergeUndone, dc.MergeUndone]:
    """The same, backwards. Raises NotMerged."""
    if not isinstance(kept, Person) or not isinstance(other, Person) or other.person_id not in kept.aliases:
        raise dc.NotMerged()
    about = (case_id, today)
    return (
        dc.MergeUndone(kept.person_id, other.person_id, *about),
        dc.MergeUndone(other.person_id, kept.person_id, *about),
    )
