"""Declaring, confirming and objecting to bases on the store (ENR-11)."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kernel.bulk.rejects import COLUMNS as REJECT_COLUMNS
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import half_width
from kernel.refusals import Forbidden, Invalid, Refused
from kernel.store import Document
from kernel.tabular import Cells, Limits, every
from kernel.tabular.apart import read_apart
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.bases import domain as d
from services.employer.bases.shown import base_lines
from services.employer.contract.bases import BASE_FILE_COLUMNS
from services.employer.office import Office
from services.employer.staff.declaration import id_number
from services.employer.staff.domain import staff
from services.employer.staff_files.rows import bad_row
from services.employer.units.domain import Registered, check_officer, check_own, registered
from services.employer.units.domain import unit as unit_aggregate

PAGE = 200
"""Rows that one transaction declares."""
MOST_ROWS = 5_000
COLUMNS = (*REJECT_COLUMNS, *BASE_FILE_COLUMNS)


@dataclass(frozen=True)
class Row:
    """A row to declare, or what was wrong with it already."""

    line: int
    id_number: str = ""
    wage_fen: int = 0
    fault: Refused | None = None


def declare(office: Office, command: c.DeclareBases, context: Context) -> Document:
    """See `DeclareBases`."""
    rows = [Row(line, row["id_number"], row["wage_fen"]) for line, row in enumerate(command.rows, 1)]
    return _declare(office, command.unit_id, command.year, rows, context)


def declare_file(office: Office, command: c.DeclareBaseFile, context: Context) -> Document:
    """See `DeclareBaseFile`. Raises the refusals of kernel.tabular, BaseFileTooLong, BaseFileEmpty."""
    check_own(command.unit_id, context)
    try:
        content = base64.b64decode(command.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(errors={"content": ["文件没有完整上传，请重新上传。"]}) from None
    table = read_apart(content, COLUMNS, Limits(megabytes=5, rows=None), most=MOST_ROWS + 1)
    if len(table.rows) > MOST_ROWS:
        raise c.BaseFileTooLong(most=MOST_ROWS)
    if not table.rows:
        raise c.BaseFileEmpty()
    rows = [_row(row.line, row.fields, row.fault) for row in table.rows]
    return _declare(office, command.unit_id, command.year, rows, context)


def _row(line: int, fields: dict[str, str], fault: Refused | None) -> Row:
    try:
        if fault:
            raise fault
        cells = Cells({**fields, "wage": half_width(fields["wage"])}, COLUMNS)
        id_number, wage_fen = every(lambda: cells.text("id_number", most=40), lambda: cells.required_amount("wage"))
        return Row(line, id_number, wage_fen)
    except Refused as refused:
        return Row(line, fault=refused)


def _declare(office: Office, unit_id: str, year: int, rows: Sequence[Row], context: Context) -> Document:
    """Page by page, each a command of its own, made of this one's id: sent again, each answers as it did."""
    check_own(unit_id, context)
    during = d.window(office.city.policy, year)
    there = registered(office.store.state(c.UNIT.stream(unit_id), unit_aggregate)[0])
    outcomes: list[Document] = []
    for start in range(0, len(rows), PAGE):
        page, part = rows[start : start + PAGE], replace(context, command_id=f"{context.command_id}/{start}")

        def decide(unit: Unit, page: Sequence[Row] = page) -> Document:
            told = [_outcome(office, unit, there, row, during) for row in page]
            return unit.reply(c.UNIT.stream(unit_id), rows=told)

        outcomes += execute_across(office.store, decide, part)["result"]["rows"]
    declared = sum(1 for told in outcomes if told.get("changed"))
    bad = sum(1 for told in outcomes if "code" in told)
    result = {"declared": declared, "unchanged": len(outcomes) - declared - bad, "rows": outcomes}
    return {"result": result, "stream": c.UNIT.stream(unit_id), "version": 0}


def _outcome(office: Office, unit: Unit, there: Registered, row: Row, during: d.Window) -> Document:
    try:
        if row.fault:
            raise row.fault
        person_id = office.person_id(id_number(row.id_number, unit.context.today))
        about = d.About(there.unit_id, person_id, during.year)
        stream = c.STAFF.stream(there.unit_id, person_id)
        active = unit.load(stream, staff).active()
        events = d.declare(about, row.wage_fen, during, unit.context.today, bool(active), unit.load(stream, d.bases))
        shown = base_lines(office.costs, active, there.industry_class, row.wage_fen, during.from_month)
    except Refused as refused:
        return dict(bad_row(row.line, refused))
    unit.append(stream, events)
    told = {"line": row.line, "person_id": person_id, "wage_fen": row.wage_fen, "lines": shown}
    return {**told, "changed": bool(events)}


