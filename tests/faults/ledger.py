"""The audit of the money: from what records has published, line by line and to the fen, against what clients paid in.

It works from the events alone and shares nothing with the code that decided on them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.events import Event, Fact
from kernel.money import fen, show
from services.records import contract as c
from services.records.contract import adjustments, draws, refunds, repairs, residents
from tests.faults.journal import Journal, Sent

Owed = tuple[str, str, str, str]
"""Unit, period, person, line."""
More = tuple[str, str, str, str, int]
"""The same, and the number of the adjustment."""
Amounts = tuple[int, int, int]
"""Employer, individual, and what the personal account gets of it."""

MONEY = (c.CONTRIBUTION, c.BILL, c.PAYMENT_FILE, residents.RESIDENT)
NO_MONEY = (c.ContributionsImported, c.SettlementAdvanced, c.PaymentFileReceived, repairs.ContributionCorrected)
RESIDENT_LIFE = (residents.ResidentEnrolled, residents.ResidentStopped)
"""Events of these categories that change no sum here: the old system's months were paid there."""


@dataclass
class Books:
    """What the events add up to; `wrong` tells what did not fit as it was entered."""

    assessed: dict[Owed, Amounts] = field(default_factory=dict)
    billed: dict[Owed, Amounts] = field(default_factory=dict)
    settled: dict[Owed, Amounts] = field(default_factory=dict)
    paid: dict[Owed, Amounts] = field(default_factory=dict)
    arrived: dict[str, int] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)
    principal: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By unit, period and line."""
    late_fees: int = 0
    more_assessed: dict[More, Amounts] = field(default_factory=dict)
    more_billed: dict[More, Amounts] = field(default_factory=dict)
    more_settled: dict[More, Amounts] = field(default_factory=dict)
    more_paid: dict[More, Amounts] = field(default_factory=dict)
    refunded: int = 0
    resident_years: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """What residents owe, by person, scheme and year; and what they have paid of it."""
    residents_paid: int = 0
    drawn: dict[str, int] = field(default_factory=dict)
    """What banks drew and residents paid, by voucher."""
    booked: int = 0
    wrong: list[str] = field(default_factory=list)

    def enter(self, event: Event) -> None:
        """Add an event of records, in the order of the log."""
        entries: dict[type[Event], Callable[[Any], None]] = {
            c.ContributionsAssessed: self._assessed,
            c.ContributionsWithdrawn: self._withdrawn,
            c.ContributionsPaid: self._paid,
            c.BillAssessed: self._billed,
            c.BillReduced: self._reduced,
            c.PaymentArrived: self._money,
            c.PaymentUnmatched: self._money,
            c.HeldMoneyUsed: self._money,
            c.LinesSettled: self._settled,
            c.PaymentFileBooked: self._booked,
            repairs.BackPaymentAssessed: self._assessed,
            refunds.HeldMoneyRefunded: self._given_back,
            refunds.RefundReturned: self._returned,
            refunds.PaidLinesReleased: self._released,
            refunds.ContributionsRefunded: self._taken_back,
            draws.DrawPaid: self._drawn,
            residents.ResidentYearAssessed: self._year_assessed,
            residents.ResidentYearPaid: self._year_paid,
            adjustments.ContributionsAdjusted: self._adjusted,
            adjustments.BillAdjusted: self._bill_adjusted,
            adjustments.OverpaymentReleased: self._overpaid,
            adjustments.AdjustmentsSettled: self._adjustments_settled,
            adjustments.AdjustmentsPaid: self._adjustments_paid,
        }
        if entry := entries.get(type(event)):
            entry(event)
        elif event.category in MONEY and not isinstance(event, (*NO_MONEY, *RESIDENT_LIFE)):
            self.wrong.append(f"{event.type} is not known to the audit")

    def told(self) -> str:
        """The sums in words."""
        owed, paid = (sum(e + i for e, i, _ in book.values()) for book in (self.assessed, self.paid))
        return (
            f"{len(self.assessed)} lines assessed at {show(owed)}, {len(self.paid)} of them paid with {show(paid)}; "
            f"{len(self.arrived)} vouchers of {show(sum(self.arrived.values()))}, {show(sum(self.held.values()))} held"
        )

    def _assessed(self, event: c.ContributionsAssessed | repairs.BackPaymentAssessed) -> None:
        self._each(self.assessed, event, event.person_id, event.lines, "account")

    def _withdrawn(self, event: c.ContributionsWithdrawn) -> None:
        for line in event.lines:
            owed = _payer(event, event.person_id), event.period, event.person_id, line
            del self.assessed[owed]
            _leave(self.more_assessed, owed)

    def _paid(self, event: c.ContributionsPaid) -> None:
        self._each(self.paid, event, event.person_id, event.lines, "credited")

    def _billed(self, event: c.BillAssessed) -> None:
        for member in event.members:
            self._each(self.billed, event, member["person_id"], member["lines"], "account")

    def _reduced(self, event: c.BillReduced) -> None:
        left = Counter[str]()
        for member in event.members:
            for line in member["lines"]:
                owed = event.unit_id, event.period, member["person_id"], line
                for employer, individual, _ in (self.billed.pop(owed), *_leave(self.more_billed, owed)):
                    left[line] += employer + individual
        told = {line["line"]: line["employer"] + line["individual"] for line in event.lines}
        if told != left:
            self.wrong.append(f"{dict(left)} left the bill {event.unit_id}/{event.period}, and {told} were told")

    def _given_back(self, event: refunds.HeldMoneyRefunded) -> None:
        if self.held[event.voucher] != event.amount:
            self.wrong.append(f"{event.amount} went back of voucher {event.voucher}: {self.held[event.voucher]} held")
        self.held[event.voucher] = 0
        self.refunded += event.amount

    def _returned(self, event: refunds.RefundReturned) -> None:
        self.held[event.voucher] += event.amount
        self.refunded -= event.amount

    def _released(self, event: refunds.PaidLinesReleased) -> None:
        """Off the bill; what had paid it is held now."""
        for line in event.lines:
            owed = event.unit_id, event.period, event.person_id, line["line"]
            if self.settled.pop(owed, None) is None:
                self.wrong.append(f"{'/'.join(owed)} was released and is not settled")
            del self.billed[owed]
            self.principal[event.unit_id, event.period, line["line"]] -= line["employer"] + line["individual"]
        for more in event.adjustments:
            key = (event.unit_id, event.period, event.person_id, more["line"], more["number"])
            self.principal[event.unit_id, event.period, more["line"]] -= more["employer"] + more["individual"]
            del self.more_billed[key], self.more_settled[key]
        self.late_fees -= sum(fee["paid"] for fee in event.late_fees)
        self.held[event.voucher] += event.amount

    def _taken_back(self, event: refunds.ContributionsRefunded) -> None:
        for line in event.lines:
            owed = _payer(event, event.person_id), event.period, event.person_id, line["line"]
            if self.paid.pop(owed, None) != (line["employer"], line["individual"], line["credited"]):
                self.wrong.append(f"{'/'.join(owed)} was refunded and is not paid so")
            del self.assessed[owed]
        for more in event.adjustments:
            key = (_payer(event, event.person_id), event.period, event.person_id, more["line"], more["number"])
            del self.more_assessed[key], self.more_paid[key]

    def _adjusted(self, event: adjustments.ContributionsAdjusted) -> None:
        self._more(self.more_assessed, event, event.person_id, event.lines, "account")

    def _bill_adjusted(self, event: adjustments.BillAdjusted) -> None:
        for member in event.members:
            self._more(self.more_billed, event, member["person_id"], member["lines"], "account")

    def _overpaid(self, event: adjustments.OverpaymentReleased) -> None:
        """What was paid beyond what a line costs now is held."""
        for line in event.lines:
            self.principal[event.unit_id, event.period, line["line"]] -= line["principal"]
            self.late_fees -= line["late_fee"]
        if event.amount != sum(line["principal"] + line["late_fee"] for line in event.lines):
            self.wrong.append(f"{event.amount} were released of {event.unit_id}/{event.period}, not what was overpaid")
        self.held[event.voucher] += event.amount

    def _adjustments_paid(self, event: adjustments.AdjustmentsPaid) -> None:
        self._more(self.more_paid, event, event.person_id, event.lines, "credited")

    def _adjustments_settled(self, event: adjustments.AdjustmentsSettled) -> None:
        of_bill = (event.unit_id, event.period)
        self.more_settled |= {o: a for o, a in self.more_billed.items() if o[:2] == of_bill and o[3] in event.lines}

    def _more(self, into: dict[More, Amounts], event: Any, person_id: str, lines: Sequence[Any], account: str) -> None:
        for line in lines:
            more = (_payer(event, person_id), event.period, person_id, line["line"], line["number"])
            if more in into:
                self.wrong.append(f"{more} was adjusted twice")
            into[more] = line["employer"], line["individual"], line[account]

    def _year_assessed(self, event: residents.ResidentYearAssessed) -> None:
        self.resident_years[event.person_id, event.scheme, event.year] = event.own

    def _year_paid(self, event: residents.ResidentYearPaid) -> None:
        """Paid whole, once; it comes under a voucher of its own."""
        owed = self.resident_years.pop((event.person_id, event.scheme, event.year), None)
        if owed != event.own or event.voucher in self.arrived:
            self.wrong.append(f"{event.person_id}/{event.scheme}/{event.year}: {event.own} paid of {owed}")
        self.arrived[event.voucher] = self.drawn[event.voucher] = event.own
        self.residents_paid += event.own

    def _drawn(self, event: draws.DrawPaid) -> None:
        self.drawn[event.voucher] = event.amount

    def _booked(self, event: c.PaymentFileBooked) -> None:
        self.booked += event.amount

    def _each(self, into: dict[Owed, Amounts], event: Any, person_id: str, lines: Sequence[Any], account: str) -> None:
        for line in lines:
            owed = _payer(event, person_id), event.period, person_id, line["line"]
            amounts = line["employer"], line["individual"], line[account]
            if owed in into:
                self.wrong.append(f"{'/'.join(owed)} was entered twice: {into[owed]} and {amounts}")
            into[owed] = amounts

    def _money(self, event: c.PaymentArrived | c.PaymentUnmatched | c.HeldMoneyUsed) -> None:
        used = 0
        for line in [] if isinstance(event, c.PaymentUnmatched) else event.lines:
            self.principal[event.unit_id, event.period, line["line"]] += line["principal"]
            self.late_fees += line["late_fee"]
            used += line["principal"] + line["late_fee"]
        if isinstance(event, c.HeldMoneyUsed):
            left = event.left
        else:
            if event.voucher in self.arrived:
                self.wrong.append(f"voucher {event.voucher} arrived twice")
            self.arrived[event.voucher] = self.held[event.voucher] = event.amount
            left = event.excess if isinstance(event, c.PaymentArrived) else event.amount
        if self.held[event.voucher] != used + left:
            self.wrong.append(f"voucher {event.voucher}: {self.held[event.voucher]} became {used} used and {left} held")
        self.held[event.voucher] = left

    def _settled(self, event: c.LinesSettled) -> None:
        for line in event.lines:
            members = {
                o: a for o, a in self.billed.items() if (o[0], o[1], o[3]) == (event.unit_id, event.period, line)
            }
            owed = sum(employer + individual for employer, individual, _ in members.values())
            paid = self.principal[event.unit_id, event.period, line]
            more = sum(
                e + i
                for o, (e, i, _) in self.more_billed.items()
                if (*o[:2], o[3]) == (event.unit_id, event.period, line)
            )
            if not owed <= paid <= owed + more:
                self.wrong.append(f"{event.unit_id}/{event.period}/{line} settled with {paid} paid of {owed}")
            self.settled |= members


def _leave(more: dict[More, Amounts], owed: Owed) -> list[Amounts]:
    """What had been added to a line goes with it."""
    return [more.pop(one) for one in list(more) if one[:4] == owed]


def _payer(event: Any, person_id: str) -> str:
    """Whose bill it stands on: who pays for themself has bills of their own."""
    return person_id if event.unit_id == c.SELF else str(event.unit_id)


def enter(facts: Sequence[Fact]) -> Books:
    """The books as the facts fill them."""
    books = Books()
    for fact in facts:
        books.enter(fact.event)
    return books


def ledger(facts: Sequence[Fact], journal: Journal) -> Iterator[str]:
    """The findings: what does not add up."""
    books = enter(facts)
    yield from books.wrong
    yield from _same("assessed", books.assessed, "billed", books.billed)
    yield from _same("settled", books.settled, "paid and credited", books.paid)
    yield from _same("adjusted", books.more_assessed, "billed more", books.more_billed)
    yield from _same("settled more", books.more_settled, "paid more", books.more_paid)
    arrived = sum(books.arrived.values())
    used, held = sum(books.principal.values()) + books.late_fees, sum(books.held.values())
    used += books.residents_paid
    if arrived != used + held + books.refunded:
        yield f"{arrived} fen arrived, {used} were used, {held} are held and {books.refunded} went back"
    if arrived != books.booked:
        yield f"{arrived} fen arrived, payment files booked {books.booked}"
    yield from _vouchers(books, journal)


def _same(one: str, left: Mapping[Any, Amounts], other: str, right: Mapping[Any, Amounts]) -> Iterator[str]:
    for owed in sorted(left.keys() | right.keys()):
        if left.get(owed) != right.get(owed):
            yield f"{'/'.join(map(str, owed))}: {one} {left.get(owed)}, {other} {right.get(owed)}"


def _vouchers(books: Books, journal: Journal) -> Iterator[str]:
    """What clients were told is booked is booked with that amount, and nothing else is."""
    sent = {row["voucher"]: fen(row["amount"]) for one in _payments(journal) for row in one.body["rows"]}
    sent |= books.drawn
    for voucher, amount in books.arrived.items():
        if sent.get(voucher) != amount:
            yield f"voucher {voucher}: {amount} fen arrived, {sent.get(voucher)} were sent"
    for one in _payments(journal):
        if one.acknowledged:
            for row in one.answer["result"]["rows"]:
                if (row["outcome"] == "rejected") == (row["voucher"] in books.arrived):
                    yield f"voucher {row['voucher']} was told as {row['outcome']}"


def _payments(journal: Journal) -> list[Sent]:
    return [sent for sent in journal if sent.command == "RecordPayments"]
