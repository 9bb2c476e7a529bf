"""Looking at the views: a page is one document; lists are short reads in the order of an index."""

from collections.abc import Iterable
from typing import Any

from gateway.views.person import person_at_a_glance
from gateway.views.unit import unit_at_a_glance
from gateway.web.acting import edge
from gateway.web.entries import found_together
from gateway.web.glance import person_glance
from gateway.web.looks import seen_persons
from gateway.web.reading import place_of
from kernel.clock import business_date, instant
from kernel.readmodel import ReadModel
from kernel.refusals import NotFound
from services.records.contract import SELF

Answer = dict[str, Any]


def today() -> str:
    """The business date, 2026-11-22."""
    return business_date(edge().settings.clock())


def now() -> str:
    """This instant, UTC text."""
    return instant(edge().settings.clock())


def glance_of(person_id: str, wait_for: str = "") -> Answer:
    """A person at a glance; `caught_up` is false where what `wait_for` names is still being processed."""
    caught_up = caught_up_with(person_at_a_glance, wait_for)
    entry, found = found_together(person_id, lambda one: edge().views.get(person_at_a_glance, one))
    seen_persons({person_id, entry})
    glance = person_glance(entry, found, edge().city, edge().sealer, today())
    _name_units(glance)
    return glance | caught_up


def _name_units(glance: Answer) -> None:
    """The names of the units, and the agency of the one that insures the person now, else of the last."""
    lines = glance.get("lines", ())
    named = units(line["unit_id"] for line in lines)
    for line in lines:
        line["unit_name"] = named[line["unit_id"]]["name"] if line["unit_id"] else None
    agencies = [named[line["unit_id"]]["agency"] for line in sorted(lines, key=_active_first) if line["unit_id"]]
    glance["agency"] = next(filter(None, agencies), None)


def _active_first(line: Answer) -> bool:
    return bool(line["status"] != "active")


def unit_glance(unit_id: str, wait_for: str = "") -> Answer:
    """A unit at a glance with its newest changes of staff, whom the caller has seen then. Raises NotFound."""
    caught_up = caught_up_with(unit_at_a_glance, wait_for)
    found = unit_of(unit_id)
    names = person_names(change["person_id"] for change in found["changes"])
    named = [change | {"name": names[change["person_id"]]} for change in found["changes"]]
    return {**found, "changes": named, **caught_up}


def unit_of(unit_id: str) -> Answer:
    """The unit as it stands, its people by id alone. Raises NotFound."""
    found = edge().views.get(unit_at_a_glance, unit_id)
    if found is None or "unit" not in found:
        raise NotFound()
    return {
        "unit_id": unit_id,
        **found["unit"],
        "agency": _unit(unit_id, found["unit"])["agency"],
        "as_of": found["as_of"],
        "insured": found.get("insured", {}),
        "open_cases": found.get("open_cases", 0),
        "bills": [{"period": period, **bill} for period, bill in sorted(found.get("bills", {}).items(), reverse=True)],
        "open": [{"period": period, **left} for period, left in sorted(found.get("open", {}).items(), reverse=True)],
        "changes": found.get("changes", []),
    }


def units(unit_ids: Iterable[str | None]) -> dict[str, Answer]:
    """`{name, agency}` of units, by id, at most a minute old. A unit that is not known is called by its number."""
    wanted = {unit_id for unit_id in unit_ids if unit_id and unit_id != SELF}
    found = edge().views.parts(unit_at_a_glance, "unit", wanted)
    known = {unit_id: _unit(unit_id, unit) for unit_id, unit in found.items()}
    return known | {SELF: {"name": "个人缴费", "agency": None}}


def _unit(unit_id: str, unit: Answer) -> Answer:
    agencies = edge().city["agencies"]
    own = next((agency for agency in agencies if agency.get("region") == unit.get("district")), agencies[0])
    return {"name": unit.get("name", unit_id), "agency": own["name"]}


def person_names(person_ids: Iterable[str]) -> dict[str, str]:
    """The names of people, masked; empty for somebody not known yet. Seeing them is a look (ID-17)."""
    asked = set(person_ids)
    seen_persons(asked)
    found = edge().views.parts(person_at_a_glance, "person", asked)
    return {key: edge().sealer.masked("name", person["name"]) if person else "" for key, person in found.items()}


def unit_names(unit_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of units, by id."""
    return {unit_id: unit["name"] for unit_id, unit in units(unit_ids).items()}


def caught_up_with(model: ReadModel, wait_for: str) -> Answer:
    """`{caught_up}`: whether the view shows what `wait_for` names, after waiting for it up to two seconds."""
    return {"caught_up": edge().views.caught_up(model, place_of(wait_for))} if wait_for else {"caught_up": True}
