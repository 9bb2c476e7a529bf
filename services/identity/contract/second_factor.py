"""The second factor: codes of an authenticator app, by time (TOTP, RFC 6238). Private."""

from dataclasses import field
from typing import Annotated

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Instant, Line, Sealed, text
from services.identity.contract.passwords import Password

__all__ = [
    "SECOND_FACTOR",
    "AskFactorRemoval",
    "FactorRemovalAsked",
    "GetSecondFactor",
    "GiveSecondFactor",
    "NoSecondFactor",
    "PrepareSecondFactor",
    "RemovalByAnother",
    "RemovalNameDiffers",
    "RemovalNotAsked",
    "RemoveSecondFactor",
    "SecondFactorEnrolled",
    "SecondFactorLocked",
    "SecondFactorMissed",
    "SecondFactorNotPrepared",
    "SecondFactorPrepared",
    "SecondFactorRemoved",
    "SecondFactorThere",
    "SecondFactorUsed",
    "SecondFactorWrong",
]

SECOND_FACTOR = Category("second-factor", public=False)

TotpCode = Annotated[str, text(r"\s*[0-9]{3}\s?[0-9]{3}\s*", sentence="请填写身份验证器上显示的6位数字。")]

# ------------------------------------------------------------------ events


@event(SECOND_FACTOR, "SecondFactorPrepared")
class SecondFactorPrepared(Event):
    """A secret was made for an authenticator app; it counts once the app has given a code. Sealed with the account's
    own key."""

    account_id: Id
    secret: Sealed
    at: Instant


@event(SECOND_FACTOR, "SecondFactorEnrolled")
class SecondFactorEnrolled(Event):
    """The app has given a code of the prepared secret. `step` is the code's number, in half minutes since 1970."""

    account_id: Id
    step: Count
    at: Instant


@event(SECOND_FACTOR, "SecondFactorUsed")
class SecondFactorUsed(Event):
    """The code of `step` was given; it and those before it are good no more."""

    account_id: Id
    step: Count
    at: Instant


@event(SECOND_FACTOR, "SecondFactorMissed")
class SecondFactorMissed(Event):
    """A wrong code; `locked_until` where it was the one that locks."""

    account_id: Id
    at: Instant
    locked_until: Instant | None


@event(SECOND_FACTOR, "FactorRemovalAsked")
class FactorRemovalAsked(Event):
    """A security administrator has asked that it be taken away (the telephone is lost, say); good on that day. The
    reason is sealed with the account's key."""

    account_id: Id
    by: Id
    reason: Sealed
    asked_on: Date


@event(SECOND_FACTOR, "SecondFactorRemoved", version=2)
class SecondFactorRemoved(Event):
    """It was taken away, so that another can be enrolled: by a second administrator, for the reason for which the first
    one had asked, or with a report of misuse (ID-20) by who has given it or proved who it is, which has none ("")."""

    account_id: Id
    by: Id
    reason: Sealed
    at: Instant


EVENTS = [
    SecondFactorPrepared,
    SecondFactorEnrolled,
    SecondFactorUsed,
    SecondFactorMissed,
    FactorRemovalAsked,
    SecondFactorRemoved,
]
# Version 1 kept the administrator's words in clear, which nobody is shown; they are read no more.
UPCASTERS = {("SecondFactorRemoved", 1): lambda old: {**old, "reason": ""}}

# ------------------------------------------------------------------ messages


@message
class PrepareSecondFactor:
    """A new secret for the asker's authenticator app. Result: `{secret, uri}`, both for the app; `uri` as a QR code.

    Whoever enrols an app keeps everybody else out, so the password is asked for.
    """

    password: Password = field(repr=False)


@message
class GiveSecondFactor:
    """A code of the asker's app: the first one enrols it, each makes the session `session_id` a strong one.

    A notice goes to who has enrolled one. Result as of `SignIn`, with new tokens.
    """

    session_id: Id
    code: TotpCode = field(repr=False)


@message
class AskFactorRemoval:
    """ID-15: somebody says to have lost the app; a security administrator asks, on the same day another administrator
    takes the second factor away. Result: `{account_id}`."""

    account_id: Id
    reason: Line = field(repr=False)


@message
class RemoveSecondFactor:
    """ID-15: another administrator has its owner before them and reads the name from the ID card: the second factor is
    taken away, sessions end. Result: `{ended}`."""

    account_id: Id
    name: Line = field(repr=False)


@message
class GetSecondFactor:
    """`{enrolled, prepared}` of the asker's account."""


# ------------------------------------------------------------------ refusals


class SecondFactorThere(Refused):
    """One is enrolled; only a security administrator takes it away."""

    code = "second_factor_there"
    sentence = "您已绑定身份验证器。需要更换的，请联系安全管理员核实身份后解除原绑定，再重新绑定。"
    status = 409


class SecondFactorNotPrepared(Refused):
    """There is no secret that a code could be of."""

    code = "second_factor_not_prepared"
    sentence = "您还没有绑定身份验证器，请先获取二维码，用身份验证器扫描后再填写6位数字。"
    status = 409


class NoSecondFactor(Refused):
    """The account has none that could be taken away."""

    code = "no_second_factor"
    sentence = "该账号没有绑定身份验证器，无须解除。请核对账号编号。"
    fields = ("account_id",)
    status = 409


class RemovalNotAsked(Refused):
    """No security administrator has asked for it today, or it was carried out."""

    code = "removal_not_asked"
    sentence = (
        "今天还没有安全管理员申请解除该账号的身份验证器，请先由安全管理员申请，再由另一位管理员当面核验身份后办理。"
    )
    status = 409


class RemovalByAnother(Refused):
    """Who asked for it does not carry it out (four eyes)."""

    code = "removal_by_another"
    sentence = "您是该解除的申请人，不能自行办理，请由另一位安全管理员或业务管理员当面核验身份后办理。"
    status = 403


class RemovalNameDiffers(Refused):
    """The name read from the ID card is not the account's."""

    code = "removal_name_differs"
    sentence = "填写的姓名与该账号的姓名不一致。请对照身份证件，并与申请人核对账号编号后重新填写。"
    fields = ("name",)
    status = 409


class SecondFactorWrong(Refused):
    """Wrong, too old, or used before."""

    code = "second_factor_wrong"
    sentence = "动态验证码不正确或已使用过，请等身份验证器显示新的6位数字后重新填写，并核对手机时间。"
    fields = ("code",)


class SecondFactorLocked(Refused):
    """Too many wrong codes in a row: locked for so many more `minutes`."""

    code = "second_factor_locked"
    sentence = "动态验证码连续输错次数过多，请{minutes}分钟后再试。手机遗失或更换的，请联系安全管理员解除绑定。"
    status = 423
