"""What is there twice, and how it is cleared and undone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kernel.calendar import add_months
from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.contributions.domain import Due, Year, assess
from services.records.contributions.tariff import MonthPolicy
from services.records.enrolment.domain import FOR_LIFE, Relation
from services.records.persons.domain import Archived, Person
from services.records.repairs.refunds import paid_by, payers_of

Place = tuple[str, str]
"""(entry of the archive, unit id); SELF among the units."""
Relations = Mapping[Place, Relation]
"""Of every entry of one person: one unit under two numbers is a double, too."""

NONE = Relation()
CLEARED_OR_REPORTED = FOR_LIFE | {dc.CLEARED}
"""What can turn out to be wrong: a double that was none, somebody who lives or works on."""

# ------------------------------------------------------------------ what is found


def active_twice(relations: Relations) -> dict[c.Line, list[Place]]:
    """The lines with more than one active relation, and where these are, by unit."""
    found: dict[c.Line, list[Place]] = {}
    for place, relation in relations.items():
        for line in relation.active():
            found.setdefault(line, []).append(place)
    return {line: sorted(places, key=_by_unit) for line, places in found.items() if len(places) > 1}


def _by_unit(place: Place) -> Place:
    return place[1], place[0]


def reports(relations: Relations) -> list[tuple[str, dc.LastReason, str]]:
    """死亡或退休 as units have reported it of lines that have not begun again: (unit, reason, last month); a death
    first."""
    spells = [(unit, relation.last(line)) for (_, unit), relation in relations.items() for line in relation.lines]
    found = {(unit, last.reason, last.paid_through) for unit, last in spells if last and last.reason in FOR_LIFE}
    return sorted(found, key=lambda report: (report[1], report[0]))  # type: ignore[arg-type]


def active_after(relations: Relations) -> dict[c.Line, list[Place]]:
    """The lines that are active though a unit has reported a death or retirement, and where these are, by unit.

    One unit may be mistaken, so its report alone ends nothing elsewhere: an officer looks at both.
    """
    found: dict[c.Line, list[Place]] = {}
    for place, relation in relations.items() if reports(relations) else ():
        for line in relation.active():
            found.setdefault(line, []).append(place)
    return {line: sorted(places, key=_by_unit) for line, places in found.items()}


def paid_twice(years: Iterable[Year], since: str) -> list[dict[str, Any]]:
    """The months from `since` on that two relations have paid on one line, of all entries together:
    `{month, line, units}`."""
    units, assessed = dict[tuple[str, c.Line], list[str]](), set[tuple[str, c.Line]]()
    for year in years:
        assessed |= {(month, line) for month, _, line in year.owed}
        for of, paid in payers_of(year, since).items():
            units.setdefault(of, []).extend(paid)
    return [
        {"month": month, "line": line, "units": sorted(paid)}
        for (month, line), paid in sorted(units.items())
        if len(paid) > 1 and (month, line) in assessed
    ]


# ------------------------------------------------------------------ relations


def place_of(unit_id: str, lines: Sequence[c.Line], entries: Sequence[str], relations: Relations) -> Place:
    """Which entry's relation with the unit is meant: the first one that is active on all of the lines, else the
    first."""
    places = [(entry, unit_id) for entry in entries]
    active = (place for place in places if set(lines) <= set(relations.get(place, NONE).active()))
    return next(active, places[0])


def clear(place: Place, lines: Sequence[c.Line], from_month: str, relations: Relations, today: str) -> c.PersonStopped:
    """End the lines of a relation beside which another is active, or whose person is reported to have died or
    retired, from next month on at the latest. What is no double ends for the reason that was reported.

    Raises NotDouble, ClearedTooLate, StopBeforeStart.
    """
    twice, after, relation = active_twice(relations), active_after(relations), relations.get(place, NONE)
    wrong = [line for line in lines if place not in (*twice.get(line, []), *after.get(line, []))]
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
    is_double = all(place in twice.get(line, []) for line in lines)
    reason = dc.CLEARED if is_double else reports(relations)[0][1]
    return c.PersonStopped(*place, list(dict.fromkeys(lines)), from_month, paid_through, reason)


def cleared_place(unit_id: str, lines: Sequence[c.Line], entries: Sequence[str], relations: Relations) -> Place:
    """Which entry's relation with the unit was ended so that it can go on: the first on all lines, else the first."""
    places = [(entry, unit_id) for entry in entries]
    cleared = (place for place in places if all(_is_cleared(relations.get(place, NONE), line) for line in lines))
    return next(cleared, places[0])


def _is_cleared(relation: Relation, line: c.Line) -> bool:
    last = relation.last(line)
    return last is not None and last.paid_through is not None and last.reason in CLEARED_OR_REPORTED


def reopen(person_id: str, unit_id: str, lines: Sequence[c.Line], relation: Relation) -> list[c.PersonEnrolled]:
    """The lines go on from the month they were ended with, with the wage of then.

    Raises NotClearedHere, StoppedMeanwhile.
    """
    events = []
    for line in dict.fromkeys(lines):
        last = relation.last(line)
        if last is None or last.paid_through is None or last.reason not in CLEARED_OR_REPORTED:
            raise dc.NotClearedHere(lines=c.LINE_NAMES[line])
        if line in relation.stops_refused:
            raise dc.StoppedMeanwhile(lines=c.LINE_NAMES[line], month=relation.stops_refused[line])
        start, wage = add_months(last.paid_through, 1), last.wage_in(last.paid_through)
        events.append(c.PersonEnrolled(person_id, unit_id, [line], start, wage, last.participant))
    return events


def owed_again(
    place: Place,
    opened: Sequence[c.PersonEnrolled],
    relation: Relation,
    months: Sequence[tuple[MonthPolicy, Sequence[Year]]],
    industry_class: int,
) -> list[c.ContributionsAssessed]:
    """The months of lines that go on which were given back meanwhile, unless another relation has paid them.

    `relation` as it is once it is opened; `months` from then on, each with its years of all entries, the own one first.
    """
    lines, events = {line for event in opened for line in event.lines}, list[c.ContributionsAssessed]()
    for policy, (year, *others) in months:
        due = [
            Due(line, spell.wage_fen or year.last_base(line), spell.participant)
            for line, spell in relation.owed_in(policy.month)
            if line in lines
            and year.is_given_back((policy.month, place[1], line))
            and not any(paid_by(one, policy.month, line) for one in (year, *others))
        ]
        assessed = assess(*place, due, year, policy, industry_class, again=True)
        events += [event for event in assessed if isinstance(event, c.ContributionsAssessed)]
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
