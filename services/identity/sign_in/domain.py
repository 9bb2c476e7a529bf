"""Attempts to sign in with a password. Pure.

Attempts are kept by account, and for logins that nobody has by the login itself, so that both answer the same.
"""

from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c
from services.identity.password.lock import LockRule, PasswordLock, attempt, minutes_left

AttemptEvent = c.SignInFailed | c.SignedIn | c.SignInUnlocked


def evolve_attempts(lock: PasswordLock, happened: AttemptEvent) -> PasswordLock:
    """The lock after an attempt that counted."""
    match happened:
        case c.SignedIn() | c.SignInUnlocked():
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


def unlock(lock: PasswordLock, officer: str, reason: str, context: Context) -> list[AttemptEvent]:
    """An officer lifts the lock, for a sealed reason. Raises NotLocked."""
    if not lock.holds(context.instant):
        raise c.NotLocked()
    return [c.SignInUnlocked("officer", officer, reason, context.instant)]


def proved(lock: PasswordLock, means: str, context: Context) -> list[AttemptEvent]:
    """Another proof of who one is lifts the lock, and begins the count anew."""
    return [c.SignInUnlocked(means, "", "", context.instant)] if lock.failures else []
