"""Residents and children 城乡居民, 少儿 (ENR-23): enrolled, paid by the year, stopped; a child by a guardian."""

from typing import Annotated, Literal, TypedDict

from kernel.cases import Label, Material, Matter
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Fen, Id, text
from services.records.contract.words import Line

RESIDENT = Category("resident")
"""`resident-<person_id>-<scheme>`: a person's years in one resident scheme."""
CHOSEN = Category("chosen", public=False)
"""`chosen-<person_id>-<line>`: where two enrolments of one person in schemes of one line meet; others need the rest."""

Scheme = Literal["resident_pension", "resident_medical", "children_medical"]
SCHEMES: tuple[Scheme, ...] = ("resident_pension", "resident_medical", "children_medical")
SCHEME_NAMES: dict[str, str] = {
    "resident_pension": "城乡居民基本养老保险",
    "resident_medical": "城乡居民基本医疗保险",
    "children_medical": "少儿医疗保险",
}
LINE_OF: dict[str, Line] = {
    "resident_pension": "pension",
    "resident_medical": "medical",
    "children_medical": "medical",
}
"""The line of employees that a scheme stands for: nobody is insured in both (handbook 2)."""
StopReason = Literal["employed", "moved", "died", "own_wish", "age"]
"""`age` is what the assessment of a year finds; nobody fills it in."""
OwnStopReason = Literal["employed", "moved", "died", "own_wish"]
REASONS: dict[str, str] = {
    "employed": "参加职工保险",
    "moved": "迁出本市",
    "died": "死亡",
    "own_wish": "个人申请",
}

# ------------------------------------------------------------------ events


@event(RESIDENT, "ResidentEnrolled")
class ResidentEnrolled(Event):
    """参保登记: insured in the scheme from that year on; `tier` is what the person pays a year, in fen."""

    person_id: Id
    scheme: Scheme
    from_year: Count
    tier: Fen
    guardian: Id
    """Who has enrolled a child, the person themself otherwise."""
    enrolled_on: Date


@event(RESIDENT, "ResidentYearAssessed")
class ResidentYearAssessed(Event):
    """年度核定: what the person owes for a year, and what the treasury adds once it is paid."""

    person_id: Id
    scheme: Scheme
    year: Count
    own: Fen
    treasury: Fen
    due_on: Date
    policy: list[str]


@event(RESIDENT, "ResidentYearPaid")
class ResidentYearPaid(Event):
    """到账: the year is paid and counts. A voucher counts once."""

    person_id: Id
    scheme: Scheme
    year: Count
    own: Fen
    treasury: Fen
    voucher: str
    arrived_on: Date


@event(RESIDENT, "ResidentStopped")
class ResidentStopped(Event):
    """停保: insured through that year; later years that are not paid are owed no more."""

    person_id: Id
    scheme: Scheme
    through_year: Count
    reason: StopReason
    stopped_on: Date


@event(CHOSEN, "SchemeChosen")
class SchemeChosen(Event):
    """A person's enrolments in the schemes of one line come one after another."""

    person_id: Id
    line: Line
    scheme: Scheme
    chosen_on: Date


RESIDENT_EVENTS = (SchemeChosen, ResidentEnrolled, ResidentYearAssessed, ResidentYearPaid, ResidentStopped)

# ------------------------------------------------------------------ messages


@message
class AssessResidentYear:
    """An officer has a year assessed for everybody in the resident schemes; a rerun is harmless. Result: as GetRun.

    Who is employed by now, or out of the scheme's age, is stopped instead. Counts: `assessed`, `amount` fen, `stopped`.
    """

    year: Count


class ResidentPaymentRow(TypedDict):
    """One payment as the tax authority tells it: whose, for which scheme (or its Chinese name) and year, in yuan."""

    id_number: str
    scheme: str
    year: str
    amount: str
    arrived_on: str
    voucher: str


@message
class RecordResidentPayments:
    """Payments of residents that arrived. Result: `{rows: [{voucher, outcome, sentence, code?}]}`, one a row.

    `outcome`: full, repeated, rejected.
    """

    rows: list[ResidentPaymentRow]


@message
class GetResident:
    """ENR-23: `{schemes: [{scheme, name, status, from_year, through_year, tier, paid, years: [...]}], offered: [...],
    children: [{person_id, name, schemes}]}`; offered: `{scheme, name, tiers, treasury, least_age, most_age, years}`.

    `paid` is the sum of the years' own and treasury parts: for the pension what the account holds, without interest.
    `children` are those the person is the guardian of, told where they are asked for: to the guardian alone.
    """

    person_id: Id
    children: bool = False


# ------------------------------------------------------------------ forms

OwnScheme = Literal["resident_pension", "resident_medical"]
SCHEME = Label("险种", choices={scheme: SCHEME_NAMES[scheme] for scheme in ("resident_pension", "resident_medical")})
Year = Annotated[Count, Label("参保年度", "四位年份")]
Number = Annotated[str, text(most=40), Label("公民身份号码", "仅首次参保人员填写")]
Name = Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("姓名", "仅首次参保人员填写")]
CHILD_NUMBER = Label("孩子的公民身份号码")
ChildNumber = Annotated[str, text(most=40, least=1), CHILD_NUMBER]
Reason = Annotated[OwnStopReason, Label("停保原因", choices=REASONS)]


@message
class ResidentEnrolment:
    """A resident's form; ID number and name only for somebody who is in no archive yet, at a window."""

    scheme: Annotated[OwnScheme, SCHEME]
    year: Year
    tier_fen: Annotated[Fen, Label("缴费档次", "每年个人缴费金额，从公布的档次中选择")]
    id_number: Number = ""
    name: Name = ""


