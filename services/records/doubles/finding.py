"""Looking everybody through for doubles, page by page, and the list of what still stands (ENR-22)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.database import Database

from kernel.commands import execute
from kernel.context import Context
from kernel.privacy import lookup_hash
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.contributions.assessment import enrolled
from services.records.contributions.domain import Year, contributions
from services.records.doubles import domain as d
from services.records.enrolment.domain import Relation
from services.records.personfile import entries_of, places_of, years_of
from services.records.persons.domain import Person, archive
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page

PEOPLE, MOST = 500, 200
YEARS = 500
"""Of people with several relations, in a page: what a transaction has time to look through."""
PURPOSE, LATEST = "alike", "latest"


def order_search(service: Service, context: Context) -> Document:
    """Begin to look; the findings of the day before are forgotten once it is done."""
    stream, today = c.RUN.stream("doubles", context.today), context.today
    return execute(
        service.store,
        stream,
        runs,
        lambda run: start("doubles", today, run),
        context,
        result=lambda run: shown("doubles", today, run),
    )


def doubles_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next people in their relations, then in their archive entries; in the end, which entries are alike."""
    mark = f"{of}/{run.number}/"
    if run.phase in ("", "relations"):
        page = _relations(service, unit, run, mark)
        if page is not None:
            return page
    if run.phase in ("", "relations", "entries"):
        page = _entries(service, unit, run, mark)
        if page is not None:
            return page
    if run.phase != "alike":
        return Page("alike", "", {"entries": _alike(service, mark)})
    findings = _findings(service.database)
    findings.update_one({"_id": LATEST}, {"$set": {"mark": mark}}, upsert=True)
    findings.delete_many({"$or": [{"mark": {"$ne": mark}}, {"kind": "key"}]})
    return None


def _findings(database: Database[Document]) -> Collection[Document]:
    """`{_id: "<mark><kind>/<person>", mark, kind, person_id, found_on}`; `key` rows only while it is looked.

    `latest` names the mark of the last search that was completed: that is what is shown.
    """
    return database["doubles"]


def _note(service: Service, unit: Unit, rows: list[Document]) -> None:
    if rows:
        _findings(service.database).insert_many(rows, session=unit.session)


def _row(mark: str, kind: str, person_id: str, more: str = "", **content: Any) -> Document:
    about = {"mark": mark, "kind": kind, "person_id": person_id, "found_on": mark.partition("/")[0]}
    return {"_id": f"{mark}{kind}/{more}{person_id}", **about, **content}


def _relations(service: Service, unit: Unit, run: Run, mark: str) -> Page | None:
    people = _next_people(service, unit.context.today, run.after if run.phase == "relations" else "")
    if not people:
        return None
    places = _places(service, people)
    doubles = [one for one, found in places.items() if d.active_twice(found)]
    final = [one for one, found in places.items() if d.active_after(found)]
    several = [one for one, found in places.items() if len(found) > 1]
    twice = _paid_twice(service, several, unit.context.today)
    kinds = {"relations": doubles, "payments": twice, "final": final}
    _note(service, unit, [_row(mark, kind, one) for kind, ones in kinds.items() for one in ones])
    counts = {"people": len(people), **{kind: len(ones) for kind, ones in kinds.items()}}
    return Page("relations", max(people), counts)


def _next_people(service: Service, today: str, after: str) -> dict[str, Mapping[str, Relation]]:
    """The people behind `after` with their relations: as many as there is time for."""
    people, years, each = dict[str, Mapping[str, Relation]](), 0, len(_years_since(service, today))
    for person_id, relations in islice(enrolled(service, after), PEOPLE):
        people[person_id] = relations
        years += each if len(relations) > 1 else 0
        if years >= YEARS:
            break
    return people


def _years_since(service: Service, today: str) -> range:
    """The years in which this platform has assessed."""
    return range(int(service.city["assessed_from"][:4]), int(today[:4]) + 1)


def _paid_twice(service: Service, people: Iterable[str], today: str) -> list[str]:
    """Who of these has months that were paid twice, of all their entries."""
    numbers, since = _years_since(service, today), service.city["assessed_from"]
    streams = {
        one: [c.CONTRIBUTION.stream(entry, number) for entry in entries_of(service.store, one) for number in numbers]
        for one in people
    }
    loaded = service.store.load_many([stream for wanted in streams.values() for stream in wanted])

    def years(one: str) -> Iterator[Year]:
        return (contributions.after(loaded[stream]) for stream in streams[one] if stream in loaded)

    return [one for one in streams if d.paid_twice(years(one), since)]


def _places(service: Service, people: Mapping[str, Mapping[str, Relation]]) -> dict[str, d.Relations]:
    """The relations of these people. Entries that were merged are looked at together, at the first of them that has
    relations, in the name of the one that stands for all."""
    found: dict[str, d.Relations] = {}
    archives = service.store.load_many([c.PERSON.stream(person_id) for person_id in people])
    for person_id, relations in people.items():
        person = archive.after(archives.get(c.PERSON.stream(person_id), []))
        if not isinstance(person, Person) or not (person.aliases or person.merged_into):
            found[person_id] = {(person_id, unit_id): relation for unit_id, relation in relations.items()}
            continue
        together = places_of(service.store, person_id)
        if person_id == min(entry for entry, _ in together):
            found[person.merged_into or person_id] = together
    return found


