"""ID-15: which officers there are."""

from typing import Any

from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.identity import Identity
from services.identity.office.readmodel import OFFICE

SEERS = frozenset({"clerk", "reviewer", "admin", "security", "auditor"})


def get_officers(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetOfficers`; what each does and whether it has ended, its stream says. Raises Forbidden."""
    if context.role not in SEERS:
        raise Forbidden()
    listed = (service.officers.get(OFFICE) or {}).get("account_ids", [])
    states = (service.store.state(c.ACCOUNT.stream(account_id), account)[0] for account_id in listed)
    found = sorted((one for one in states if isinstance(one, Account)), key=lambda one: one.registered_on, reverse=True)
    return {"officers": [_shown(service, one) for one in found]}


def _shown(service: Identity, officer: Account) -> dict[str, Any]:
    return {
        "account_id": officer.account_id,
        "name": service.account_keys.sealer(officer.account_id).masked("name", officer.name),
        "roles": list(officer.roles),
        "registered_on": officer.registered_on,
        "ended_on": officer.ended_on,
        "in_office": officer.standing == "open" and not officer.ended_on,
        "proposed": list(officer.proposed.roles) if officer.proposed else [],
    }
