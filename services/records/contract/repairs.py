"""Putting the books right: back-payment 补缴, correction 信息核实; and the watch over late months."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Fen, Id, Month, some, text
from services.records.contract.insured import AssessedLine, ImportedRow
from services.records.contract.words import (
    BALANCE,
    CONTRIBUTION,
    LINE_NAMES,
    AccountLine,
    Line,
    PersonKind,
    UnitId,
)

# ------------------------------------------------------------------ events


@event(CONTRIBUTION, "BackPaymentAssessed")
class BackPaymentAssessed(Event):
    """补缴核定: a month that was missed is owed now, due when it was due then; late fees are the unit's (ENR-14)."""

    person_id: Id
    unit_id: UnitId
    period: Month
    participant: PersonKind
    lines: list[AssessedLine]
    due_on: Date
    case_id: Id


@event(CONTRIBUTION, "ContributionCorrected")
class ContributionCorrected(Event):
    """信息核实: a row of the old system is put right (QRY-18): `was` None adds one, `now` None takes one away."""

    person_id: Id
    was: ImportedRow | None
    now: ImportedRow | None
    case_id: Id


@event(BALANCE, "InterestAdjusted")
class InterestAdjusted(Event):
    """计息调整: a year's interest reckoned again, at a rate published later or with what arrived later (ENR-15).

    `amount` is the difference to all that was credited for the year before; it may be negative.
    """

    person_id: Id
    line: AccountLine
    year: int
    amount: int
    policy: str
    credited_on: Date


# ------------------------------------------------------------------ ordering the watch


@message
class WatchMonth:
    """ENR-18: an officer has a month's bills looked through now; every day it happens by itself. Result: as GetRun."""

    month: Month


# ------------------------------------------------------------------ forms

Lines = Annotated[list[Line], some(Line, most=5), Label("险种", choices=LINE_NAMES)]
FirstMonth = Annotated[Month, Label("补缴起始月")]
LastMonth = Annotated[Month, Label("补缴截止月")]
Wage = Annotated[Fen, Label("当时的月工资", "按当年缴费基数上下限核定")]
UNIT = Annotated[UnitId, Label("单位编号")]


@message
class BackPayment:
    """The form of a unit's back-payment."""

    id_number: Annotated[str, text(most=40, least=1), Label("公民身份号码（社会保障号）")]
    lines: Lines
    from_month: FirstMonth
    to_month: LastMonth
    wage_fen: Wage


@message
class BackPaymentDemand:
    """The form by which a person demands what a unit missed."""

    unit_id: UNIT
    lines: Lines
    from_month: FirstMonth
    to_month: LastMonth
    wage_fen: Wage


Problem = Literal["missing", "wrong", "not_mine"]
PROBLEMS: dict[str, str] = {
    "missing": "缺少这个月的缴费",
    "wrong": "缴费基数或到账日期有误",
    "not_mine": "这笔缴费不是我的",
}


@message
class Correction:
    """The form of QRY-18: which row, what is wrong with it, and what it should be."""

    line: Annotated[Line, Label("险种", choices=LINE_NAMES)]
    month: Annotated[Month, Label("费款所属期")]
    problem: Annotated[Problem, Label("有误之处", choices=PROBLEMS)]
    unit_id: Annotated[str, text(most=60), Label("当时的缴费单位编号")] = ""
    base_fen: Annotated[Fen, Label("应为的缴费基数")] = 0
    arrived_on: Annotated[Date | None, Label("应为的到账日期")] = None
    explanation: Annotated[str, text(most=500), Label("情况说明")] = ""


@message
class MissingContributions:
    """What the watch found: a unit's month that has not arrived. Nobody fills it in."""

    month: Annotated[Month, Label("费款所属期")]
    owed_fen: Annotated[Fen, Label("未到账金额")]
    people: Annotated[int, Label("涉及人数")]


# ------------------------------------------------------------------ matters

PROOF = Material("proof", "劳动合同、工资记录等证明材料", help="证明当时存在劳动关系和工资的材料")
LEGAL = Material("legal_document", "法律文书", required=False, help="补缴月份累计三年及以上的，须提供生效的法律文书")
BACK_PAYMENT = Matter(
    code="back-payment",
    title="社会保险费补缴",
    applicant="unit",
    form=BackPayment,
    deadline="deadline/change",
    materials=(PROOF, LEGAL),
    guide="单位漏缴的月份由单位补缴；滞纳金由单位承担，不得向职工收取。",
)
BACK_PAYMENT_DEMAND = Matter(
    code="back-payment-demand",
    title="要求单位补缴社会保险费",
    applicant="person",
    form=BackPaymentDemand,
    deadline="deadline/change",
    materials=(PROOF, LEGAL),
    guide="单位漏缴的月份，您可以要求单位补缴；经办机构核实后向单位核定。",
)
CORRECTION = Matter(
    code="record-correction",
    title="参保缴费信息核实",
    applicant="person",
    form=Correction,
    deadline="deadline/change",
    materials=(Material("evidence", "缴费凭证、工资单等证明材料"),),
    guide="对缴费记录有疑问的，提交证明材料，经办机构核实后答复；更正另行记录，原记录保留。",
)
MISSING = Matter(
    code="missing-contributions",
    title="未到账费款核查",
    applicant="unit",
    form=MissingContributions,
    deadline="deadline/change",
    guide="由系统在费款超过通常到账时间后自动提起；费款到账后自动办结。",
)
REPAIR_MATTERS = (BACK_PAYMENT, BACK_PAYMENT_DEMAND, CORRECTION, MISSING)
REPAIR_EVENTS = (BackPaymentAssessed, ContributionCorrected, InterestAdjusted)

