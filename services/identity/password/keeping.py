"""Keeping passwords: hashed, the hash sealed with the account's own key, so that it goes when the account does."""

from kernel.context import Context
from kernel.privacy import Sealer, Unreadable
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.domain import Password, credential
from services.identity.password.initial import FirstPassword, hours_of_first


def known_hash(service: Identity, who: str) -> str | None:
    """The argon2id hash of an account's password; None where there is no such account, after the same reads."""
    state, _ = service.store.state(c.CREDENTIAL.stream(who), credential)
    sealer = service.account_keys.find(who)
    if not isinstance(state, Password) or sealer is None:
        return None
    try:
        return sealer.open(state.hash)
    except Unreadable:
        return service.sealer.open(state.hash)  # as it was sealed once


def check_good(service: Identity, who: str, context: Context) -> None:
    """Whether the right password still opens: its holder trusts it, and a first one was used in time.

    Raises PasswordUnsafe, FirstPasswordOver.
    """
    state, _ = service.store.state(c.CREDENTIAL.stream(who), credential)
    if isinstance(state, Password) and state.distrusted:
        raise c.PasswordUnsafe()
    if isinstance(state, Password) and state.good_until and context.instant > state.good_until:
        raise c.FirstPasswordOver(hours=hours_of_first(service, context))


def put_password(
    unit: Unit,
    account_id: str,
    sealer: Sealer,
    password_hash: str,
    *,
    initial: bool,
    good_until: str | None = None,
    proved_until: str | None = None,
) -> None:
    """The account's password from now on, as `PasswordSet` tells it."""
    told = (account_id, sealer.seal(password_hash), initial, unit.context.today, good_until, proved_until)
    unit.append(c.CREDENTIAL.stream(account_id), [c.PasswordSet(*told)])


def put_first_password(unit: Unit, account_id: str, sealer: Sealer, first: FirstPassword) -> None:
    """The same for one that somebody is told."""
    put_password(unit, account_id, sealer, first.hash, initial=True, good_until=first.good_until)
