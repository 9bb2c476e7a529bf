"""Subsidies 补贴 to units (EMP-05): asked for with figures taken from the records, reviewed, granted, paid."""

from typing import Annotated, Literal, TypedDict

from kernel.cases import Label, Matter
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, Month, Sealed, some, text
from services.employer.contract.words import UnitId

SUBSIDY = Category("subsidy")
"""`subsidy-<unit_id>-<kind>-<of>`: one subsidy; `of` is the year, or first month, group and case."""
SUBSIDISED = Category("subsidised")
"""`subsidised-<unit_id>`: the months of its people that a unit has asked a social subsidy for, each once."""
SubsidyKind = Literal["stability", "social"]
UnitSize = Literal["small", "large"]
SubsidyGroup = Literal["graduate", "hard_to_employ", "veteran"]
GROUPS = {"graduate": "高校毕业生", "hard_to_employ": "就业困难人员", "veteran": "退役军人"}

# ------------------------------------------------------------------ events


@event(SUBSIDY, "SubsidyAskedFor")
class SubsidyAskedFor(Event):
    """The case is under way; no other for the same begins before it ends."""

    unit_id: UnitId
    kind: SubsidyKind
    of: str
    case_id: Id
    amount: Fen


@event(SUBSIDY, "SubsidyDropped")
class SubsidyDropped(Event):
    """The case was withdrawn or rejected."""

    unit_id: UnitId
    kind: SubsidyKind
    of: str
    case_id: Id


@event(SUBSIDY, "SubsidyGranted")
class SubsidyGranted(Event):
    """Approved: the amount as the records had it on that day, to this account; `policy` is the entry it follows."""

    unit_id: UnitId
    kind: SubsidyKind
    of: str
    case_id: Id
    amount: Fen
    bank_account: Sealed
    policy: str


@event(SUBSIDY, "SubsidyPaid")
class SubsidyPaid(Event):
    """Paid out."""

    unit_id: UnitId
    kind: SubsidyKind
    of: str
    voucher: str
    paid_on: Date


class MonthsOfPerson(TypedDict):
    """A person and months, in their order."""

    person_id: Id
    months: list[Month]


@event(SUBSIDISED, "SubsidyMonthsTaken")
class SubsidyMonthsTaken(Event):
    """The case asks for these months, all it asks for: another may not until it is dropped."""

    unit_id: UnitId
    case_id: Id
    people: list[MonthsOfPerson]


@event(SUBSIDISED, "SubsidyMonthsReleased")
class SubsidyMonthsReleased(Event):
    """The case was withdrawn or rejected."""

    unit_id: UnitId
    case_id: Id


SUBSIDY_EVENTS = (
    SubsidyAskedFor,
    SubsidyDropped,
    SubsidyGranted,
    SubsidyPaid,
    SubsidyMonthsTaken,
    SubsidyMonthsReleased,
)

# ------------------------------------------------------------------ forms and matters

BankAccount = Annotated[str, text(most=40, least=1), Label("单位银行账号")]


@message
class StabilityRefund:
    """稳岗返还 of a year's unemployment contributions."""

    year: Annotated[int, Label("年度", "上一年度")]
    size: Annotated[UnitSize, Label("单位类型", choices={"small": "中小微企业", "large": "大型企业"})]
    bank_account: BankAccount


@message
class SocialSubsidy:
    """社保补贴 for hiring certain groups: the unit's shares of months that are paid."""

    group: Annotated[SubsidyGroup, Label("补贴对象", choices=GROUPS)]
    from_month: Annotated[Month, Label("起始月")]
    to_month: Annotated[Month, Label("截止月")]
    people: Annotated[list[str], some(str, most=100), Label("招用人员", "公民身份号码")]
    bank_account: BankAccount


