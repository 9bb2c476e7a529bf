"""Policy published late 补差 (ENR-20): what past months cost more is told first, then owed in lines of its own."""

from typing import TypedDict

from kernel.events import Category, Event, Upcaster, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month
from services.records.contract.words import BILL, CONTRIBUTION, Line, UnitId

ADJUSTMENT = Category("adjustment")
"""`adjustment-<payer>-<month>`: what a payer has been told of a month's adjustment."""

# ------------------------------------------------------------------ events


class AdjustedLine(TypedDict):
    """What a line of a month costs more, or less: `number` counts its adjustments, the bases are before and now, the
    amounts the difference alone, below zero where it costs less."""

    line: Line
    number: Count
    old_base: Fen
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen
    policy: list[str]


@event(CONTRIBUTION, "ContributionsAdjusted")
class ContributionsAdjusted(Event):
    """补差核定: paid and owed lines stay as they are; the difference is owed beside them."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[AdjustedLine]
    fee_free_until: Date


class PaidAdjustment(TypedDict):
    """An adjustment that is paid; `credited` goes to the personal account."""

    line: Line
    number: Count
    employer: Fen
    individual: Fen
    credited: Fen


@event(CONTRIBUTION, "AdjustmentsPaid")
class AdjustmentsPaid(Event):
    """The adjustments are paid: they make no month, and credit the account."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[PaidAdjustment]
    arrived_on: Date
    voucher: str


class AdjustedMember(TypedDict):
    """A person's adjustments on a bill."""

    person_id: Id
    lines: list[AdjustedLine]


@event(BILL, "BillAdjusted")
class BillAdjusted(Event):
    """Adjustments are added to what is owed for a month, free of late fee through `fee_free_until`.

    `round` counts how often the bill is adjusted, from 1; the members of a large unit come in several events of one
    round. 0 where it was not told: then each event is a round.
    """

    unit_id: UnitId
    period: Month
    fee_free_until: Date
    members: list[AdjustedMember]
    round: Count = 0


class ReleasedLine(TypedDict):
    """What was paid on a line beyond what it costs now, and of its late fee what was charged and paid for that."""

    line: Line
    principal: Fen
    late_fee_charged: Fen
    late_fee: Fen


@event(BILL, "OverpaymentReleased")
class OverpaymentReleased(Event):
    """多缴: the month costs less than was paid; `amount`, principal and late fees, is held under `voucher` from now on.

    `paid_under` is the voucher under which it came.
    """

    unit_id: UnitId
    period: Month
    voucher: str
    paid_under: str
    arrived_on: Date
    lines: list[ReleasedLine]
    amount: Fen


@event(BILL, "AdjustmentsSettled")
class AdjustmentsSettled(Event):
    """Every adjustment so far on these lines is paid. `number` counts the settlements of the bill."""

    unit_id: UnitId
    period: Month
    number: Count
    lines: list[Line]
    voucher: str
    arrived_on: Date


@event(ADJUSTMENT, "AdjustmentAnnounced", version=2)
class AdjustmentAnnounced(Event):
    """The payer is told: from `owed_from` on `amount` more is owed for the month, for so many people; less, below zero.

    `round` counts how often the month's bill is adjusted, from 1; 0 where it was not told, until version 2.
    """

    payer_id: Id
    period: Month
    amount: Fen
    people: Count
    owed_from: Date
    fee_free_until: Date
    round: Count


UPCASTERS: dict[tuple[str, int], Upcaster] = {("AdjustmentAnnounced", 1): lambda old: {**old, "round": 0}}
ADJUSTMENT_EVENTS = (
    ContributionsAdjusted,
    AdjustmentsPaid,
    BillAdjusted,
    OverpaymentReleased,
    AdjustmentsSettled,
    AdjustmentAnnounced,
)

# ------------------------------------------------------------------ messages


@message
class AnnounceAdjustments:
    """ENR-20: tell every payer what a month costs more, or less, by the policy of today. Result: as GetRun."""

    month: Month


@message
class AdjustMonth:
    """ENR-20: make what was announced owed, once its notice is over; a rerun changes nothing. Result: as GetRun.

    Counts: `adjusted` lines, `amount` fen, `waiting` payers whose notice runs or does not say what would be owed now,
    `lower` lines that cost less now: what was paid for them is held, for what else is owed or to be refunded.
    """

    month: Month


# ------------------------------------------------------------------ refusals


class AdjustmentNotAnnounced(Refused):
    """Payers are told before."""

    code = "records_adjustment_not_announced"
    sentence = "{month}的补差尚未通知缴费单位和个人，请先发布补差通知，通知期满后再核定。"
    fields = ("month",)
    status = 409


class AdjustmentOpen(Refused):
    """A month is refunded with its adjustments, once these are paid."""

    code = "records_adjustment_open"
    sentence = "{month}的{line}还有未缴清的补差，请缴清补差后再申请退费。"
    fields = ("form.month",)
    status = 409
