"""When wrong passwords lock password sign-in (ID-09, handbook 13). Pure; instants are UTC text."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Literal

from kernel.calendar import add_minutes
from kernel.policy import City

Outcome = Literal["ok", "failed", "locked", "refused"]


@dataclass(frozen=True, slots=True)
class LockRule:
    """How many wrong passwords in a row lock, and for how long."""

    threshold: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PasswordLock:
    """Wrong passwords in a row so far, and until when password sign-in is locked."""

    failures: int = 0
    locked_until: str | None = None

    def holds(self, at: str) -> bool:
        """Whether it is locked at an instant; it ends exactly at `locked_until`."""
        return self.locked_until is not None and at < self.locked_until


def attempt(lock: PasswordLock, at: str, password_ok: bool, rule: LockRule) -> tuple[PasswordLock, Outcome]:
    """The lock after an attempt, and what became of it.

    While locked every attempt is refused, the right one too, and not counted; the count starts again after. Success
    clears it.
    """
    if lock.holds(at):
        return lock, "refused"
    if password_ok:
        return PasswordLock(), "ok"
    failures = (0 if lock.locked_until else lock.failures) + 1
    if failures >= rule.threshold:
        return PasswordLock(failures, add_minutes(at, rule.minutes)), "locked"
    return PasswordLock(failures), "failed"


def lock_rule(city: City, today: str) -> LockRule:
    """The city's policy `sign_in/lock`."""
    return LockRule(**city.policy.at("sign_in/lock", today).values)


def minutes_left(lock: PasswordLock, at: str) -> int:
    """The minutes until a lock ends, a begun one counting whole."""
    ends = datetime.fromisoformat(lock.locked_until or at)
    return max(0, ceil((ends - datetime.fromisoformat(at)).total_seconds() / 60))
