"""What a resident, or a guardian, sees of the resident schemes (ENR-23)."""

from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.contract import residents as r
from services.records.personfile import entries_of
from services.records.persons.domain import Person, archive
from services.records.residents import domain as d
from services.records.residents.desk import SERIES
from services.records.residents.guardians import children_of

STATUS_NAMES = {"active": "正常参保", "stopped": "已停保"}


def get_resident(service: Service, query: r.GetResident, today: str) -> dict[str, Any]:
    """See `GetResident`."""
    children = children_of(service.database, query.person_id, today) if query.children else []
    return {
        "person_id": query.person_id,
        "schemes": _schemes(service, query.person_id, today),
        "offered": [_offered(service, scheme, today) for scheme in r.SCHEMES],
        "children": [
            {"person_id": child, "name": _name(service, child), "schemes": _schemes(service, child, today)}
            for child in children
        ],
    }


def _schemes(service: Service, person_id: str, today: str) -> list[dict[str, Any]]:
    entries = entries_of(service.store, person_id)
    streams = {r.RESIDENT.stream(entry, scheme): scheme for entry in entries for scheme in r.SCHEMES}
    found = service.store.load_many(list(streams))
    return [_scheme(scheme, d.residents.after(found[name]), today) for name, scheme in streams.items() if name in found]


def _scheme(scheme: r.Scheme, state: d.Resident, today: str) -> dict[str, Any]:
    return {
        "scheme": scheme,
        "name": r.SCHEME_NAMES[scheme],
        "status": state.status,
        "status_name": STATUS_NAMES[state.status],
        "from_year": state.from_year,
        "through_year": state.through_year,
        "tier": state.tier,
        "paid": sum(owed.own + owed.treasury for owed in state.years.values() if owed.arrived_on),
        "years": [_year(year, state.years[year], today) for year in sorted(state.years, reverse=True)],
    }


def _year(year: int, owed: d.OwedYear, today: str) -> dict[str, Any]:
    state = "paid" if owed.arrived_on else "overdue" if today > owed.due_on else "due"
    return {
        "year": year,
        "own": owed.own,
        "treasury": owed.treasury,
        "due_on": owed.due_on,
        "arrived_on": owed.arrived_on,
        "state": state,
        "state_name": {"paid": "已缴费", "due": "待缴费", "overdue": "逾期未缴"}[state],
        "policy": list(owed.policy),
    }


def _offered(service: Service, scheme: r.Scheme, today: str) -> dict[str, Any]:
    row = service.city.policy.at(SERIES + scheme, today)
    return {
        "scheme": scheme,
        "name": r.SCHEME_NAMES[scheme],
        "tiers": list(row["tiers"]),
        "treasury": row["treasury"],
        "least_age": row["least_age"],
        "most_age": row["most_age"],
        "years": d.years_open(today, row["next_from"]),
    }


def _name(service: Service, person_id: str) -> str:
    person, _ = service.store.state(c.PERSON.stream(person_id), archive)
    return service.sealer.masked("name", person.name) if isinstance(person, Person) else ""
