"""Sessions and their tokens: private, but for the news that some have ended, which every gateway process hears."""

from dataclasses import field
from typing import Any, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Id, Instant, Line, Sealed
from services.identity.contract.passwords import Password

__all__ = [
    "ACCESS",
    "ACCESS_TOKEN_SECONDS",
    "AUDIENCE",
    "ISSUER",
    "SESSION",
    "AccessRevoked",
    "EndSessions",
    "GetSessions",
    "Refresh",
    "RefreshReused",
    "SessionEndReason",
    "SessionEnded",
    "SessionIdle",
    "SessionNotFound",
    "SessionOpened",
    "SessionOver",
    "SessionRenewed",
    "SessionStrengthened",
    "SessionsBarred",
    "SignInNotRecent",
    "SignInOverlapped",
    "SignOut",
]

SESSION = Category("session", public=False)
"""`session-<account>-<day>`: the sessions that an account opened on a day. None of them outlives the next day."""
ACCESS = Category("access")
"""`access-<account>`: which access tokens are no longer good."""

ISSUER = "shebao-identity"
AUDIENCE = "shebao-gateway"
"""`iss` and `aud` of an access token: a JWT signed with EdDSA, whose public keys `GET /keys` gives as a JWK set.

Claims: `sub` account id, `sid` session id, `role` the role acted in, `roles` all of them, `person_id` or `unit_id`,
`amr` how the session was opened, `level` the real-name level (0 to 3) when the token was made, `duties` what must be
done before anything else, `iat`, `exp`. Times are those of the deployment's clock: hold `exp` against kernel.clock, not
against the system's. A token whose `sid` an `AccessRevoked` names is good for nothing any more.
"""
ACCESS_TOKEN_SECONDS = 5 * 60

SessionEndReason = Literal[
    "signed_out",
    "reused",
    "ended",
    "password_changed",
    "password_reset",
    "second_factor_reset",
    "deregistered",
    "not_me",
    "revoked",
]

# ------------------------------------------------------------------ private events


@event(SESSION, "SessionOpened", version=2)
class SessionOpened(Event):
    """Someone signed in by `means` (`password`, `sms`, `qr`, `passkey`, `totp` …). The session ends at `ends_at` at the
    latest, and after `idle` minutes without a sign of life. `source` says coarsely where from, sealed with the
    account's own key."""

    session_id: Id
    account_id: Id
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    at: Instant
    ends_at: Instant
    idle: Count
    means: list[str]
    channel: str
    source: Sealed


@event(SESSION, "SessionRenewed")
class SessionRenewed(Event):
    """The refresh token was exchanged for the next one."""

    session_id: Id
    generation: Count
    at: Instant


@event(SESSION, "SessionStrengthened")
class SessionStrengthened(Event):
    """Who signed in has given further proof."""

    session_id: Id
    means: str
    at: Instant


@event(SESSION, "SessionEnded")
class SessionEnded(Event):
    """Signed out, ended from elsewhere, or an old refresh token came again (`reused`): somebody else may hold it."""

    session_id: Id
    reason: SessionEndReason
    at: Instant


@event(SESSION, "SessionsBarred")
class SessionsBarred(Event):
    """The account's sessions were ended all at once: what was proved before, by a sign-in on its way, opens none."""

    account_id: Id
    at: Instant


# ------------------------------------------------------------------ public event


@event(ACCESS, "AccessRevoked")
class AccessRevoked(Event):
    """Access tokens of these sessions are not good any more; by `until` they have all run out by themselves."""

    account_id: Id
    sessions: list[Id]
    reason: SessionEndReason
    at: Instant
    until: Instant


EVENTS = [SessionOpened, SessionRenewed, SessionStrengthened, SessionEnded, SessionsBarred, AccessRevoked]


def opened_in_version_2(old: dict[str, Any]) -> dict[str, Any]:
    """In version 1 a password opened every session, and nothing but its longest time ended it when nobody came."""
    return {**old, "idle": 24 * 60, "means": ["password"], "channel": "", "source": ""}


UPCASTERS = {("SessionOpened", 1): opened_in_version_2}

# ------------------------------------------------------------------ messages


@message
class Refresh:
    """Exchanges a refresh token, once, for a new pair. Result as of `SignIn`.

    `seen_at` is when the gateway last had a request of this session, where it knows.
    """

    refresh_token: Line = field(repr=False)
    seen_at: Instant | None = None


@message
class SignOut:
    """Ends the session of a refresh token. Result: `{}`."""

    refresh_token: Line = field(repr=False)


@message
class EndSessions:
    """ID-18: ends one session of the asker's own, or all but the one that `keep` names. Result: `{ended}`.

    `keep` is the asking session: signed in of late it needs no password, nor to end itself.
    """

    session_id: Id | None = None
    keep: Id | None = None
    password: Password = field(default="", repr=False)


@message
class GetSessions:
    """ID-18: the asker's open sessions, newest first.

    `{sessions: [{session_id, opened_at, seen_at, ends_at, idle, means, channel, source, warn}]}`; `idle` and `warn` are
    minutes: after `idle` without a sign of life it ends, `warn` before that its holder is told.
    """


# ------------------------------------------------------------------ refusals


class SessionOver(Refused):
    """The refresh token is unknown, used up, or its session has ended."""

    code = "session_over"
    sentence = "登录已失效，请重新登录。"
    status = 401


class SignInOverlapped(Refused):
    """All sessions of the account were ended while somebody was signing in: what was proved may be true no more."""

    code = "sign_in_overlapped"
    sentence = "登录时您的账户正好发生了变更（如修改密码、调整岗位或退出全部登录），请重新登录。"
    status = 401


class RefreshReused(Refused):
    """An old refresh token came again: somebody else may hold the session's tokens, so it has ended."""

    code = "refresh_reused"
    sentence = "登录凭证被重复使用，为保护您的信息，这次登录已退出，请重新登录。如非本人操作，请立即修改密码。"
    status = 401


class SessionIdle(Refused):
    """ID-18: nothing was heard of the session for longer than policy allows."""

    code = "session_idle"
    sentence = "您已超过{minutes}分钟没有操作，为保护您的信息已自动退出，请重新登录。"
    status = 401


class SignInNotRecent(Refused):
    """ASVS 7.5: who signed in longer ago than policy's `recent` minutes proves again who it is."""

    code = "sign_in_not_recent"
    sentence = "您登录已超过{minutes}分钟，请输入登录密码，确认是您本人后再继续。忘记密码的，请重新登录后再试。"
    fields = ("password",)
    status = 403


class SessionNotFound(Refused):
    """ID-18: none of the asker's open sessions has this id."""

    code = "session_not_found"
    sentence = "没有找到这次登录，它可能已经退出，请刷新列表后查看。"
    status = 404