@message
class ResidentStop:
    """A resident leaves a scheme."""

    scheme: Annotated[OwnScheme, SCHEME]
    reason: Reason = "own_wish"


@message
class ChildEnrolment:
    """A guardian enrols a child; the name only for a child who is in no archive yet."""

    child_id_number: ChildNumber
    year: Year
    child_name: Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("孩子的姓名", "首次参保时填写")] = ""


@message
class ChildStop:
    """A guardian ends a child's insurance."""

    child_id_number: ChildNumber
    reason: Reason = "own_wish"


GUIDE = "按年度参保、按年度缴费，财政补助由政府承担；已参加职工养老、医疗保险的，不能同时参加同类居民保险。"
RESIDENT_ENROLMENT = Matter(
    code="resident-enrol",
    title="城乡居民参保登记",
    applicant="person",
    form=ResidentEnrolment,
    deadline="deadline/registration",
    materials=(Material("household_register", "户口簿", required=False),),
    guide=GUIDE,
)
RESIDENT_STOP = Matter(
    code="resident-stop",
    title="城乡居民停保",
    applicant="person",
    form=ResidentStop,
    deadline="deadline/change",
    review="automatic",
    guide="停保后不再产生新的年度应缴费用，已缴的年度照常有效；以后可以重新参保。",
)
CHILD_ENROLMENT = Matter(
    code="child-enrol",
    title="少儿医疗保险参保登记",
    applicant="person",
    form=ChildEnrolment,
    deadline="deadline/registration",
    materials=(Material("household_register", "户口簿或出生医学证明", required=False),),
    guide="由监护人为孩子办理。监护关系须先登记并确认。" + GUIDE,
)
CHILD_STOP = Matter(
    code="child-stop",
    title="少儿医疗保险停保",
    applicant="person",
    form=ChildStop,
    deadline="deadline/change",
    review="automatic",
    guide="由监护人为孩子办理。",
)
RESIDENT_MATTERS = (RESIDENT_ENROLMENT, RESIDENT_STOP, CHILD_ENROLMENT, CHILD_STOP)

# ------------------------------------------------------------------ refusals


class ResidentAlready(Refused):
    code = "records_resident_already"
    sentence = "已参加{scheme}，无需重复参保。如要停保，请办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentNotActive(Refused):
    code = "records_resident_not_active"
    sentence = "目前没有参加{scheme}，不能办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentEmployed(Refused):
    """Whoever is insured as an employee, or pays for themself, is in no resident scheme of that line."""

    code = "records_resident_employed"
    sentence = "目前正在参加职工{line}，不能同时参加{scheme}。如已停保，请待停保生效后再办理。"
    fields = ("form.scheme",)
    status = 409


class ResidentTwice(Refused):
    """Two resident schemes that stand for one line."""

    code = "records_resident_twice"
    sentence = "目前正在参加{other}，不能同时参加{scheme}。如需改换，请先办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentElsewhere(Refused):
    """Somebody whose household is in another city."""

    code = "records_resident_elsewhere"
    sentence = "户籍所在地不在本市，请到户籍所在地（{place}）办理{scheme}。"
    status = 409


class AgeOutside(Refused):
    """`least` and `most` in completed years."""

    code = "records_age_outside"
    sentence = "{scheme}的参保年龄为{least}至{most}周岁，不在该年龄段的不能参保。"
    fields = ("form.scheme",)
    status = 409


class YearNotAllowed(Refused):
    code = "records_resident_year"
    sentence = "目前可以参保的年度为{allowed}，请重新选择。"
    fields = ("form.year",)


class TierUnknown(Refused):
    """`tiers` in yuan."""

    code = "records_resident_tier"
    sentence = "缴费档次应为每年{tiers}元之一，请重新选择。"
    fields = ("form.tier_fen",)


class ResidentDetailsMissing(Refused):
    """Somebody in no archive is named at a window, a child by the guardian."""

    code = "records_resident_details"
    sentence = "首次参保，请填写与户口簿一致的公民身份号码和姓名；本人首次参保请到服务窗口办理。"
    fields = ("form.id_number", "form.name", "form.child_id_number", "form.child_name")


class NotGuardian(Refused):
    """ID-16: guardianship is registered and confirmed first."""

    code = "records_not_guardian"
    sentence = "没有查到您是该孩子的监护人。请先到服务窗口登记监护关系，确认生效后再办理。"
    fields = ("form.child_id_number",)
    status = 403


class ResidentNothingOwed(Refused):
    """A row of money for a year that is not owed, or is paid."""

    code = "records_resident_nothing_owed"
    sentence = "该人员{year}年度的{scheme}没有待缴费用，或已缴清，请核对后重新导入。"
    fields = ("year",)
    status = 409


class ResidentAmountDiffers(Refused):
    """A year is paid whole."""

    code = "records_resident_amount"
    sentence = "{year}年度应缴{owed}元，与本行金额不符，未入账；请核对后重新导入。"
    fields = ("amount",)


class ResidentRowInvalid(Refused):
    """A row that cannot be read. `field` in Chinese."""

    code = "records_resident_row"
    sentence = "本行的{field}不正确，请改正后重新导入。"


class ResidentYearAhead(Refused):
    """A year is assessed from the month in which its enrolment opens."""

    code = "records_resident_year_ahead"
    sentence = "{year}年度尚未开放参保缴费，请待开放后再核定。"
    fields = ("year",)
    status = 409
