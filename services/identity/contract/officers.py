"""Officers: proposed by one administrator and confirmed by another, in which roles, until when.

How an appointment ends is the same for units' agents.
"""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, some, text
from services.identity.contract.accounts import ACCOUNT

__all__ = [
    "AccountEnded",
    "AccountUnknown",
    "AppointOfficer",
    "AppointmentConfirmed",
    "AppointmentDiffers",
    "AppointmentEnded",
    "AppointmentProposed",
    "ChangeRoles",
    "ConfirmAppointment",
    "ConfirmedByAnother",
    "EndAppointment",
    "EndReason",
    "GetOfficers",
    "NoAppointmentWaits",
    "NotForOneself",
    "OfficeEvent",
    "OfficerRole",
    "RolesChanged",
    "RolesDoNotMix",
]

OfficerRole = Literal["clerk", "reviewer", "admin", "security", "auditor"]
"""经办员, 复核员, 业务管理员 (the city's), 安全管理员 (accounts), 审计员 (who has looked, what was disputed)."""
OfficerRoles = Annotated[list[OfficerRole], some(OfficerRole, most=3)]
"""The first one is the role acted in."""
OfficerLogin = Annotated[
    str, text(r"[A-Za-z][A-Za-z0-9_.]{1,29}", sentence="登录名以字母开头，由2到30位字母、数字、点或下划线组成。")
]
EndReason = Literal["left", "moved", "dismissed"]

# ------------------------------------------------------------------ public events


@event(ACCOUNT, "AppointmentProposed")
class AppointmentProposed(Event):
    """A security administrator wants an officer to act in these roles; nothing comes of it before another confirms it.

    `opening`: the account is new and opens nothing until then; else the officer goes on in the roles of before.
    """

    account_id: Id
    roles: list[OfficerRole]
    by: Id
    opening: bool
    proposed_on: Date


@event(ACCOUNT, "AppointmentConfirmed")
class AppointmentConfirmed(Event):
    """Another administrator has confirmed a new officer: the account signs in from now on."""

    account_id: Id
    roles: list[OfficerRole]
    confirmed_on: Date


@event(ACCOUNT, "RolesChanged")
class RolesChanged(Event):
    """An officer acts in other roles from the next sign-in on."""

    account_id: Id
    roles: list[OfficerRole]
    changed_on: Date


@event(ACCOUNT, "AppointmentEnded")
class AppointmentEnded(Event):
    """An officer or agent has left (离职), moved on (调岗) or was dismissed: the account opens nothing any more."""

    account_id: Id
    reason: EndReason
    ended_on: Date


OfficeEvent = AppointmentProposed | AppointmentConfirmed | RolesChanged | AppointmentEnded
EVENTS = [AppointmentProposed, AppointmentConfirmed, RolesChanged, AppointmentEnded]

# ------------------------------------------------------------------ messages


@message
class AppointOfficer:
    """A security administrator proposes an officer; another administrator confirms. Result: `{account_id, login}`."""

    login: OfficerLogin
    roles: OfficerRoles
    name: Line = field(repr=False)


@message
class ConfirmAppointment:
    """Another administrator has the officer before them, reads the name from the ID card, and names the roles that were
    proposed (in any order). So a proposer has no account of another name confirmed.

    Result: `{roles, password}`. Of a new officer: an initial password, told once and never stored, good for the hours
    of the policy `sign_in/first_password`. Of one who is there: "", the roles change and open sessions end.
    """

    account_id: Id
    roles: OfficerRoles
    name: Line = field(repr=False)


@message
class ChangeRoles:
    """A security administrator gives an officer other roles. Result: `{roles, waits}`.

    Roles are taken away at once, and open sessions end; a role that the officer has not had waits for another
    administrator (`waits`), and until then nothing changes.
    """

    account_id: Id
    roles: OfficerRoles


@message
class EndAppointment:
    """An officer or agent is revoked 停用: sessions end, signing in is refused. Result: `{}`."""

    account_id: Id
    reason: EndReason


# ------------------------------------------------------------------ queries


@message
class GetOfficers:
    """All officers, for colleagues, who hand cases over, and for who keeps or watches accounts.

    `{officers: [{account_id, name, roles, registered_on, ended_on, in_office, proposed}]}`, names masked, the newest
    first. `in_office` is false before the first confirmation and after the end; `proposed` the roles that wait for one.
    """


# ------------------------------------------------------------------ refusals


class RolesDoNotMix(Refused):
    """ID-15: who keeps accounts, and who audits, does nothing else (handbook 15.2: admin, security, audit apart)."""

    code = "roles_do_not_mix"
    sentence = "安全管理员和审计员须由专人担任，不能兼任其他岗位。请分别开通账号。"
    fields = ("roles",)


class NoAppointmentWaits(Refused):
    """Nothing was proposed of this account, or it was confirmed already."""

    code = "no_appointment_waits"
    sentence = "该账号没有待确认的任用，可能已经确认或撤销。请刷新账号列表后核对。"
    fields = ("account_id",)
    status = 409


class ConfirmedByAnother(Refused):
    """Who proposed does not confirm (four eyes)."""

    code = "confirmed_by_another"
    sentence = "您是该任用的提出人，不能自行确认，请由另一位安全管理员或业务管理员当面核验本人身份后确认。"
    status = 403


class AppointmentDiffers(Refused):
    """The name or the roles are not those that were proposed; which of them is not told."""

    code = "appointment_differs"
    sentence = (
        "填写的姓名或岗位与提出的不一致。请对照身份证件，并与提出人核对后重新填写；确有错误的，请提出人重新提出。"
    )
    fields = ("name", "roles")
    status = 409


class AccountUnknown(Refused):
    """There is no officer or agent with this account."""

    code = "account_unknown"
    sentence = "没有找到该账号，请核对账号编号后重试。"
    fields = ("account_id",)
    status = 404


class NotForOneself(Refused):
    """Nobody changes or ends the own appointment."""

    code = "not_for_oneself"
    sentence = "不能变更或停用本人的账号，请由另一位安全管理员办理。"
    status = 403


class AccountEnded(Refused):
    """The account was revoked on `ended_on`."""

    code = "account_ended"
    sentence = "该账号已于{ended_on}停用，不能登录。如有疑问，请联系单位管理员或社保经办机构，也可拨打12333。"
    status = 403
