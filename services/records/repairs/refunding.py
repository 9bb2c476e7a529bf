"""Carrying a refund out: the bill, the person's month, and the order to the treasury that pays it back (ENR-21)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kernel.calendar import instant_of
from kernel.cases.life import Application
from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.identifiers import WrongNumber, resident_id
from kernel.orders import Order
from kernel.partner import PartnerDown, PartnerRefused
from kernel.service import Service
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.contract import refunds as r
from services.records.contract.doubles import CLEARING, MonthGivenBack
from services.records.contract.repairs import NotInArchive
from services.records.contributions.domain import contributions
from services.records.enrolment.domain import enrolment
from services.records.instructions import give, is_called_back
from services.records.office import RecordsOffice
from services.records.personfile import asked_first, entry_of
from services.records.repairs import refunds as d
from services.records.repairs.unanswered import good_until, hand_over, refunded_on, waited_until

KIND, PATH = "treasury", "/refunds"


def refund_unit(office: RecordsOffice, unit: Unit, application: Application, form: r.Refund) -> str:
    """The matter `refund`. Raises NothingHeld, RefundUnclear, NotInArchive, NotPaidThere, NotPaidTwice."""
    _check_clear(form)
    if form.voucher:
        return _give_back(office, unit, application, application.applicant, form.month, form.voucher)
    number = resident_id(form.id_number, unit.context.today)
    if isinstance(number, WrongNumber):
        raise NotInArchive()
    person_id = office.person_id(number.number)
    return _undo(office, unit, application, d.Wrong(person_id, application.applicant, *_about(form, application)))


def refund_person(office: RecordsOffice, unit: Unit, application: Application, form: r.OwnRefund) -> str:
    """The matter `own-refund`. Raises as `refund_unit`."""
    _check_clear(form)
    if form.voucher:
        entries = asked_first(office.store, application.applicant)
        bills = {one: unit.load(c.BILL.stream(one, form.month), bill) for one in entries}
        payer = next((one for one, state in bills.items() if form.voucher in state.held), application.applicant)
        return _give_back(office, unit, application, payer, form.month, form.voucher)
    return _undo(office, unit, application, d.Wrong(application.applicant, c.SELF, *_about(form, application)))


def _check_clear(form: r.Refund | r.OwnRefund) -> None:
    if bool(form.voucher) == bool(form.lines):
        raise r.RefundUnclear()


def _about(form: r.Refund | r.OwnRefund, application: Application) -> tuple[str, list[c.Line], str]:
    return form.month, form.lines, application.case_id


def _undo(office: RecordsOffice, unit: Unit, application: Application, wrong: d.Wrong) -> str:
    """Months that were paid twice or wrongly: off the bill and off the person's year, then the money goes back."""
    entries = asked_first(office.store, wrong.person_id)
    years = {one: unit.load(c.CONTRIBUTION.stream(one, wrong.period[:4]), contributions) for one in entries}
    wrong = replace(wrong, person_id=d.paid_in(wrong, years))
    year, others = years[wrong.person_id], [years[one] for one in entries if one != wrong.person_id]
    bill_stream = c.BILL.stream(wrong.payer_id, wrong.period)
    relation = unit.load(c.ENROLMENT.stream(wrong.person_id, wrong.unit_id), enrolment)
    d.check_wrong(wrong, year, {line for line, _ in relation.owed_in(wrong.period)}, others)
    released = d.release(wrong, unit.load(bill_stream, bill))
    unit.append(bill_stream, released)
    back = d.take_back(wrong, year, unit.context.today)
    unit.append(c.CONTRIBUTION.stream(wrong.person_id, wrong.period[:4]), [back])
    # Two refunds of one person meet here, or a refund and what opens a relation again: the second sees the first.
    about = (back.person_id, back.unit_id, back.period, [line["line"] for line in back.lines])
    given_back = MonthGivenBack(*about, application.case_id, unit.context.today)
    unit.append(CLEARING.stream(entry_of(office.store, wrong.person_id)[0]), [given_back])
    for event in released:
        if event.amount:  # what late policy has brought to nothing leaves nothing to give back
            _give_back(office, unit, application, wrong.payer_id, wrong.period, event.voucher)
    return "已核准退费，缴费月份和个人账户已更正，款项退回原缴款人"


def _give_back(
    office: RecordsOffice, unit: Unit, application: Application, payer_id: str, period: str, voucher: str
) -> str:
    stream = c.BILL.stream(payer_id, period)
    state = unit.load(stream, bill)
    [refunded] = d.refund_held(payer_id, period, voucher, state, application.case_id, unit.context.today)
    held = state.held[voucher]
    unit.append(stream, [refunded])
    if unit.session is not None:  # else it is tried out
        said = {
            "unit_id": refunded.unit_id,
            "period": period,
            "voucher": voucher,
            "paid_under": state.came_under(voucher),
            "line": held.line,
            "arrived_on": held.arrived_on,
            "amount": refunded.amount,
            "case_id": application.case_id,
        }
        until = instant_of(f"{good_until(office.city.policy, unit.context.today)}T00:00:00.000")
        office.orders.place(Order(f"{application.case_id}.{voucher}", KIND, said, until), unit.session)
    return "已核准退费，款项退回原缴款人"


def send(service: Service, order_id: str, says: Mapping[str, Any]) -> None:
    """Have the treasury pay back: `POST /refunds {refund_id, voucher, amount}`; it knows who paid under the voucher.

    What it will not pay is held again. Raises PartnerDown, PartnerRefused.
    """
    # What was ordered before release named the voucher it came under has no other than its own.
    asked = {"refund_id": order_id, "voucher": says.get("paid_under") or says["voucher"], "amount": says["amount"]}
    try:
        give(service, KIND, PATH, asked, order_id)
    except PartnerRefused:
        _hold_again(service, order_id, says)
        raise


def expired(service: Service, order_id: str, says: Mapping[str, Any]) -> None:
    """What the treasury has not paid, and never will, is held again. Raises PartnerDown while that is not known.

    Where it is not known for longer than policy waits, an officer asks.
    """
    try:
        called_back = is_called_back(service, KIND, PATH, {"refund_id": order_id}, order_id)
    except PartnerDown:
        _ask_an_officer(service, order_id, says)
        return
    if called_back:
        _hold_again(service, order_id, says)


def _ask_an_officer(service: Service, order_id: str, says: Mapping[str, Any]) -> None:
    """Raises PartnerDown before the time has come."""
    assert isinstance(service, RecordsOffice)
    once, on = _once(service, order_id), refunded_on(service, says)
    if once.today <= waited_until(service.city.policy, on):
        raise PartnerDown(KIND)
    execute_across(service.store, lambda unit: hand_over(service, unit, order_id, says, on), once)


def _hold_again(service: Service, order_id: str, says: Mapping[str, Any]) -> None:
    """Once, whatever becomes of it then."""
    returned = r.RefundReturned(**{name: says[name] for name in r.RefundReturned.names})
    stream = c.BILL.stream(returned.unit_id, returned.period)
    execute(service.store, stream, bill, lambda _: [returned], _once(service, order_id))


def _once(service: Service, order_id: str) -> Context:
    """An order that was not carried out is held again or handed to an officer, never both: that is one command."""
    return replace(service.context(), command_id=f"refund-returned:{order_id}", command_hash=order_id)
