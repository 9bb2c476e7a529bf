"""All lines of a person at a glance (QRY-01), from the person's own streams."""

from collections.abc import Iterable
from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.contributions.domain import Year
from services.records.contributions.history import COUNTING
from services.records.contributions.tariff import offered_lines
from services.records.enrolment.domain import Relation
from services.records.personfile import PersonFile, person_file
from services.records.persons.domain import Person

STATUS_NAMES = {"active": "正常参保", "suspended": "暂停参保", "closed": "终止参保", "none": "未参保"}
PERSON_KINDS: dict[c.PersonKind, str] = {
    "employee": "职工",
    "flexible": "灵活就业人员",
    "resident": "居民",
    "retired": "退休人员",
    "unemployed": "领取失业金人员",
}
LATEST = "9999-12"
STRONGEST_FIRST = ("active", "suspended", "closed")


def get_insured_status(service: Service, person_id: str, today: str) -> dict[str, Any]:
    """See `GetInsuredStatus`. Somebody who is not in the archive is `known: false` and has no lines."""
    person = person_file(service.store, person_id)
    lines = [_line(line, person) for line in c.LINES]
    offered = offered_lines(service.city)
    kind = _kind(person)
    return {
        "person_id": person_id,
        "known": isinstance(person.archived, Person),
        "kind": kind,
        "kind_name": PERSON_KINDS[kind] if kind else "",
        "city": service.city["name"],
        "agency": _agency(service, person),
        "lines": [shown for shown in lines if shown["line"] in offered or shown["status"] != "none"],
        "as_of": today,
    }


def _kind(person: PersonFile) -> c.PersonKind | None:
    """As the active relation has it, else as the archive does."""
    active = (r.last(line) for r in person.relations.values() for line in r.lines if r.status(line) == "active")
    spell = next(active, None)
    if spell is not None:
        return spell.participant
    return person.archived.kind if isinstance(person.archived, Person) else None


def _agency(service: Service, person: PersonFile) -> str:
    """The agency that keeps the record, the city's own where none is known."""
    agencies = service.city["agencies"]
    district = person.archived.district if isinstance(person.archived, Person) else ""
    return str(next((a["name"] for a in agencies if a.get("region") == district), agencies[0]["name"]))


def _line(line: c.Line, person: PersonFile) -> dict[str, Any]:
    relations = [
        _relation(unit_id, line, relation) for unit_id, relation in person.relations.items() if line in relation.lines
    ]
    statuses = [relation["status"] for relation in relations]
    status = next((known for known in STRONGEST_FIRST if known in statuses), "none")
    paid = person.once(("paid months", line), lambda: _paid_months(line, person.years.values()))
    starts = [spell.start_month for r in person.relations.values() for spell in r.lines.get(line, ())]
    return {
        "line": line,
        "name": c.LINE_NAMES[line],
        "status": status,
        "status_name": STATUS_NAMES[status],
        "relations": sorted(relations, key=lambda relation: str(relation["start_month"]), reverse=True),
        # Two active relations of a line are an error to be cleared: shown, never hidden (handbook 4.1).
        "double": statuses.count("active") > 1,
        "first_month": min([*starts, *paid], default=None),
        "last_paid": max(paid, default=None),
    }


def _relation(unit_id: str, line: c.Line, relation: Relation) -> dict[str, Any]:
    spell, status = relation.last(line), relation.status(line) or "none"
    return {
        "unit_id": unit_id,
        "status": status,
        "status_name": STATUS_NAMES[status],
        "start_month": spell.start_month if spell else None,
        "paid_through": spell.paid_through if spell else None,
        "reason": spell.reason if spell else "",
        "wage_fen": spell.wage_in(LATEST) if spell else 0,
    }


def _paid_months(line: c.Line, years: Iterable[Year]) -> set[str]:
    months = set[str]()
    for year in years:
        months |= {
            row["period"]
            for row in year.imported
            if row["line"] == line and row["arrived_on"] and row["kind"] in COUNTING
        }
        months |= {period for (period, _, of), owed in year.owed.items() if of == line and owed.is_paid}
    return months
