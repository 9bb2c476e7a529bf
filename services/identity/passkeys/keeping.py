"""Adding, using, listing and taking away passkeys (ID-19)."""

from typing import Any

from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.notices.telling import tell_of_way_in
from services.identity.passkeys import ceremony, domain
from services.identity.passkeys.domain import passkeys
from services.identity.password.proving import prove_password
from services.identity.session.keeping import Arrival, open_session, opened_before, times_barred
from services.identity.session.recent import check_recent

Reply = dict[str, Any]


def options(service: Identity, context: Context) -> dict[str, Any]:
    """See `PasskeyOptions`."""
    known, _ = service.store.state(c.PASSKEY.stream(context.actor), passkeys)
    return ceremony.options_to_add(service, known, context)


def add(service: Identity, command: c.AddPasskey, context: Context) -> Reply:
    """Raises PasskeyRefused, WrongPassword, SignInLocked."""
    if repeated := first_reply(service.store, context):
        return repeated
    prove_password(service, context.actor, command.password, context)
    sealed_name = service.account_keys.sealer(context.actor).seal(command.name)
    added = ceremony.added(service, command, sealed_name, context)
    stream = c.PASSKEY.stream(context.actor)

    def decide(unit: Unit) -> Reply:
        unit.append(stream, domain.add(unit.load(stream, passkeys), added))
        tell_of_way_in(service, unit, context.actor, "passkey")
        return unit.reply(stream)

    return execute_across(service.store, decide, context)


def sign_in(service: Identity, command: c.SignInByPasskey, context: Context) -> Reply:
    """The passkey tells whose it is: nobody types anything. Raises PasskeyRefused, AccountEnded."""
    if repeated := opened_before(service, context):
        return repeated
    account_id, credential_id = ceremony.owner_of(command.credential)
    barred = times_barred(service, account_id, context)
    stream = c.PASSKEY.stream(account_id)
    known, _ = service.store.state(stream, passkeys)
    passkey = known.by_id.get(credential_id)
    if passkey is None:
        raise c.PasskeyRefused()
    used = ceremony.used(service, command, account_id, passkey, context)
    execute(service.store, stream, passkeys, lambda newest: domain.use(newest, used), context)
    arrival = Arrival("passkey", barred, command.source, command.public_computer)
    return open_session(service, account_id, arrival, context)


def remove(service: Identity, command: c.RemovePasskey, context: Context) -> Reply:
    """Raises PasskeyNotFound, and as `check_recent`."""
    if repeated := first_reply(service.store, context):
        return repeated
    check_recent(service, command.session_id, command.password, context)
    stream = c.PASSKEY.stream(context.actor)
    return execute(
        service.store, stream, passkeys, lambda known: domain.remove(known, command.credential_id, context), context
    )


def get_passkeys(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetPasskeys`."""
    known, _ = service.store.state(c.PASSKEY.stream(context.actor), passkeys)
    sealer = service.account_keys.sealer(context.actor)
    told = [
        {
            "credential_id": passkey.credential_id,
            "name": sealer.open(passkey.name),
            "added_at": passkey.added_at,
            "used_at": passkey.used_at,
        }
        for passkey in known.by_id.values()
    ]
    return {"passkeys": told}


def remove_all(unit: Unit, account_id: str, since: str = "") -> None:
    """No passkey is left of an account that is closed (ID-13), or, of those added from `since` (UTC) on, of one that
    others may have got into (ID-20)."""
    stream = c.PASSKEY.stream(account_id)
    unit.append(stream, domain.remove_since(unit.load(stream, passkeys), account_id, since, unit.context))