def close(office: Office, command: c.CloseBaseDeclaration, context: Context) -> Document:
    """Who is active, was staff before the bases count and was not declared. Result: `{undeclared}`.

    Page by page; a page that was cut off is found again, and what was noted before counts in the answer as well.
    """
    check_officer(context)
    during = d.window(office.city.policy, command.year)
    if context.today <= during.closes:
        raise c.BaseWindowStillOpen(year=during.year, closes=during.closes)
    registered(office.store.state(c.UNIT.stream(command.unit_id), unit_aggregate)[0])
    if (answered := first_reply(office.store, context)) is not None:
        return answered
    missed, missing = _not_declared(office, command.unit_id, during)
    for start in range(0, len(missing), PAGE):
        _miss(office, command.unit_id, missing[start : start + PAGE], during, context)
    undeclared = len(missed) + len(missing)
    return execute(
        office.store,
        c.BASE_YEAR.stream(command.unit_id, str(during.year)),
        d.base_year,
        lambda _: d.close(command.unit_id, during.year, undeclared),
        context,
        result=lambda _: {"undeclared": undeclared},
    )


def _miss(office: Office, unit_id: str, people: Sequence[str], during: d.Window, context: Context) -> None:
    """Note them; who has been noted or declared meanwhile stays as he is, so that it needs no command id."""

    def decide(unit: Unit) -> Document:
        unit.preload(c.STAFF.stream(unit_id, person_id) for person_id in people)
        for person_id in people:
            stream, about = c.STAFF.stream(unit_id, person_id), d.About(unit_id, person_id, during.year)
            unit.append(stream, d.miss(about, during, unit.context.today, unit.load(stream, d.bases)))
        return unit.reply(c.UNIT.stream(unit_id))

    execute_across(office.store, decide, replace(context, command_id=None))


def _not_declared(office: Office, unit_id: str, during: d.Window) -> tuple[list[str], list[str]]:
    """Who was missed by the unit's last closing of the year, and who is to be noted now."""
    missed, missing, prefix = list[str](), list[str](), c.STAFF.stream(unit_id) + "-"
    for name, events in office.store.streams(prefix, ""):
        state = d.bases.after(events).of(during.year).state
        began = [line.start_month for line in staff.after(events).active().values()]
        if state == "missed":
            missed.append(name.removeprefix(prefix))
        elif state == "undeclared" and d.wanted(began, during):
            missing.append(name.removeprefix(prefix))
    return missed, missing


def confirm(office: Office, command: c.ConfirmBase, context: Context) -> Document:
    """The employee agrees."""
    if context.role != "person" or context.on_behalf_of != command.person_id:
        raise Forbidden()
    about = d.About(command.unit_id, command.person_id, command.year)
    stream = c.STAFF.stream(command.unit_id, command.person_id)
    return execute(office.store, stream, d.bases, lambda state: d.confirm(about, state), context)


# ------------------------------------------------------------------ objecting


def base_effects(office: Office) -> dict[str, Effect]:
    """An objection is noted beside the base, and ends with its case."""

    def look_through(filing: Filing, _context: Context) -> Entered:
        form: c.BaseObjection = filing.form
        if form.wage_fen <= 0:
            raise c.WageNotPositive()
        about = d.About(form.unit_id, filing.applicant, form.year)
        stream = c.STAFF.stream(form.unit_id, filing.applicant)

        def note(unit: Unit) -> None:
            unit.append(stream, d.object_to(about, filing.case_id, unit.load(stream, d.bases)))

        summary = f"{form.year}年度缴费基数异议"
        return Entered(filing.applied(office.sealer, filing.applicant, summary), note, (stream,))

    def carry_out(unit: Unit, application: Application) -> str:
        about, wage_fen = _of(office, application)
        stream = c.STAFF.stream(about.unit_id, about.person_id)
        unit.append(stream, d.correct(about, application.case_id, wage_fen, unit.load(stream, d.bases)))
        return f"{about.year}年度缴费基数已更正"

    def drop(unit: Unit, application: Application) -> None:
        form = json.loads(office.sealer.open(application.form))
        if "unit_id" in form and "year" in form:  # a draft may hold neither
            about = d.About(form["unit_id"], application.applicant, form["year"])
            stream = c.STAFF.stream(about.unit_id, about.person_id)
            unit.append(stream, d.drop_objection(about, application.case_id, unit.load(stream, d.bases)))

    return {c.BASE_OBJECTION.code: Effect(carry_out, drop, look_through)}


def _of(office: Office, application: Application) -> tuple[d.About, int]:
    form = json.loads(office.sealer.open(application.form))
    return d.About(form["unit_id"], application.applicant, form["year"]), form["wage_fen"]
