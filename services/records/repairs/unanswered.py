"""The treasury has neither paid a refund nor said that it never will, for too long: an officer asks it (ENR-21).

The order ends then, and a case towards the payer stands for the money: approved, it is held again; rejected, the
treasury has paid it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from kernel.calendar import add_days, add_working_days
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.events import CASE
from kernel.cases.life import Application, Ended, case
from kernel.cases.progress import sealed_form
from kernel.context import Context
from kernel.money import yuan
from kernel.policy import Policy
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import refunds as r
from services.records.contract import unanswered as u
from services.records.contract.repairs import OpenedBySystem
from services.records.office import RecordsOffice
from services.records.persons.domain import Person, archive

RULE = "refund"


def good_until(policy: Policy, refunded_on: str) -> str:
    """The day after which an order to the treasury is called back."""
    return add_days(refunded_on, policy.at(RULE, refunded_on)["good_days"])


def waited_until(policy: Policy, refunded_on: str) -> str:
    """The day after which nobody waits for the treasury to say whether it has paid."""
    until = good_until(policy, refunded_on)
    return add_working_days(until, policy.at(RULE, refunded_on)["answer_days"])


def refunded_on(service: Service, says: Mapping[str, Any]) -> str:
    """The day on which what an order says was given back."""
    events, _ = service.store.load(c.BILL.stream(says["unit_id"], says["period"]))
    named = (says["voucher"], says["case_id"])
    found = (one for one in events if isinstance(one, r.HeldMoneyRefunded) and (one.voucher, one.case_id) == named)
    return next(found).refunded_on


def unanswered_case_id(order_id: str, payer_id: str, on: str) -> str:
    """The one case of an order."""
    return f"{payer_id}-{on.replace('-', '')}000000-R{hashlib.sha256(order_id.encode()).hexdigest()[:11]}"


def hand_over(office: RecordsOffice, unit: Unit, order_id: str, says: Mapping[str, Any], on: str) -> Document:
    """Open the case, which officers find in their work list. Result: `{case_id}`."""
    payer_id = says["unit_id"]
    own = isinstance(unit.load(c.PERSON.stream(payer_id), archive), Person)
    matter = u.OWN_REFUND_UNANSWERED if own else u.UNIT_REFUND_UNANSWERED
    form = {
        "month": says["period"],
        "voucher": says["voucher"],
        "paid_under": says.get("paid_under") or says["voucher"],
        "line": says["line"],
        "arrived_on": says["arrived_on"],
        "amount_fen": says["amount"],
        "refund_id": order_id,
        "refund_case": says["case_id"],
    }
    case_id, subject = unanswered_case_id(order_id, payer_id, on), payer_id if own else ""
    summary = f"{says['period']}退费{yuan(says['amount'])}元，国库逾期未答复，请核实是否已退付"
    kept = sealed_form(form, office.sealer.seal)
    office.desk.submit(unit, Application(case_id, matter.code, payer_id, subject, summary, kept), matter)
    return unit.reply(CASE.stream(case_id), case_id=case_id)


def unanswered_effect(office: RecordsOffice) -> Effect:
    """Approved, the money is held again; rejected, it has been paid. It is opened by the system alone."""

    def carry_out(unit: Unit, application: Application) -> str:
        form = json.loads(office.sealer.open(application.form))
        about = (application.applicant, form["month"], form["voucher"], form["line"], form["arrived_on"])
        returned = r.RefundReturned(*about, form["amount_fen"], form["refund_case"])
        unit.append(c.BILL.stream(application.applicant, form["month"]), [returned])
        return "国库未退付，款项已重新挂账，可以再次申请退费"

    return Effect(carry_out, drop=_keep, look_through=by_system_only)


def by_system_only(_filing: Filing, _context: Context) -> Entered:
    """Nobody applies for it. Raises OpenedBySystem."""
    raise OpenedBySystem()


def _keep(unit: Unit, application: Application) -> None:
    """An officer rejects it where the treasury has paid; nobody withdraws it. Raises RefundBeingChecked."""
    state = unit.load(CASE.stream(application.case_id), case)
    if isinstance(state, Ended) and state.how == "withdrawn":
        raise u.RefundBeingChecked()
