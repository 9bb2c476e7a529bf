"""The state of a bill: its lines, its members' amounts, the money that is held, and what settled what. Pure; fen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from services.records import contract as c

K = TypeVar("K")


class Came(NamedTuple):
    """Money that pays on a line, in fen: the voucher under which it came to the treasury, and when."""

    voucher: str
    arrived_on: str
    principal: int = 0
    late_fee: int = 0

    @property
    def amount(self) -> int:
        """All of it."""
        return self.principal + self.late_fee

    def plus(self, principal: int, late_fee: int) -> "Came":
        """With so much more; less, below zero."""
        return self._replace(principal=self.principal + principal, late_fee=self.late_fee + late_fee)


@dataclass(frozen=True, slots=True)
class LineAccount:
    """One line of a bill, in fen: owed and paid, late fees charged and paid."""

    owed: int = 0
    paid: int = 0
    fee_charged: int = 0
    fee_paid: int = 0
    later: tuple[tuple[int, str], ...] = ()
    """What in `owed` has a due day of its own, adjustments above all: amount, and the day through which it is free of
    late fee (ENR-20)."""
    came: tuple[Came, ...] = ()
    """What principal and late fees are paid with, in the order in which it was used, each voucher once."""

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

    def late_fee_of(self, principal: int) -> tuple[int, int]:
        """The part that `principal` has of the late fee: charged, and paid of it; what is not paid yet goes first."""
        charged = self.fee_charged * principal // self.paid if self.paid else 0
        return charged, max(0, charged - self.fee_open)

    def latest(self, principal: int, late_fee: int, voucher: str = "") -> list[Came]:
        """So much of the money on the line: what came under `voucher`, then the latest first."""
        found = list[Came]()
        newest_first = self.came[::-1]
        for one in sorted(newest_first, key=lambda one: one.voucher != voucher):
            part = one._replace(principal=min(one.principal, principal), late_fee=min(one.late_fee, late_fee))
            principal, late_fee = principal - part.principal, late_fee - part.late_fee
            if part.amount:
                found.append(part)
        return found

    def without(self, principal: int, fee_charged: int, fee_paid: int, voucher: str) -> "LineAccount":
        """The line once so much of what was paid on it, `latest` by that voucher, is not paid on it any more."""
        came = {one.voucher: one for one in self.came}
        for gone in self.latest(principal, fee_paid, voucher):
            came[gone.voucher] = came[gone.voucher].plus(-gone.principal, -gone.late_fee)
        return replace(
            self,
            paid=self.paid - principal,
            fee_charged=self.fee_charged - fee_charged,
            fee_paid=self.fee_paid - fee_paid,
            came=tuple(one for one in came.values() if one.amount),
        )

    def after(self, payment: c.LinePayment, voucher: str, arrived_on: str) -> "LineAccount":
        """The line once the payment was used on it."""
        came = {one.voucher: one for one in self.came}
        known = came.pop(voucher, Came(voucher, arrived_on))
        came[voucher] = known.plus(payment["principal"], payment["late_fee"])
        return replace(
            self,
            paid=self.paid + payment["principal"],
            fee_charged=self.fee_charged + payment["late_fee_charged"],
            fee_paid=self.fee_paid + payment["late_fee"],
            came=tuple(one for one in came.values() if one.amount),
        )


class BilledAmounts(NamedTuple):
    """A member's line; `settled` is the number of the settlement that paid it, 0 while it is owed."""

    base: int
    employer: int
    individual: int
    account: int
    settled: int = 0
    later: bool = False
    """Whether it has a day of its own until which it is free of late fee."""

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
    paid_under: Mapping[str, str] = field(default_factory=dict)
    """Of released money, by its own voucher: the voucher under which it came."""

    def came_under(self, voucher: str) -> str:
        """The voucher that the treasury knows."""
        return self.paid_under.get(voucher, voucher)

    def own_open(self, line: c.Line) -> int:
        """What of the month's own, without adjustments, is neither settled nor covered by money; may be below 0."""
        own = [lines[line] for lines in self.members.values() if line in lines]
        made = [owed for lines in self.adjusted.values() for key, owed in lines.items() if key[0] == line]
        free = self.lines[line].paid - sum(owed.amount for owed in (*own, *made) if owed.settled)
        return sum(owed.amount for owed in own if not owed.settled) - free

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
