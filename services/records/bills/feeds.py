"""A feed of rows that are each decided by themselves: what became of every one, the same when it is sent again."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.refusals import Refused
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.bills.booking import amounts
from services.records.bills.payments import MOST_ROWS, booked
from services.records.bills.rows import rejected

Decide = Callable[[Mapping[str, Any], Document], Document]
"""`(row, place)` → a command's reply, whose result holds `{amount, outcome, sentence}` and `place`; raises refusals."""


def record_rows(
    service: Service, rows: Sequence[Mapping[str, Any]], decide: Decide, named: str, context: Context
) -> Document:
    """Decide row by row; the reply tells each by the field `named`. Each row is a command of its own, done once.

    Raises TooManyRows, PaymentFileEmpty, CommandIdReused, Busy.
    """
    if not rows:
        raise c.PaymentFileEmpty()
    if len(rows) > MOST_ROWS:
        raise c.TooManyRows(most=MOST_ROWS)
    stored = first_reply(service.store, context)
    if stored:
        return stored
    answers = [_answer(row, {"file": context.command_id, "row": place}, decide) for place, row in enumerate(rows)]
    file_id = context.new_id(f"feed of {named}")
    outcomes = dict(Counter(answer["outcome"] for answer in answers))
    done = c.PaymentFileBooked(file_id, len(rows), outcomes, amounts(answers), context.today)
    told = [{named: row[named], **_without_amount(answer)} for row, answer in zip(rows, answers, strict=True)]
    stream = c.PAYMENT_FILE.stream(file_id)
    return execute(service.store, stream, booked, lambda _: [done], context, result=lambda _: {"rows": told})


def _answer(row: Mapping[str, Any], place: Document, decide: Decide) -> Document:
    try:
        reply = decide(row, place)["result"]
    except Refused as refused:
        return rejected(refused)
    if (reply["file"], reply["row"]) != (place["file"], place["row"]):
        return {"amount": 0, "outcome": "repeated", "sentence": "本行此前已登记，本次不重复登记。"}
    return {name: reply[name] for name in ("amount", "outcome", "sentence")}


def _without_amount(answer: Document) -> Document:
    return {name: value for name, value in answer.items() if name != "amount"}
