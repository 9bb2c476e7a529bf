"""What residents and guardians apply for: forms and matters (ENR-23)."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import message
from kernel.schema import Count, Fen, text
from services.records.contract.residents import REASONS, SCHEME_NAMES, OwnStopReason

OwnScheme = Literal["resident_pension", "resident_medical"]
SCHEME = Label("险种", choices={scheme: SCHEME_NAMES[scheme] for scheme in ("resident_pension", "resident_medical")})
Year = Annotated[Count, Label("参保年度", "四位年份")]
Number = Annotated[str, text(most=40), Label("公民身份号码", "仅首次参保人员填写", counter=True)]
Name = Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("姓名", "仅首次参保人员填写", counter=True)]
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
