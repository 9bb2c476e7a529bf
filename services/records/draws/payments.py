"""What somebody who pays for themself sees of each month, and the order to pay one themself (ENR-19)."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.bills.decisions import payable
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.contract import draws as dc
from services.records.contributions.rules import late_fee_rates
from services.records.draws import domain as d
from services.records.draws.ordering import RULE, draws_from
from services.records.draws.own import own_bills
from services.records.payers.domain import payer
from services.records.personfile import asked_first

STATE_NAMES = {"paid": "已缴清", "drawing": "正在扣款", "failed": "扣款未成功", "open": "待缴"}


def issue_payment_order(service: Service, command: dc.IssuePaymentOrder, context: Context) -> Document:
    """See `IssuePaymentOrder`. Raises NothingOwed, DrawUnderWay."""
    month, today = command.month, context.today
    person_id, amount = _wanted(service, command.person_id, month, today)
    order_no = f"JF{context.new_id(f'payment order {month}')[:14].upper()}"
    rule = service.city.policy.at(RULE, today).values

    def decide(state: d.Draw) -> Any:
        given_up = d.give_up(state, today, rule)
        waiting_for_none = d.draws.after(given_up, state)
        issued = d.issue_order(person_id, month, amount, order_no, rule["order_days"], waiting_for_none, today)
        return [*given_up, *issued]

    def result(state: d.Draw) -> Document:
        return _order(state, today) or {}

    return execute(service.store, dc.DRAW.stream(person_id, month), d.draws, decide, context, result)


def _wanted(service: Service, person_id: str, month: str, today: str) -> tuple[str, int]:
    """The entry of the person whose bill of the month is open, with its amount; else the one that was asked for."""
    rates = late_fee_rates(service.city.policy)
    bills = (
        (entry, service.store.state(c.BILL.stream(entry, month), bill)[0])
        for entry in asked_first(service.store, person_id)
    )
    owed = ((entry, payable(found, today, rates)) for entry, found in bills)
    return next((found for found in owed if found[1]), (person_id, 0))


def get_own_payments(service: Service, query: dc.GetOwnPayments, today: str) -> dict[str, Any]:
    """See `GetOwnPayments`."""
    bills = list(own_bills(service, query.person_id, today))
    drawn = service.store.load_many([dc.DRAW.stream(entry, month) for entry, month, _ in bills])
    self_service, _ = service.store.state(c.PAYER.stream(query.person_id), payer)
    found = [
        _month(service, month, owed, d.draws.after(drawn.get(dc.DRAW.stream(entry, month), [])), today)
        for entry, month, owed in reversed(bills)
    ]
    return {"draws_from": draws_from(service, today) if self_service.opened_on else None, "months": found}


def _month(service: Service, month: str, owed: Bill, drawn: d.Draw, today: str) -> dict[str, Any]:
    amount = payable(owed, today, late_fee_rates(service.city.policy))
    asked, failed = drawn.under_way, drawn.failed
    state = "paid" if not amount else "drawing" if asked else "failed" if failed else "open"
    return {
        "month": month,
        "state": state,
        "state_name": STATE_NAMES[state],
        "owed": sum(account.owed for account in owed.lines.values()),
        "open": amount,
        "due_on": owed.due_on or None,
        "draw": asked and {"draw_id": asked.draw_id, "amount": asked.amount, "ordered_on": asked.ordered_on},
        "failure": failed and _failure(failed) if amount else None,
        "order": _order(drawn, today) if amount else None,
    }


def _failure(failed: dc.DrawFailed) -> dict[str, Any]:
    return {
        "reason": failed.reason,
        "reason_name": dc.REASONS[failed.reason],
        "failed_on": failed.failed_on,
        "again_on": failed.again_on,
    }


def _order(drawn: d.Draw, today: str) -> dict[str, Any] | None:
    order = drawn.order_on(today)
    if order is None:
        return None
    return {"order_no": order.order_no, "amount": order.amount, "valid_until": order.valid_until}
