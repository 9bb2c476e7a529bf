"""When wrong passwords lock password sign-in (ID-09, handbook 13). Pure; instants are UTC text."""

from dataclasses import dataclass
from typing import Literal

from kernel.calendar import add_minutes

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
