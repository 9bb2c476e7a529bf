"""Passwords: kept as hashes, private; changing one that is known (ID-11), setting one that is forgotten (ID-10)."""

from dataclasses import field
from typing import Annotated

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Instant, Line, Sealed, text
from services.identity.contract.codes import SmsCode, Ticket

__all__ = [
    "CREDENTIAL",
    "ChangePassword",
    "CredentialEvent",
    "FirstPasswordOver",
    "ForgetPassword",
    "Password",
    "PasswordDistrusted",
    "PasswordNotAllowed",
    "PasswordSet",
    "PasswordUnsafe",
    "PasswordsDiffer",
    "ResetPassword",
    "SamePassword",
    "WrongOldPassword",
    "WrongPassword",
]

CREDENTIAL = Category("credential", public=False)

Password = Annotated[str, text(most=200)]


@event(CREDENTIAL, "PasswordSet")
class PasswordSet(Event):
    """The argon2id hash of the password, sealed with the account's key; `initial` where it must be changed first.

    `good_until`: of one that somebody was told; nobody signs in with it after that. `proved_until`: of one that was
    forgotten and set anew by who had just proved who it is, as a change asks for (ID-12): nobody who knew the old one
    set it, and so long nobody else is thought to know it.
    """

    account_id: Id
    hash: Sealed
    initial: bool
    set_on: Date
    good_until: Instant | None = None
    proved_until: Instant | None = None


@event(CREDENTIAL, "PasswordDistrusted")
class PasswordDistrusted(Event):
    """ID-20: somebody else may know it: nobody signs in with it, it can only be changed."""

    account_id: Id
    distrusted_on: Date


CredentialEvent = PasswordSet | PasswordDistrusted
EVENTS = [PasswordSet, PasswordDistrusted]

# ------------------------------------------------------------------ messages


@message
class ChangePassword:
    """ID-11: every other session ends; `keep` is the one it is done in. Result: `{}`."""

    old_password: Password = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)
    keep: Id | None = None


@message
class ForgetPassword:
    """ID-10: a code to the registered mobile, where the one told is it. `source` and `network` as of `SendSignInCode`.

    Result, in any case: `{ticket, minutes, pause_seconds, most_a_day}`.
    """

    id_number: Line = field(repr=False)
    mobile: Line = field(repr=False)
    source: Line = "?"
    network: Line = "?"


@message
class ResetPassword:
    """ID-10: a new password with the code that came; all sessions end. Result: `{told}`."""

    id_number: Line = field(repr=False)
    mobile: Line = field(repr=False)
    ticket: Ticket = field(repr=False)
    code: SmsCode = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)


# ------------------------------------------------------------------ refusals


class PasswordNotAllowed(Refused):
    """ID-02: `reasons` are codes, `told` says them in Chinese."""

    code = "password_not_allowed"
    sentence = "密码不符合要求：{told}。请重新设置。"
    fields = ("password",)


class PasswordsDiffer(Refused):
    """The password and its repetition are not equal."""

    code = "passwords_differ"
    sentence = "两次输入的密码不一致，请重新输入。"
    fields = ("password_again",)


class WrongPassword(Refused):
    """The own password, asked for again, was wrong; it counts as a wrong one at signing in (ID-09)."""

    code = "wrong_password"
    sentence = "密码不正确，请重新输入。连续{threshold}次输错密码将锁定{minutes}分钟。"
    fields = ("password",)


class WrongOldPassword(Refused):
    """ID-11: the same where the password is to be changed."""

    code = "wrong_old_password"
    sentence = "原密码不正确，请重新输入。连续{threshold}次输错密码将锁定{minutes}分钟。"
    fields = ("old_password",)


class SamePassword(Refused):
    """ID-11: the new one is the old one."""

    code = "same_password"
    sentence = "新密码不能与原密码相同，请重新设置。"
    fields = ("password",)


class FirstPasswordOver(Refused):
    """Right, but an initial one that was not used in time."""

    code = "first_password_over"
    sentence = (
        "初始密码须在{hours}小时内使用，现已失效。"
        "单位经办人请携带单位公章和身份证件到服务窗口重置，工作人员请联系安全管理员重置。"
    )
    status = 403


class PasswordUnsafe(Refused):
    """ID-20: right, but its holder has said that somebody else knows it."""

    code = "password_unsafe"
    sentence = "为保护您的账户，该密码已停用。请使用“忘记密码”重新设置密码后登录，也可拨打12333。"
    status = 403
