"""ID-15: which officers there are."""

from typing import Any

from kernel.context import Context
from kernel.privacy import Sealer
from kernel.refusals import Forbidden
from services.identity.account.domain import Account
from services.identity.account.queries import accounts_of
from services.identity.identity import Identity
from services.identity.office.readmodel import OFFICE

SEERS = frozenset({"clerk", "reviewer", "admin", "security", "auditor"})


def get_officers(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetOfficers`; what each does and whether it has ended, its stream says. Raises Forbidden."""
    if context.role not in SEERS:
        raise Forbidden()
    listed = (service.officers.get(OFFICE) or {}).get("account_ids", [])
    found = sorted(accounts_of(service.store, listed), key=lambda one: one.registered_on, reverse=True)
    sealers = service.account_keys.sealers(one.account_id for one in found)
    return {"officers": [_shown(one, sealers[one.account_id]) for one in found]}


def _shown(officer: Account, sealer: Sealer) -> dict[str, Any]:
    return {
        "account_id": officer.account_id,
        "name": sealer.masked("name", officer.name),
        "roles": list(officer.roles),
        "registered_on": officer.registered_on,
        "ended_on": officer.ended_on,
        "in_office": officer.standing == "open" and not officer.ended_on,
        "proposed": list(officer.proposed.roles) if officer.proposed else [],
    }
