"""What the bank answers: money that it drew arrives on the payer's bill, what it could not draw is told (ENR-19)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kernel.calendar import is_day
from kernel.columns import Column
from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Payment, book
from services.records.bills.domain import bill
from services.records.bills.feeds import record_rows
from services.records.bills.rows import told
from services.records.contract import draws as dc
from services.records.contributions.rules import late_fee_rates
from services.records.draws import domain as d
from services.records.draws.ordering import RULE

COLUMNS = (Column("draw_id", "扣款编号"), Column("outcome", "扣款结果"), Column("answered_on", "扣款日期"))
SAID = {code: name for code, name in dc.REASONS.items() if code not in (dc.NOT_REACHED, dc.UNANSWERED)}
"""What a bank may answer; the others are what we note while it does not."""
WORDS = {dc.PAID: dc.PAID, "已扣款": dc.PAID, **{name: code for code, name in SAID.items()}}
WORDS |= {code: code for code in SAID}


def record_answers(service: Service, rows: Sequence[Mapping[str, Any]], context: Context) -> Document:
    """Note every row that can be; the reply is the same when it is sent again. Raises as `record_rows`."""
    return record_rows(service, rows, lambda row, place: _noted(service, row, place, context), "draw_id", context)


def _noted(service: Service, row: Mapping[str, Any], place: Document, context: Context) -> Document:
    """One row, once however often it comes: the reply of the first time. Raises what it is refused with."""
    draw_id, day = row["draw_id"].strip(), row["answered_on"].strip()
    outcome = WORDS.get(row["outcome"].strip())
    person_id, period = d.person_and_month(draw_id)
    if outcome is None or not is_day(day) or day > context.today:
        raise dc.DrawAnswerInvalid(today=context.today)
    if outcome == dc.PAID:
        return _paid(service, draw_id, day, place, context)
    stream, rule = dc.DRAW.stream(person_id, period), service.city.policy.at(RULE, day).values
    once = replace(context, command_id=f"draw-failed:{draw_id}", command_hash=f"{outcome}|{day}")

    def result(state: d.Draw) -> Document:
        again = state.failed.again_on if state.failed else None
        follows = f"将于{again}再次扣款" if again else "不再自动扣款，请缴费人自行缴款"
        said = f"扣款未成功：{dc.REASONS[outcome]}，{follows}。"
        return {"amount": 0, "outcome": "failed", "sentence": said, **place}

    def decide(state: d.Draw) -> Sequence[dc.DrawFailed]:
        return d.failed(draw_id, outcome, day, rule, state)  # type: ignore[arg-type]

    return execute(service.store, stream, d.draws, decide, once, result)


def _paid(service: Service, draw_id: str, day: str, place: Document, context: Context) -> Document:
    """The money is booked as every voucher is, together with the draw's end."""
    person_id, period = d.person_and_month(draw_id)
    stream, bill_stream = dc.DRAW.stream(person_id, period), c.BILL.stream(person_id, period)
    rates = late_fee_rates(service.city.policy)

    def decide(unit: Unit) -> Document:
        paid = d.drawn(draw_id, day, unit.load(stream, d.draws))
        payment = Payment(person_id, period, TOTAL, paid.amount, day, paid.voucher)
        events = book(payment, unit.load(bill_stream, bill), rates)
        unit.append(bill_stream, events)
        unit.append(stream, [paid])
        said = told(payment, events, unit.load(bill_stream, bill))
        return unit.reply(bill_stream, amount=paid.amount, **said, **place)

    once = replace(context, command_id=f"voucher:{d.voucher(draw_id)}", command_hash=f"{draw_id}|{day}")
    return execute_across(service.store, decide, once)
