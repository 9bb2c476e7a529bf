"""ID-15: an officer's forgotten password: a security administrator asks, another administrator gives a first one."""

from dataclasses import field

from kernel.events import Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, Sealed
from services.identity.contract.passwords import CREDENTIAL

__all__ = ["AskOfficerReset", "OfficerResetAsked", "ResetByAnother", "ResetNotAsked", "ResetOfficerPassword"]


@event(CREDENTIAL, "OfficerResetAsked")
class OfficerResetAsked(Event):
    """A security administrator has asked that an officer be given a new password; good on that day. The reason is
    sealed with the officer's key."""

    account_id: Id
    by: Id
    reason: Sealed
    asked_on: Date


EVENTS = [OfficerResetAsked]


@message
class AskOfficerReset:
    """The officer says to have forgotten the password. Result: `{account_id}`."""

    login: Line = field(repr=False)
    reason: Line = field(repr=False)


@message
class ResetOfficerPassword:
    """Another administrator has the officer before them: an initial password; sessions end, a lock is lifted.

    Result: `{account_id, password}`. The password is told once and never stored; it must be changed first of all. The
    second factor stays.
    """

    login: Line = field(repr=False)


class ResetNotAsked(Refused):
    """No security administrator has asked for it today."""

    code = "reset_not_asked"
    sentence = "今天还没有安全管理员申请重置该账号的密码，请先由安全管理员申请，再由另一位管理员当面核验身份后办理。"
    status = 409


class ResetByAnother(Refused):
    """Who asked for it does not give it (four eyes)."""

    code = "reset_by_another"
    sentence = "您是该重置的申请人，不能自行办理，请由另一位安全管理员或业务管理员当面核验身份后办理。"
    status = 403
