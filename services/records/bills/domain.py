"""What a unit owes for one month, `bill-<unit_id>-<month>`, and the money that arrives for it (ENR-13). Pure.

No fen is lost: what arrived = principal + late fees + what is held or went back; what is settled = the members'
amounts to the fen.
A line settles when all of it is paid: a month in arrears is neither counted nor credited in pieces (see LinesSettled).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar, assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.adjustments import AdjustmentsSettled, BillAdjusted
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
    | AdjustmentsSettled
)

K = TypeVar("K")

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class LineAccount:
    """One line of a bill, in fen: owed and paid, late fees charged and paid."""

    owed: int = 0
    paid: int = 0
    fee_charged: int = 0
    fee_paid: int = 0
    later: tuple[tuple[int, str], ...] = ()
    """Adjustments in `owed`: amount, and the day through which it is free of late fee (ENR-20)."""

    def open_parts(self, due_on: str) -> list[tuple[int, str]]:
        """What is open, by the day it is due: the month's own first, then its adjustments."""
        paid, parts = self.paid, list[tuple[int, str]]()
        for amount, due in ((self.owed - sum(amount for amount, _ in self.later), due_on), *self.later):
            covered = min(paid, amount)
            paid -= covered
            parts.append((amount - covered, due))
        return parts

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
        return replace(
            self,
            paid=self.paid + payment["principal"],
            fee_charged=self.fee_charged + payment["late_fee_charged"],
            fee_paid=self.fee_paid + payment["late_fee"],
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
    """A member's lines, and adjustments by line and number, that are paid, with the settlements that paid them."""

    person_id: str
    settlements: list[tuple[Settlement, list[c.Line]]]
    adjustments: list[tuple[Settlement, list[tuple[c.Line, int]]]]


@dataclass(frozen=True, slots=True)
class Bill:
    """Empty until something is assessed or arrives."""

    due_on: str = ""
    members: Mapping[str, Mapping[c.Line, BilledAmounts]] = field(default_factory=dict)
    lines: Mapping[c.Line, LineAccount] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    settlements: tuple[Settlement, ...] = ()
    adjusted: Mapping[str, Mapping[tuple[c.Line, int], BilledAmounts]] = field(default_factory=dict)
    """By person; then by line and number (ENR-20)."""
    rounds: int = 0
    """How often adjustments were added."""

    def paid_members(self, after: str = "") -> "Iterator[Paid]":
        """The members behind `after` whose lines are settled, in the order of their ids."""
        for person_id in sorted(person_id for person_id in self.members if person_id > after):
            lines = self._by_settlement(self.members[person_id])
            made = self._by_settlement(self.adjusted.get(person_id, {}))
            if lines or made:
                yield Paid(person_id, lines, made)

    def _by_settlement(self, owed: Mapping[K, BilledAmounts]) -> list[tuple[Settlement, list[K]]]:
        paid: dict[int, list[K]] = {}
        for key, amounts in owed.items():
            if amounts.settled:
                paid.setdefault(amounts.settled, []).append(key)
        return [(self.settlements[number - 1], keys) for number, keys in paid.items()]


def evolve(bill: Bill, event: BillEvent) -> Bill:
    """The bill after an event."""
    match event:
        case c.BillAssessed():
            return _extended(bill, event)
        case c.BillReduced():
            return _reduced(bill, event)
        case c.PaymentArrived() | c.PaymentUnmatched():
            return _arrived(bill, event)
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
            amounts[billed["line"]] = BilledAmounts(base, employer, individual, billed["account"])
            owed[billed["line"]] += employer + individual
        members[member["person_id"]] = amounts
    billed_lines = {billed["line"] for member in event.members for billed in member["lines"]}
    accounts = {line: bill.lines.get(line, LineAccount()) for line in c.LINES if line in billed_lines}
    grown = {line: replace(account, owed=account.owed + owed[line]) for line, account in accounts.items()}
    return replace(bill, due_on=event.due_on, members=members, lines={**bill.lines, **grown})


def _reduced(bill: Bill, event: c.BillReduced) -> Bill:
    """The lines are owed no more, nor are their adjustments, which were not settled either."""
    members, lines, adjusted = dict(bill.members), dict(bill.lines), dict(bill.adjusted)
    for member in event.members:
        person_id = member["person_id"]
        left, made = dict(members.pop(person_id)), adjusted.pop(person_id, {})
        for line in member["lines"]:
            account, more = lines[line], sum(owed.amount for key, owed in made.items() if key[0] == line)
            owed = account.owed - left.pop(line).amount - more
            lines[line] = replace(account, owed=owed, later=_less(account.later, more))
        if left:
            members[person_id] = left
        if kept := {key: owed for key, owed in made.items() if key[0] in left}:
            adjusted[person_id] = kept
    return replace(bill, members=members, lines=lines, adjusted=adjusted)


def _paid(bill: Bill, payments: Iterable[c.LinePayment], voucher: str, left: Held) -> Bill:
    lines = dict(bill.lines)
    for payment in payments:
        lines[payment["line"]] = lines[payment["line"]].after(payment)
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
    """The lines, with their adjustments, are neither owed nor paid any more; what had paid them is held."""
    members, lines = dict(bill.members), dict(bill.lines)
    gone = {billed["line"] for billed in event.lines}
    for released in (*event.lines, *event.adjustments):
        account, amount = lines[released["line"]], released["employer"] + released["individual"]
        lines[released["line"]] = replace(account, owed=account.owed - amount, paid=account.paid - amount)
    for released in event.adjustments:
        account = lines[released["line"]]
        less = _less(account.later, released["employer"] + released["individual"])
        lines[released["line"]] = replace(account, later=less)
    members[event.person_id] = {line: owed for line, owed in members[event.person_id].items() if line not in gone}
    made = {key: owed for key, owed in bill.adjusted.get(event.person_id, {}).items() if key[0] not in gone}
    members = {person_id: owed for person_id, owed in members.items() if owed}
    changed = replace(bill, members=members, lines=lines, adjusted={**bill.adjusted, event.person_id: made})
    return _paid(changed, [], event.voucher, Held("total", event.amount, event.arrived_on))


def _less(later: tuple[tuple[int, str], ...], amount: int) -> tuple[tuple[int, str], ...]:
    """So much less of what is due later, the latest first."""
    left = list[tuple[int, str]]()
    for part, due in reversed(later):
        taken = min(part, amount)
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
                account, owed=account.owed + amounts.amount, later=_later(account.later, amounts.amount, event)
            )
        adjusted[member["person_id"]] = made
    return replace(bill, adjusted=adjusted, lines=lines, rounds=event.round or bill.rounds + 1)


def _later(known: tuple[tuple[int, str], ...], amount: int, event: BillAdjusted) -> tuple[tuple[int, str], ...]:
    """One more amount that is due with this event's others."""
    if known and known[-1][1] == event.fee_free_until:
        return (*known[:-1], (known[-1][0] + amount, event.fee_free_until))
    return (*known, (amount, event.fee_free_until))


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
