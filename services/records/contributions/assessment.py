"""The work of a month's assessment 核定: first all enrolled people, then the bills of all units (ENR-12).

People are read in the order of their ids straight from their enrolments, so nobody is missing because a read model is
behind. What a page assesses is noted by unit in a working collection, in the page's own transaction; bills are made of
these notes, which are worth nothing once the run is complete.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, islice

from kernel.events import Event
from kernel.service import Service
from kernel.store import Document, EventStore
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import Assessed, assess_bill
from services.records.bills.domain import BillEvent, bill
from services.records.bills.state import Bill
from services.records.contributions.domain import Due, Year, assess, contributions
from services.records.contributions.rules import late_fee_rates
from services.records.contributions.tariff import MonthPolicy, due_on, free_until, month_policy
from services.records.enrolment.domain import Relation, enrolment
from services.records.payers.rules import FLEXIBLE, pays_alone
from services.records.runs.domain import Run
from services.records.runs.work import Done, Page, append_each
from services.records.units import industry_classes

PEOPLE, MEMBERS = 1000, 2000
NOTES = "assessment_notes"
NOTHING = Year()
Relations = Mapping[str, Relation]
"""By unit id."""


def assess_page(service: Service, unit: Unit, month: str, run: Run) -> Page | None:
    """The next page of the run: of people, behind the last of them of bills."""
    if run.phase in ("", "people"):
        page = _people(service, unit, month, run)
        if page is not None:
            return page
    return _bills(service, unit, month, run)


# ------------------------------------------------------------------ people


def _people(service: Service, unit: Unit, month: str, run: Run) -> Page | None:
    people = dict(islice(enrolled(service, run.after), PEOPLE))
    if not people:
        return None
    until = free_until(service.city, month, run.number, unit.context.today)
    policy = month_policy(service.city, month)
    policy = replace(policy, due_on=until or policy.due_on)
    classes = industry_classes(service.database, {unit_id for relations in people.values() for unit_id in relations})
    years = _years_before(service.store, people, month)

    def decide(person_id: str, year: Year) -> list[Event]:
        known = year, years.get(person_id, NOTHING)
        return _assess_person(person_id, people[person_id], known, policy, classes)

    streams = {person_id: c.CONTRIBUTION.stream(person_id, month[:4]) for person_id in people}
    done = append_each(service.store, streams, contributions, decide, unit.context)
    notes = _notes(f"{month}/{run.number}", month, done, people)
    if notes:
        service.database[NOTES].insert_many(notes, session=unit.session)
    new = [event for each in done.values() for event in each.events]
    return Page("people", max(people), {"people": len(people), **_sums(new)})


def enrolled(service: Service, after: str) -> Iterator[tuple[str, Relations]]:
    """Person by person behind `after`, with all relations."""
    prefix = c.ENROLMENT.stream("")
    # "." stands behind "-": so the search goes on behind all relations of that person.
    found = service.store.streams(prefix, f"{prefix}{after}." if after else "")
    for person_id, streams in groupby(found, key=lambda named: named[0].removeprefix(prefix).partition("-")[0]):
        yield person_id, {stream.partition(person_id)[2][1:]: enrolment.after(events) for stream, events in streams}


def _years_before(store: EventStore, people: Mapping[str, Relations], month: str) -> dict[str, Year]:
    """The year before of those whose wage the old system did not tell: their last base may stand there."""
    unknown = [
        c.CONTRIBUTION.stream(person_id, int(month[:4]) - 1)
        for person_id, relations in people.items()
        if any(spell.wage_fen == 0 for relation in relations.values() for _, spell in relation.owed_in(month))
    ]
    loaded = store.load_many(unknown) if unknown else {}
    return {stream.split("-")[1]: contributions.after(events) for stream, events in loaded.items()}


def _assess_person(
    person_id: str, relations: Relations, known: tuple[Year, Year], policy: MonthPolicy, classes: Mapping[str, int]
) -> list[Event]:
    events: list[Event] = []
    year, before = known
    for unit_id, relation in relations.items():
        due = [
            Due(line, spell.wage_fen or year.last_base(line) or before.last_base(line), spell.participant)
            for line, spell in relation.owed_in(policy.month)
            if unit_id != c.SELF or (spell.participant == FLEXIBLE and pays_alone(policy.city, line))
        ]
        events += assess(person_id, unit_id, due, year, policy, classes.get(unit_id, 0))
    return events


def _notes(run: str, month: str, done: Mapping[str, Done[Year]], people: Mapping[str, Relations]) -> list[Document]:
    """What the page's people owe, by unit: `{_id: "<month>/<run>/<unit>/<first person>", unit_id, members, gone}`."""
    units: dict[str, Document] = {}
    for person_id, each in done.items():
        gone = _gone(each.before, people[person_id], month)
        for unit_id, lines in _billed(month, each).items():
            payer = c.payer(unit_id, person_id)
            note = units.setdefault(
                payer, {"_id": f"{run}/{payer}/{person_id}", "unit_id": payer, "members": [], "gone": []}
            )
            left = [line for line in lines if (unit_id, line["line"]) not in gone]
            note["members"].append({"person_id": person_id, "lines": left})
            if len(left) < len(lines):
                stopped = [line["line"] for line in lines if line not in left]
                note["gone"].append({"person_id": person_id, "lines": stopped})
    return list(units.values())


