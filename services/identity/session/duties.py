"""What an account must do before anything else: told in its access tokens, and every other way is closed until then.

A duty is a short code, which the gateway knows a sentence and a page for (gateway/web/duties.py).
"""

from collections.abc import Callable

from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.identity import Identity
from services.identity.password.age import password_too_old
from services.identity.password.domain import Password, credential
from services.identity.second_factor.duty import lacks_second_factor
from services.identity.session.domain import Session


def password_must_change(service: Identity, session: Session, context: Context) -> bool:
    """Somebody else chose it (ID-05) or may know it (ID-20), or it is an officer's and too old (ID-15)."""
    state, _ = service.store.state(c.CREDENTIAL.stream(session.account_id), credential)
    return (isinstance(state, Password) and state.must_change) or password_too_old(service, session, context)


def details_due(service: Identity, session: Session, _context: Context) -> bool:
    """A person's details were not completed at the first sign-in (ID-05)."""
    owner, _ = service.store.state(c.ACCOUNT.stream(session.account_id), account)
    return isinstance(owner, Account) and owner.details.due


Duty = Callable[[Identity, Session, Context], bool]
"""Whether the session's account still has to do it."""

DUTIES: dict[str, Duty] = {
    "second_factor": lacks_second_factor,
    "password": password_must_change,
    "details": details_due,
}
"""In the order in which they are to be done."""


def duties_of(service: Identity, session: Session, context: Context) -> list[str]:
    """The codes of what is still to be done."""
    return [code for code, open_ in DUTIES.items() if open_(service, session, context)]
