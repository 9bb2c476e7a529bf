"""ID-16: a signed-in person acts for another, under an authority that identity is asked for each time.

A program names it with each request; of the pages' session it is remembered until it is ended.
"""

from dataclasses import replace

from gateway.web import session
from gateway.web.acting import edge
from gateway.web.caller import Authority, Caller
from kernel.refusals import Forbidden, Invalid, Refused
from kernel.schema import checked
from services.identity import contract as identity

AS_ONESELF = frozenset({"look around", "sign in", "know oneself", "verify a certificate", "act for another"})
"""What a session goes on doing as itself while it acts for another: none of it is about a record."""


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


def of_page(who: Caller, action: str | None) -> Caller:
    """Who asks for a page: the account for itself, or for whom its session acts. An authority that is over ends that.

    Raises AuthorityUnknown, AuthorityOver.
    """
    acting = session.acted_for()
    if acting is None or who.role != "person" or action in AS_ONESELF:
        return who
    try:
        return acting_for_another(who, acting["delegation_id"])
    except Refused as refusal:
        if refusal.status in (identity.AuthorityOver.status, identity.AuthorityUnknown.status):
            session.act_for_oneself()
        raise
