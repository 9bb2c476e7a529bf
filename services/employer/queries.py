"""Looking things up at employer. Staff and cases are read from their streams themselves, so no answer is old."""

import json
from itertools import islice
from typing import Any, get_args

from kernel.cases.events import CASE
from kernel.cases.life import NoCase, case
from kernel.context import Context
from kernel.privacy import mask
from kernel.refusals import NotFound
from kernel.store import Document
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.declaration import id_number, too_young_until
from services.employer.staff.domain import Declared, Refusal, Staff, staff
from services.employer.staff.rules import effective_months
from services.employer.staff.standing import Active, Standing
from services.employer.units.domain import Registered, check_own, registered
from services.employer.units.domain import unit as unit_aggregate

MOST_SCANNED = 2000
"""People looked at for one page of a filtered roster; the next page goes on there."""
MOST_LISTED = 200


def get_unit(office: Office, query: c.GetUnit, context: Context) -> Document:
    """See `GetUnit`. Raises UnitUnknown, NotYourUnit."""
    check_own(query.unit_id, context)
    unit = registered(office.store.state(c.UNIT.stream(query.unit_id), unit_aggregate)[0])
    return {
        "unit_id": unit.unit_id,
        "uscc": unit.uscc,
        "name": unit.name,
        "district": unit.district,
        "registered_on": unit.registered_on,
        "industry_class": unit.industry_class,
        "contact": json.loads(office.sealer.open(unit.contact)) if unit.contact else None,
        "address": office.sealer.open(unit.address) if unit.address else "",
        "agents": list(unit.agents),
        "bank_account": _bank_account(office, unit.bank),
        "status": _status(unit),
        "under_way": unit.under_way or None,
    }


def _status(unit: Registered) -> str:
    """registered (not activated), active, closing or closed."""
    if unit.closed_on:
        return "closed"
    if unit.closing:
        return "closing"
    return "active" if unit.active else "registered"


def _bank_account(office: Office, sealed: str) -> str:
    return mask("bank", json.loads(office.sealer.open(sealed))["account"]) if sealed else ""


def get_roster(office: Office, query: c.GetRoster, context: Context) -> Document:
    """See `GetRoster`."""
    check_own(query.unit_id, context)
    limit = min(query.limit or MOST_LISTED, MOST_LISTED)
    prefix = c.STAFF.stream(query.unit_id) + "-"
    streams = office.store.streams(prefix, prefix + query.after if query.after else "")
    found: dict[str, Staff] = {}
    scanned, last, most = 0, "", MOST_SCANNED if query.search else limit
    for stream, events in islice(streams, MOST_SCANNED):
        scanned, last = scanned + 1, stream.removeprefix(prefix)
        state = staff.after(events)
        if query.status in ("", standing(state)):
            found[last] = state
        if len(found) == most:
            break
    names = _names(office, found)
    fitting = [person_id for person_id in found if _fits(names[person_id], query.search.strip().upper())]
    shown = fitting[:limit]
    more = last if scanned == MOST_SCANNED or len(found) == most else None
    return {
        "staff": [_listed(person_id, found[person_id], *names[person_id]) for person_id in shown],
        "next": shown[-1] if len(fitting) > limit else more,
    }


def get_staff_number(office: Office, query: c.GetStaffNumber, context: Context) -> Document:
    """See `GetStaffNumber`. Raises NotYourUnit, NotFound."""
    check_own(query.unit_id, context)
    here, _ = office.store.state(c.STAFF.stream(query.unit_id, query.person_id), staff)
    number, _ = _names(office, {query.person_id: here})[query.person_id]
    if not (here.lines and number):
        raise NotFound()
    return {"person_id": query.person_id, "id_number": number}


def _fits(known: tuple[str, str], text: str) -> bool:
    """Whether the name holds the text, or the ID number ends with it."""
    id_number, name = known
    return text in name.upper() or id_number.endswith(text)


