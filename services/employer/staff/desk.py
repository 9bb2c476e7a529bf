"""Declaring staff changes on the store: a form becomes a case and a note in the person's stream, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kernel.cases import Attached, Matter
from kernel.cases.desk import Desk
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.cases.progress import sealed_form
from kernel.context import Context
from kernel.refusals import Refused
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import declaration as d
from services.employer.staff import domain
from services.employer.staff.effects import staff_effect
from services.employer.units.domain import check_own, declaring
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
    case_id = command.case_id or office.desk.new_case_id(command.unit_id, context)
    filing = Filing(matter_of(command.form), command.unit_id, case_id, command.form, tuple(command.materials))
    return office.desk.file(filing, command.case_id is not None, context)


def staff_effects(office: Office) -> dict[str, Effect]:
    """Both matters do the same: what they change stands in the person's stream."""

    def look_through(filing: Filing, context: Context) -> Entered:
        check_own(filing.applicant, context)
        known = office.names([office.person_id(d.id_number(filing.form.id_number, context.today))])
        entry = looked_through(office, filing.applicant, filing.form, filing.materials, filing.case_id, known, context)
        unit_stream = c.UNIT.stream(filing.applicant)

        def note(unit: Unit) -> None:
            declaring(unit.load(unit_stream, unit_aggregate))
            unit.append(entry.stream, _declared(unit, entry))

        return Entered(entry.application, note, (unit_stream, entry.stream))

    def subject(form: Mapping[str, Any], context: Context) -> str:
        return _subject(office, form.get("id_number", ""), context)

    def told(application: Application) -> dict[str, Any]:
        here, _ = office.store.state(c.STAFF.stream(application.applicant, application.subject), domain.staff)
        refused = here.refusals.get(application.case_id)
        return {"refused": refused.sentence if refused else None}

    effect = replace(staff_effect(office.sealer), look_through=look_through, subject=subject, told=told)
    return dict.fromkeys((c.STAFF_ADDITION.code, c.STAFF_STOP.code), effect)


def enter(desk: Desk, unit: Unit, entry: Entry, matter: Matter, must_exist: bool = False) -> None:
    """Declaration and case, both or neither."""
    unit.append(entry.stream, _declared(unit, entry))
    desk.submit(unit, entry.application, matter, must_exist)


def _declared(unit: Unit, entry: Entry) -> Sequence[domain.StaffEvent]:
    return domain.declare(
        entry.who, entry.declaration, entry.application.case_id, unit.load(entry.stream, domain.staff)
    )


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
        d.check_age(number, context.today)
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


def _subject(office: Office, id_number: str, context: Context) -> str:
    """The person a draft is about, as soon as the number is a right one."""
    try:
        return office.person_id(d.id_number(id_number, context.today))
    except Refused:
        return ""
