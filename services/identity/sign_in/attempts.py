"""Trying a password, at signing in and wherever else it is asked for: wrong ones count and lock (ID-06, ID-09)."""

from collections.abc import Callable

from kernel.aggregate import Aggregate
from kernel.calendar import add_days
from kernel.commands import execute
from kernel.context import Context
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.hashing import matches
from services.identity.password.keeping import known_hash
from services.identity.password.lock import PasswordLock, lock_rule, minutes_left
from services.identity.sign_in import domain
from services.identity.sign_in.domain import attempts


def try_password(service: Identity, who: str, password: str, context: Context) -> bool:
    """Whether it is the account's password; for a login that nobody has it never is, after the same steps.

    Raises SignInLocked.
    """
    return try_secret(service, who, lambda: matches(password, known_hash(service, who)), context)


def try_secret(service: Identity, who: str, is_right: Callable[[], bool], context: Context) -> bool:
    """The same for anything that stands for the password. Raises SignInLocked."""
    stream, past = attempts_of(service, who, context)
    rule = lock_rule(service.city, context.today)
    locked = service.store.state(stream, past)[0].holds(context.instant)
    right = not locked and is_right()
    reply = execute(
        service.store,
        stream,
        past,
        lambda lock: domain.try_password(lock, right, rule, context),
        context,
        result=lambda lock: {"failed": lock.failures > 0, "locked": lock.locked_until},
    )
    tried = reply["result"]
    if tried["locked"]:
        raise c.SignInLocked(minutes=minutes_left(PasswordLock(rule.threshold, tried["locked"]), context.instant))
    return not tried["failed"]


def attempts_of(service: Identity, who: str, context: Context) -> tuple[str, Aggregate[PasswordLock]]:
    """This month's stream of attempts, and an aggregate that begins where the month before it ended.

    Cut by month, it stays short however long an account lives or somebody tries.
    """
    before = add_days(f"{context.month}-01", -1)[:7]
    lock, _ = service.store.state(c.SIGN_IN.stream(who, before), attempts)
    return c.SIGN_IN.stream(who, context.month), Aggregate(lock, domain.evolve_attempts)
