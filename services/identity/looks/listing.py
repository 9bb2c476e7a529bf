"""Who has looked, and what is disputed."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from kernel.context import Context
from kernel.privacy import MaskKind, Unreadable, mask
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.account.logins import person_named
from services.identity.account.oneself import check_oneself
from services.identity.identity import Identity
from services.identity.looks.domain import OFFICERS, Disputed, Entry, dispute, entries

Answer = dict[str, Any]


def get_looks(service: Identity, query: c.GetLooks, context: Context) -> Answer:
    """See `GetLooks`. Raises Forbidden."""
    check_oneself(service, context)
    own = context.role == "person" and context.on_behalf_of == query.person_id
    if not own and context.role != "auditor":
        raise Forbidden()
    found = list(islice(_newest_first(service, query.person_id, query.after), query.limit + 1))
    shown = found[: query.limit]
    names = {account_id: _name(service, account_id) for account_id in {e.look["account"] for e in shown}}
    disputes = _disputes(service, query.person_id)
    return {
        "looks": [_shown(entry, names) | {"dispute": disputes.get(entry.look_id)} for entry in shown],
        "next": shown[-1].look_id if len(found) > len(shown) else None,
    }


def get_disputes(service: Identity, query: c.GetDisputes, context: Context) -> Answer:
    """See `GetDisputes`. Raises Forbidden."""
    if context.role != "auditor":
        raise Forbidden()
    behind = {"waiting": {"$gt": query.after}} if query.after else {"waiting": {"$ne": None}}
    rows = list(service.disputes.serving().find(behind).sort("waiting").limit(query.limit + 1))
    told = ("person_id", "look_id", "look", "disputed_on")
    return {
        "disputes": [
            {"dispute_id": row["_id"], "reason": service.sealer.open(row["reason"])}
            | {name: row[name] for name in told}
            for row in rows[: query.limit]
        ],
        "next": rows[query.limit - 1]["waiting"] if len(rows) > query.limit else None,
    }


def find_person(service: Identity, query: c.FindPerson, context: Context) -> Answer:
    """See `FindPerson`. Raises Forbidden, WrongIdNumber, PersonUnknown."""
    if context.role not in OFFICERS:
        raise Forbidden()
    found, _ = person_named(query.id_number, context.today, service.settings.person_id_key)
    archived = service.archive.get(found)
    if archived is None or "name" not in archived:
        raise c.PersonUnknown()
    kinds: dict[str, MaskKind] = {"id_number": "id", "name": "name", "mobile": "phone", "bank_account": "bank"}
    opened = {name: service.sealer.open(archived[name]) if archived.get(name) else "" for name in kinds}
    return {"person_id": found} | {name: mask(kind, opened[name]) for name, kind in kinds.items()}


def _newest_first(service: Identity, person_id: str, after: str) -> Iterator[Entry]:
    prefix = c.LOOK.stream(person_id, "")
    upto = f"{prefix}{after.partition('.')[0]}~" if after else ""
    for stream, events in service.store.streams(prefix, upto, newest_first=True):
        for entry in reversed(list(entries(stream.removeprefix(prefix), events))):
            if not after or entry.look_id < after:
                yield entry


def _disputes(service: Identity, person_id: str) -> dict[str, Answer]:
    """The person's disputes by the look they are about."""
    prefix = c.DISPUTE.stream(person_id, "")
    found = ((name.removeprefix(prefix), dispute.after(events)) for name, events in service.store.streams(prefix))
    return {look_id: _answered(service, state) for look_id, state in found if isinstance(state, Disputed)}


def _shown(entry: Entry, names: dict[str, str]) -> Answer:
    look = entry.look
    told = ("at", "acting_for", "channel", "action", "about", "reason")
    who = {"account_id": look["account"], "role": look["role"], "name": names[look["account"]]}
    return {
        "look_id": entry.look_id,
        "who": who,
        **{name: look[name] for name in told},  # type: ignore[literal-required]
        "unmasked": list(entry.unmasked),
    }


def _answered(service: Identity, disputed: Disputed) -> Answer:
    if disputed.justified is None:
        return {"state": "open", "answer": ""}
    state = "justified" if disputed.justified else "unjustified"
    return {"state": state, "answer": service.sealer.open(disputed.answer)}


def _name(service: Identity, account_id: str) -> str:
    """Who it was, masked; empty once that account is deregistered."""
    known, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    if not isinstance(known, Account) or not known.name:
        return ""
    try:
        return mask("name", service.account_keys.sealer(account_id).open(known.name))
    except Unreadable:
        return ""
