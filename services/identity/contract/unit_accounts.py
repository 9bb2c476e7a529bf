"""ID-14: the first agent of a unit registers with materials; an officer reviews; approval activates the account."""

from dataclasses import field
from typing import Annotated

from kernel.cases import Label, Material, Matter
from kernel.cases.events import Attached
from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, some, text
from services.identity.contract.accounts import ACCOUNT
from services.identity.contract.agents import AgentName
from services.identity.contract.passwords import Password

__all__ = [
    "UNIT_ACCOUNT",
    "AgentActivated",
    "AgentApplied",
    "AgentRefused",
    "KeepAgentDocument",
    "RegisterAgent",
    "UnitAccountEvent",
    "UnitAccountForm",
    "UnitAccountNotActive",
    "UnitAccountOnline",
]

# ------------------------------------------------------------------ public events


@event(ACCOUNT, "AgentApplied")
class AgentApplied(Event):
    """The account opens nothing until its case is approved."""

    account_id: Id
    unit_id: Id
    case_id: Id
    applied_on: Date


@event(ACCOUNT, "AgentActivated")
class AgentActivated(Event):
    """激活: the case was approved."""

    account_id: Id
    unit_id: Id
    activated_on: Date


@event(ACCOUNT, "AgentRefused")
class AgentRefused(Event):
    """The case was rejected or withdrawn: the login may be registered anew."""

    account_id: Id
    unit_id: Id
    refused_on: Date


UnitAccountEvent = AgentApplied | AgentActivated | AgentRefused
EVENTS = [AgentApplied, AgentActivated, AgentRefused]

# ------------------------------------------------------------------ the matter


@message
class UnitAccountForm:
    """Who asks to act for the unit."""

    unit: Annotated[Line, Label("单位社保编号或统一社会信用代码")]
    name: Annotated[Line, Label("经办人姓名")]
    id_number: Annotated[Line, Label("经办人身份证号")]
    mobile: Annotated[Line, Label("经办人手机号码")]


UNIT_ACCOUNT = Matter(
    code="unit-account",
    title="单位网上服务账号注册",
    applicant="unit",
    form=UnitAccountForm,
    deadline="deadline/registration",
    materials=(
        Material("licence", "营业执照或登记证书", help="加盖单位公章"),
        Material("authority", "单位授权书", help="授权经办人办理网上社保业务，加盖单位公章"),
        Material("agent_id", "经办人身份证", help="正反面"),
    ),
    guide="请通过单位注册页面填写并上传材料，审核通过后账号激活，可凭单位社保编号或统一社会信用代码登录。",
)

# ------------------------------------------------------------------ messages


@message
class KeepAgentDocument:
    """A material for a registration to come: base64. Result: `{document}`. Raises UnitUnknown, DocumentWrong."""

    unit: Line
    content: Annotated[str, text(most=7_000_000, least=1)] = field(repr=False)


@message
class RegisterAgent:
    """单位注册: an account with the unit's duties of a manager, closed until it is approved.

    `unit` is the unit's number or credit code. Result: `{account_id, login, case_id, due_on}`.
    """

    unit: Line
    materials: Annotated[list[Attached], some(Attached, least=0, most=20)]
    name: Line = field(repr=False)
    id_number: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)
    agent: AgentName = ""


# ------------------------------------------------------------------ refusals


class UnitAccountNotActive(Refused):
    """The right password, but the account is not activated; `stands` says where its case stands."""

    code = "unit_account_not_active"
    sentence = "单位账号尚未激活，{stands}。如有疑问，请携带单位公章和经办人身份证到服务窗口，或拨打12333咨询。"
    status = 403


class UnitAccountOnline(Refused):
    """The matter is applied for by registering, which sets the password with it."""

    code = "unit_account_by_registering"
    sentence = "单位账号请通过“单位注册”办理，填写信息、设置密码并上传材料。"
    status = 409
