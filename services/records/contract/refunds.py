"""Refund 退费 (ENR-21): money that nobody owes, or that paid a month twice or wrongly, goes back to who paid it."""

from dataclasses import field
from typing import Annotated, TypedDict

from kernel.cases import Label, Material, Matter
from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month, some, text
from services.records.contract.adjustments import PaidAdjustment
from services.records.contract.bills import BilledLine
from services.records.contract.insured import PaidLine
from services.records.contract.words import BILL, CONTRIBUTION, LINE_NAMES, Line, UnitId

# ------------------------------------------------------------------ events


@event(BILL, "HeldMoneyRefunded")
class HeldMoneyRefunded(Event):
    """退费: held money of a voucher goes back to who paid it (ENR-21)."""

    unit_id: UnitId
    period: Month
    voucher: str
    amount: Fen
    case_id: Id
    refunded_on: Date


class ReleasedFee(TypedDict):
    """What of a line's late fee is not owed any more; `paid` of it had been paid."""

    line: Line
    charged: Fen
    paid: Fen


@event(BILL, "PaidLinesReleased")
class PaidLinesReleased(Event):
    """A member's paid lines leave the bill with their part of the late fee: what was paid, `amount`, is held under
    `voucher` from now on. `paid_under` is the voucher under which it came, "" where that was not told.

    Money that came under several vouchers is told of in as many events, the first of which names the lines. `left` is 1
    where nothing of the member stands on the bill any more; not told earlier.
    """

    unit_id: UnitId
    period: Month
    person_id: Id
    lines: list[BilledLine]
    voucher: str
    arrived_on: Date
    amount: Fen
    case_id: Id
    adjustments: list[PaidAdjustment] = field(default_factory=list)
    """What policy published late had added to the lines, paid too (ENR-20)."""
    paid_under: str = ""
    late_fees: list[ReleasedFee] = field(default_factory=list)
    left: Count = 0


@event(BILL, "RefundReturned")
class RefundReturned(Event):
    """The treasury could not pay a refund back: the money is held again."""

    unit_id: UnitId
    period: Month
    voucher: str
    line: str
    arrived_on: Date
    amount: Fen
    case_id: Id


@event(CONTRIBUTION, "ContributionsRefunded")
class ContributionsRefunded(Event):
    """The lines of that month were paid wrongly: they count no more, and the account gives back what was credited."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[PaidLine]
    case_id: Id
    refunded_on: Date
    adjustments: list[PaidAdjustment] = field(default_factory=list)


REFUND_EVENTS = (HeldMoneyRefunded, PaidLinesReleased, RefundReturned, ContributionsRefunded)

# ------------------------------------------------------------------ forms

MONTH = Label("费款所属期")
VOUCHER = Label("凭证号", "退回挂账款项时填写")
LINES = Label("险种", "退回已计入缴费记录的重复或错误缴费时填写", LINE_NAMES)
Voucher = Annotated[str, text(r"[A-Za-z0-9_.:]*", most=80), VOUCHER]
Lines = Annotated[list[Line], some(Line, least=0, most=5), LINES]
Reason = Annotated[str, text(most=500), Label("退费原因")]


@message
class Refund:
    """A unit's form: money of a voucher that nobody owes, or lines of one person that were paid twice or wrongly."""

    month: Annotated[Month, MONTH]
    voucher: Voucher = ""
    reason: Reason = ""
    id_number: Annotated[str, text(most=40), Label("公民身份号码（社会保障号）", "退回某人的缴费时填写")] = ""
    lines: Lines = ()  # type: ignore[assignment]


@message
class OwnRefund:
    """The form of who paid for themself."""

    month: Annotated[Month, MONTH]
    voucher: Voucher = ""
    reason: Reason = ""
    lines: Lines = ()  # type: ignore[assignment]


GUIDE = "重复缴纳、多缴或不应缴的款项，经审核后退回原缴款人；已计入的缴费月份和个人账户同时更正，原记录保留。"
REFUND = Matter(
    code="refund",
    title="社会保险费退费",
    applicant="unit",
    form=Refund,
    deadline="deadline/change",
    materials=(Material("voucher", "缴费凭证", required=False),),
    guide=GUIDE,
)
OWN_REFUND = Matter(
    code="own-refund",
    title="个人缴费退费",
    applicant="person",
    form=OwnRefund,
    deadline="deadline/change",
    materials=(Material("voucher", "缴费凭证", required=False),),
    guide=GUIDE,
)

# ------------------------------------------------------------------ refusals


class NothingHeld(Refused):
    """No held money under that voucher: used meanwhile, given back, or never there."""

    code = "records_nothing_held"
    sentence = "该凭证没有可退的款项：可能已用于抵缴、已经退回，或凭证号、月份有误。请核对后重新提交。"
    fields = ("voucher",)
    status = 409


class RefundUnclear(Refused):
    """Neither a voucher nor lines, or both."""

    code = "records_refund_unclear"
    sentence = "请填写要退的凭证号，或选择要退的险种，二者填写其一。"
    fields = ("form.voucher", "form.lines")


class NotPaidThere(Refused):
    """The month was not paid on that line by this payer, or it went back already."""

    code = "records_not_paid_there"
    sentence = "{month}的{line}没有由您（单位）缴费到账的记录，或已经退费，请核对月份和险种。"
    fields = ("form.month", "form.lines")
    status = 409


class NotPaidTwice(Refused):
    """It is paid once, and it was owed."""

    code = "records_not_paid_twice"
    sentence = "{month}的{line}只缴纳了一次，且当时处于参保状态，不属于重复或错误缴费，不能退费。"
    fields = ("form.month", "form.lines")
    status = 409
