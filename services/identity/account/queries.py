"""What an account shows of itself."""

from collections.abc import Sequence
from typing import Any

from kernel.context import Context
from kernel.policy import City
from kernel.privacy import MaskKind, mask
from kernel.refusals import Forbidden, NotFound
from kernel.store import EventStore
from services.identity import contract as c
from services.identity.account.advice import REMINDERS
from services.identity.account.domain import Account, account
from services.identity.account.keys import AccountKeys
from services.identity.details.domain import reminders
from services.identity.password.domain import Password, credential


def get_account(
    store: EventStore, keys: AccountKeys, city: City, query: c.GetAccount, context: Context
) -> dict[str, Any]:
    """See `GetAccount`. Raises Forbidden, NotFound; kernel.privacy.Unreadable where the account's key is destroyed."""
    account_id = query.account_id or context.actor
    if account_id != context.actor and context.role not in ("security", "auditor"):
        raise Forbidden()
    known, version = store.state(c.ACCOUNT.stream(account_id), account)
    if not isinstance(known, Account):
        raise NotFound()
    losses, address, own = known.losses_on(context.today), known.details.address, account_id == context.actor
    sealer = keys.sealer(account_id)

    def masked(kind: MaskKind, sealed: str) -> str:
        return mask(kind, sealer.open(sealed)) if sealed else ""

    return {
        "account_id": known.account_id,
        "kind": known.kind,
        "roles": list(known.roles),
        "person_id": known.person_id,
        "unit_id": known.unit_id,
        "name": masked("name", known.name),
        "mobile": masked("phone", known.mobile),
        "registered_on": known.registered_on,
        "card_losses": [
            {"card_id": card, "since": loss.since, "until": loss.until} for card, loss in sorted(losses.items())
        ],
        "strong_proof_needed": bool(losses),
        "address": sealer.open(address) if own and address else masked("name", address),
        "email": masked("id_strict", known.details.email),
        "bank_account": masked("bank", known.details.bank_account),
        "reminders": _reminders(store, city, known, context),
        "ended_on": known.ended_on,
        "version": version,
    }


def accounts_of(store: EventStore, account_ids: Sequence[str]) -> list[Account]:
    """Several accounts in one look, in this order, as their streams have them."""
    loaded = store.load_many([c.ACCOUNT.stream(account_id) for account_id in account_ids])
    states = (account.after(loaded.get(c.ACCOUNT.stream(account_id), ())) for account_id in account_ids)
    return [state for state in states if isinstance(state, Account)]


def _reminders(store: EventStore, city: City, known: Account, context: Context) -> list[dict[str, str]]:
    """ID-23: what its holder might look at again; nobody but a person is reminded, and nobody is forced."""
    if known.kind != "person":
        return []
    days = dict(city.policy.at("sign_in/reminder", context.today).values)
    password, _ = store.state(c.CREDENTIAL.stream(known.account_id), credential)
    since = password.set_on if isinstance(password, Password) else ""
    due = reminders(known.details, since, context.today, days)
    return [{"what": what, "told": REMINDERS[what].format(days=days[what])} for what in due]
