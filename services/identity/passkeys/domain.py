"""The passkeys of an account. Pure; what a browser says has been verified before it comes here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c

PasskeyEvent = c.PasskeyAdded | c.PasskeyUsed | c.PasskeyRemoved
CHALLENGES_KEPT = 20
"""A challenge is good for two minutes; nobody answers so many in that time."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """`sign_count` as the authenticator last told it (0: it does not count)."""

    credential_id: str
    public_key: str
    sign_count: int
    name: str
    added_at: str
    used_at: str | None = None


@dataclass(frozen=True, slots=True)
class Passkeys:
    """By credential id, and the last challenges that were answered."""

    by_id: Mapping[str, Passkey] = field(default_factory=dict)
    answered: tuple[str, ...] = ()


def evolve(known: Passkeys, happened: PasskeyEvent) -> Passkeys:
    """The passkeys after an event."""
    match happened:
        case c.PasskeyAdded(credential_id=name):
            made = Passkey(name, happened.public_key, happened.sign_count, happened.name, happened.at)
            return Passkeys({**known.by_id, name: made}, _answered(known, happened.challenge))
        case c.PasskeyUsed(credential_id=name):
            used = replace(known.by_id[name], sign_count=happened.sign_count, used_at=happened.at)
            return Passkeys({**known.by_id, name: used}, _answered(known, happened.challenge))
        case c.PasskeyRemoved():
            left = {name: key for name, key in known.by_id.items() if name != happened.credential_id}
            return replace(known, by_id=left)
        case _:
            assert_never(happened)


def _answered(known: Passkeys, challenge: str) -> tuple[str, ...]:
    return (*known.answered, challenge)[-CHALLENGES_KEPT:]


passkeys: Aggregate[Passkeys] = Aggregate(Passkeys(), evolve)


def add(known: Passkeys, added: c.PasskeyAdded) -> list[PasskeyEvent]:
    """A passkey that is new here, for a challenge that was not answered yet. Raises PasskeyRefused."""
    if added.challenge in known.answered or added.credential_id in known.by_id:
        raise c.PasskeyRefused()
    return [added]


def use(known: Passkeys, used: c.PasskeyUsed) -> list[PasskeyEvent]:
    """It signs in, once for a challenge; a count that does not rise betrays a copy. Raises PasskeyRefused."""
    passkey = known.by_id.get(used.credential_id)
    if passkey is None or used.challenge in known.answered:
        raise c.PasskeyRefused()
    if (used.sign_count or passkey.sign_count) and used.sign_count <= passkey.sign_count:
        raise c.PasskeyRefused()
    return [used]


def remove(known: Passkeys, credential_id: str, context: Context) -> list[PasskeyEvent]:
    """Raises PasskeyNotFound."""
    if credential_id not in known.by_id:
        raise c.PasskeyNotFound()
    return [c.PasskeyRemoved(context.actor, credential_id, context.instant)]


def remove_since(known: Passkeys, account_id: str, since: str, context: Context) -> list[PasskeyEvent]:
    """Those that were added from `since` (UTC; "": all) on."""
    newer = (name for name, passkey in known.by_id.items() if passkey.added_at >= since)
    return [c.PasskeyRemoved(account_id, credential_id, context.instant) for credential_id in newer]
