"""Accounts that an administrator opens: of officers and of units' agents 经办人."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Id, Line, some, text
from services.identity.contract.passwords import Password

__all__ = [
    "AppointAgent",
    "AppointOfficer",
    "OfficerRole",
    "UnitUnknown",
]

OfficerRole = Literal["clerk", "reviewer", "admin"]
OfficerRoles = Annotated[list[OfficerRole], some(OfficerRole, most=3)]
"""The first one is the role acted in."""
OfficerLogin = Annotated[
    str, text(r"[A-Za-z][A-Za-z0-9_.]{1,29}", sentence="登录名以字母开头，由2到30位字母、数字、点或下划线组成。")
]
AgentName = Annotated[str, text(r"[A-Za-z0-9]{0,20}", sentence="经办人编号由字母或数字组成，最多20位。")]


@message
class AppointAgent:
    """An administrator opens an account for a unit's agent 经办人. Result: `{account_id, login}`.

    The login is the unit number, or `<unit number>/<agent>` where `agent` tells several agents apart.
    """

    unit_id: Id
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    agent: AgentName = ""


@message
class AppointOfficer:
    """An administrator opens an account for an officer. Result: `{account_id, login}`."""

    login: OfficerLogin
    roles: OfficerRoles
    name: Line = field(repr=False)
    password: Password = field(repr=False)


class UnitUnknown(Refused):
    """No unit has this number."""

    code = "account_unit_unknown"
    sentence = "没有找到该单位社保编号，请核对后重试。新开户单位请先办理单位参保登记。"
    fields = ("unit_id",)
