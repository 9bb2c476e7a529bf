"""One month of one payer, `draw-<person_id>-<month>`: drawn by the bank, tried again, or paid by order. Pure.

What is owed and paid stands on the payer's bill; here is only how the money is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_days
from services.records.contract import draws as c

DrawEvent = c.DrawOrdered | c.DrawPaid | c.DrawFailed | c.PaymentOrderIssued


@dataclass(frozen=True, slots=True)
class Draw:
    """`number` draws so far; the one the bank has not answered; why the last one failed; the order that was issued.

    `unanswered` is one that is waited for no more: it hinders nothing, and its answer counts all the same.
    """

    number: int = 0
    under_way: c.DrawOrdered | None = None
    failed: c.DrawFailed | None = None
    order: c.PaymentOrderIssued | None = None
    unanswered: c.DrawOrdered | None = None

    def order_on(self, today: str) -> c.PaymentOrderIssued | None:
        """The order that is still good."""
        return self.order if self.order and today <= self.order.valid_until else None


def evolve(state: Draw, event: DrawEvent) -> Draw:
    """The month's draws after an event."""
    match event:
        case c.DrawOrdered():
            return Draw(event.number, event, None, state.order)
        case c.DrawPaid():
            return Draw(state.number, order=state.order)
        case c.DrawFailed():
            open_still = state.under_way if event.reason == c.UNANSWERED else None
            return Draw(state.number, None, event, state.order, open_still)
        case c.PaymentOrderIssued():
            return replace(state, order=event)
        case _:
            assert_never(event)


draws: Aggregate[Draw] = Aggregate(Draw(), evolve)


def draw_id(person_id: str, period: str, number: int) -> str:
    """By which the bank knows a draw, and we its answer."""
    return f"{person_id}-{period}-{number}"


def person_and_month(of: str) -> tuple[str, str]:
    """Whose draw it is, and of which month. Raises DrawUnknown."""
    parts = of.split("-")
    if len(parts) != 4:
        raise c.DrawUnknown()
    return parts[0], f"{parts[1]}-{parts[2]}"


def voucher(of: str) -> str:
    """The voucher that a draw's money arrives under."""
    return of.replace("-", ".")


def order_draw(person_id: str, period: str, amount: int, state: Draw, today: str) -> Sequence[c.DrawOrdered]:
    """Ask the bank, unless nothing is owed, it has not answered yet, an order is good, or it is not time again."""
    failed = state.failed
    waits = failed is not None and (failed.again_on is None or today < failed.again_on)
    if amount <= 0 or state.under_way or state.order_on(today) or waits:
        return []
    number = state.number + 1
    return [c.DrawOrdered(person_id, period, draw_id(person_id, period, number), number, amount, today)]


def drawn(of: str, arrived_on: str, state: Draw) -> c.DrawPaid:
    """The bank has drawn it. Raises DrawUnknown, DrawAnswered."""
    asked = _asked(of, state)
    return c.DrawPaid(asked.person_id, asked.period, of, asked.amount, voucher(of), arrived_on)


def failed(of: str, reason: c.DrawReason, failed_on: str, rule: Mapping[str, Any], state: Draw) -> list[c.DrawFailed]:
    """It could not be drawn; `rule` says after how many days and how often it is tried. Raises as `drawn`.

    A bank that was not reached has not tried: it is asked again however often that was.
    """
    asked = _asked(of, state)
    again = reason == c.NOT_REACHED or (reason in c.TRIED_AGAIN and asked.number < rule["tries"])
    again_on = add_days(failed_on, rule["again_days"]) if again else None
    return [c.DrawFailed(asked.person_id, asked.period, of, asked.amount, reason, failed_on, again_on)]


def give_up(state: Draw, today: str, rule: Mapping[str, Any]) -> Sequence[c.DrawFailed]:
    """The bank has taken a draw and not answered for so long that nobody waits for it any more.

    It is not tried again by itself, since it may have been drawn: the payer asks the bank, and pays by an own order.
    """
    asked = state.under_way
    if asked is None or today <= add_days(asked.ordered_on, rule["answer_days"]):
        return []
    return [c.DrawFailed(asked.person_id, asked.period, asked.draw_id, asked.amount, c.UNANSWERED, today, None)]


def _asked(of: str, state: Draw) -> c.DrawOrdered:
    for asked in (state.under_way, state.unanswered):
        if asked is not None and asked.draw_id == of:
            return asked
    known = {draw_id(*person_and_month(of), number) for number in range(1, state.number + 1)}
    raise c.DrawAnswered() if of in known else c.DrawUnknown()


def issue_order(
    person_id: str, period: str, amount: int, order_no: str, days: int, state: Draw, today: str
) -> Sequence[c.PaymentOrderIssued]:
    """缴款单; one that is good for the same amount is not issued again. Raises NothingOwed, DrawUnderWay."""
    if amount <= 0:
        raise c.NothingOwed(month=period)
    if state.under_way:
        raise c.DrawUnderWay(month=period, since=state.under_way.ordered_on)
    known = state.order_on(today)
    if known and known.amount == amount:
        return []
    return [c.PaymentOrderIssued(person_id, period, order_no, amount, today, add_days(today, days))]
