"""The matters of people who pay for themselves: forms looked through and carried out on the person's own streams."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kernel import identifiers
from kernel.calendar import add_months
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.events import Event
from kernel.identifiers import WrongNumber, bank_number_fault
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import payer_refusals as r
from services.records.contributions.tariff import offered_lines
from services.records.enrolment.domain import Relation, enrolment
from services.records.office import RecordsOffice
from services.records.payers import domain as d
from services.records.payers import rules
from services.records.personfile import asked_first, relations_of
from services.records.persons.domain import Person, Unknown, archive, is_retired

LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}", re.ASCII)


@dataclass(frozen=True)
class Standing:
    """All that a decision about a payer needs; `entry` of the archive is where the own relation stands."""

    entry: str
    person: Person | Unknown
    relations: d.Relations
    payer: d.Payer

    @property
    def retired(self) -> bool:
        """Whether the person draws a pension."""
        return is_retired(self.person)


def standing(office: RecordsOffice, unit: Unit, person_id: str) -> Standing:
    """Where the person stands; own relation, archive and payer stream as this unit of work sees them.

    The relation is the person's, under whichever number it began (ENR-22); self-service is the account's.
    """
    entries = asked_first(office.store, person_id)
    own = {entry: unit.load(c.ENROLMENT.stream(entry, c.SELF), enrolment) for entry in entries}
    entry = max(entries, key=lambda one: (bool(own[one].active()), bool(own[one].lines)))
    relations: dict[str, Relation] = {**relations_of(office.store, person_id), c.SELF: own[entry]}
    payer = unit.load(c.PAYER.stream(person_id), d.payer)
    return Standing(entry, unit.load(c.PERSON.stream(person_id), archive), relations, payer)


Decide = Callable[[RecordsOffice, str, dict[str, Any], Standing, Context], dict[str, list[Event]]]
"""`(office, person_id, form, standing, context)` → events by stream; raises what it is refused with."""


def _effect(office: RecordsOffice, decide: Decide, outcome: str) -> Effect:
    """Decided when it is handed in and again when it is carried out, each time on what stands then."""

    def decided(unit: Unit, person_id: str, form: dict[str, Any]) -> dict[str, list[Event]]:
        return decide(office, person_id, form, standing(office, unit, person_id), unit.context)

    def look_through(filing: Filing, context: Context) -> Entered:
        # Months count from the day it is handed in, not from the day it is approved.
        application = filing.applied(office.sealer, filing.applicant, handled=context.month)
        form = json.loads(office.sealer.open(application.form))

        def note(unit: Unit) -> None:
            decided(unit, filing.applicant, form)

        own = (c.PERSON, c.PAYER)
        streams = tuple(category.stream(filing.applicant) for category in own)
        return Entered(application, note, (*streams, c.ENROLMENT.stream(filing.applicant, c.SELF)))

    def carry_out(unit: Unit, application: Application) -> str:
        form = json.loads(office.sealer.open(application.form))
        for stream, events in decided(unit, application.applicant, form).items():
            unit.append(stream, events)
        return outcome

    def told(application: Application) -> dict[str, Any]:
        return {"receipt": receipt(office, application)}

    return Effect(carry_out, look_through=look_through, told=told)


def receipt(office: RecordsOffice, application: Application) -> dict[str, Any]:
    """收件回执单: what was handed in, under which number, to whom."""
    matter = c.MATTERS[application.matter]
    return {
        "title": "收件回执单",
        "case_id": application.case_id,
        "matter": matter.title,
        "authority": office.city["branding"]["authority"],
        "hotline": office.city["branding"]["hotline"],
        "materials": [matter.material_title(attached["material"]) for attached in application.materials],
    }


def payer_effects(office: RecordsOffice) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        c.FLEXIBLE_ENROLMENT.code: _effect(office, join, "灵活就业人员参保登记"),
        c.FLEXIBLE_INTERRUPTION.code: _effect(office, interrupt, "灵活就业人员社保中断"),
        c.SELF_SERVICE_OPENING.code: _effect(office, open_self_service, "已开通个人缴费自助业务，重新登录后可以办理"),
        c.PAYER_STOP.code: _effect(office, payer_stop, "个人停止参保"),
        c.PAYER_RESTART.code: _effect(office, payer_restart, "个人重新参保"),
        c.PAYER_ADDRESS.code: _effect(office, payer_address, "通讯地址已修改"),
        c.PAYER_WAGE.code: _effect(office, payer_wage, "缴费工资已修改"),
        c.NUMBER_UPGRADE.code: _effect(office, upgrade, "身份证号码已升为18位"),
    }


# ------------------------------------------------------------------ ENR-05


def join(
    office: RecordsOffice, person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """灵活就业人员参保登记."""
    check_read(form)
    rules.check_lines(office.city, form["lines"])
    registered = _registered(office, person_id, form, there.person, context)
    household = there.person.household_region if isinstance(there.person, Person) else registered[0].household_region
    rules.check_site(office.city, form["site"], household, context.today)
    rules.check_month(office.city, "add", form["start_month"], form["handled"])
    bounds = rules.bounds(office.city, form["lines"], form["start_month"])
    wage = d.whole_wage(form["wage"], *bounds)
    wanted = c.PersonEnrolled(there.entry, c.SELF, form["lines"], form["start_month"], wage, "flexible")
    events = d.join(wanted, there.relations, retired=there.retired, offered=offered_lines(office.city))
    return {c.PERSON.stream(person_id): list(registered), c.ENROLMENT.stream(there.entry, c.SELF): events}


def check_read(form: dict[str, Any]) -> None:
    """Raises NoticeUnread."""
    if not form["notice_read"]:
        raise r.NoticeUnread()


def _registered(
    office: RecordsOffice, person_id: str, form: dict[str, Any], person: Person | Unknown, context: Context
) -> list[c.PersonRegistered]:
    """Whoever is in no archive names himself, at a window. Raises PayerDetailsMissing."""
    if isinstance(person, Person):
        return []
    number = identifiers.resident_id(form["id_number"], context.today)
    if isinstance(number, WrongNumber) or office.person_id(number.number) != person_id or not form["name"].strip():
        raise r.PayerDetailsMissing()
    mobile = identifiers.mobile(form["mobile"])
    sealed = {
        "id_number": number.number,
        "name": form["name"].strip(),
        "mobile": "" if isinstance(mobile, WrongNumber) else mobile.number,
        "born": number.birth,
    }
    return [
        c.PersonRegistered(
            person_id=person_id,
            **{name: office.sealer.seal(text) if text else "" for name, text in sealed.items()},
            household_region=number.region,
            kind="flexible",
            registered_on=context.today,
            district=form["site"],
        )
    ]


def interrupt(
    office: RecordsOffice, _person_id: str, form: dict[str, Any], there: Standing, _context: Context
) -> dict[str, list[Event]]:
    """灵活就业人员社保中断."""
    check_read(form)
    rules.check_month(office.city, "stop", form["stop_month"], form["handled"])
    return _stopped(form["stop_month"], there)


def _stopped(month: str, there: Standing) -> dict[str, list[Event]]:
    wanted = c.PersonStopped(there.entry, c.SELF, [], month, add_months(month, -1), "own_wish")
    return {c.ENROLMENT.stream(there.entry, c.SELF): d.interrupt(wanted, there.relations)}


# ------------------------------------------------------------------ ENR-07


def open_self_service(
    office: RecordsOffice, person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """申请个人缴费自助业务."""
    if bank_number_fault(form["bank_account"]) is not None:
        raise r.BankAccountWrong()
    mobile = identifiers.mobile(form["mobile"])
    archived = there.person.mobile if isinstance(there.person, Person) else ""
    opened = c.SelfServiceOpened(
        person_id,
        office.sealer.seal(form["bank_account"].replace(" ", "")),
        office.sealer.seal(form["mobile"]),
        context.today,
        context.session,
    )
    events = d.open_self_service(opened, there.payer, there.relations)
    if isinstance(mobile, WrongNumber) or not archived or office.sealer.open(archived) != mobile.number:
        raise r.MobileNotAsArchived()
    # No card here has a medical service password yet: whoever gives one means another card.
    if form["medical_password"] not in ("", "0"):
        raise r.MedicalPasswordWrong()
    return {c.PAYER.stream(person_id): events}


def check_confirmed(office: RecordsOffice, form: dict[str, Any], there: Standing, context: Context) -> None:
    """Self-service is open since an earlier sign-in, and the account's last six digits are right.

    Raises NotIndividualPayer, SelfServiceNotOpen, SignInAgain, LastSixWrong.
    """
    if not d.is_individual_payer(there.relations):
        raise r.NotIndividualPayer()
    d.check_open(there.payer)
    if context.session and context.session == there.payer.opened_in:
        raise r.SignInAgain()
    d.check_last_six(form["last_six"], office.sealer.open(there.payer.bank_account))


# ------------------------------------------------------------------ ENR-06, ENR-08 to ENR-10


def payer_stop(
    office: RecordsOffice, _person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """个人停止参保, from the first month the city allows."""
    check_confirmed(office, form, there, context)
    return _stopped(rules.months(office.city, "stop", context.month)[-1], there)


def payer_restart(
    office: RecordsOffice, _person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """个人重新参保, on the lines and with the wage of before."""
    check_confirmed(office, form, there, context)
    month = rules.months(office.city, "add", context.month)[-1]
    wanted = c.PersonEnrolled(there.entry, c.SELF, [], month, 0, "flexible")
    events = d.restart(wanted, there.relations, retired=there.retired, offered=offered_lines(office.city))
    return {c.ENROLMENT.stream(there.entry, c.SELF): events}


def payer_address(
    office: RecordsOffice, person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """修改通讯地址."""
    check_confirmed(office, form, there, context)
    mobile = identifiers.mobile(form["phone"])
    landline = form["phone"] if LANDLINE.fullmatch(form["phone"]) else None
    phone = landline if isinstance(mobile, WrongNumber) else mobile.number
    contact = d.contact(form["address"], form["postcode"], phone)
    sealed = office.sealer.seal(json.dumps(contact, ensure_ascii=False))
    return {c.PAYER.stream(person_id): [c.ContactAddressChanged(person_id, sealed)]}


def payer_wage(
    office: RecordsOffice, _person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """修改缴费工资, from this month on."""
    check_confirmed(office, form, there, context)
    lines = list(d.own(there.relations).active())
    if not lines:
        raise r.FlexibleNotActive()
    wage = d.whole_wage(form["wage"], *rules.bounds(office.city, lines, context.month))
    events = d.set_wage(there.entry, wage, context.month, there.relations)
    return {c.ENROLMENT.stream(there.entry, c.SELF): events}


def upgrade(
    office: RecordsOffice, person_id: str, form: dict[str, Any], there: Standing, context: Context
) -> dict[str, list[Event]]:
    """身份证号码升位: the person's id is made of the new number already, so that nobody new comes of it."""
    number = upgraded_number(office, there.person, context.today)
    if context.role == "person":
        check_confirmed(office, form, there, context)
    if number is None:
        raise r.NothingToUpgrade()
    return {c.PERSON.stream(person_id): [c.PersonNumberUpgraded(person_id, office.sealer.seal(number))]}


def upgraded_number(office: RecordsOffice, person: Person | Unknown, today: str) -> str | None:
    """The 18-digit number where the archive has one of 15 digits."""
    if not isinstance(person, Person):
        return None
    upgraded = identifiers.upgraded_resident_id(office.sealer.open(person.id_number), today)
    return None if isinstance(upgraded, WrongNumber) else upgraded.number
