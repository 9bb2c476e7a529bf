"""Decisions on a unit's bill: members are billed, money arrives, lines settle (ENR-12, ENR-13). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.records import contract as c
from services.records.bills.domain import BillEvent, evolve
from services.records.bills.state import Bill, Came, Held, LineAccount
from services.records.contract.adjustments import (
    AdjustmentsSettled,
    BillAdjusted,
    OverpaymentReleased,
    ReleasedLine,
)
from services.records.contributions.rules import DailyRate, LateFee, late_fee

TOTAL = "total"
MOST_MEMBERS = 5_000
"""Members in one BillAssessed; the bill of a larger unit grows in several."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that arrived for a unit and month: for one line, or for the whole bill (`total`)."""

    unit_id: str
    period: str
    line: str
    amount: int
    arrived_on: str
    voucher: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a run found for a unit and month: members who owe, and members' lines that are owed no more.

    What is billed newly is free of late fee through `fee_free_until`, where it is told.
    """

    unit_id: str
    period: str
    due_on: str
    members: Sequence[c.BilledMember]
    gone: Sequence[c.ReducedMember] = ()
    fee_free_until: str | None = None


def assess_bill(found: Assessed, bill: Bill, rates: Sequence[DailyRate], today: str) -> list[BillEvent]:
    """Bring the bill up to what was found. Held money is used at once; nothing new: no event."""
    unit_id, period = found.unit_id, found.period
    events: list[BillEvent] = []

    def happens(*happened: BillEvent) -> None:
        nonlocal bill
        for event in happened:
            bill = evolve(bill, event)
            events.append(event)

    leaving = _leaving(found.gone, bill)
    if leaving:
        happens(_reduced(unit_id, period, leaving, bill))
    new = list(_new_members(found.members, bill))
    for first in range(0, len(new), MOST_MEMBERS):
        part = new[first : first + MOST_MEMBERS]
        known = sum(member["person_id"] in bill.members for member in part)
        happens(c.BillAssessed(unit_id, period, found.due_on, part, found.fee_free_until, known))
    happens(*(_use_held(unit_id, period, bill, rates) if new else []))
    happens(*_settle(unit_id, period, bill, "", today))
    return events


def adjust_bill(
    adjusted: BillAdjusted, bill: Bill, rates: Sequence[DailyRate], today: str, *, last: bool = True
) -> list[BillEvent]:
    """Adjustments become owed beside what was billed (ENR-20). No members: nothing is owed.

    With the `last` part of a round, so that it does not matter where it was cut: what was paid beyond what a line costs
    now is held; held money is used at once.
    """
    unit_id, period, events = adjusted.unit_id, adjusted.period, list[BillEvent]()

    def happens(*happened: BillEvent) -> None:
        nonlocal bill
        for event in happened:
            bill = evolve(bill, event)
            events.append(event)

    if adjusted.members:
        happens(adjusted)
    if last:
        happens(*_overpaid(unit_id, period, bill))
        happens(*_settle(unit_id, period, bill, "", today))
        happens(*_use_held(unit_id, period, bill, rates))
    return events


def _overpaid(unit_id: str, period: str, bill: Bill) -> list[BillEvent]:
    """What is paid beyond what lines cost, each part under the voucher it came under, the latest first."""
    released = dict[tuple[str, str], list[ReleasedLine]]()
    for line, account in bill.lines.items():
        for came, part in _released_of(line, account):
            released.setdefault((came.voucher, came.arrived_on), []).append(part)
    events = list[BillEvent]()
    for number, ((came_under, arrived_on), lines) in enumerate(released.items(), len(bill.paid_under) + 1):
        amount = sum(line["principal"] + line["late_fee"] for line in lines)
        voucher = f"{came_under}.B{number}"
        events.append(OverpaymentReleased(unit_id, period, voucher, came_under, arrived_on, lines, amount))
    return events


def _released_of(line: c.Line, account: LineAccount) -> Iterator[tuple[Came, ReleasedLine]]:
    over = max(0, -account.open)
    charged, paid = account.late_fee_of(over)
    parts = account.latest(over, paid)
    for place, came in enumerate(parts, 1):
        gone = charged if place == len(parts) else came.late_fee  # what was never paid of it goes with the last part
        charged -= gone
        yield (
            came,
            {"line": line, "principal": came.principal, "late_fee_charged": gone, "late_fee": came.late_fee},
        )


def _use_held(unit_id: str, period: str, bill: Bill, rates: Sequence[DailyRate]) -> list[BillEvent]:
    """Held money pays what is owed now."""
    events: list[BillEvent] = []
    for voucher, held in list(bill.held.items()):
        lines, left = _use(held, bill, rates)
        if not lines:
            continue
        used = c.HeldMoneyUsed(unit_id, period, voucher, lines, left)
        bill = evolve(bill, used)
        settled = _settle(unit_id, period, bill, voucher, held.arrived_on)
        for event in settled:
            bill = evolve(bill, event)
        events += [used, *settled]
    return events


def book(payment: Payment, bill: Bill, rates: Sequence[DailyRate], run: str = "") -> list[BillEvent]:
    """Use a payment on what is owed: principal first, then late fees; what is left over is held (ENR-13).

    `run` is the run that sees to the members' months, where it is one.
    """
    money = Held(payment.line, payment.amount, payment.arrived_on)
    lines, left = _use(money, bill, rates)
    named = (payment.unit_id, payment.period, payment.voucher, payment.line, payment.amount, payment.arrived_on)
    if not lines:
        return [c.PaymentUnmatched(*named)]
    arrived = c.PaymentArrived(*named, lines, left)
    paid = evolve(bill, arrived)
    return [arrived, *_settle(payment.unit_id, payment.period, paid, payment.voucher, payment.arrived_on, run)]


def payable(bill: Bill, on: str, rates: Sequence[DailyRate]) -> int:
    """All that settles the bill on a day, in fen: principal, and late fees with those that this day would charge."""
    accounts = bill.lines.values()
    late = (fee.fee for one in accounts for fee in _late(_wanted(one), one, bill.due_on, on, rates))
    return sum(_wanted(account) + account.fee_open for account in accounts) + sum(late)


def _wanted(account: LineAccount) -> int:
    """Principal that can be paid: none where, in the middle of an adjustment, more is paid than owed."""
    return max(0, account.open)


def _new_members(members: Iterable[c.BilledMember], bill: Bill) -> Iterator[c.BilledMember]:
    for member in members:
        known = bill.members.get(member["person_id"], {})
        lines = [billed for billed in member["lines"] if billed["line"] not in known]
        if lines:
            yield {"person_id": member["person_id"], "lines": lines}


def _leaving(gone: Iterable[c.ReducedMember], bill: Bill) -> list[c.ReducedMember]:
    """Lines that can leave the bill, with their adjustments: not settled, and not covered by money that came already
    (that is a refund)."""
    open_amounts = {line: account.open for line, account in bill.lines.items()}
    leaving: list[c.ReducedMember] = []
    for member in gone:
        billed, made = bill.members.get(member["person_id"], {}), bill.adjusted.get(member["person_id"], {})
        lines = list[c.Line]()
        for line in member["lines"]:
            owed = billed.get(line)
            if owed is None or owed.settled:
                continue
            amount = owed.amount + sum(one.amount for key, one in made.items() if key[0] == line)
            if amount <= open_amounts[line]:
                open_amounts[line] -= amount
                lines.append(line)
        if lines:
            leaving.append({"person_id": member["person_id"], "lines": lines})
    return leaving


def _reduced(unit_id: str, period: str, leaving: list[c.ReducedMember], bill: Bill) -> c.BillReduced:
    """The event, with all that is owed no more by line: the lines themselves and their adjustments."""
    gone: dict[c.Line, c.ReducedLine] = {}
    left = 0
    for member in leaving:
        billed, made = bill.members[member["person_id"]], bill.adjusted.get(member["person_id"], {})
        left += len(member["lines"]) == len(billed)
        for line in member["lines"]:
            sums = gone.setdefault(line, {"line": line, "employer": 0, "individual": 0, "account": 0})
            for owed in (billed[line], *(one for key, one in made.items() if key[0] == line)):
                sums["employer"] += owed.employer
                sums["individual"] += owed.individual
                sums["account"] += owed.account
    return c.BillReduced(unit_id, period, leaving, [gone[line] for line in c.LINES if line in gone], left)


def _use(money: Held, bill: Bill, rates: Sequence[DailyRate]) -> tuple[list[c.LinePayment], int]:
    """How money is used on the lines it is for, and what is left of it. No line where there is no use for it."""
    wanted = [line for line in c.LINES if line in bill.lines and money.line in (TOTAL, line)]
    left, used = money.amount, dict[c.Line, c.LinePayment]()
    for line in wanted:
        principal = min(left, _wanted(bill.lines[line]))
        left -= principal
        fees = _late(principal, bill.lines[line], bill.due_on, money.arrived_on, rates)
        used[line] = {
            "line": line,
            "principal": principal,
            "late_fee": 0,
            "late_fee_charged": sum(late.fee for late in fees),
            "late_days": max((late.days for late in fees), default=0),
        }
    for line, payment in used.items():
        payment["late_fee"] = min(left, bill.lines[line].fee_open + payment["late_fee_charged"])
        left -= payment["late_fee"]
    return [payment for payment in used.values() if payment["principal"] or payment["late_fee"]], left


def _late(principal: int, account: LineAccount, due_on: str, paid: str, rates: Sequence[DailyRate]) -> list[LateFee]:
    """The late fees of what a payment covers, each part by its own due day."""
    fees = []
    for amount, due in account.open_parts(due_on):
        part = min(principal, amount)
        principal -= part
        if part:
            fees.append(late_fee(part, due, paid, rates))
    return fees


def _settle(unit_id: str, period: str, bill: Bill, voucher: str, arrived_on: str, run: str = "") -> list[BillEvent]:
    """Lines of which everything is paid settle, where something of them is not settled yet; adjustments after them."""
    settled = _settle_lines(unit_id, period, bill, voucher, arrived_on, run)
    if not bill.adjusted:
        return settled
    for event in settled:
        bill = evolve(bill, event)
    unsettled = {key[0] for made in bill.adjusted.values() for key, owed in made.items() if not owed.settled}
    lines = [line for line in c.LINES if line in unsettled and bill.lines[line].open == 0]
    if lines:
        number = len(bill.settlements) + 1
        settled.append(AdjustmentsSettled(unit_id, period, number, lines, voucher, arrived_on))
    return settled


def _is_covered(line: c.Line, account: LineAccount, bill: Bill) -> bool:
    """Whether what is paid and settled nothing yet pays all of the month's own that is not settled."""
    if account.open == 0 or not account.later:
        return account.open == 0
    return bill.own_open(line) <= 0


def _settle_lines(unit_id: str, period: str, bill: Bill, voucher: str, arrived_on: str, run: str) -> list[BillEvent]:
    covered = [line for line, account in bill.lines.items() if _is_covered(line, account, bill)]
    unsettled = {
        line for lines in bill.members.values() for line in covered if line in lines and not lines[line].settled
    }
    lines = [line for line in c.LINES if line in unsettled]
    number = len(bill.settlements) + 1
    return [c.LinesSettled(unit_id, period, number, lines, voucher, arrived_on, run)] if lines else []
