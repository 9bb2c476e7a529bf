"""What a unit owes for one month, `bill-<unit_id>-<month>`, and the money that arrives for it (ENR-13). Pure.

No fen is lost: what arrived = principal + late fees + what is held; what is settled = the members' amounts to the fen.
A line settles when all of it is paid: a month in arrears is neither counted nor credited in pieces (see LinesSettled).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.repairs import HeldMoneyRefunded

BillEvent = (
    c.BillAssessed
    | c.BillReduced
    | c.PaymentArrived
    | c.PaymentUnmatched
    | c.HeldMoneyUsed
    | HeldMoneyRefunded
    | c.LinesSettled
    | c.SettlementAdvanced
)

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class LineAccount:
    """One line of a bill, in fen: owed and paid, late fees charged and paid."""

    owed: int = 0
    paid: int = 0
    fee_charged: int = 0
    fee_paid: int = 0

    @property
    def open(self) -> int:
        """Principal that is still owed."""
        return self.owed - self.paid

    @property
    def fee_open(self) -> int:
        """Late fees that are still owed."""
        return self.fee_charged - self.fee_paid

    def after(self, payment: c.LinePayment) -> "LineAccount":
        """The line once the payment was used on it."""
        return LineAccount(
            self.owed,
            self.paid + payment["principal"],
            self.fee_charged + payment["late_fee_charged"],
            self.fee_paid + payment["late_fee"],
        )


class BilledAmounts(NamedTuple):
    """A member's line; `settled` is the number of the settlement that paid it, 0 while it is owed."""

    base: int
    employer: int
    individual: int
    account: int
    settled: int = 0

    @property
    def amount(self) -> int:
        """Both shares."""
        return self.employer + self.individual


@dataclass(frozen=True, slots=True)
class Held:
    """Money that arrived and has no use yet."""

    line: str
    amount: int
    arrived_on: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Which payment settled lines, and up to which member the months have followed."""

    lines: tuple[c.Line, ...]
    voucher: str
    arrived_on: str
    after: str = ""
    run: str = ""


class Paid(NamedTuple):
    """A member's lines that are paid, with the settlements that paid them."""

    person_id: str
    settlements: list[tuple[Settlement, list[c.Line]]]


@dataclass(frozen=True, slots=True)
class Bill:
    """Empty until something is assessed or arrives."""

    due_on: str = ""
    members: Mapping[str, Mapping[c.Line, BilledAmounts]] = field(default_factory=dict)
    lines: Mapping[c.Line, LineAccount] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    settlements: tuple[Settlement, ...] = ()

    def paid_members(self, after: str = "") -> "Iterator[Paid]":
        """The members behind `after` whose lines are settled, in the order of their ids."""
        for person_id in sorted(person_id for person_id in self.members if person_id > after):
            by_number: dict[int, list[c.Line]] = {}
            for line, owed in self.members[person_id].items():
                if owed.settled:
                    by_number.setdefault(owed.settled, []).append(line)
            if by_number:
                yield Paid(person_id, [(self.settlements[number - 1], lines) for number, lines in by_number.items()])


def evolve(bill: Bill, event: BillEvent) -> Bill:
    """The bill after an event."""
    match event:
        case c.BillAssessed():
            return _extended(bill, event)
        case c.BillReduced():
            return _reduced(bill, event)
        case c.PaymentArrived():
            return _paid(bill, event.lines, event.voucher, Held(event.line, event.excess, event.arrived_on))
        case c.PaymentUnmatched():
            return _paid(bill, [], event.voucher, Held(event.line, event.amount, event.arrived_on))
        case c.HeldMoneyUsed() | HeldMoneyRefunded():
            return _held_less(bill, event)
        case c.LinesSettled():
            return _settled(bill, event)
        case c.SettlementAdvanced():
            place = event.number - 1
            moved = replace(bill.settlements[place], after=event.after)
            return replace(bill, settlements=(*bill.settlements[:place], moved, *bill.settlements[place + 1 :]))
        case _:
            assert_never(event)


def _extended(bill: Bill, event: c.BillAssessed) -> Bill:
    members, owed = dict(bill.members), dict.fromkeys(c.LINES, 0)
    for member in event.members:
        amounts = dict(members.get(member["person_id"], {}))
        for billed in member["lines"]:
            base, employer, individual = billed["base"], billed["employer"], billed["individual"]
            amounts[billed["line"]] = BilledAmounts(base, employer, individual, billed["account"])
            owed[billed["line"]] += employer + individual
        members[member["person_id"]] = amounts
    billed_lines = {billed["line"] for member in event.members for billed in member["lines"]}
    accounts = {line: bill.lines.get(line, LineAccount()) for line in c.LINES if line in billed_lines}
    grown = {line: replace(account, owed=account.owed + owed[line]) for line, account in accounts.items()}
    return replace(bill, due_on=event.due_on, members=members, lines={**bill.lines, **grown})


def _reduced(bill: Bill, event: c.BillReduced) -> Bill:
    members, lines = dict(bill.members), dict(bill.lines)
    for member in event.members:
        left = dict(members.pop(member["person_id"]))
        for line in member["lines"]:
            account = lines[line]
            lines[line] = replace(account, owed=account.owed - left.pop(line).amount)
        if left:
            members[member["person_id"]] = left
    return replace(bill, members=members, lines=lines)


def _paid(bill: Bill, payments: Iterable[c.LinePayment], voucher: str, left: Held) -> Bill:
    lines = dict(bill.lines)
    for payment in payments:
        lines[payment["line"]] = lines[payment["line"]].after(payment)
    held = {name: money for name, money in bill.held.items() if name != voucher}
    return replace(bill, lines=lines, held={**held, voucher: left} if left.amount else held)


def _held_less(bill: Bill, event: c.HeldMoneyUsed | HeldMoneyRefunded) -> Bill:
    lines, left = (event.lines, event.left) if isinstance(event, c.HeldMoneyUsed) else ([], 0)
    return _paid(bill, lines, event.voucher, replace(bill.held[event.voucher], amount=left))


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


bill: Aggregate[Bill] = Aggregate(initial=Bill(), evolve=evolve)


def unit_and_month(stream: str) -> tuple[str, str]:
    """The unit and the month of a bill's stream."""
    return stream[len(c.BILL.stream("")) : -len("-2026-01")], stream[-len("2026-01") :]
