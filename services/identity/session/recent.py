"""Asking again who it is, of somebody who signed in some time ago: the browser may stand open (ASVS 5.0, 7.5)."""

from kernel.calendar import add_minutes
from kernel.context import Context
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.proving import prove_password
from services.identity.session.domain import sessions, stream_of


def check_recent(service: Identity, session_id: str | None, password: str, context: Context) -> None:
    """Whether the asker signed in to `session_id` of late, or gives the password now.

    Raises SignInNotRecent, WrongPassword, SignInLocked.
    """
    minutes = service.city.policy.at("sign_in/session", context.today).values["recent"]
    if password:
        prove_password(service, context.actor, password, context)
    elif not _opened_within(service, session_id, minutes, context):
        raise c.SignInNotRecent(minutes=minutes)


def _opened_within(service: Identity, session_id: str | None, minutes: int, context: Context) -> bool:
    if session_id is None or session_id.split(".")[0] != context.actor:
        return False
    known = service.store.state(stream_of(session_id), sessions)[0].get(session_id)
    return known is not None and not known.ended and context.instant <= add_minutes(known.opened_at, minutes)
