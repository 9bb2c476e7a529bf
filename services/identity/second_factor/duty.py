"""Whether a session still lacks its second factor."""

from kernel.context import Context
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.second_factor.domain import second_factor
from services.identity.session.domain import Session

STRONG = frozenset({"totp", "passkey"})


def lacks_second_factor(service: Identity, session: Session, context: Context) -> bool:
    """Officers need one where the city's policy says so; who has enrolled one needs it always."""
    if STRONG & set(session.means):
        return False
    rule = service.city.policy.at("sign_in/second_factor", context.today).values
    if rule["officers"] and session.is_officer:
        return True
    return service.store.state(c.SECOND_FACTOR.stream(session.account_id), second_factor)[0].enrolled
