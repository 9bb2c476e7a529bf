"""Officers' passwords grow too old (ID-15, handbook 15.2); nobody else is forced to change one."""

from kernel.calendar import add_days
from kernel.context import Context
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.session.domain import Session


def password_too_old(service: Identity, session: Session, context: Context) -> bool:
    """Whether the session is of an officer whose password was set longer ago than the city's policy allows."""
    if not session.is_officer:
        return False
    events, _ = service.store.load(c.CREDENTIAL.stream(session.account_id))
    days = service.city.policy.at("sign_in/staff_password", context.today).values["days"]
    last = next((event.set_on for event in reversed(events) if isinstance(event, c.PasswordSet)), context.today)
    return context.today > add_days(last, days)
