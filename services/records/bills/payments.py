"""Payments that arrive: a feed's rows are booked at once, a file's page by page by the run `payments` (ENR-13)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.aggregate import Aggregate
from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.refusals import CommandIdReused, NotFound
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.booking import Answer, Booking, amounts
from services.records.bills.filed import FiledRows
from services.records.bills.settlement import settle_bills
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page, carry_out

MOST_ROWS = 5_000
booked: Aggregate[bool] = Aggregate(initial=False, evolve=lambda _state, _event: True)

# ------------------------------------------------------------------ a feed


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
    answers = Booking(service, context, context.command_id).book(dict(enumerate(rows))).answers
    file_id = context.new_id("payment-file")
    outcomes = dict(Counter(answer["outcome"] for answer in answers.values()))
    done = c.PaymentFileBooked(file_id, len(rows), outcomes, amounts(answers.values()), context.today)
    told = {"rows": [_told(row, answers[place]) for place, row in enumerate(rows)]}
    return execute(
        service.store, c.PAYMENT_FILE.stream(file_id), booked, lambda _: [done], context, result=lambda _: told
    )


def _told(row: Mapping[str, str], answer: Answer) -> Document:
    named = {name: row[name] for name in ("voucher", "unit_id", "month")}
    return named | {name: value for name, value in answer.items() if name != "amount"}


# ------------------------------------------------------------------ a file


def receive_file(service: Service, rows: Sequence[Mapping[str, str]], context: Context) -> Document:
    """Take a file in and begin to book it. Result: as GetPaymentFile. Raises PaymentFileEmpty, CommandIdReused."""
    if not rows:
        raise c.PaymentFileEmpty()
    file_id = context.new_id(f"payment-file {context.command_hash}")  # another content would be another file
    pages = FiledRows(service.database).keep(file_id, rows)
    received = c.PaymentFileReceived(file_id, len(rows), pages, context.today)
    stream, run_stream = c.PAYMENT_FILE.stream(file_id), c.RUN.stream("payments", file_id)

    def begin(unit: Unit) -> Document:
        unit.append(stream, [received])
        unit.append(run_stream, start("payments", file_id, unit.load(run_stream, runs)))
        return unit.reply(stream, file_id=file_id)

    reply = execute_across(service.store, begin, context)
    if pages == 1:
        carry_out(service, payments_page, "payments", file_id, context)
    return reply | {"result": get_payment_file(service, c.GetPaymentFile(file_id))}


def payments_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next rows of a file: booked on their bills, and their members' months settled.

    Done again after a kill it finds its own bookings by their vouchers, so it comes to the same answers and sums.
    """
    filed = FiledRows(service.database)
    rows = filed.rows(of, run.after)
    if not rows:
        _note_booked(unit, of, run)
        return None
    done = Booking(service, unit.context, of, run=of).book(rows)
    settle_bills(service.store, done.bills, of, unit.context)
    answers = [done.answers[place] for place in rows]
    filed.answer(of, run.after, answers, unit.session)
    counts = Counter(answer["outcome"] for answer in answers)
    return Page("rows", filed.next(run.after), {**counts, "rows": len(rows), "amount": amounts(answers)})


def _note_booked(unit: Unit, file_id: str, run: Run) -> None:
    counts = dict(run.counts)
    rows, amount = counts.pop("rows", 0), counts.pop("amount", 0)
    done = c.PaymentFileBooked(file_id, rows, counts, amount, unit.context.today)
    unit.append(c.PAYMENT_FILE.stream(file_id), [done])


def get_payment_file(service: Service, query: c.GetPaymentFile) -> dict[str, Any]:
    """See `GetPaymentFile`. Raises NotFound."""
    run, _ = service.store.state(c.RUN.stream("payments", query.file_id), runs)
    if not run.number:
        raise NotFound()
    filed = FiledRows(service.database)
    rows, answers = filed.rows(query.file_id, query.after), filed.answers(query.file_id, query.after)
    found = [_told(row, answer) for row, answer in zip(rows.values(), answers, strict=False)]
    counts = dict(run.counts)
    booked_rows, amount = counts.pop("rows", 0), counts.pop("amount", 0)
    following = filed.next(query.after)
    return {
        "file_id": query.file_id,
        "state": shown("payments", query.file_id, run)["state"],
        "booked": booked_rows,
        "amount": amount,
        "outcomes": counts,
        "rows": [row for row in found if query.outcome in ("", row["outcome"])],
        "next": following if filed.rows(query.file_id, following) else None,
    }
