"""The work of a month's assessment 核定: first all enrolled people, then the bills of all units (ENR-12).

People are read in the order of their ids straight from their enrolments, so nobody is missing because a read model is
behind. What a page assesses is noted by unit in a working collection, in the page's own transaction; bills are made of
these notes, which are worth nothing once the run is complete.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, islice

from kernel.events import Event, Fact
from kernel.service import Service
from kernel.store import Document, EventStore
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import assess_bill
from services.records.bills.domain import bill
from services.records.contributions.domain import Due, Year, assess, contributions
from services.records.contributions.rules import late_fee_rates
from services.records.contributions.tariff import MonthPolicy, month_policy
from services.records.enrolment.domain import Relation, enrolment
from services.records.runs.domain import Run
from services.records.runs.work import Page, append_each
from services.records.units import industry_classes

PEOPLE, ROWS = 1000, 2000
NOTES = "assessment_notes"
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
    people = dict(islice(_enrolled(service, run.after), PEOPLE))
    if not people:
        return None
    policy = month_policy(service.city, month)
    classes = industry_classes(service.database, {unit_id for relations in people.values() for unit_id in relations})
    years = _years_before(service.store, people, month)
    streams = {person_id: c.CONTRIBUTION.stream(person_id, month[:4]) for person_id in people}
    before = dict[str, int]()

    def decide(person_id: str, history: list[Event]) -> list[Event]:
        before[person_id] = len(history)
        known = contributions.after(history), years.get(person_id, Year())
        return _assess_person(person_id, people[person_id], known, policy, classes)

    reached = append_each(service.store, streams, decide, unit.context)
    notes = [
        note for person_id, events in reached.items() for note in _notes(person_id, contributions.after(events), month)
    ]
    if notes:
        for note in notes:
            note["_id"] = f"{month}/{run.number}/{note['unit_id']}/{note['person_id']}"
        service.database[NOTES].insert_many(notes, session=unit.session)
    new = [event for person_id, events in reached.items() for event in events[before[person_id] :]]
    return Page("people", max(people), {"people": len(people), **_sums(new)})


def _enrolled(service: Service, after: str) -> Iterator[tuple[str, Relations]]:
    """Person by person behind `after`, with all relations."""
    prefix = c.ENROLMENT.stream("")
    # "." stands behind "-": so the search goes on behind all relations of that person.
    found = service.store.streams(prefix, f"{prefix}{after}." if after else "")
    for person_id, streams in groupby(found, key=lambda named: named[0].removeprefix(prefix).partition("-")[0]):
        yield person_id, {stream.partition(person_id)[2][1:]: _relation(facts) for stream, facts in streams}


def _relation(facts: list[Fact]) -> Relation:
    return enrolment.after(fact.event for fact in facts)


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
        if unit_id != c.SELF:  # who pays for himself is billed by ENR-19
            due = [
                Due(line, spell.wage_fen or year.last_base(line) or before.last_base(line), spell.participant)
                for line, spell in relation.owed_in(policy.month)
            ]
            events += assess(person_id, unit_id, due, year, policy, classes.get(unit_id, 0))
    return events


def _notes(person_id: str, year: Year, month: str) -> Iterator[Document]:
    units: dict[str, list[c.BilledLine]] = {}
    for (period, unit_id, line), owed in year.owed.items():
        if period == month:
            billed: c.BilledLine = {
                "line": line,
                "base": owed.base,
                "employer": owed.employer,
                "individual": owed.individual,
                "account": owed.account,
            }
            units.setdefault(unit_id, []).append(billed)
    return ({"unit_id": unit_id, "person_id": person_id, "lines": lines} for unit_id, lines in units.items())


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
    after = run.after if run.phase == "bills" else ""
    notes = service.database[NOTES]
    found = notes.find({"_id": {"$gt": prefix + after, "$lt": prefix + "\uffff"}}).sort("_id")
    page = list(found.limit(ROWS))
    if not page:
        notes.delete_many({"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}})
        return None
    members: dict[str, list[c.BilledMember]] = {}
    for note in page:
        billed: c.BilledMember = {"person_id": note["person_id"], "lines": note["lines"]}
        members.setdefault(note["unit_id"], []).append(billed)
    streams = {unit_id: c.BILL.stream(unit_id, month) for unit_id in members}
    append_each(service.store, streams, _bill_decision(service, month, members, unit.context.today), unit.context)
    return Page("bills", page[-1]["_id"].removeprefix(prefix), {"bills": len(members)})


def _bill_decision(
    service: Service, month: str, members: Mapping[str, list[c.BilledMember]], today: str
) -> Callable[[str, list[Event]], list[Event]]:
    policy = month_policy(service.city, month)
    rates = late_fee_rates(service.city.policy)

    def decide(unit_id: str, history: list[Event]) -> list[Event]:
        state = bill.after(history)
        return [*assess_bill(unit_id, (month, policy.due_on), members[unit_id], state, rates, today)]

    return decide
