"""What is applied for in a unit's life: forms and matters (EMP-01, EMP-02, EMP-07, ENR-16)."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import message
from kernel.schema import some, text
from services.employer.contract.matters import StaffAddition
from services.employer.contract.units import CLOSING_REASON_TITLES, ClosingReason
from services.employer.contract.words import UnitId

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
