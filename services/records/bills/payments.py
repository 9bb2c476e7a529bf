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
from kernel.money import fen, yuan
from kernel.refusals import CommandIdReused, Refused
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Payment, book
from services.records.bills.domain import Bill, bill
from services.records.contributions.rules import DailyRate, late_fee_rates

MOST_ROWS = 5_000
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

    Raises TooManyRows, CommandIdReused.
    """
    if len(rows) > MOST_ROWS:
        raise c.TooManyRows(most=MOST_ROWS)
    stored = service.store.find_command(context.command_id) if context.command_id else None
    if stored and stored["command_hash"] != context.command_hash:
        raise CommandIdReused()
    if stored:
        return dict(stored["reply"])
    rates = late_fee_rates(service.city.policy)
    answers = [_book_row(service, row, number, rates, context) for number, row in enumerate(rows)]
    file_id = context.new_id("payment-file")
    done = _file_booked(file_id, answers, context)
    shown = [{name: value for name, value in answer.items() if name != "amount"} for answer in answers]
    stream = c.PAYMENT_FILE.stream(file_id)
    return execute(service.store, stream, booked, lambda _: [done], context, result=lambda _: {"rows": shown})


def _file_booked(file_id: str, answers: Sequence[Document], context: Context) -> c.PaymentFileBooked:
    outcomes = Counter(answer["outcome"] for answer in answers)
    return c.PaymentFileBooked(
        file_id=file_id,
        rows=len(answers),
        outcomes=dict(outcomes),
        amount=sum(answer["amount"] for answer in answers if answer["outcome"] not in ("repeated", "rejected")),
        booked_on=context.today,
    )


def _book_row(
    service: Service, row: Mapping[str, str], number: int, rates: Sequence[DailyRate], context: Context
) -> Document:
    named = {name: row[name] for name in ("voucher", "unit_id", "month")}
    try:
        payment = read_payment(row, context.today)
        return {**named, "amount": payment.amount, **_book(service, payment, number, rates, context)}
    except Refused as refused:
        return {**named, "amount": 0, "outcome": "rejected", "code": refused.code, "sentence": str(refused)}


def _book(service: Service, payment: Payment, number: int, rates: Sequence[DailyRate], context: Context) -> Document:
    content = "|".join(map(str, astuple(payment)))
    once = replace(
        context,
        command_id=f"voucher:{payment.voucher}",
        command_hash=hashlib.sha256(content.encode()).hexdigest(),
        causation_id=context.command_id or "",
    )
    row = f"{context.command_id}/{number}"
    told: Document = {}

    def decide(state: Bill) -> list[Any]:
        events = book(payment, state, rates)
        told.update(_told(payment, events, bill.after(events, state)))
        return events

    stream = c.BILL.stream(payment.unit_id, payment.period)
    try:
        reply = execute(service.store, stream, bill, decide, once, result=lambda _: {**told, "row": row})
    except CommandIdReused:
        raise c.VoucherReused(voucher=payment.voucher) from None
    first = reply["result"]
    if first["row"] == row:  # the file has come again, after a kill perhaps: not another row with this voucher
        return {"outcome": first["outcome"], "sentence": first["sentence"]}
    return {"outcome": "repeated", "sentence": f"此凭证此前已入账({first['sentence']}),本次不重复入账。"}


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
        return {"outcome": "unmatched", "sentence": "该单位该月没有待缴账单,款项已挂账,核定后自动抵缴。"}
    wanted = [account for line, account in after.lines.items() if payment.line in (TOTAL, line)]
    still_open = sum(account.open for account in wanted)
    charged = sum(used["late_fee_charged"] for used in arrived.lines)
    days = max(used["late_days"] for used in arrived.lines)
    sentences = [f"已到账{yuan(payment.amount)}元" + (f",尚欠{yuan(still_open)}元" if still_open else ",已缴清")]
    if days:
        fees = sum(account.fee_open for account in wanted)
        sentences.append(f"逾期{days}天,滞纳金{yuan(charged)}元由单位承担,尚欠滞纳金{yuan(fees)}元")
    if arrived.excess:
        sentences.append(f"多缴{yuan(arrived.excess)}元已挂账")
    outcome = "late" if days else "part" if still_open else "excess" if arrived.excess else "full"
    return {"outcome": outcome, "sentence": "。".join(sentences) + "。"}
