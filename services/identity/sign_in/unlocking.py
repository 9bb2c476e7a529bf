"""Lifting the lock of password sign-in (ID-09): by an officer, or by any other proof of who one is."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import login_id
from services.identity.identity import Identity
from services.identity.sign_in import domain
from services.identity.sign_in.attempts import attempts_of, lifted_at
from services.identity.sign_in.domain import attempts, attempts_since

Reply = dict[str, Any]
OFFICERS = ("clerk", "reviewer", "admin", "security")


def unlock(service: Identity, command: c.UnlockSignIn, context: Context) -> Reply:
    """An officer has seen who it is. Raises Forbidden, NotForOneself, NotLocked."""
    if context.role not in OFFICERS:
        raise Forbidden()
    typed = login_id(command.login, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(typed), login)
    if account_id == context.actor:
        raise c.NotForOneself()
    who = account_id or typed
    reason = (service.account_keys.find(who) or service.sealer).seal(command.reason)
    at_door, counted = attempts_of(service, typed, attempts_since(lifted_at(service, who, context)), context)
    door, _ = service.store.state(at_door, counted)
    stream, past = attempts_of(service, who, attempts, context)
    return execute(
        service.store, stream, past, lambda lock: domain.unlock([lock, door], context.actor, reason, context), context
    )


def proved(service: Identity, account_id: str, means: str, context: Context) -> None:
    """Somebody has proved otherwise than by the password to own the account: wrong passwords count no more."""
    stream, past = attempts_of(service, account_id, attempts, context)
    execute(service.store, stream, past, lambda _lock: domain.proved(means, context), context)