def _gone(year: Year, relations: Relations, month: str) -> set[tuple[str, c.Line]]:
    """(unit, line) that were assessed for the month and that the enrolment does not make owed any more."""
    open_lines = {
        key[1:]
        for key, owed in year.owed.items()
        # A back-payment is owed by decision, whatever the enrolment says.
        if key[0] == month and owed.arrived_on is None and owed.kind == "normal"
    }
    if not open_lines:
        return open_lines
    owed_now = {(unit_id, line) for unit_id, relation in relations.items() for line, _ in relation.owed_in(month)}
    return {(unit_id, line) for unit_id, line in open_lines - owed_now if unit_id in relations}


def _billed(month: str, done: Done[Year]) -> dict[str, list[c.BilledLine]]:
    """What was owed before and what is owed since, by unit."""
    units: dict[str, list[c.BilledLine]] = {}
    for (period, unit_id, line), owed in done.before.owed.items():
        if period == month and owed.refunded_on is None:
            before = _billed_line(line, owed.base, owed.employer, owed.individual, owed.account)
            units.setdefault(unit_id, []).append(before)
    for event in done.events:
        if isinstance(event, c.ContributionsAssessed):
            units.setdefault(event.unit_id, []).extend(
                _billed_line(one["line"], one["base"], one["employer"], one["individual"], one["account"])
                for one in event.lines
            )
    return units


def _billed_line(line: c.Line, base: int, employer: int, individual: int, account: int) -> c.BilledLine:
    return {"line": line, "base": base, "employer": employer, "individual": individual, "account": account}


def _sums(events: list[Event]) -> dict[str, int]:
    lines = [line for event in events if isinstance(event, c.ContributionsAssessed) for line in event.lines]
    return {
        "assessed": len(events),
        "lines": len(lines),
        "employer": sum(line["employer"] for line in lines),
        "individual": sum(line["individual"] for line in lines),
    }


# ------------------------------------------------------------------ bills


def _bills(service: Service, unit: Unit, month: str, run: Run) -> Page | None:
    prefix = f"{month}/{run.number}/"
    notes, all_of_run = service.database[NOTES], {"$gt": prefix, "$lt": prefix + "\uffff"}
    after = prefix + run.after if run.phase == "bills" else prefix
    found, last, people = dict[str, Assessed](), "", 0
    due, today = due_on(service.city, month), unit.context.today
    until = free_until(service.city, month, run.number, today)
    for note in notes.find({"_id": {**all_of_run, "$gt": after}}).sort("_id").batch_size(100):
        unit_id = note["unit_id"]
        known = found.setdefault(unit_id, Assessed(unit_id, month, due, [], []))
        found[unit_id] = Assessed(unit_id, month, due, [*known.members, *note["members"]], [*known.gone, *note["gone"]])
        last, people = note["_id"].removeprefix(prefix), people + len(note["members"])
        if people >= MEMBERS:
            break
    if not found:
        notes.delete_many({"_id": all_of_run})
        return None
    rates = late_fee_rates(service.city.policy)

    def decide(unit_id: str, state: Bill) -> list[BillEvent]:
        return assess_bill(replace(found[unit_id], fee_free_until=until), state, rates, today)

    streams = {unit_id: c.BILL.stream(unit_id, month) for unit_id in found}
    append_each(service.store, streams, bill, decide, unit.context)
    return Page("bills", last, {"bills": len(found)})