def find_person(office: Office, query: c.FindPerson, context: Context) -> Document:
    """See `FindPerson`. Raises IdNumberWrong."""
    check_own(query.unit_id, context)
    person_id = office.person_id(id_number(query.id_number, context.today))
    known = office.people.get(person_id) or {}
    here, _ = office.store.state(c.STAFF.stream(query.unit_id, person_id), staff)
    return {
        "person_id": person_id,
        "known": "name" in known,
        "name": office.sealer.masked("name", known["name"]) if "name" in known else "",
        "kind": "returning" if known.get("enrolled_once") or here.lines else "new",
        "active_lines": list(here.active()),
        "lines": _declarable(office, here, context.month),
        "too_young_until": too_young_until(query.id_number, context.today),
        "case_id": here.pending.case_id if here.pending else None,
    }


def _declarable(office: Office, here: Staff, month: str) -> list[Document]:
    """The lines that are declared here, each with the months to choose from (ENR-02, ENR-03)."""
    offered = {line["code"] for line in office.city["lines"] if not line.get("entrance")}
    found = []
    for line in get_args(c.InsuranceLine):
        active = line in here.active()
        if line in offered:
            months = effective_months("stop" if active else "add", line, month, office.city.policy).months
            found.append({"line": line, "title": c.LINE_TITLES[line], "active": active, "months": list(months)})
    return found


def list_cases(office: Office, query: c.ListCases, context: Context) -> Document:
    """See `ListCases`."""
    check_own(query.unit_id, context)
    limit = min(query.limit or MOST_LISTED, MOST_LISTED)
    return office.desk.page(query.unit_id, query.after, limit, query.status)


def standing(state: Staff) -> str:
    """Where a person stands with the unit: pending, active, refused or stopped."""
    if state.pending:
        return "pending"
    if state.active():
        return "active"
    return "refused" if state.refused else "stopped"


def _names(office: Office, found: dict[str, Staff]) -> dict[str, tuple[str, str]]:
    """ID number and name, opened: from the declaration, else from what records has published. Of somebody new who is
    declared, nobody but the case knows them yet."""
    unnamed = [person_id for person_id, state in found.items() if not state.name]
    known = {document["_id"]: document for document in office.people.serving().find({"_id": {"$in": unnamed}})}
    names = {}
    for person_id, state in found.items():
        published = known.get(person_id, {})
        sealed = (state.id_number or published.get("id_number", ""), state.name or published.get("name", ""))
        opened = _opened(office, sealed[0]), _opened(office, sealed[1])
        names[person_id] = _declared(office, state.pending.case_id) if state.pending and not any(opened) else opened
    return names


def _declared(office: Office, case_id: str) -> tuple[str, str]:
    """ID number and name as the case's form tells them."""
    state, _ = office.store.state(CASE.stream(case_id), case)
    if isinstance(state, NoCase):
        return "", ""
    form = json.loads(office.sealer.open(state.application.form))
    return form.get("id_number", ""), form.get("name", "")


def _opened(office: Office, sealed: str) -> str:
    return office.sealer.open(sealed) if sealed else ""


def _listed(person_id: str, state: Staff, id_number: str, name: str) -> Document:
    return {
        "person_id": person_id,
        "id_number": mask("id", id_number),
        "name": mask("name", name) if name else "",
        "status": standing(state),
        "lines": [_line(line, known) for line, known in state.lines.items()],
        "wage_fen": state.wage_fen or None,
        "pending": _pending(state.pending) if state.pending else None,
        "refused": _refused(state.refused) if state.refused else None,
    }


def _line(line: c.InsuranceLine, known: Standing) -> dict[str, Any]:
    active = isinstance(known, Active)
    return {
        "line": line,
        "title": c.LINE_TITLES[line],
        "status": "active" if active else "stopped",
        "start_month": known.start_month or None,
        "stop_month": None if isinstance(known, Active) else known.stop_month,
        "confirmed": known.confirmed,
    }


def _pending(pending: Declared) -> dict[str, Any]:
    change = "add" if hasattr(pending.declaration, "wage_fen") else "stop"
    return {"case_id": pending.case_id, "change": change, "months": dict(pending.declaration.months)}


def _refused(refused: Refusal) -> dict[str, Any]:
    lines = [c.LINE_TITLES[line] for line in refused.lines]
    return {"case_id": refused.case_id, "change": refused.change, "lines": lines, "sentence": refused.sentence}
