"""Booking payments: each row of a file on its bill, each voucher once (ENR-13).

A voucher's booking carries a command id made of the voucher number, so the store itself sees to it that it counts once.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

from kernel.aggregate import Aggregate
from kernel.calendar import is_day, is_month
from kernel.commands import execute
from kernel.context import Context
from kernel.events import Event
from kernel.money import fen, yuan
from kernel.refusals import Busy, CommandIdReused, Refused
from kernel.service import Service
from kernel.store import Document, NewCommit
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Payment, book
from services.records.bills.domain import Bill, bill
from services.records.contributions.rules import late_fee_rates

MOST_ROWS = 5_000
ATTEMPTS = 50
PAGE = 200
"""Bills in one write: others are served between two of them."""
NUMBER = re.compile(r"[A-Za-z0-9_.:]{1,60}")
LINE_WORDS: dict[str, str] = {
    "": TOTAL,
    TOTAL: TOTAL,
    "合计": TOTAL,
    **{line: line for line in c.LINES},
    **{name: line for line, name in c.LINE_NAMES.items()},
    **{name.removesuffix("保险"): line for line, name in c.LINE_NAMES.items()},
}
booked: Aggregate[bool] = Aggregate(initial=False, evolve=lambda _state, _event: True)


def book_payments(service: Service, rows: Sequence[Mapping[str, str]], context: Context) -> Document:
    """Book every row that can be; `{result: {rows: [...]}, stream, version}`, the same when it is sent again.

    Raises TooManyRows, CommandIdReused, Busy.
    """
    if len(rows) > MOST_ROWS:
        raise c.TooManyRows(most=MOST_ROWS)
    stored = service.store.find_command(context.command_id) if context.command_id else None
    if stored and stored["command_hash"] != context.command_hash:
        raise CommandIdReused()
    if stored:
        return dict(stored["reply"])
    answers = _Booking(service, context).book(rows)
    done = _file_booked(context, answers)
    shown = [{name: value for name, value in answer.items() if name != "amount"} for answer in answers]
    stream = c.PAYMENT_FILE.stream(done.file_id)
    return execute(service.store, stream, booked, lambda _: [done], context, result=lambda _: {"rows": shown})


def _file_booked(context: Context, answers: Sequence[Document]) -> c.PaymentFileBooked:
    return c.PaymentFileBooked(
        file_id=context.new_id("payment-file"),
        rows=len(answers),
        outcomes=dict(Counter(answer["outcome"] for answer in answers)),
        amount=sum(answer["amount"] for answer in answers if answer["outcome"] not in ("repeated", "rejected")),
        booked_on=context.today,
    )


class _Booking:
    """Books the rows of one file in rounds: one row of each of some bills, in one write."""

    def __init__(self, service: Service, context: Context) -> None:
        self.store = service.store
        self.rates = late_fee_rates(service.city.policy)
        self.context = context
        self.answers: dict[int, Document] = {}
        self.waiting: dict[int, Payment] = {}

    def book(self, rows: Sequence[Mapping[str, str]]) -> list[Document]:
        """What became of each row."""
        for place, row in enumerate(rows):
            try:
                self.waiting[place] = read_payment(row, self.context.today)
            except Refused as refused:
                self.answers[place] = _rejected(refused)
        # Each round books a row of each bill it takes, unless another writer was faster there.
        for _ in range(len(rows) + ATTEMPTS):
            if not self.waiting:
                named = ("voucher", "unit_id", "month")
                return [{**{n: row[n] for n in named}, **self.answers[place]} for place, row in enumerate(rows)]
            self._round()
        raise Busy()

    def _round(self) -> None:
        streams: dict[str, int] = {}
        for place, payment in self.waiting.items():
            streams.setdefault(c.BILL.stream(payment.unit_id, payment.period), place)
            if len(streams) == PAGE:
                break
        histories = self.store.load_many(list(streams))
        commits = [self._commit(stream, place, histories.get(stream, [])) for stream, place in streams.items()]
        appended = self.store.append_many(commits, bulk=False)
        made = {commit.stream: commit for commit in commits}
        for stream in appended.written:
            self._answered(streams[stream], made[stream].reply)
        for stream in appended.repeated:
            stored = self.store.find_command(voucher_id(self.waiting[streams[stream]])) or {}
            same = stored["command_hash"] == made[stream].context.command_hash
            self._answered(streams[stream], stored["reply"] if same else None)

    def _commit(self, stream: str, place: int, history: Sequence[Event]) -> NewCommit:
        """The row's booking; a voucher that came before makes it a command that was carried out already."""
        payment, state = self.waiting[place], bill.after(history)
        events = book(payment, state, self.rates)
        once = replace(
            self.context,
            command_id=voucher_id(payment),
            command_hash=hashlib.sha256("|".join(map(str, astuple(payment))).encode()).hexdigest(),
            causation_id=self.context.command_id or "",
        )
        told = {**_told(payment, events, bill.after(events, state)), "file": self.context.command_id, "row": place}
        reply = {"result": told, "stream": stream, "version": len(history) + len(events)}
        return NewCommit(stream, len(history), events, once, reply)

    def _answered(self, place: int, reply: Document | None) -> None:
        """`reply` is what the voucher's booking was answered, by this row or before; None: it is another payment's."""
        payment = self.waiting.pop(place)
        if reply is None:
            self.answers[place] = _rejected(c.VoucherReused(voucher=payment.voucher))
            return
        told, outcome, sentence = reply["result"], reply["result"]["outcome"], reply["result"]["sentence"]
        if (told["file"], told["row"]) != (self.context.command_id, place):
            outcome = "repeated"
            sentence = f"此凭证此前已入账({sentence.rstrip('。')}),本次不重复入账。"
        self.answers[place] = {"amount": payment.amount, "outcome": outcome, "sentence": sentence}


