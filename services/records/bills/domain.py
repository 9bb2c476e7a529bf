"""What a unit owes for one month, `bill-<unit_id>-<month>`, and the money that arrives for it (ENR-13). Pure.

No fen is lost: what arrived = principal + late fees + what is held or went back; what is settled = the members'
amounts to the fen.
A line settles when all of it is paid: a month in arrears is neither counted nor credited in pieces (see LinesSettled).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.bills.state import Bill, BilledAmounts, Held, LineAccount, Settlement
from services.records.contract.adjustments import AdjustmentsSettled, BillAdjusted, OverpaymentReleased
from services.records.contract.refunds import HeldMoneyRefunded, PaidLinesReleased, RefundReturned

BillEvent = (
    c.BillAssessed
    | c.BillReduced
    | c.PaymentArrived
    | c.PaymentUnmatched
    | c.HeldMoneyUsed
    | HeldMoneyRefunded
    | PaidLinesReleased
    | RefundReturned
    | c.LinesSettled
    | c.SettlementAdvanced
    | BillAdjusted
    | OverpaymentReleased
    | AdjustmentsSettled
)


def evolve(bill: Bill, event: BillEvent) -> Bill:
    """The bill after an event."""
    match event:
        case c.BillAssessed():
            return _extended(bill, event)
        case c.BillReduced():
            return _reduced(bill, event)
        case c.PaymentArrived() | c.PaymentUnmatched():
            return _arrived(bill, event)
        case OverpaymentReleased():
            return _overpaid(bill, event)
        case c.HeldMoneyUsed() | HeldMoneyRefunded() | PaidLinesReleased() | RefundReturned():
            return _held(bill, event)
        case BillAdjusted():
            return _adjusted(bill, event)
        case c.LinesSettled() | AdjustmentsSettled() | c.SettlementAdvanced():
            return _settlement(bill, event)
        case _:
            assert_never(event)


def _extended(bill: Bill, event: c.BillAssessed) -> Bill:
    members, owed = dict(bill.members), dict.fromkeys(c.LINES, 0)
    for member in event.members:
        amounts = dict(members.get(member["person_id"], {}))
        for billed in member["lines"]:
            base, employer, individual = billed["base"], billed["employer"], billed["individual"]
            later = event.fee_free_until is not None
            amounts[billed["line"]] = BilledAmounts(base, employer, individual, billed["account"], later=later)
            owed[billed["line"]] += employer + individual
        members[member["person_id"]] = amounts
    billed_lines = {billed["line"] for member in event.members for billed in member["lines"]}
    accounts = {line: bill.lines.get(line, LineAccount()) for line in c.LINES if line in billed_lines}
    grown = {line: _grown(account, owed[line], event.fee_free_until) for line, account in accounts.items()}
    return replace(bill, due_on=event.due_on, members=members, lines={**bill.lines, **grown})


def _grown(account: LineAccount, amount: int, fee_free_until: str | None) -> LineAccount:
    later = _later(account.later, amount, fee_free_until) if fee_free_until else account.later
    return replace(account, owed=account.owed + amount, later=later)


def _reduced(bill: Bill, event: c.BillReduced) -> Bill:
    """The lines are owed no more, nor are their adjustments, which were not settled either."""
    members, lines, adjusted = dict(bill.members), dict(bill.lines), dict(bill.adjusted)
    for member in event.members:
        person_id = member["person_id"]
        left, made = dict(members.pop(person_id)), adjusted.pop(person_id, {})
        for line in member["lines"]:
            account, more = lines[line], sum(owed.amount for key, owed in made.items() if key[0] == line)
            gone = left.pop(line)
            later = _less(account.later, more + (gone.amount if gone.later else 0))
            lines[line] = replace(account, owed=account.owed - gone.amount - more, later=later)
        if left:
            members[person_id] = left
        if kept := {key: owed for key, owed in made.items() if key[0] in left}:
            adjusted[person_id] = kept
    return replace(bill, members=members, lines=lines, adjusted=adjusted)


def _paid(bill: Bill, payments: Iterable[c.LinePayment], voucher: str, left: Held) -> Bill:
    lines = dict(bill.lines)
    for payment in payments:
        account = lines[payment["line"]]
        lines[payment["line"]] = account.after(payment, bill.came_under(voucher), left.arrived_on)
    held = {name: money for name, money in bill.held.items() if name != voucher}
    return replace(bill, lines=lines, held={**held, voucher: left} if left.amount else held)


def _arrived(bill: Bill, event: c.PaymentArrived | c.PaymentUnmatched) -> Bill:
    if isinstance(event, c.PaymentUnmatched):
        return _paid(bill, [], event.voucher, Held(event.line, event.amount, event.arrived_on))
    return _paid(bill, event.lines, event.voucher, Held(event.line, event.excess, event.arrived_on))


def _held(bill: Bill, event: c.HeldMoneyUsed | HeldMoneyRefunded | PaidLinesReleased | RefundReturned) -> Bill:
    match event:
        case PaidLinesReleased():
            return _released(bill, event)
        case RefundReturned():
            return _paid(bill, [], event.voucher, Held(event.line, event.amount, event.arrived_on))
    return _held_less(bill, event)


def _held_less(bill: Bill, event: c.HeldMoneyUsed | HeldMoneyRefunded) -> Bill:
    lines, left = (event.lines, event.left) if isinstance(event, c.HeldMoneyUsed) else ([], 0)
    return _paid(bill, lines, event.voucher, replace(bill.held[event.voucher], amount=left))


def _released(bill: Bill, event: PaidLinesReleased) -> Bill:
    """The lines, with adjustments and late fees, are neither owed nor paid any more; what had paid them is held."""
    left = _off_the_bill(bill, event) if event.lines else bill
    paid_under = {**bill.paid_under, event.voucher: event.paid_under or event.voucher}
    held = Held("total", event.amount, event.arrived_on)
    return _paid(replace(left, paid_under=paid_under), [], event.voucher, held)


def _off_the_bill(bill: Bill, event: PaidLinesReleased) -> Bill:
    lines, owed = dict(bill.lines), bill.members[event.person_id]
    fees = {fee["line"]: (fee["charged"], fee["paid"]) for fee in event.late_fees}
    for billed in event.lines:
        line, made = billed["line"], [one for one in event.adjustments if one["line"] == billed["line"]]
        principal = sum(one["employer"] + one["individual"] for one in (billed, *made))
        account = lines[line].without(principal, *fees.get(line, (0, 0)), event.paid_under)
        later = _less(account.later, billed["employer"] + billed["individual"]) if owed[line].later else account.later
        for one in made:
            later = _less(later, one["employer"] + one["individual"])
        lines[line] = replace(account, owed=account.owed - principal, later=later)
    gone = {billed["line"] for billed in event.lines}
    members = {**bill.members, event.person_id: {line: one for line, one in owed.items() if line not in gone}}
    made_left = {key: one for key, one in bill.adjusted.get(event.person_id, {}).items() if key[0] not in gone}
    return replace(
        bill,
        members={person_id: of for person_id, of in members.items() if of},
        lines=lines,
        adjusted={**bill.adjusted, event.person_id: made_left},
    )


def _overpaid(bill: Bill, event: OverpaymentReleased) -> Bill:
    lines = dict(bill.lines)
    for released in event.lines:
        gone = released["principal"], released["late_fee_charged"], released["late_fee"]
        lines[released["line"]] = lines[released["line"]].without(*gone, event.paid_under)
    changed = replace(bill, lines=lines, paid_under={**bill.paid_under, event.voucher: event.paid_under})
    return _paid(changed, [], event.voucher, Held("total", event.amount, event.arrived_on))


def _less(later: tuple[tuple[int, str], ...], amount: int) -> tuple[tuple[int, str], ...]:
    """So much less of what is due later, the latest first; what is below zero takes nothing away."""
    left = list[tuple[int, str]]()
    for part, due in reversed(later):
        taken = max(0, min(part, amount))
        amount -= taken
        if part > taken:
            left.append((part - taken, due))
    return tuple(reversed(left))


def _settlement(bill: Bill, event: c.LinesSettled | AdjustmentsSettled | c.SettlementAdvanced) -> Bill:
    match event:
        case c.LinesSettled():
            return _settled(bill, event)
        case AdjustmentsSettled():
            return _adjustments_settled(bill, event)
    place = event.number - 1
    moved = replace(bill.settlements[place], after=event.after)
    return replace(bill, settlements=(*bill.settlements[:place], moved, *bill.settlements[place + 1 :]))


def _settled(bill: Bill, event: c.LinesSettled) -> Bill:
    settlement = Settlement(tuple(event.lines), event.voucher, event.arrived_on, run=event.run)
    members = {
        person_id: {
            line: owed._replace(settled=event.number) if line in event.lines and not owed.settled else owed
            for line, owed in lines.items()
        }
        for person_id, lines in bill.members.items()
    }
    return replace(bill, members=members, settlements=(*bill.settlements, settlement))


def _adjusted(bill: Bill, event: BillAdjusted) -> Bill:
    adjusted, lines = dict(bill.adjusted), dict(bill.lines)
    for member in event.members:
        made = dict(adjusted.get(member["person_id"], {}))
        for line in member["lines"]:
            amounts = BilledAmounts(line["base"], line["employer"], line["individual"], line["account"])
            made[line["line"], line["number"]] = amounts
            account = lines[line["line"]]
            lines[line["line"]] = replace(
                account,
                owed=account.owed + amounts.amount,
                later=_later(account.later, amounts.amount, event.fee_free_until),
            )
        adjusted[member["person_id"]] = made
    return replace(bill, adjusted=adjusted, lines=lines, rounds=event.round or bill.rounds + 1)


def _later(known: tuple[tuple[int, str], ...], amount: int, until: str) -> tuple[tuple[int, str], ...]:
    """One more amount that is due then; one below zero takes from what is due last."""
    if amount < 0:
        return _less(known, -amount)
    if known and known[-1][1] == until:
        return (*known[:-1], (known[-1][0] + amount, until))
    return (*known, (amount, until))


def _adjustments_settled(bill: Bill, event: AdjustmentsSettled) -> Bill:
    settlement = Settlement((), event.voucher, event.arrived_on)
    adjusted = {
        person_id: {
            key: owed._replace(settled=event.number) if key[0] in event.lines and not owed.settled else owed
            for key, owed in made.items()
        }
        for person_id, made in bill.adjusted.items()
    }
    return replace(bill, adjusted=adjusted, settlements=(*bill.settlements, settlement))


bill: Aggregate[Bill] = Aggregate(initial=Bill(), evolve=evolve)


def unit_and_month(stream: str) -> tuple[str, str]:
    """The unit and the month of a bill's stream."""
    return stream[len(c.BILL.stream("")) : -len("-2026-01")], stream[-len("2026-01") :]
