"""What an account must do before anything else: told in its access tokens, and every other way is closed until then.

A duty is a short code, which the gateway knows a sentence and a page for (gateway/web/duties.py).
"""

from collections.abc import Callable

from kernel.context import Context
from services.identity.password.age import password_too_old
from services.identity.second_factor.duty import lacks_second_factor
from services.identity.session.domain import Session
from services.identity.wiring import Identity

Duty = Callable[[Identity, Session, Context], bool]
"""Whether the session's account still has to do it."""

DUTIES: dict[str, Duty] = {
    "second_factor": lacks_second_factor,
    "password": password_too_old,
}
"""In the order in which they are to be done."""


def duties_of(service: Identity, session: Session, context: Context) -> list[str]:
    """The codes of what is still to be done."""
    return [code for code, open_ in DUTIES.items() if open_(service, session, context)]