def voucher_id(payment: Payment) -> str:
    """The command id of a voucher's booking."""
    return f"voucher:{payment.voucher}"


def _rejected(refused: Refused) -> Document:
    return {"amount": 0, "outcome": "rejected", "code": refused.code, "sentence": str(refused)}


def read_payment(row: Mapping[str, str], today: str) -> Payment:
    """A row as a payment. Raises the refusal of the first field that is wrong."""
    unit_id, month, voucher = (row[name].strip() for name in ("unit_id", "month", "voucher"))
    arrived_on = row["arrived_on"].strip()
    for name, right in (
        ("unit_id", NUMBER.fullmatch(unit_id)),
        ("month", is_month(month)),
        ("voucher", NUMBER.fullmatch(voucher)),
        ("arrived_on", is_day(arrived_on)),
    ):
        if not right:
            raise c.PaymentFieldInvalid(field=FIELD_NAMES[name])
    if arrived_on > today:
        raise c.ArrivalInFuture(today=today)
    line = LINE_WORDS.get(row["line"].strip())
    if line is None:
        raise c.PaymentLineInvalid()
    return Payment(unit_id, month, line, _amount(row["amount"]), arrived_on, voucher)


FIELD_NAMES = {"unit_id": "单位编号", "month": "费款所属期", "voucher": "凭证号", "arrived_on": "到账日期"}


def _amount(text: str) -> int:
    try:
        amount = fen(text)
    except ValueError:
        amount = 0
    if amount <= 0:
        raise c.AmountInvalid()
    return amount


def _told(payment: Payment, events: Iterable[Any], after: Bill) -> Document:
    """What became of a payment, as a word and as a sentence."""
    arrived = next((event for event in events if isinstance(event, c.PaymentArrived)), None)
    if arrived is None:
        return {"outcome": "unmatched", "sentence": "该单位该月没有待缴账单，款项已挂账，核定后自动抵缴。"}
    wanted = [account for line, account in after.lines.items() if payment.line in (TOTAL, line)]
    still_open = sum(account.open for account in wanted)
    charged = sum(used["late_fee_charged"] for used in arrived.lines)
    days = max(used["late_days"] for used in arrived.lines)
    sentences = [f"已到账{yuan(payment.amount)}元" + (f",尚欠{yuan(still_open)}元" if still_open else ",已缴清")]
    if days:
        fees = sum(account.fee_open for account in wanted)
        sentences.append(f"逾期{days}天，滞纳金{yuan(charged)}元由单位承担，尚欠滞纳金{yuan(fees)}元")
    if arrived.excess:
        sentences.append(f"多缴{yuan(arrived.excess)}元已挂账")
    outcome = "late" if days else "part" if still_open else "excess" if arrived.excess else "full"
    return {"outcome": outcome, "sentence": "。".join(sentences) + "。"}
