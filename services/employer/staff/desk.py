"""Declaring staff changes on the store: a form becomes a case and a note in the person's stream, in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from kernel.cases import CASE, Attached, Matter
from kernel.cases.desk import Desk
from kernel.cases.life import Application
from kernel.cases.progress import sealed_form
from kernel.commands import execute_across
from kernel.context import Context
from kernel.refusals import Refused
from kernel.schema import checked_part
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import declaration as d
from services.employer.staff import domain
from services.employer.units.domain import check_own, registered
from services.employer.units.domain import unit as unit_aggregate

Form = c.StaffAddition | c.StaffStop


@dataclass(frozen=True)
class Entry:
    """A form that has been looked through: whom it is about, what is declared, and what the case keeps of it."""

    who: domain.Who
    declaration: d.Declaration
    application: Application

    @property
    def stream(self) -> str:
        """The person's stream with this unit."""
        return c.STAFF.stream(self.who.unit_id, self.who.person_id)


def declare(office: Office, command: c.DeclareStaffAdded | c.DeclareStaffStopped, context: Context) -> Document:
    """Hand in. Result: `{case_id, due_on}`."""
    check_own(command.unit_id, context)
    matter = matter_of(command.form)
    case_id = command.case_id or office.desk.new_case_id(command.unit_id, context)
    known = office.names([office.person_id(d.id_number(command.form.id_number, context.today))])
    entry = looked_through(office, command.unit_id, command.form, command.materials, case_id, known, context)
    office.desk.check_documents(entry.application)

    def decide(unit: Unit) -> Document:
        unit.preload([c.UNIT.stream(command.unit_id), entry.stream, CASE.stream(case_id)])
        registered(unit.load(c.UNIT.stream(command.unit_id), unit_aggregate))
        due_on = enter(office.desk, unit, entry, matter, must_exist=command.case_id is not None)
        return unit.reply(CASE.stream(case_id), case_id=case_id, due_on=due_on)

    return execute_across(office.store, decide, context)


def enter(desk: Desk, unit: Unit, entry: Entry, matter: Matter, must_exist: bool = False) -> str:
    """Case and declaration, both or neither; the day it is due on."""
    declared = domain.declare(
        entry.who, entry.declaration, entry.application.case_id, unit.load(entry.stream, domain.staff)
    )
    due_on = desk.submit(unit, entry.application, matter, must_exist)
    unit.append(entry.stream, declared)
    return due_on


def looked_through(
    office: Office,
    unit_id: str,
    form: Form,
    materials: Sequence[Attached],
    case_id: str,
    known: dict[str, str],
    context: Context,
) -> Entry:
    """Check a form by itself; `known` are the names of known people. Raises what `declaration` refuses."""
    number = d.id_number(form.id_number, context.today)
    person_id = office.person_id(number)
    known_name = known.get(person_id, "")
    content = {**asdict(form), "id_number": number}
    declared: d.Declaration
    if isinstance(form, c.StaffAddition):
        content |= {"name": d.name(form.name, known_name), "mobile": d.mobile(form.mobile)}
        declared = d.addition(form, context.month, office.city)
    else:
        content |= {"name": known_name}
        declared = d.stop(form, context.month, office.city)
    application = Application(
        case_id,
        matter_of(form).code,
        unit_id,
        person_id,
        d.summary(declared),
        sealed_form(content, office.sealer.seal),
        tuple(materials),
    )
    return Entry(domain.Who(unit_id, person_id), declared, application)


def matter_of(form: Form) -> Matter:
    """The matter that the form belongs to."""
    return c.STAFF_ADDITION if isinstance(form, c.StaffAddition) else c.STAFF_STOP


def save_draft(office: Office, command: c.SaveDraft, context: Context) -> Document:
    """Keep what is filled in so far. Result: `{case_id}`."""
    check_own(command.unit_id, context)
    matter = c.MATTERS[command.matter]
    filled_in = checked_part(matter.form, command.form)
    application = Application(
        command.case_id or office.desk.new_case_id(command.unit_id, context),
        matter.code,
        command.unit_id,
        _subject(office, filled_in.get("id_number", ""), context),
        matter.title,
        sealed_form(filled_in, office.sealer.seal),
        tuple(command.materials),
    )
    return office.desk.save_draft(application, command.case_id is not None, context)


def _subject(office: Office, id_number: str, context: Context) -> str:
    """The person a draft is about, as soon as the number is a right one."""
    try:
        return office.person_id(d.id_number(id_number, context.today))
    except Refused:
        return ""
