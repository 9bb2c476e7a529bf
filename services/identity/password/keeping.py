"""Keeping passwords: hashed, the hash sealed with the account's own key, so that it goes when the account does."""

from kernel.privacy import Sealer, Unreadable
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.domain import Password, credential


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


def check_trusted(service: Identity, who: str) -> None:
    """Whether its holder still trusts the password. Raises PasswordUnsafe."""
    state, _ = service.store.state(c.CREDENTIAL.stream(who), credential)
    if isinstance(state, Password) and state.distrusted:
        raise c.PasswordUnsafe()


def put_password(unit: Unit, account_id: str, sealer: Sealer, password_hash: str, *, initial: bool) -> None:
    """The account's password from now on; `initial` where somebody else chose it."""
    sealed = sealer.seal(password_hash)
    unit.append(c.CREDENTIAL.stream(account_id), [c.PasswordSet(account_id, sealed, initial, unit.context.today)])
