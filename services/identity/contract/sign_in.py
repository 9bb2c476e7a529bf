"""Signing in with a password, and its lock: private."""

from dataclasses import field

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Instant, Line, Sealed
from services.identity.contract.passwords import Password

__all__ = [
    "SIGN_IN",
    "NotLocked",
    "SignIn",
    "SignInFailed",
    "SignInLocked",
    "SignInRefused",
    "SignInUnlocked",
    "SignedIn",
    "UnlockSignIn",
]

SIGN_IN = Category("sign-in", public=False)


@event(SIGN_IN, "SignInFailed")
class SignInFailed(Event):
    """A wrong password, also for a login nobody has; `locked_until` where it was the one that locks."""

    at: Instant
    locked_until: Instant | None


@event(SIGN_IN, "SignedIn")
class SignedIn(Event):
    """The right password."""

    at: Instant


@event(SIGN_IN, "SignInUnlocked", version=2)
class SignInUnlocked(Event):
    """Wrong passwords count no more: an officer has lifted the lock, for a `reason`, or there was proof by
    other `means` (`reason` is "" then)."""

    means: str
    officer: str
    reason: Sealed
    at: Instant


EVENTS = [SignInFailed, SignedIn, SignInUnlocked]
# Version 1 kept an officer's words in clear, which nobody is shown; they are read no more.
UPCASTERS = {("SignInUnlocked", 1): lambda old: {**old, "reason": ""}}

# ------------------------------------------------------------------ messages


@message
class SignIn:
    """`login` is an ID number, a mobile, a unit number (`/agent`) or an officer's login name.

    `source` says coarsely where it comes from, as the gateway sees it; on a public computer 公共电脑 the session ends
    sooner. Result: `{account_id, role, roles, person_id, unit_id, session_id, access_token, expires_in, refresh_token,
    duties, next_step, level, idle, warn, ends_at}`: `idle` and `warn` in minutes, as of `GetSessions`; `next_step` is
    `real_name` where a person has not proved yet who they are (ID-04).
    """

    login: Line = field(repr=False)
    password: Password = field(repr=False)
    public_computer: bool = False
    source: Line = "?"


@message
class UnlockSignIn:
    """ID-09: an officer who has seen who it is lifts the lock of password sign-in. Result: `{}`."""

    reason: Line
    login: Line = field(repr=False)


# ------------------------------------------------------------------ refusals


class SignInRefused(Refused):
    """ID-06: the same answer whatever was wrong, and whether there is such an account or not."""

    code = "sign_in_refused"
    sentence = (
        "登录没有成功。请检查：账号是否正确；密码是否正确（注意大小写）；是否已经注册；是否在本市参保。"
        "连续{threshold}次输错密码将锁定{minutes}分钟。"
    )
    fields = ("login", "password")
    status = 401


class SignInLocked(Refused):
    """ID-09: password sign-in is locked for so many more `minutes`."""

    code = "sign_in_locked"
    sentence = (
        "密码连续输错次数过多，密码登录已锁定，请{minutes}分钟后再试。您也可以用短信验证码登录或实名核验，随即解锁；"
        "急需办理请拨打12333，或持身份证到就近的社保服务窗口解锁。"
    )
    status = 423


class NotLocked(Refused):
    """Password sign-in of this login is not locked."""

    code = "sign_in_not_locked"
    sentence = (
        "该账号的密码登录没有被锁定，无需解锁。请核对是否与办事人登录时填写的（身份证号码或手机号）一致；"
        "忘记密码的，请办理密码重置。"
    )
    fields = ("login",)
    status = 409