STABILITY_REFUND = Matter(
    code="stability-refund",
    title="稳岗返还",
    applicant="unit",
    form=StabilityRefund,
    deadline="deadline/subsidy",
    channels="channels/units",
    guide="上年度足额缴纳失业保险费、裁员率不超过规定的单位，可返还上年度实缴失业保险费的一部分；数据取自参保缴费记录。",
)
SOCIAL_SUBSIDY = Matter(
    code="social-subsidy",
    title="社保补贴",
    applicant="unit",
    form=SocialSubsidy,
    deadline="deadline/subsidy",
    channels="channels/units",
    guide="招用规定人员并为其缴纳社会保险费的单位，可按月享受补贴；数据取自参保缴费记录。",
)

# ------------------------------------------------------------------ messages


@message
class PaySubsidy:
    """An officer books that a granted subsidy was paid out; `subsidy` is what follows "subsidy-". Result: `{}`."""

    subsidy: Id
    voucher: Annotated[str, text(r"[A-Za-z0-9_.-]+", most=60, least=1)]
    paid_on: Date


@message
class GetSubsidies:
    """`{subsidies: [{subsidy, kind, of, state, amount, case_id, voucher, paid_on}], stability: figures}` of a unit:

    `stability` holds the figures of the year before: `{year, months_paid, paid, staff, laid_off, layoff_percent,
    conditions: [{title, needed, found, met}], amounts: {small, large}}`; `state`: asked_for, granted, paid.
    """

    unit_id: UnitId
    year: Count = 0


# ------------------------------------------------------------------ refusals


class SubsidyYearNotOver(Refused):
    code = "subsidy_year_not_over"
    sentence = "{year}年尚未结束，稳岗返还请在次年申请。"
    fields = ("form.year",)


class SubsidyMonthsMissing(Refused):
    code = "subsidy_months_missing"
    sentence = "不符合条件：{year}年度失业保险费应缴满{needed}个月，记录中已缴{found}个月。请先补缴后再申请。"
    fields = ("form.year",)
    status = 409


class SubsidyLayoffs(Refused):
    code = "subsidy_layoffs"
    sentence = "不符合条件：{year}年度裁员率应不超过{limit}%，记录中为{found}%。如记录有误，请先申请更正。"
    fields = ("form.year",)
    status = 409


class SubsidyNotPaid(Refused):
    """Somebody of the list has no paid month in the period. `line` counts the people."""

    code = "subsidy_not_paid"
    sentence = "不符合条件：第{line}人在{from_month}至{to_month}没有由本单位缴费到账的月份，请核对公民身份号码和期间。"
    fields = ("form.people",)
    status = 409


class SubsidyPersonTwice(Refused):
    """The same number in however many spellings. `line` and `first` count the people."""

    code = "subsidy_person_twice"
    sentence = "第{line}人与第{first}人是同一人，每人只填一次，请删去重复的一个。"
    fields = ("form.people",)


class SubsidyMonthTaken(Refused):
    """A social subsidy was asked for that month of that person before, whatever the group. `line` counts the people."""

    code = "subsidy_month_taken"
    sentence = "第{line}人{month}的社保补贴已申请过（办件编号{case_id}），同一月份不能重复申请，请调整期间或名单。"
    fields = ("form.people", "form.from_month", "form.to_month")
    status = 409


class SubsidyPeriodWrong(Refused):
    code = "subsidy_period_wrong"
    sentence = "补贴期间应从起始月到截止月，最长{months}个月，且不晚于上月，请重新选择。"
    fields = ("form.from_month", "form.to_month")


class SubsidyAlready(Refused):
    code = "subsidy_already"
    sentence = "该项补贴已申请过（办件编号{case_id}），不能重复申请。"
    status = 409


class SubsidyUnknown(Refused):
    code = "subsidy_unknown"
    sentence = "没有找到该项补贴，请核对编号后重试。"
    status = 404


class SubsidyNotGranted(Refused):
    code = "subsidy_not_granted"
    sentence = "该项补贴目前不是待拨付状态，不能登记拨付。"
    status = 409


class SubsidyAccountWrong(Refused):
    code = "subsidy_account_wrong"
    sentence = "单位银行账号不正确，请核对后重新填写。"
    fields = ("form.bank_account",)
