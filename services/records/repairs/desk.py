"""The matters that put the books right: looked through when handed in, carried out once an officer agrees."""

import json
from collections.abc import Callable
from typing import Any

from kernel.calendar import add_months, month_range
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.identifiers import WrongNumber, resident_id
from kernel.schema import checked
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import Assessed, assess_bill
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.contract import repairs as r
from services.records.contract.refunds import OWN_REFUND, REFUND
from services.records.contract.unanswered import UNANSWERED_MATTERS
from services.records.contributions.domain import Year, contributions
from services.records.contributions.rules import Terms, late_fee_rates, line_terms
from services.records.contributions.tariff import MonthPolicy, month_policy, variant_of
from services.records.office import RecordsOffice
from services.records.persons.domain import Unknown, archive
from services.records.repairs import domain as d
from services.records.repairs.refunding import refund_person, refund_unit
from services.records.repairs.unanswered import by_system_only, unanswered_effect
from services.records.units import industry_classes

Decide = Callable[[RecordsOffice, Unit, Application, Any], str]
"""`(office, unit, application, form)` appends what approval means; the outcome in words. Raises refusals."""


def repair_effects(office: RecordsOffice) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        r.BACK_PAYMENT.code: tried_out(office, r.BACK_PAYMENT.form, _unit_pays_back),
        r.BACK_PAYMENT_DEMAND.code: tried_out(office, r.BACK_PAYMENT_DEMAND.form, _person_demands),
        r.CORRECTION.code: tried_out(office, r.CORRECTION.form, _correct),
        REFUND.code: tried_out(office, REFUND.form, refund_unit),
        OWN_REFUND.code: tried_out(office, OWN_REFUND.form, refund_person),
        r.MISSING.code: Effect(lambda _unit, _application: "已向单位核查", look_through=by_system_only),
        **{matter.code: unanswered_effect(office) for matter in UNANSWERED_MATTERS},
    }


def tried_out(office: RecordsOffice, form_class: type, decide: Decide) -> Effect:
    """Tried out when it is handed in, so that nobody waits for a refusal; decided on what stands at approval."""

    def form_of(application: Application) -> Any:
        return checked(form_class, json.loads(office.sealer.open(application.form)), "form")

    def look_through(filing: Filing, context: Context) -> Entered:
        subject = filing.applicant if filing.matter.applicant == "person" else ""
        application = filing.applied(office.sealer, subject)

        def note(_unit: Unit) -> None:
            decide(office, Unit(office.store, None, context), application, filing.form)

        return Entered(application, note)

    def carry_out(unit: Unit, application: Application) -> str:
        return decide(office, unit, application, form_of(application))

    return Effect(carry_out, look_through=look_through)


# ------------------------------------------------------------------ back-payment


def _unit_pays_back(office: RecordsOffice, unit: Unit, application: Application, form: r.BackPayment) -> str:
    number = resident_id(form.id_number, unit.context.today)
    if isinstance(number, WrongNumber):
        raise r.NotInArchive()
    person_id = office.person_id(number.number)
    if isinstance(unit.load(c.PERSON.stream(person_id), archive), Unknown):
        raise r.NotInArchive()
    return _pay_back(office, unit, application, _wanted(person_id, application.applicant, form, application.case_id))


def _person_demands(office: RecordsOffice, unit: Unit, application: Application, form: r.BackPaymentDemand) -> str:
    wanted = _wanted(application.applicant, form.unit_id, form, application.case_id)
    if form.unit_id == c.SELF and not _policy(office, unit.context)["self"]:
        raise r.NotByOneself()
    return _pay_back(office, unit, application, wanted)


def _wanted(person_id: str, unit_id: str, form: r.BackPayment | r.BackPaymentDemand, case_id: str) -> d.Wanted:
    return d.Wanted(person_id, unit_id, form.lines, form.from_month, form.to_month, form.wage_fen, case_id)


def _policy(office: RecordsOffice, context: Context) -> Any:
    return office.city.policy.at("back_payment", context.today)


def _pay_back(office: RecordsOffice, unit: Unit, application: Application, wanted: d.Wanted) -> str:
    """Assess the months, and bring them on the unit's bills as what is owed late."""
    context = unit.context
    first, last = (
        office.city["assessed_from"],
        add_months(context.month, -1),
    )  # the month that runs is assessed as usual
    document = any(attached["material"] == r.LEGAL.code for attached in application.materials)
    months = _policy(office, context)["document_months"]
    years = list(dict.fromkeys(month[:4] for month in month_range(first, last)))
    unit.preload(c.CONTRIBUTION.stream(wanted.person_id, year) for year in years)
    before = d.paid_back(wanted.unit_id, map(_years(unit, wanted.person_id), years))
    d.check_back_payment(wanted, first, last, months, before=before, document=document)
    unit.preload(c.BILL.stream(c.payer(wanted.unit_id, wanted.person_id), month) for month in wanted.months)
    known = industry_classes(office.database, [wanted.unit_id]).get(wanted.unit_id, 0)
    events = d.back_payment(wanted, _years(unit, wanted.person_id), _policies(office), known)
    for event in events:
        unit.append(c.CONTRIBUTION.stream(event.person_id, event.period[:4]), [event])
        _bill(office, unit, event)
    return f"已核定补缴{len(events)}个月，请单位按账单缴纳，滞纳金由单位承担"


def _bill(office: RecordsOffice, unit: Unit, event: r.BackPaymentAssessed) -> None:
    payer = c.payer(event.unit_id, event.person_id)
    stream = c.BILL.stream(payer, event.period)
    found = Assessed(payer, event.period, event.due_on, [d.billed(event)])
    state: Bill = unit.load(stream, bill)
    unit.append(stream, assess_bill(found, state, late_fee_rates(office.city.policy), unit.context.today))


def _years(unit: Unit, person_id: str) -> Callable[[str], Year]:
    return lambda month: unit.load(c.CONTRIBUTION.stream(person_id, month[:4]), contributions)


def _policies(office: RecordsOffice) -> Callable[[str], MonthPolicy]:
    return lambda month: month_policy(office.city, month)


# ------------------------------------------------------------------ correction


def _correct(office: RecordsOffice, unit: Unit, application: Application, form: r.Correction) -> str:
    d.check_arrival(form, unit.context.today)
    year = _years(unit, application.applicant)(form.month)

    def terms_of(line: str, unit_id: str, month: str) -> Terms:
        known = industry_classes(office.database, [unit_id]).get(unit_id, 0)
        variant = variant_of(office.city, line, d.participant(unit_id), known)
        if variant is None:
            raise r.IndustryClassUnknown()
        return line_terms(office.city, line, variant, month)

    events = d.correct(application.applicant, form, year, terms_of, application.case_id)
    unit.append(c.CONTRIBUTION.stream(application.applicant, form.month[:4]), events)
    return "已核实并更正，更正另行记录，原记录保留"
