"""Attempts to sign in with a password. Pure.

Attempts at a door are kept by what was typed, whether anybody has that login or not; those of who has signed in by
account. In the account's stream stands, too, when an officer or another proof has lifted the lock of all its logins.
"""

from collections.abc import Sequence
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
lifted: Aggregate[str] = Aggregate("", lambda at, happened: happened.at if _lifts(happened) else at)
"""When the lock was last lifted; "" where it never was."""


def _lifts(happened: AttemptEvent) -> bool:
    return isinstance(happened, c.SignInUnlocked)


def attempts_since(lifted_at: str) -> Aggregate[PasswordLock]:
    """Attempts of which those count that came after an instant."""
    return Aggregate(
        PasswordLock(), lambda lock, happened: evolve_attempts(lock, happened) if happened.at > lifted_at else lock
    )


def try_password(lock: PasswordLock, password_ok: bool, rule: LockRule, context: Context) -> list[AttemptEvent]:
    """What an attempt leaves behind (ID-09). Raises SignInLocked while it is locked, for the right password too."""
    at = context.instant
    tried, outcome = attempt(lock, at, password_ok, rule)
    if outcome == "refused":
        raise c.SignInLocked(minutes=minutes_left(lock, at))
    return [c.SignedIn(at)] if outcome == "ok" else [c.SignInFailed(at, tried.locked_until)]


def unlock(locks: Sequence[PasswordLock], officer: str, reason: str, context: Context) -> list[AttemptEvent]:
    """An officer lifts the lock, for a sealed reason. Raises NotLocked where none of them holds."""
    if not any(lock.holds(context.instant) for lock in locks):
        raise c.NotLocked()
    return [c.SignInUnlocked("officer", officer, reason, context.instant)]


def proved(means: str, context: Context) -> list[AttemptEvent]:
    """Another proof of who one is lifts the lock of all logins, and begins their counts anew."""
    return [c.SignInUnlocked(means, "", "", context.instant)]
