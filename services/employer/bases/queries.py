"""Bases as the unit and as the employee see them."""

from itertools import islice
from typing import Any

from kernel.context import Context
from kernel.privacy import mask
from kernel.refusals import Forbidden
from kernel.store import Document
from services.employer import contract as c
from services.employer.bases import domain as d
from services.employer.bases.shown import base_lines
from services.employer.office import Office
from services.employer.staff.domain import staff
from services.employer.units.domain import Registered, check_own, registered
from services.employer.units.domain import unit as unit_aggregate

MOST_SCANNED = 2000


def get_bases(office: Office, query: c.GetBases, context: Context) -> Document:
    """See `GetBases`."""
    check_own(query.unit_id, context)
    there = registered(office.store.state(c.UNIT.stream(query.unit_id), unit_aggregate)[0])
    during = d.window(office.city.policy, query.year)
    prefix = c.STAFF.stream(query.unit_id) + "-"
    streams = office.store.streams(prefix, prefix + query.after if query.after else "")
    found: list[Document] = []
    scanned, last = 0, ""
    for name, events in islice(streams, MOST_SCANNED):
        scanned, last = scanned + 1, name.removeprefix(prefix)
        active = staff.after(events).active()
        if active:
            found.append(_listed(office, there, last, active, d.bases.after(events).of(query.year), during))
        if len(found) == query.limit:
            break
    more = scanned == MOST_SCANNED or len(found) == query.limit
    dates = {"opens": during.opens, "closes": during.closes, "from_month": during.from_month}
    window = {**dates, "open": during.open_on(context.today)}
    return {"year": query.year, "window": window, "staff": _named(office, found), "next": last if more else None}


def _listed(office: Office, there: Registered, person_id: str, active: Any, base: d.Base, during: d.Window) -> Document:
    lines = base_lines(office.costs, active, there.industry_class, base.wage_fen, during.from_month)
    late = base.state == "undeclared" and not d.wanted([line.start_month for line in active.values()], during)
    told = {"person_id": person_id, "state": "not_wanted" if late else base.state, "wage_fen": base.wage_fen or None}
    return {**told, "lines": lines if base.wage_fen else []}


def _named(office: Office, found: list[Document]) -> list[Document]:
    names = office.names([document["person_id"] for document in found])
    return [{**each, "name": mask("name", names.get(each["person_id"], ""))} for each in found]


def get_own_bases(office: Office, query: c.GetOwnBases, context: Context) -> Document:
    """See `GetOwnBases`. Raises Forbidden."""
    if context.role != "person" or context.on_behalf_of != query.person_id:
        raise Forbidden()
    known = office.person_bases.get(query.person_id) or {}
    found = [
        _own(office, query.person_id, unit_id, int(year), base)
        for unit_id, years in known.get("units", {}).items()
        for year, base in years.items()
    ]
    return {"bases": sorted(found, key=lambda base: (base["year"], base["unit_id"]), reverse=True)}


def _own(office: Office, person_id: str, unit_id: str, year: int, base: Document) -> Document:
    there = registered(office.store.state(c.UNIT.stream(unit_id), unit_aggregate)[0])
    active = office.store.state(c.STAFF.stream(unit_id, person_id), staff)[0].active()
    wage, month = base.get("wage_fen", 0), base["from_month"]
    return {
        "unit_id": unit_id,
        "unit_name": there.name,
        "year": year,
        "state": base["state"],
        "wage_fen": wage or None,
        "from_month": month,
        "case_id": base.get("case_id"),
        "lines": base_lines(office.costs, active, there.industry_class, wage, month) if wage else [],
    }
