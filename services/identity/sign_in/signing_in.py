"""Signing in with a password (ID-06, ID-09)."""

from typing import Any

from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import login_id
from services.identity.identity import Identity
from services.identity.password.hashing import matches
from services.identity.password.keeping import check_good, known_hash
from services.identity.password.lock import lock_rule
from services.identity.session.keeping import Arrival, open_session, opened_before, times_barred
from services.identity.sign_in.attempts import try_at_door

Reply = dict[str, Any]


def sign_in(service: Identity, command: c.SignIn, context: Context) -> Reply:
    """Every step is taken for a login that nobody has, too.

    Raises SignInRefused, SignInLocked, PasswordUnsafe, FirstPasswordOver, AccountEnded, SignInOverlapped.
    """
    if repeated := opened_before(service, context):
        return repeated
    typed = login_id(command.login, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(typed), login)
    who = account_id or typed
    barred = times_barred(service, who, context)
    if not try_at_door(service, typed, who, lambda: matches(command.password, known_hash(service, who)), context):
        rule = lock_rule(service.city, context.today)
        raise c.SignInRefused(threshold=rule.threshold, minutes=rule.minutes)
    check_good(service, who, context)
    return open_session(service, who, Arrival("password", barred, command.source, command.public_computer), context)
