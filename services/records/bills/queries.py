"""A unit's bill of a month, from its own stream; and money that is held, over all bills (ENR-13)."""

from typing import Any

from kernel.events import Fact
from kernel.readmodel import Generations, ReadModel
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.bills.decisions import TOTAL
from services.records.bills.domain import bill
from services.records.bills.state import Bill, BilledAmounts, LineAccount
from services.records.contract.adjustments import OverpaymentReleased
from services.records.contract.refunds import HeldMoneyRefunded, PaidLinesReleased, RefundReturned
from services.records.personfile import asked_first
from services.records.persons.domain import Person, archive

MOST = 500
STATE_NAMES = {"paid": "已缴清", "part": "部分到账", "due": "待缴", "overdue": "欠缴", "none": "没有应缴"}


def get_unit_bill(service: Service, query: c.GetUnitBill, today: str) -> dict[str, Any]:
    """See `GetUnitBill`. A unit or month without a bill has `state: none`."""
    payer_id, state = _found(service, query)
    limit = max(1, min(query.limit, MOST))
    ids = sorted(person_id for person_id in state.members if person_id > (query.after or ""))
    page, accounts = ids[:limit], [state.lines[line] for line in c.LINES if line in state.lines]
    names = _names(service, page)
    overall = _state(accounts, state.due_on, today)
    adjustments = [(line, part) for line in c.LINES if line in state.lines for part in state.lines[line].later]
    return {
        "unit_id": query.unit_id,
        "month": query.month,
        "due_on": state.due_on or None,
        "state": overall,
        "state_name": STATE_NAMES[overall],
        "people": len(state.members),
        "lines": [_line(line, state.lines[line]) for line in c.LINES if line in state.lines],
        "owed": sum(account.owed for account in accounts),
        "paid": sum(account.paid for account in accounts),
        "late_fee": sum(account.fee_charged for account in accounts),
        "late_fee_paid": sum(account.fee_paid for account in accounts),
        "adjustments": [
            {"line": line, "line_name": c.LINE_NAMES[line], "amount": amount, "fee_free_until": until}
            for line, (amount, until) in adjustments
        ],
        "payments": _payments(service, payer_id, query.month),
        "held": [{"voucher": voucher, "amount": held.amount} for voucher, held in state.held.items()],
        "members": [{"person_id": one, "name": names[one], "lines": _billed(state, one)} for one in page],
        "next": page[-1] if len(ids) > limit else None,
    }


def _found(service: Service, query: c.GetUnitBill) -> tuple[str, Bill]:
    """Whose bill it is, and the bill: of who pays alone, under whichever of their numbers there is one (ENR-22)."""
    state, version = service.store.state(c.BILL.stream(query.unit_id, query.month), bill)
    others = [] if version else asked_first(service.store, query.unit_id)[1:]
    bills = ((one, *service.store.state(c.BILL.stream(one, query.month), bill)) for one in others)
    return next(((one, found) for one, found, there in bills if there), (query.unit_id, state))


def _state(accounts: list[LineAccount], due_on: str, today: str) -> str:
    if not accounts:
        return "none"
    if not any(account.open or account.fee_open for account in accounts):
        return "paid"
    if any(account.fee_open or _is_late(account, due_on, today) for account in accounts):
        return "overdue"
    return "part" if any(account.paid for account in accounts) else "due"


def _is_late(account: LineAccount, due_on: str, today: str) -> bool:
    return any(amount and today > due for amount, due in account.open_parts(due_on))


def _line(line: c.Line, account: LineAccount) -> dict[str, Any]:
    return {
        "line": line,
        "line_name": c.LINE_NAMES[line],
        "owed": account.owed,
        "paid": account.paid,
        "open": account.open,
        "late_fee": account.fee_charged,
        "late_fee_open": account.fee_open,
    }


def _billed(state: Bill, person_id: str) -> list[dict[str, Any]]:
    """All that the person adds to what is owed: the month's own lines, each with its adjustments behind it."""
    own, made = state.members[person_id], state.adjusted.get(person_id, {})
    shown: list[tuple[c.Line, int, BilledAmounts]] = [(line, 0, own[line]) for line in c.LINES if line in own]
    shown += [(line, number, amounts) for (line, number), amounts in made.items()]
    return [
        {
            "line": line,
            "adjustment": number,
            "base": owed.base,
            "employer": owed.employer,
            "individual": owed.individual,
            "paid": owed.settled > 0,
        }
        for line, number, owed in sorted(shown, key=lambda one: (c.LINES.index(one[0]), one[1]))
    ]


def _names(service: Service, people: list[str]) -> dict[str, str]:
    """The members' names, masked; empty for somebody who is not in the archive."""
    loaded = service.store.load_many([c.PERSON.stream(person_id) for person_id in people])
    names = dict.fromkeys(people, "")
    for events in loaded.values():
        person = archive.after(events)
        if isinstance(person, Person):
            names[person.person_id] = service.sealer.masked("name", person.name)
    return names


def _payments(service: Service, payer_id: str, month: str) -> list[dict[str, Any]]:
    """What arrived, in the order it was booked."""
    events, _ = service.store.load(c.BILL.stream(payer_id, month))
    arrivals = [event for event in events if isinstance(event, c.PaymentArrived | c.PaymentUnmatched)]
    return [
        {"voucher": event.voucher, "line": event.line, "amount": event.amount, "arrived_on": event.arrived_on}
        for event in arrivals
    ]


# ------------------------------------------------------------------ held money over all bills


def fold(document: Document, fact: Fact) -> Document | None:
    """`{unit_id, month, vouchers: {voucher: {line, amount, arrived_on}}}` while a bill holds money."""
    event = fact.event
    held = dict(document.get("vouchers", {}))
    match event:
        case c.PaymentUnmatched() | RefundReturned():
            held[event.voucher] = {"line": event.line, "amount": event.amount, "arrived_on": event.arrived_on}
        case c.PaymentArrived():
            held[event.voucher] = {"line": event.line, "amount": event.excess, "arrived_on": event.arrived_on}
        case c.HeldMoneyUsed():
            held[event.voucher] = {**held[event.voucher], "amount": event.left}
        case PaidLinesReleased() | OverpaymentReleased():
            held[event.voucher] = {"line": TOTAL, "amount": event.amount, "arrived_on": event.arrived_on}
        case HeldMoneyRefunded():
            del held[event.voucher]
    held = {voucher: money for voucher, money in held.items() if money["amount"]}
    if not held:
        return None
    unit_id, month = fact.stream.partition("-")[2].split("-", 1)
    return {"unit_id": unit_id, "month": month, "vouchers": held}


held_money = ReadModel(
    "held-money",
    version=5,
    sources=[c.CONTRACT.source(c.BILL)],
    keys=lambda fact: [fact.stream.partition("-")[2]],
    fold=fold,
)


def get_unmatched_payments(service: Service, query: c.GetUnmatchedPayments) -> dict[str, Any]:
    """See `GetUnmatchedPayments`, by unit and month."""
    limit = max(1, min(query.limit, MOST))
    found = Generations(service.database, held_money).serving().find({"_id": {"$gt": query.after or ""}})
    bills = list(found.sort("_id").limit(limit + 1))
    rows = [
        {"unit_id": document["unit_id"], "month": document["month"], "voucher": voucher, **held}
        for document in bills[:limit]
        for voucher, held in document["vouchers"].items()
    ]
    return {"rows": rows, "next": bills[limit - 1]["_id"] if len(bills) > limit else None}
