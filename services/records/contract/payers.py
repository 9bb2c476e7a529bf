"""People who pay for themselves 个人缴费: joining and leaving as flexible workers, self-service (ENR-05 to ENR-10)."""

from typing import Annotated

from kernel.cases import Label, Material, Matter
from kernel.events import Category, Event, Upcaster, event, message
from kernel.schema import Date, Fen, Id, Month, Sealed, some, text
from services.records.contract.words import ENROLMENT, LINE_NAMES, PERSON, Line, Region

PAYER = Category("payer")
"""`payer-<person_id>`: a person's self-service as one who pays for himself."""

# ------------------------------------------------------------------ events


@event(PAYER, "SelfServiceOpened")
class SelfServiceOpened(Event):
    """个人缴费自助业务 was opened: by this bank account contributions are drawn and later changes confirmed."""

    person_id: Id
    bank_account: Sealed
    mobile: Sealed
    opened_on: Date
    session: str = ""
    """The sign-in it was opened in: it is to be used from the next one on."""


@event(PAYER, "SelfServiceClosed")
class SelfServiceClosed(Event):
    """It ended, with the account that opened it (ID-13)."""

    person_id: Id
    closed_on: Date


@event(PAYER, "ContactAddressChanged")
class ContactAddressChanged(Event):
    """通讯地址 of one who pays for himself: sealed JSON `{address, postcode, phone}`."""

    person_id: Id
    contact: Sealed


@event(ENROLMENT, "ContributionWageSet", version=2)
class ContributionWageSet(Event):
    """From `from_month` on the lines' base is made of this wage; months assessed before stay as they are.

    With `to_month` it is the wage of a base year 缴费年度, its last month: of every spell that has a month in that
    year, open or ended, until the wage of a later year. Without it, as whoever pays alone sets it and until version 2:
    of the latest spell, instead of every wage set for a later month.
    `kind`: declared (by the unit or the payer), undeclared (110 percent of before, to be settled), corrected.
    """

    person_id: Id
    unit_id: str
    lines: list[Line]
    wage_fen: Fen
    from_month: Month
    kind: str = "declared"
    to_month: Month | None = None


@event(PERSON, "PersonNumberUpgraded")
class PersonNumberUpgraded(Event):
    """身份证号码升位: the archive has the 18-digit number now; it names the same person as the 15-digit one did."""

    person_id: Id
    id_number: Sealed


# ------------------------------------------------------------------ forms

LastSix = Annotated[
    str,
    text(r"\d{6}", sentence="请填写银行账号的后六位数字。"),
    Label("银行账号后六位", "开通自助业务时所填银行账号的最后6位数字"),
]
WholeYuan = Annotated[str, text(most=12), Label("缴费工资", "整数元，在本年度缴费基数上下限之内")]
FLEXIBLE_TITLES = {line: LINE_NAMES[line] for line in ("pension", "medical")}
FlexibleLines = Annotated[
    list[Line], some(Line, most=2), Label("险种", "灵活就业人员可参加养老保险和医疗保险", FLEXIBLE_TITLES)
]


@message
class FlexibleEnrolment:
    """ENR-05. ID number and name only for somebody who is in no archive yet, at a window."""

    notice_read: Annotated[bool, Label("用户须知", "请阅读用户须知并确认")]
    site: Annotated[Region, Label("参保地", "6位行政区划代码")]
    lines: FlexibleLines
    wage: WholeYuan
    start_month: Annotated[Month, Label("参保起始月")]
    mobile: Annotated[str, text(most=30), Label("手机号码")] = ""
    id_number: Annotated[str, text(most=40), Label("公民身份号码", "仅首次参保人员填写", counter=True)] = ""
    name: Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("姓名", "仅首次参保人员填写", counter=True)] = ""


@message
class FlexibleInterruption:
    """ENR-05 for somebody who is enrolled as a flexible worker."""

    notice_read: Annotated[bool, Label("用户须知", "请阅读用户须知并确认")]
    stop_month: Annotated[Month, Label("中断年月", "缴费至中断月的上一个月")]


@message
class SelfServiceOpening:
    """ENR-07. The card's medical service password is empty or 0 where none is set."""

    bank_account: Annotated[str, text(most=40, least=1), Label("银行账号")]
    mobile: Annotated[str, text(most=30, least=1), Label("联系电话", "须与个人档案库中填写的一致")]
    medical_password: Annotated[str, text(most=20), Label("社会保障卡医疗服务密码", "若没有密码可不输或输入0")] = ""


@message
class PayerStop:
    """ENR-06."""

    last_six: LastSix


