"""A unit's life: registered, activated, changed, closed (EMP-01, EMP-02, EMP-07, ENR-16): events, matters, refusals."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Sealed, Text, some, text
from services.employer.contract.events import UNIT
from services.employer.contract.matters import StaffAddition
from services.employer.contract.words import UnitId

CREDIT_CODE = Category("credit-code", public=False)
"""`credit-code-<uscc>`: whom a credit code belongs to, so that nobody registers it twice."""
UnitChange = Literal["details", "closing"]
ClosingReason = Literal["dissolved", "bankrupt", "merged", "revoked", "other"]
CLOSING_REASON_TITLES = {
    "dissolved": "解散",
    "bankrupt": "破产",
    "merged": "合并",
    "revoked": "被吊销营业执照",
    "other": "其他",
}

# ------------------------------------------------------------------ events


@event(UNIT, "UnitRegistered")
class UnitRegistered(Event):
    """单位参保登记: approved, not activated yet. `registrant` is the person who applied.

    `contact` is sealed JSON as in UnitImported; `bank` sealed JSON `{name, account}`, empty where none was given.
    """

    unit_id: UnitId
    case_id: Id
    registrant: Id
    uscc: Id
    name: Text
    district: str
    registered_on: Date
    industry_class: int
    contact: Sealed = ""
    address: Sealed = ""
    bank: Sealed = ""


@event(UNIT, "UnitActivated")
class UnitActivated(Event):
    """激活: the unit may declare from now on."""

    unit_id: UnitId
    activated_on: Date


@event(UNIT, "UnitContactsChanged")
class UnitContactsChanged(Event):
    """Contact and address are others, at once."""

    unit_id: UnitId
    case_id: Id
    contact: Sealed
    address: Sealed


@event(UNIT, "UnitChangeRequested")
class UnitChangeRequested(Event):
    """A reviewed change is under way in that case; no other may begin before it ends."""

    unit_id: UnitId
    case_id: Id
    change: UnitChange


@event(UNIT, "UnitChangeDropped")
class UnitChangeDropped(Event):
    """Nothing came of it: what was stands."""

    unit_id: UnitId
    case_id: Id


@event(UNIT, "UnitDetailsChanged")
class UnitDetailsChanged(Event):
    """A reviewed change holds from now on: the values after it, changed or not."""

    unit_id: UnitId
    case_id: Id
    name: Text
    uscc: Id
    bank: Sealed = ""


@event(UNIT, "UnitClosed")
class UnitClosed(Event):
    """单位注销: it declares nothing any more, and nobody acts for it."""

    unit_id: UnitId
    case_id: Id
    reason: ClosingReason
    closed_on: Date


@event(CREDIT_CODE, "CreditCodeReserved")
class CreditCodeReserved(Event):
    """A case under way wants it."""

    uscc: Id
    case_id: Id


@event(CREDIT_CODE, "CreditCodeReleased")
class CreditCodeReleased(Event):
    """Free again: the case came to nothing, or the unit has another one or was closed."""

    uscc: Id


@event(CREDIT_CODE, "CreditCodeTaken")
class CreditCodeTaken(Event):
    """It is this unit's."""

    uscc: Id
    unit_id: UnitId


UNIT_LIFE_EVENTS = (
    UnitRegistered,
    UnitActivated,
    UnitContactsChanged,
    UnitChangeRequested,
    UnitChangeDropped,
    UnitDetailsChanged,
    UnitClosed,
    CreditCodeReserved,
    CreditCodeReleased,
    CreditCodeTaken,
)

# ------------------------------------------------------------------ forms and matters

Plain = r"[^\x00-\x1f\x7f]*"
CreditCode = Annotated[str, text(most=30, least=1), Label("统一社会信用代码", "18位，见营业执照")]
UnitName = Annotated[str, text(Plain, most=100, least=2), Label("单位名称", "与营业执照一致")]
ContactName = Annotated[str, text(Plain, most=50, least=1), Label("联系人姓名")]
ContactMobile = Annotated[str, text(most=30, least=1), Label("联系人手机号码")]
Address = Annotated[str, text(Plain, most=200, least=1), Label("单位地址")]
BankName = Annotated[str, text(Plain, most=100), Label("开户银行")]
BankAccount = Annotated[str, text(r"[0-9]{0,30}", sentence="银行账号只含数字，请核对。"), Label("银行账号")]
INDUSTRY_TITLES = {str(number): f"{name}类" for number, name in enumerate("一二三四五六七八", 1)}


@message
class UnitRegistration:
    """The form of EMP-01."""

    uscc: CreditCode
    name: UnitName
    district: Annotated[str, text(r"[0-9]{6}", sentence="请填写6位行政区划代码。"), Label("参保地", "行政区划代码")]
    industry_class: Annotated[
        Literal["1", "2", "3", "4", "5", "6", "7", "8"], Label("工伤风险类别", "按所属行业", INDUSTRY_TITLES)
    ]
    contact: ContactName
    mobile: ContactMobile
    address: Address
    bank_name: BankName = ""
    bank_account: BankAccount = ""


@message
class NewCompany:
    """The form of ENR-16: the unit, and whom it employs from the start."""

    unit: Annotated[UnitRegistration, Label("单位信息")]
    staff: Annotated[list[StaffAddition], some(StaffAddition, most=20), Label("首批职工", "最多20人")]


@message
class UnitContacts:
    """The form of EMP-02 for what holds at once."""

    contact: ContactName
    mobile: ContactMobile
    address: Address


