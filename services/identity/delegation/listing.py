"""Who may act for whom."""

from typing import Any

from kernel.context import Context
from kernel.privacy import mask
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.oneself import check_oneself
from services.identity.delegation.domain import OFFICERS, Authority, authority, in_force
from services.identity.identity import Identity

Answer = dict[str, Any]


def get_authority(service: Identity, query: c.GetAuthority, context: Context) -> Answer:
    """See `GetAuthority`. Raises Forbidden, AuthorityUnknown, AuthorityOver."""
    check_oneself(service, context)
    state, _ = service.store.state(c.DELEGATION.stream(query.delegation_id), authority)
    given = in_force(state, context)
    told = ("delegation_id", "kind", "principal", "matters", "ends_on")
    return {name: getattr(given, name) for name in told}


def get_authorities(service: Identity, query: c.GetAuthorities, context: Context) -> Answer:
    """See `GetAuthorities`. Raises Forbidden."""
    check_oneself(service, context)
    own = context.role == "person" and context.on_behalf_of == query.person_id
    if not own and context.role not in OFFICERS:
        raise Forbidden()
    behind = {"_id": {"$lt": query.after}} if query.after else {}
    either = {"$or": [{"principal": query.person_id}, {"delegate": query.person_id}]}
    rows = list(service.authorities.serving().find({**either, **behind}).sort("_id", -1).limit(query.limit + 1))
    shown = rows[: query.limit]
    return {
        "authorities": [_shown(service, row, query.person_id, context) for row in shown],
        "next": shown[-1]["_id"] if len(rows) > len(shown) else None,
    }


def _shown(service: Identity, row: Answer, person: str, context: Context) -> Answer:
    """As the stream has it: the list may be a moment behind, what it says of each is not."""
    state, _ = service.store.state(c.DELEGATION.stream(row["delegation_id"]), authority)
    assert isinstance(state, Authority)
    given = state.given
    as_principal = given.principal == person
    other = service.archive.get(given.delegate if as_principal else given.principal)
    told = ("delegation_id", "kind", "matters", "begins_on", "ends_on", "way")
    return {
        "as": "principal" if as_principal else "delegate",
        "name": mask("name", service.sealer.open(other["name"])) if other and "name" in other else "",
        "state": state.state(context.today),
        "ended_on": state.ended_on,
        **{name: getattr(given, name) for name in told},
    }
