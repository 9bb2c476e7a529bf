"""Signing in, sessions and their tokens: private."""

from dataclasses import field
from typing import Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Id, Instant, Line
from services.identity.contract.passwords import Password

__all__ = [
    "ACCESS_TOKEN_SECONDS",
    "AUDIENCE",
    "ISSUER",
    "SESSION",
    "SIGN_IN",
    "Refresh",
    "SessionEnded",
    "SessionOpened",
    "SessionOver",
    "SessionRenewed",
    "SignIn",
    "SignInFailed",
    "SignInLocked",
    "SignInRefused",
    "SignOut",
    "SignedIn",
]

SIGN_IN = Category("sign-in", public=False)
SESSION = Category("session", public=False)

ISSUER = "shebao-identity"
AUDIENCE = "shebao-gateway"
"""`iss` and `aud` of an access token: a JWT signed with EdDSA, whose public keys `GET /keys` gives as a JWK set.

Claims: `sub` account id, `sid` session id, `role` the role acted in, `roles` all of them, `person_id` or `unit_id`,
`iat`, `exp`. Times are those of the deployment's clock: hold `exp` against kernel.clock, not against the system's.
"""
ACCESS_TOKEN_SECONDS = 15 * 60


# ------------------------------------------------------------------ private events


@event(SIGN_IN, "SignInFailed")
class SignInFailed(Event):
    """A wrong password, or one for a login nobody has; `locked_until` where it was the one that locks."""

    at: Instant
    locked_until: Instant | None


@event(SIGN_IN, "SignedIn")
class SignedIn(Event):
    """The right password."""

    at: Instant


@event(SESSION, "SessionOpened")
class SessionOpened(Event):
    """Someone signed in; the session ends at `ends_at` at the latest."""

    session_id: Id
    account_id: Id
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    at: Instant
    ends_at: Instant


@event(SESSION, "SessionRenewed")
class SessionRenewed(Event):
    """The refresh token was exchanged for the next one."""

    session_id: Id
    generation: Count
    at: Instant


@event(SESSION, "SessionEnded")
class SessionEnded(Event):
    """Signed out, or an old refresh token came again (`reused`): somebody else may hold it."""

    session_id: Id
    reason: Literal["signed_out", "reused"]
    at: Instant


EVENTS = [SignInFailed, SignedIn, SessionOpened, SessionRenewed, SessionEnded]

# ------------------------------------------------------------------ messages


@message
class SignIn:
    """`login` is an ID number, a mobile, a unit number (`/agent`) or an officer's login name.

    Result: `{account_id, role, roles, person_id, unit_id, access_token, expires_in, refresh_token}`.
    """

    login: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class Refresh:
    """Exchanges a refresh token, once, for a new pair. Result as of `SignIn`."""

    refresh_token: Line = field(repr=False)


@message
class SignOut:
    """Ends the session of a refresh token. Result: `{}`."""

    refresh_token: Line = field(repr=False)


# ------------------------------------------------------------------ refusals


class SignInRefused(Refused):
    """ID-06: the same answer whatever was wrong, and whether there is such an account or not."""

    code = "sign_in_refused"
    sentence = (
        "登录没有成功。请检查：账号是否正确；密码是否正确(注意大小写);是否已经注册；是否在本市参保。"
        "连续{threshold}次输错密码将锁定{minutes}分钟。"
    )
    fields = ("login", "password")
    status = 401


class SignInLocked(Refused):
    """ID-09: password sign-in is locked for so many more `minutes`."""

    code = "sign_in_locked"
    sentence = (
        "密码连续输错次数过多，密码登录已锁定，请{minutes}分钟后再试。急需办理请拨打12333，或持身份证到窗口解锁。"
    )
    status = 423


class SessionOver(Refused):
    """The refresh token is unknown, used up, or its session has ended."""

    code = "session_over"
    sentence = "登录已失效，请重新登录。"
    status = 401