# ------------------------------------------------------------------ refusals


class BackPaymentMonths(Refused):
    """Months that lie ahead, before the platform's time, or in the wrong order."""

    code = "records_back_payment_months"
    sentence = "只能补缴{first}至{last}之间的月份，且起始月不能晚于截止月，请改正后重新提交。"
    fields = ("from_month", "to_month")


class NothingMissing(Refused):
    """Every month has been assessed already."""

    code = "records_nothing_missing"
    sentence = "所选月份的这些险种都已核定，没有需要补缴的月份。尚未到账的，请督促单位按账单缴纳。"
    fields = ("from_month", "to_month")
    status = 409


class LegalDocumentMissing(Refused):
    """人社厅发〔2019〕94号: three years and more need a legal document, in however many applications."""

    code = "records_legal_document_missing"
    sentence = "补缴月份（连同以前补缴的）达到{months}个月的，须提供生效的法律文书，请上传后重新提交。"
    fields = ("materials",)


class NotByOneself(Refused):
    """Who pays for himself may not pay years afterwards, unless policy allows."""

    code = "records_back_payment_by_oneself"
    sentence = "灵活就业人员按月缴费，本市不办理事后补缴。如属单位漏缴，请填写该单位的编号。"
    fields = ("unit_id",)


class NotInArchive(Refused):
    """Nobody of that ID number is in the archive."""

    code = "records_not_in_archive"
    sentence = "没有查到该人员的参保档案，请先为其办理参保登记，再申请补缴。"
    fields = ("id_number",)
    status = 409


class RowUnknown(Refused):
    """There is no such row of the old system to be corrected."""

    code = "records_row_unknown"
    sentence = (
        "没有查到可以更正的这笔缴费记录，请核对险种、月份和单位。没有记录的月份请选“缺少”；"
        "启用本平台以后核定的月份有误的，请单位办理补缴或退费。"
    )
    fields = ("line", "month")
    status = 409


class RowThere(Refused):
    """What is said to be missing is there."""

    code = "records_row_there"
    sentence = "该月该险种已有缴费记录。如内容有误，请选择“缴费基数或到账日期有误”。"
    fields = ("month",)
    status = 409


class BaseMissing(Refused):
    """What the row should be is not said."""

    code = "records_base_missing"
    sentence = "请填写应为的缴费基数，再提交。"
    fields = ("base_fen",)


class NoRatesThen(Refused):
    """A month older than the city's policy: with no row to take the proportions from, nothing can be reckoned."""

    code = "records_no_rates_then"
    sentence = "本平台没有{month}的缴费标准，不能在线计算这个月应补记的金额。请携带缴费凭证到社保服务窗口核实、补录。"
    fields = ("month",)
    status = 409


class MonthAhead(Refused):
    """A month that has not begun has no record."""

    code = "records_corrected_month_ahead"
    sentence = "费款所属期不能晚于本月（{month}），请核对后重新提交。"
    fields = ("month",)


class NothingCorrected(Refused):
    """What the row should be is what it is."""

    code = "records_nothing_corrected"
    sentence = "请填写应为的缴费基数或到账日期，与现有记录（基数{base}元，到账日期{arrived_on}）相同的不用更正。"
    fields = ("base_fen", "arrived_on")


class CorrectedAhead(Refused):
    """Money is said to have arrived on a day to come."""

    code = "records_corrected_ahead"
    sentence = "到账日期不能晚于今天（{today}），请填写实际到账的日期后重新提交。"
    fields = ("arrived_on",)


class IndustryClassUnknown(Refused):
    """Work injury is reckoned by the unit's industry class, which is not known here."""

    code = "records_industry_class_unknown"
    sentence = "没有该单位的工伤保险行业类别，暂不能按缴费基数更正工伤保险记录。请先核对单位编号，再联系单位窗口补全。"
    fields = ("unit_id",)
    status = 409


class OpenedBySystem(Refused):
    """The watch opens its cases itself."""

    code = "records_opened_by_system"
    sentence = "该事项由系统自动提起，无需申请。如费款有误，请办理退费或信息核实。"
