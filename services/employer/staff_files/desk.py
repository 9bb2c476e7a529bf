"""Taking files of staff changes in, trying them out, and going through them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel.cases import CASE, Matter
from kernel.commands import execute
from kernel.context import Context
from kernel.events import Fact
from kernel.refusals import NotFound, Refused
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import domain
from services.employer.staff.declaration import id_number
from services.employer.staff.desk import Entry, enter, looked_through
from services.employer.staff_files.domain import File, NoFile, Tally, page_declared, receive, staff_file
from services.employer.staff_files.pages import FileRow, pages_of, rows_of
from services.employer.staff_files.rows import bad_row, row_form
from services.employer.units.domain import check_own, registered
from services.employer.units.domain import unit as unit_aggregate


def declare_file(office: Office, command: c.DeclareStaffFile, context: Context) -> Document:
    """Take a file in; its rows are gone through afterwards. Result: `{file_id, rows}`."""
    _check_unit(office, command.unit_id, context)
    rows = rows_of(command.content)
    file_id = f"{command.unit_id}-{context.new_id('staff file')}"
    pages = office.pages.keep(file_id, rows)
    received = c.StaffFileReceived(
        file_id, command.unit_id, office.sealer.seal(command.file_name), len(rows), pages, context.actor
    )
    return execute(
        office.store,
        c.STAFF_FILE.stream(file_id),
        staff_file,
        lambda state: receive(received, state),
        context,
        result=lambda _: {"file_id": file_id, "rows": len(rows)},
    )


def check_file(office: Office, query: c.CheckStaffFile, context: Context) -> dict[str, Any]:
    """Try a file out: `{rows, good, unchanged, bad}`."""
    _check_unit(office, query.unit_id, context)
    rows = rows_of(query.content)
    # A unit of work that is never written: later rows see what earlier ones would have done.
    unit = Unit(office.store, None, context)
    tallies = [declare_rows(office, unit, query.unit_id, page) for page in pages_of(rows)]
    return {
        "rows": len(rows),
        "good": sum(tally.declared for tally in tallies),
        "unchanged": sum(tally.unchanged for tally in tallies),
        "bad": [bad for tally in tallies for bad in tally.bad],
    }


def get_file(office: Office, file_id: str, context: Context) -> dict[str, Any]:
    """How far a file has come, see `GetStaffFile`. Raises NotFound."""
    state, _ = office.store.state(c.STAFF_FILE.stream(file_id), staff_file)
    if isinstance(state, NoFile) or (context.role == "agent" and context.on_behalf_of != state.unit_id):
        raise NotFound()
    return {
        "file_id": file_id,
        "state": "done" if state.next_page == state.pages else "working",
        "rows": state.rows,
        "done": state.done,
        "declared": state.declared,
        "unchanged": state.unchanged,
        "bad": list(state.bad),
    }


def on_staff_file(unit: Unit, fact: Fact, service: Service) -> None:
    """Go through the next page: each page is what makes the one after it begin."""
    assert isinstance(service, Office)
    state = unit.load(fact.stream, staff_file)
    if not isinstance(state, File) or state.next_page == state.pages or isinstance(fact.event, c.StaffFileDone):
        return
    ground = unit.context
    unit.context = replace(ground, actor=state.received_by, role="agent", on_behalf_of=state.unit_id, channel="file")
    tally = declare_rows(service, unit, state.unit_id, service.pages.get(state.file_id, state.next_page))
    unit.context = ground
    unit.append(fact.stream, page_declared(tally, state))


def declare_rows(office: Office, unit: Unit, unit_id: str, rows: Sequence[FileRow]) -> Tally:
    """Declare what can be declared; a row that was declared before changes nothing, a bad one stops no other."""
    tally = Tally()
    forms: list[tuple[int, Any]] = []
    for row in rows:
        try:
            forms.append((row.line, _form(row)))
        except Refused as refused:
            tally.bad.append(bad_row(row.line, refused))
    entries = _entries(office, unit, unit_id, forms, tally)
    unit.preload([entry.stream for _, entry in entries])
    unit.preload([CASE.stream(entry.application.case_id) for _, entry in entries])
    for line, entry in entries:
        try:
            _declare_row(office, unit, entry, tally)
        except Refused as refused:
            tally.bad.append(bad_row(line, refused))
    tally.bad.sort(key=lambda bad: bad["line"])
    return tally


def _form(row: FileRow) -> c.StaffAddition | c.StaffStop:
    if row.fault:
        raise row.fault
    return row_form(row.fields)


def _entries(
    office: Office, unit: Unit, unit_id: str, forms: list[tuple[int, Any]], tally: Tally
) -> list[tuple[int, Entry]]:
    context, entries = unit.context, list[tuple[int, Entry]]()
    known = office.names(_person_ids(office, forms, context))
    for line, form in forms:
        case_id = office.desk.new_case_id(unit_id, context, line)
        try:
            entries.append((line, looked_through(office, unit_id, form, (), case_id, known, context)))
        except Refused as refused:
            tally.bad.append(bad_row(line, refused))
    return entries


def _person_ids(office: Office, forms: list[tuple[int, Any]], context: Context) -> list[str]:
    found = []
    for _, form in forms:
        try:
            found.append(office.person_id(id_number(form.id_number, context.today)))
        except Refused:
            continue  # told when the row is looked through
    return found


def _declare_row(office: Office, unit: Unit, entry: Entry, tally: Tally) -> None:
    if domain.declared_before(entry.declaration, unit.load(entry.stream, domain.staff)):
        tally.unchanged += 1
        return
    enter(office.desk, unit, entry, _without_materials(c.MATTERS[entry.application.matter]))
    tally.declared += 1


def _without_materials(matter: Matter) -> Matter:
    """A row brings no documents: the officer asks for those he wants to see."""
    return replace(matter, materials=tuple(replace(material, required=False) for material in matter.materials))


def _check_unit(office: Office, unit_id: str, context: Context) -> None:
    check_own(unit_id, context)
    registered(office.store.state(c.UNIT.stream(unit_id), unit_aggregate)[0])
