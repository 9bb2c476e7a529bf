"""How people who pay for themselves pay a month 按月缴费: drawn from their bank account, or by their own order."""

from typing import Annotated, Literal, TypedDict

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month, Text, text

DRAW = Category("draw")
"""`draw-<person_id>-<month>`: how one month of one payer is drawn, or paid by an order of their own."""

DrawReason = Literal["insufficient", "frozen", "closed", "refused", "not_reached", "unanswered"]
"""余额不足, 账户冻结, 账户已销户, 银行拒绝, 银行未受理, 银行未回复."""
NOT_REACHED: Literal["not_reached"] = "not_reached"
"""The bank was away for as long as the draw was of use."""
UNANSWERED: Literal["unanswered"] = "unanswered"
"""The bank took it and has not said what came of it: its answer still counts, whenever it comes."""
REASONS: dict[str, str] = {
    "insufficient": "余额不足",
    "frozen": "账户被冻结",
    "closed": "账户已销户",
    "refused": "银行拒绝扣款",
    "not_reached": "银行逾期未受理扣款",
    "unanswered": "银行逾期未回复扣款结果，请先向银行核实是否已扣款",
}
TRIED_AGAIN: frozenset[str] = frozenset({"insufficient", "frozen"})
"""Reasons that may pass by themselves."""
PAID = "paid"

# ------------------------------------------------------------------ events


@event(DRAW, "DrawOrdered")
class DrawOrdered(Event):
    """扣款: the bank is told to draw `amount`; `number` counts the draws of the month. It is asked by `draw_id`."""

    person_id: Id
    period: Month
    draw_id: Id
    number: Count
    amount: Fen
    ordered_on: Date


@event(DRAW, "DrawPaid")
class DrawPaid(Event):
    """The bank has drawn it: it arrived on the payer's bill under this voucher."""

    person_id: Id
    period: Month
    draw_id: Id
    amount: Fen
    voucher: str
    arrived_on: Date


@event(DRAW, "DrawFailed")
class DrawFailed(Event):
    """The bank could not draw it; tried again on `again_on`, None: not again by itself."""

    person_id: Id
    period: Month
    draw_id: Id
    amount: Fen
    reason: DrawReason
    failed_on: Date
    again_on: Date | None


@event(DRAW, "PaymentOrderIssued")
class PaymentOrderIssued(Event):
    """缴款单: the payer pays `amount` themself until `valid_until`; the bank names the order as its voucher."""

    person_id: Id
    period: Month
    order_no: Id
    amount: Fen
    issued_on: Date
    valid_until: Date


DRAW_EVENTS = (DrawOrdered, DrawPaid, DrawFailed, PaymentOrderIssued)

# ------------------------------------------------------------------ messages


@message
class OrderDraws:
    """ENR-19: an officer has today's draws ordered; every day from the city's day on it happens by itself.

    Harmless to repeat. Result: as GetRun.
    """


class DrawAnswerRow(TypedDict):
    """What the bank says of one draw: `outcome` paid, or a reason of `DrawReason`, or its Chinese word."""

    draw_id: str
    outcome: str
    answered_on: str


@message
class RecordDrawAnswers:
    """The bank's answers. Result: `{rows: [{draw_id, outcome, sentence, code?}]}`, one a row.

    `outcome`: as a payment's of ENR-13, or failed, repeated, rejected.
    """

    rows: list[DrawAnswerRow]


@message
class RecordDrawFile:
    """The same from a CSV or XLSX file (base64), columns draw_id, outcome, answered_on."""

    file_name: Text
    content: Annotated[str, text(most=14_000_000, least=1)]


@message
class IssuePaymentOrder:
    """ENR-19: a payer wants to pay a month by order. Result: `{order_no, amount, valid_until}`; the one that is valid
    already where the amount is the same."""

    person_id: Id
    month: Month


@message
class GetOwnPayments:
    """ENR-19: `{draws_from, months: [{month, state, state_name, owed, open, due_on, draw, failure, order}]}`, newest
    first. `state`: paid, drawing, failed, open; `draws_from`: this month's first day of draws, None without them."""

    person_id: Id


# ------------------------------------------------------------------ refusals


class DrawDayAhead(Refused):
    """Draws begin on the city's day of the month."""

    code = "records_draw_day_ahead"
    sentence = "本月扣款从{first}开始，请在该日及以后再下达扣款指令。"
    status = 409


class NothingOwed(Refused):
    """The payer owes nothing for that month."""

    code = "records_nothing_owed"
    sentence = "{month}没有您本人应缴的费用，或已缴清，无需开具缴款单。"
    fields = ("month",)
    status = 409


class DrawUnderWay(Refused):
    """An order beside a draw would be paid twice."""

    code = "records_draw_under_way"
    sentence = "{month}的费用已于{since}向银行下达扣款指令，正在扣款，请等待结果；扣款未成功时再开具缴款单。"
    fields = ("month",)
    status = 409


class DrawUnknown(Refused):
    """A row of the bank's that names no draw of ours."""

    code = "records_draw_unknown"
    sentence = "没有这笔扣款指令，请核对扣款编号。"
    fields = ("draw_id",)


class DrawAnswered(Refused):
    """The bank's first answer stands."""

    code = "records_draw_answered"
    sentence = "这笔扣款此前已有结果，与本行不同；请与银行核对后按到账或退费办理。"
    fields = ("draw_id",)
    status = 409


class DrawAnswerInvalid(Refused):
    """A row that says neither paid nor a known reason, or a day that is none."""

    code = "records_draw_answer_invalid"
    sentence = "扣款结果应为“已扣款”或失败原因，日期应为不晚于今天（{today}）的真实日期，请改正本行后重新导入。"
    fields = ("outcome", "answered_on")
