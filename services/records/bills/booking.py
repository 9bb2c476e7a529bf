"""Booking payments on bills: each row decided on its bill as the rows before have left it, each voucher once (ENR-13).

A voucher's booking carries a command id made of the voucher number, so the store itself sees to it that it counts once.
The rows of a page go in one ordered write: several of one bill follow each other there, and where another writer was
faster, what stands before is booked and the rest is decided again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Busy, Refused
from kernel.service import Service
from kernel.store import Document, NewCommit
from services.records import contract as c
from services.records.bills.decisions import Payment, book
from services.records.bills.domain import bill
from services.records.bills.payers import Entries, merged_payers
from services.records.bills.rows import payment_hash, read_payment, rejected, told, voucher_id
from services.records.bills.settlement import MEMBERS
from services.records.bills.state import Bill
from services.records.contributions.rules import late_fee_rates

ATTEMPTS = 50
BILLS = 200
"""Bills that are loaded and written at once: others are served between two of them."""
Answer = Document
"""`{amount, outcome, sentence, code?}`: what became of a row; `amount` in fen."""


@dataclass
class Booked:
    """What became of rows, by place, and the streams of the bills they were for."""

    answers: dict[int, Answer] = field(default_factory=dict)
    bills: set[str] = field(default_factory=set)


class Booking:
    """Books rows of one file. `file` and a row's place tell a row that comes again from another with its voucher."""

    def __init__(self, service: Service, context: Context, file: str | None, run: str = "") -> None:
        self.store = service.store
        self.rates = late_fee_rates(service.city.policy)
        self.context, self.file, self.run = context, file, run
        self.merged: Mapping[str, Entries] = {}

    def book(self, rows: Mapping[int, Mapping[str, str]]) -> Booked:
        """Book the rows, by place. Raises Busy where others never leave a bill alone."""
        done, waiting = Booked(), dict[int, Payment]()
        for place, row in rows.items():
            try:
                waiting[place] = read_payment(row, self.context.today)
            except Refused as refused:
                done.answers[place] = rejected(refused)
        self.merged = merged_payers(self.store, {payment.unit_id for payment in waiting.values()})
        # A voucher that stands twice in the rows waits for a round of its own, whatever the others do.
        for _ in range(len(rows) + ATTEMPTS):
            if not waiting:
                return done
            self._answer_known(waiting, done)
            self._book_some(waiting, done)
        raise Busy()

    def _answer_known(self, waiting: dict[int, Payment], done: Booked) -> None:
        """Rows whose voucher is booked already, by this row before a kill perhaps."""
        wanted = {voucher_id(payment) for payment in waiting.values()}
        found = self.store.find_commands(wanted)
        for place, payment in list(waiting.items()):
            stored = found.get(voucher_id(payment))
            if stored:
                del waiting[place]
                done.answers[place] = self._repeated(place, payment, stored)
                done.bills.add(stored["reply"]["stream"])

    def _repeated(self, place: int, payment: Payment, stored: Document) -> Answer:
        if stored["command_hash"] != payment_hash(payment):
            return rejected(c.VoucherReused(voucher=payment.voucher))
        first = stored["reply"]["result"]
        outcome, sentence = first["outcome"], first["sentence"]
        if (first["file"], first["row"]) != (self.file, place):
            outcome = "repeated"
            sentence = f"此凭证此前已入账（{sentence.rstrip('。')}），本次不重复入账。"
        return {"amount": payment.amount, "outcome": outcome, "sentence": sentence}

    def _book_some(self, waiting: dict[int, Payment], done: Booked) -> None:
        """Decide rows of some bills, in their order, and write them; what could not be written goes on waiting."""
        chosen = _rows_of_some_bills(waiting)
        streams = {stream for place in chosen for stream in self._bills(waiting[place]).values()}
        histories = {**{stream: list[Event]() for stream in streams}, **self.store.load_many(list(streams))}
        states = {stream: (bill.after(events), len(events)) for stream, events in histories.items()}
        commits = list[NewCommit]()
        for place in chosen:
            bills = self._bills(waiting[place])
            payer = self._billed(waiting[place], {payer: states[stream][0] for payer, stream in bills.items()})
            state, version = states[bills[payer]]
            commit, after = self._commit(place, waiting[place], payer, state, version)
            states[bills[payer]] = after, version + len(commit.events)
            commits.append(commit)
        written = self.store.append_in_order(commits, bulk=bool(self.run)) if commits else 0
        for commit, place in zip(commits[:written], chosen, strict=False):
            payment, result = waiting.pop(place), (commit.reply or {})["result"]
            answered = {"outcome": result["outcome"], "sentence": result["sentence"]}
            done.answers[place] = {"amount": payment.amount, **answered}
        done.bills |= states.keys()

    def _bills(self, payment: Payment) -> dict[str, str]:
        """By payer, the bills that the payment can be for: several where the payer has several numbers."""
        entries = self.merged.get(payment.unit_id)
        payers = entries.relations if entries else [payment.unit_id]
        return {payer: c.BILL.stream(payer, payment.period) for payer in payers}

    def _billed(self, payment: Payment, bills: Mapping[str, Bill]) -> str:
        entries = self.merged.get(payment.unit_id)
        return entries.billed(payment.period, bills) if entries else payment.unit_id

    def _commit(self, place: int, named: Payment, payer: str, state: Bill, version: int) -> tuple[NewCommit, Bill]:
        payment = replace(named, unit_id=payer)
        # The months of very many members are work of their own, which follows on the news of the settlement.
        run = self.run if len(state.members) <= MEMBERS else ""
        events = book(payment, state, self.rates, run)
        after = bill.after(events, state)
        once = replace(
            self.context,
            command_id=voucher_id(named),
            command_hash=payment_hash(named),
            causation_id=self.context.command_id or "",
        )
        stream, reached = c.BILL.stream(payer, payment.period), version + len(events)
        result = {**told(payment, events, after), "file": self.file, "row": place}
        return NewCommit(stream, version, events, once, {"result": result, "stream": stream, "version": reached}), after


def _rows_of_some_bills(waiting: Mapping[int, Payment]) -> list[int]:
    """The places of the rows of the first bills that wait, each voucher once."""
    chosen, streams, vouchers = list[int](), set[str](), set[str]()
    for place, payment in waiting.items():
        stream = c.BILL.stream(payment.unit_id, payment.period)
        if stream not in streams and len(streams) == BILLS:
            continue
        streams.add(stream)
        if payment.voucher not in vouchers:
            vouchers.add(payment.voucher)
            chosen.append(place)
    return chosen


def amounts(answers: Iterable[Answer]) -> int:
    """What was booked now, in fen: rows that were repeated or rejected are left out."""
    return sum(answer["amount"] for answer in answers if answer["outcome"] not in ("repeated", "rejected"))
