"""ID-16: a signed-in person acts for another, under an authority that identity is asked for each time."""

from dataclasses import replace

from gateway.web.acting import edge
from gateway.web.caller import Authority, Caller
from kernel.refusals import Forbidden, Invalid
from kernel.schema import checked
from services.identity import contract as identity


def acting_for_another(who: Caller, delegation_id: str) -> Caller:
    """The same account, on behalf of the principal. An authority that was ended is refused with the next request.

    Raises Forbidden, AuthorityUnknown, AuthorityOver.
    """
    if who.role != "person":
        raise Forbidden()
    try:
        asked = checked(identity.GetAuthority, {"delegation_id": delegation_id})
    except Invalid:
        raise identity.AuthorityUnknown() from None
    found = edge().services.query("identity", asked, who)
    authority = Authority(found["delegation_id"], frozenset(found["matters"]), found["kind"])
    return replace(who, on_behalf_of=found["principal"], authority=authority)
