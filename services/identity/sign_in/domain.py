"""Attempts to sign in, and sessions. Pure.

Attempts are kept by account, and for logins that nobody has by the login itself, so that both answer the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c
from services.identity.password.lock import LockRule, PasswordLock, attempt

# ------------------------------------------------------------------ attempts

AttemptEvent = c.SignInFailed | c.SignedIn


def evolve_attempts(lock: PasswordLock, happened: AttemptEvent) -> PasswordLock:
    """The lock after an attempt that counted."""
    match happened:
        case c.SignedIn():
            return PasswordLock()
        case c.SignInFailed():
            failures = 0 if lock.locked_until else lock.failures
            return PasswordLock(failures + 1, happened.locked_until)
        case _:
            assert_never(happened)


attempts: Aggregate[PasswordLock] = Aggregate(PasswordLock(), evolve_attempts)


def try_password(lock: PasswordLock, password_ok: bool, rule: LockRule, context: Context) -> list[AttemptEvent]:
    """What an attempt leaves behind (ID-09). Raises SignInLocked while it is locked, for the right password too."""
    at = context.instant
    tried, outcome = attempt(lock, at, password_ok, rule)
    if outcome == "refused":
        raise c.SignInLocked(minutes=minutes_left(lock, at))
    return [c.SignedIn(at)] if outcome == "ok" else [c.SignInFailed(at, tried.locked_until)]


def minutes_left(lock: PasswordLock, at: str) -> int:
    """The minutes until a lock ends, a begun one counting whole."""
    ends = datetime.fromisoformat(lock.locked_until or at)
    return max(0, ceil((ends - datetime.fromisoformat(at)).total_seconds() / 60))


# ------------------------------------------------------------------ sessions

SessionEvent = c.SessionOpened | c.SessionRenewed | c.SessionEnded


@dataclass(frozen=True, slots=True)
class NoSession:
    """Never opened."""


@dataclass(frozen=True, slots=True)
class Open:
    """Signed in; `generation` counts the renewals, `at` is the last of them."""

    session_id: str
    account_id: str
    roles: tuple[str, ...]
    person_id: str | None
    unit_id: str | None
    generation: int
    at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Over for good."""


Session = NoSession | Open | Ended


def evolve_session(session: Session, happened: SessionEvent) -> Session:
    """The session after an event."""
    match happened:
        case c.SessionOpened():
            return _opened(happened)
        case c.SessionRenewed():
            if isinstance(session, Open):
                return replace(session, generation=happened.generation, at=happened.at)
            return session
        case c.SessionEnded():
            return Ended()
        case _:
            assert_never(happened)


def _opened(happened: c.SessionOpened) -> Open:
    return Open(
        happened.session_id,
        happened.account_id,
        tuple(happened.roles),
        happened.person_id,
        happened.unit_id,
        0,
        happened.at,
        happened.ends_at,
    )


session: Aggregate[Session] = Aggregate(NoSession(), evolve_session)


def open_session(known: Session, opened: c.SessionOpened) -> list[SessionEvent]:
    """A session begins, once."""
    return [opened] if isinstance(known, NoSession) else []


def renew(known: Session, generation: int, context: Context) -> list[SessionEvent]:
    """The refresh token of that generation is exchanged. One that was exchanged before ends the session: of the two who
    hold it, one should not. Raises SessionOver."""
    if not isinstance(known, Open) or known.ends_at <= context.instant:
        raise c.SessionOver()
    if generation != known.generation:
        return end_reused(known, context)
    return [c.SessionRenewed(known.session_id, generation + 1, context.instant)]


def end_reused(known: Session, context: Context) -> list[SessionEvent]:
    """A token that was exchanged before came again."""
    return [c.SessionEnded(known.session_id, "reused", context.instant)] if isinstance(known, Open) else []


def sign_out(known: Session, context: Context) -> list[SessionEvent]:
    """The session ends; nothing happens to one that has."""
    return [c.SessionEnded(known.session_id, "signed_out", context.instant)] if isinstance(known, Open) else []