@message
class PayerRestart:
    """ENR-06."""

    last_six: LastSix


@message
class PayerAddress:
    """ENR-08."""

    address: Annotated[str, text(most=200), Label("通讯地址")]
    postcode: Annotated[str, text(most=20), Label("邮政编码", "6位数字")]
    phone: Annotated[str, text(most=30), Label("联系电话", "手机号码，或带区号的固定电话")]
    last_six: LastSix


@message
class PayerWage:
    """ENR-09."""

    wage: WholeYuan
    last_six: LastSix


@message
class NumberUpgrade:
    """ENR-10."""

    last_six: LastSix


# ------------------------------------------------------------------ matters

NOTICE = (
    "灵活就业人员以个人身份参加职工基本养老保险和职工基本医疗保险，费用由本人承担；由单位参保的人员不能同时以个人身份参保；"
    "参保从选定的起始月起按月缴费，中断后可以重新参保。"
)
SELF_SERVICE_GUIDE = "开通个人缴费自助业务后重新登录即可办理，办理时须核对银行账号后六位。"

FLEXIBLE_ENROLMENT = Matter(
    code="flexible-enrol",
    title="灵活就业人员参保登记",
    applicant="person",
    form=FlexibleEnrolment,
    deadline="deadline/registration",
    materials=(Material("household_register", "户口簿或居住证明", required=False, help="参保地与户籍不一致时提供"),),
    guide=NOTICE,
)
FLEXIBLE_INTERRUPTION = Matter(
    code="flexible-stop",
    title="灵活就业人员社保中断",
    applicant="person",
    form=FlexibleInterruption,
    deadline="deadline/change",
    review="automatic",
    guide="中断后不再产生新的应缴费用，以前月份的欠费仍须缴清；以后可以重新参保。",
)
SELF_SERVICE_OPENING = Matter(
    code="self-service",
    title="申请个人缴费自助业务",
    applicant="person",
    form=SelfServiceOpening,
    deadline="deadline/change",
    review="automatic",
    guide="适用于灵活就业个人缴费人员。开通后须重新登录。",
)
PAYER_STOP = Matter(
    code="payer-stop",
    title="个人停止参保",
    applicant="person",
    form=PayerStop,
    deadline="deadline/change",
    review="automatic",
    guide=SELF_SERVICE_GUIDE,
)
PAYER_RESTART = Matter(
    code="payer-restart",
    title="个人重新参保",
    applicant="person",
    form=PayerRestart,
    deadline="deadline/change",
    review="automatic",
    guide=SELF_SERVICE_GUIDE,
)
PAYER_ADDRESS = Matter(
    code="payer-address",
    title="修改通讯地址",
    applicant="person",
    form=PayerAddress,
    deadline="deadline/change",
    review="automatic",
    guide=SELF_SERVICE_GUIDE,
)
PAYER_WAGE = Matter(
    code="payer-wage",
    title="修改缴费工资",
    applicant="person",
    form=PayerWage,
    deadline="deadline/change",
    review="automatic",
    guide=SELF_SERVICE_GUIDE,
)
NUMBER_UPGRADE = Matter(
    code="id-upgrade",
    title="身份证号码升位",
    applicant="person",
    form=NumberUpgrade,
    deadline="deadline/change",
    guide="把档案中的15位号码升为18位，仍是同一个人；由经办机构审核。",
)
PAYER_MATTERS = (
    FLEXIBLE_ENROLMENT,
    FLEXIBLE_INTERRUPTION,
    SELF_SERVICE_OPENING,
    PAYER_STOP,
    PAYER_RESTART,
    PAYER_ADDRESS,
    PAYER_WAGE,
    NUMBER_UPGRADE,
)
UPCASTERS: dict[tuple[str, int], Upcaster] = {("ContributionWageSet", 1): lambda old: {**old, "to_month": None}}
PAYER_EVENTS = (
    SelfServiceOpened,
    SelfServiceClosed,
    ContactAddressChanged,
    ContributionWageSet,
    PersonNumberUpgraded,
)

# ------------------------------------------------------------------ queries


@message
class GetSelfPayment:
    """What somebody who pays for himself, or wants to, may do now:

    `{action, reason, steps, notice, sites, allowed_months, bounds: {floor, ceiling}, lines: [{line, name, status,
    wage_fen}], self_service: {open, opened_on, bank_account (masked), contact, actions}, upgraded_number}`.
    `action`: join, stop or none with its reason; `upgraded_number`: the 18-digit number where the archive has 15.
    """

    person_id: Id
