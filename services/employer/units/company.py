"""Opening a company (ENR-16): the unit and its first staff, registered, activated and insured with one approval."""

from dataclasses import asdict
from functools import partial
from typing import Any

from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.schema import checked
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import declaration, domain
from services.employer.units.desk import checked_registration, form_of, registered, release, reserving

SEALED = ("id_number", "name", "mobile")


def company_effect(office: Office) -> dict[str, Effect]:
    """By the matter's code."""
    return {c.NEW_COMPANY.code: Effect(partial(_open, office), partial(_drop, office), partial(_look_through, office))}


def _drop(office: Office, unit: Unit, application: Application) -> None:
    release(unit, form_of(office, application).get("unit", {}), application)


def _look_through(office: Office, filing: Filing, context: Context) -> Entered:
    form: c.NewCompany = filing.form
    unit = checked_registration(office, form.unit)
    staff = [_checked_staff(office, one, context) for one in form.staff]
    if len({one["id_number"] for one in staff}) < len(staff):
        raise c.StaffTwice()
    summary = f"开办企业 {unit['name']}，首批职工{len(staff)}人"
    kept = {"unit": unit, "staff": staff, "handled": context.month}
    application = filing.applied(office.sealer, filing.applicant, summary, **kept)
    note = reserving(office, unit["uscc"], filing.case_id)
    return Entered(application, note, (c.CREDIT_CODE.stream(unit["uscc"]),))


def _checked_staff(office: Office, form: c.StaffAddition, context: Context) -> dict[str, Any]:
    """One of the staff, as the case keeps it. Raises what an addition raises."""
    number = declaration.id_number(form.id_number, context.today)
    person_id = office.person_id(number)
    name = declaration.name(form.name, office.names([person_id]).get(person_id, ""))
    declaration.addition(form, context.month, office.city)
    return {**asdict(form), "id_number": number, "name": name, "mobile": declaration.mobile(form.mobile)}


def _open(office: Office, unit: Unit, application: Application) -> str:
    """The unit with its number, active, and each of its staff as an approved addition."""
    form = form_of(office, application)
    unit_id = registered(office, unit, application, form["unit"])
    unit.append(c.UNIT.stream(unit_id), [c.UnitActivated(unit_id, unit.context.today)])
    for one in form["staff"]:
        _add(office, unit, unit_id, application.case_id, checked(c.StaffAddition, one), form["handled"])
    return f"单位已登记并激活，单位编号{unit_id}，已为{len(form['staff'])}名职工办理参保"


def _add(office: Office, unit: Unit, unit_id: str, case_id: str, form: c.StaffAddition, handled: str) -> None:
    sealed = {name: office.sealer.seal(text) if (text := getattr(form, name)) else "" for name in SEALED}
    who = domain.Who(unit_id, office.person_id(form.id_number), **sealed)
    stream = c.STAFF.stream(unit_id, who.person_id)
    declared = declaration.addition(form, handled, office.city)
    unit.append(stream, domain.declare(who, declared, case_id, unit.load(stream, domain.staff)))
    unit.append(stream, domain.carry_out(who, case_id, unit.load(stream, domain.staff)))