def _years(service: Service, person_id: str) -> Any:
    return years_of(service.store, person_id).values()


def _entries(service: Service, unit: Unit, run: Run, mark: str) -> Page | None:
    prefix = c.PERSON.stream("")
    after = prefix + run.after if run.phase == "entries" else ""
    people = dict(islice(service.store.streams(prefix, after), PEOPLE))
    if not people:
        return None
    states = {name.removeprefix(prefix): archive.after(events) for name, events in people.items()}
    found = {one: state for one, state in states.items() if isinstance(state, Person) and not state.merged_into}
    keys = [_row(mark, "key", one, f"{key}/", key=key) for one, state in found.items() for key in _keys(service, state)]
    _note(service, unit, keys)
    return Page("entries", max(states), {})


def _keys(service: Service, person: Person) -> Iterator[str]:
    """Keyed hashes of what two entries of one person have in common: a name with a mobile, a name with a birthday."""
    name = service.sealer.open(person.name) if person.name else ""
    for other in (person.mobile, person.born):
        if name and other:
            yield lookup_hash(f"{name}/{service.sealer.open(other)}", service.settings.person_id_key, PURPOSE)


def _alike(service: Service, mark: str) -> int:
    """Each entry that shares a key with others, with these.

    Beside the run's transaction, which has no time for everybody at once; done again it comes to the same.
    """
    findings, others = _findings(service.database), dict[str, set[str]]()
    stages: list[Document] = [
        {"$match": {"mark": mark, "kind": "key"}},
        {"$group": {"_id": "$key", "people": {"$addToSet": "$person_id"}}},
        {"$match": {"people.1": {"$exists": True}}},
    ]
    for group in findings.aggregate(stages, allowDiskUse=True):
        for person_id in group["people"]:
            others.setdefault(person_id, set()).update(set(group["people"]) - {person_id})
    rows = (_row(mark, "entries", one, others=sorted(found)) for one, found in others.items())
    changes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
    if changes:
        findings.bulk_write(changes, ordered=False)
    return len(others)


# ------------------------------------------------------------------ the list


def get_doubles(service: Service, query: dc.GetDoubles) -> dict[str, Any]:
    """See `GetDoubles`: what was found is looked at again, so that what has been cleared since is not shown."""
    limit, findings = max(1, min(query.limit, MOST)), _findings(service.database)
    latest = findings.find_one({"_id": LATEST}) or {"mark": ""}
    wanted = {"mark": latest["mark"], "kind": query.kind, "person_id": {"$gt": query.after or ""}}
    found = list(findings.find(wanted).sort("person_id").limit(limit + 1))
    rows = [_shown(service, row) for row in found[:limit]]
    return {
        "found_on": found[0]["found_on"] if found else None,
        "rows": [row for row in rows if row],
        "next": found[limit - 1]["person_id"] if len(found) > limit else None,
    }


def _shown(service: Service, row: Mapping[str, Any]) -> dict[str, Any] | None:
    person_id, told = row["person_id"], dict[str, Any]()
    if row["kind"] == "relations":
        told = _lines(d.active_twice(places_of(service.store, person_id)))
    elif row["kind"] == "final":
        places = places_of(service.store, person_id)
        lines = _lines(d.active_after(places))
        told = {**lines, "reports": [_report(*report) for report in d.reports(places)]} if lines else {}
    elif row["kind"] == "payments":
        months = d.paid_twice(_years(service, person_id), service.city["assessed_from"])
        told = {"months": [{**month, **_line(month["line"])} for month in months]} if months else {}
    else:
        told = _entries_shown(service, person_id, row["others"])
    return {"person_id": person_id, "name": _name(service, person_id), **told} if told else None


def _entries_shown(service: Service, person_id: str, others: list[str]) -> dict[str, Any]:
    people = {one: service.store.state(c.PERSON.stream(one), archive)[0] for one in (person_id, *others)}
    own = people.pop(person_id)
    if not isinstance(own, Person) or own.merged_into:
        return {}
    left = [one for one, state in people.items() if isinstance(state, Person) and not state.merged_into]
    return {"others": [{"person_id": one, "name": _name(service, one)} for one in left]} if left else {}


def _lines(found: Mapping[c.Line, list[d.Place]]) -> dict[str, Any]:
    lines = [{"line": line, **_line(line), "units": [unit for _, unit in at]} for line, at in found.items()]
    return {"lines": lines} if lines else {}


def _report(unit_id: str, reason: str, paid_through: str) -> dict[str, str]:
    return {"unit_id": unit_id, "reason": reason, "title": dc.LAST_REASONS[reason], "paid_through": paid_through}


def _line(line: c.Line) -> dict[str, str]:
    return {"line_name": c.LINE_NAMES[line]}


def _name(service: Service, person_id: str) -> str:
    person, _ = service.store.state(c.PERSON.stream(person_id), archive)
    return service.sealer.masked("name", person.name) if isinstance(person, Person) else ""
