"""Trying a password, at signing in and wherever else it is asked for: wrong ones count and lock (ID-06, ID-09).

At a door tries are counted by what was typed, of somebody's and of nobody's login alike, so that a lock tells neither
that there is an account nor which logins belong together. Of who has signed in they are counted by account.
"""

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
from services.identity.sign_in.domain import attempts, lifted


def try_password(service: Identity, account_id: str, password: str, context: Context) -> bool:
    """Whether it is the password of the account that has signed in. Raises SignInLocked."""
    return _try(service, (account_id, attempts), lambda: matches(password, known_hash(service, account_id)), context)


def try_at_door(service: Identity, typed: str, who: str, is_right: Callable[[], bool], context: Context) -> bool:
    """The same for a password, or what stands for it, beside a login: `typed` is its id, `who` the account that it
    leads to, or `typed` again where nobody has it; the steps are the same. Raises SignInLocked."""
    since = lifted_at(service, who, context)
    return _try(service, (typed, domain.attempts_since(since)), is_right, context)


def _try(
    service: Identity, counted: tuple[str, Aggregate[PasswordLock]], is_right: Callable[[], bool], context: Context
) -> bool:
    stream, past = attempts_of(service, *counted, context)
    rule = lock_rule(service.city, context.today)
    locked = service.store.state(stream, past)[0].holds(context.instant)
    right = not locked and is_right()
    reply = execute(
        service.store,
        stream,
        past,
        lambda lock: domain.try_password(lock, right, rule, context),
        context,
        result=lambda lock: {"failed": not right, "locked": lock.locked_until},
    )
    tried = reply["result"]
    if tried["locked"]:
        raise c.SignInLocked(minutes=minutes_left(PasswordLock(rule.threshold, tried["locked"]), context.instant))
    return not tried["failed"]


def attempts_of(
    service: Identity, counted: str, past: Aggregate[PasswordLock], context: Context
) -> tuple[str, Aggregate[PasswordLock]]:
    """This month's stream of attempts, and an aggregate that begins where the month before it ended.

    Cut by month, it stays short however long an account lives or somebody tries.
    """
    lock, _ = service.store.state(c.SIGN_IN.stream(counted, _month_before(context)), past)
    return c.SIGN_IN.stream(counted, context.month), Aggregate(lock, past.evolve)


def lifted_at(service: Identity, who: str, context: Context) -> str:
    """When wrong passwords at doors last ceased to count for an account: an officer or another proof said so."""
    before, _ = service.store.state(c.SIGN_IN.stream(who, _month_before(context)), lifted)
    now, _ = service.store.state(c.SIGN_IN.stream(who, context.month), lifted)
    return now or before


def _month_before(context: Context) -> str:
    return add_days(f"{context.month}-01", -1)[:7]
