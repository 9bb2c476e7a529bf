"""Signing in with a password (ID-06, ID-09)."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import login_id
from services.identity.password.hashing import matches
from services.identity.password.lock import LockRule, PasswordLock, lock_rule, minutes_left
from services.identity.session.keeping import Arrival, open_session
from services.identity.sign_in import domain
from services.identity.sign_in.attempts import attempts_of
from services.identity.wiring import Identity

Reply = dict[str, Any]


def sign_in(service: Identity, command: c.SignIn, context: Context) -> Reply:
    """Every step is taken for a login that nobody has, too. Raises SignInRefused, SignInLocked, AccountEnded."""
    typed = login_id(command.login, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(typed), login)
    who = account_id or typed
    stream, past = attempts_of(service, who, context)
    rule = lock_rule(service.city, context.today)
    locked = service.store.state(stream, past)[0].holds(context.instant)
    right = not locked and matches(command.password, _password_hash(service, who))
    reply = execute(
        service.store,
        stream,
        past,
        lambda lock: domain.try_password(lock, right, rule, context),
        context,
        result=lambda lock: {"failed": lock.failures > 0, "locked": lock.locked_until},
    )
    _refuse(reply["result"], rule, context)
    return open_session(service, who, Arrival("password", command.source, command.public_computer), context)


def _refuse(tried: dict[str, Any], rule: LockRule, context: Context) -> None:
    if tried["locked"]:
        lock = PasswordLock(rule.threshold, tried["locked"])
        raise c.SignInLocked(minutes=minutes_left(lock, context.instant))
    if tried["failed"]:
        raise c.SignInRefused(threshold=rule.threshold, minutes=rule.minutes)


def _password_hash(service: Identity, who: str) -> str | None:
    events, _ = service.store.load(c.CREDENTIAL.stream(who))
    last = events[-1] if events else None
    return service.sealer.open(last.hash) if isinstance(last, c.PasswordSet) else None