@message
class UnitDetails:
    """The form of EMP-02 for what is reviewed; what is empty stays as it is."""

    name: Annotated[str, text(Plain, most=100), Label("单位名称", "不变更的可不填")] = ""
    uscc: Annotated[str, text(most=30), Label("统一社会信用代码", "不变更的可不填")] = ""
    bank_name: BankName = ""
    bank_account: BankAccount = ""


@message
class UnitClosing:
    """The form of EMP-07."""

    reason: Annotated[ClosingReason, Label("注销原因", choices=CLOSING_REASON_TITLES)]


_LICENCE = Material("licence", "营业执照", help="营业执照或批准成立证件，图片或PDF")
_IDENTITY = Material("legal_person_id", "法定代表人身份证")
_BANK = Material("bank_permit", "开户许可证或基本存款账户信息", required=False)
UNIT_REGISTRATION = Matter(
    code="unit-register",
    title="单位参保登记",
    applicant="person",
    form=UnitRegistration,
    deadline="deadline/registration",
    channels="channels/units",
    materials=(_LICENCE, _IDENTITY, _BANK),
    guide="用人单位自成立之日起30日内办理社会保险登记。审核通过后取得单位编号，激活后即可申报职工。",
)
NEW_COMPANY = Matter(
    code="new-company",
    title="开办企业一件事（单位登记和首批职工参保）",
    applicant="person",
    form=NewCompany,
    deadline="deadline/registration",
    channels="channels/units",
    materials=(_LICENCE, _IDENTITY, Material("labour_contracts", "劳动合同"), _BANK),
    guide="新成立的企业办理企业开户的同时一并完成职工新增申报，审核通过即激活。",
)
UNIT_CONTACTS = Matter(
    code="unit-contacts",
    title="单位联系信息变更",
    applicant="unit",
    form=UnitContacts,
    deadline="deadline/change",
    channels="channels/units",
    review="automatic",
    guide="联系人、手机号码和地址变更即时生效。",
)
UNIT_DETAILS = Matter(
    code="unit-details",
    title="单位登记信息变更",
    applicant="unit",
    form=UnitDetails,
    deadline="deadline/change",
    channels="channels/units",
    materials=(Material("evidence", "变更证明", help="变更后的营业执照、开户许可证等"),),
    guide="名称、统一社会信用代码、银行账户变更须经审核，审核通过前原信息继续有效。",
)
UNIT_CLOSING = Matter(
    code="unit-close",
    title="单位注销登记",
    applicant="unit",
    form=UnitClosing,
    deadline="deadline/change",
    channels="channels/units",
    materials=(Material("closing_proof", "注销或终止证明"),),
    guide="注销前应为全部职工办理停保，缴清所欠社会保险费和滞纳金。",
)
UNIT_MATTERS = (UNIT_REGISTRATION, NEW_COMPANY, UNIT_CONTACTS, UNIT_DETAILS, UNIT_CLOSING)


@message
class ActivateUnit:
    """Who registered the unit, or an officer, activates it. Result: `{}`."""

    unit_id: UnitId


# ------------------------------------------------------------------ refusals


class CreditCodeWrong(Refused):
    """`why` is a Chinese reason made of the first step that failed (handbook 1.3)."""

    code = "credit_code_wrong"
    sentence = "统一社会信用代码不正确：{why}。请对照营业执照逐位核对。"
    fields = ("form.uscc", "form.unit.uscc")


class UnitRegisteredAlready(Refused):
    code = "unit_registered_already"
    sentence = "该统一社会信用代码的单位已办理参保登记，无需重复登记。如需变更信息，请以单位身份登录办理。"
    fields = ("form.uscc", "form.unit.uscc")
    status = 409


class UnitBeingRegistered(Refused):
    code = "unit_being_registered"
    sentence = "该统一社会信用代码已有登记或变更正在办理，请等待办结，或由原申请人撤回后再办理。"
    fields = ("form.uscc", "form.unit.uscc")
    status = 409


class DistrictNotHere(Refused):
    """`allowed` are the region codes and names of the city."""

    code = "district_not_here"
    sentence = "参保地不在本市，请选择：{allowed}。"
    fields = ("form.district", "form.unit.district")


class StaffTwice(Refused):
    code = "staff_twice"
    sentence = "首批职工中有重复的公民身份号码，请核对后删去重复的人员。"
    fields = ("form.staff",)


class UnitNotActive(Refused):
    code = "unit_not_active"
    sentence = "该单位已登记、尚未激活，请由登记申请人激活单位后再办理。"
    status = 409


class UnitIsClosing(Refused):
    code = "unit_is_closing"
    sentence = "该单位的注销登记正在办理（办件编号{case_id}），不能办理其他业务；不再注销的，请先撤回该办件。"
    status = 409


class UnitIsClosed(Refused):
    code = "unit_is_closed"
    sentence = "该单位已于{closed_on}注销，不能再办理业务。"
    status = 409


class UnitChangeUnderWay(Refused):
    code = "unit_change_under_way"
    sentence = "该单位已有变更正在审核（办件编号{case_id}），请等待办结，或先撤回该办件。"
    status = 409


class NothingToChange(Refused):
    code = "nothing_to_change"
    sentence = "没有需要变更的内容，请填写变更后的名称、统一社会信用代码或银行账户。"
    fields = ("form.name", "form.uscc", "form.bank_account")


class UnitNotReadyToClose(Refused):
    """`open` says what: staff, cases, debts."""

    code = "unit_not_ready_to_close"
    sentence = "注销前还有以下事项未了结：{open}。请先办结后再申请注销。"
    status = 409
