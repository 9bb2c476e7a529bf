"""Deregistering (ID-13): the account's key is destroyed, and everything that was opened with it ends."""

from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import Mobile, mobile, person_number
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account, login, release
from services.identity.account.logins import login_id
from services.identity.delegation.authorities import end_all as end_authorities
from services.identity.details.changing import own_account, own_mobile
from services.identity.identity import Identity
from services.identity.passkeys.keeping import remove_all as remove_passkeys
from services.identity.password.proving import prove_password
from services.identity.photos.keeping import end_with_account as end_photos
from services.identity.platforms.signing_in import unlink_all
from services.identity.session.ending import end_sessions

Reply = dict[str, Any]


def deregister(service: Identity, command: c.Deregister, context: Context) -> Reply:
    """ID-13. Raises Forbidden, NotFound, MobileDiffers, WrongPassword, SignInLocked."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = own_account(service, context)
    phone, own = mobile(command.mobile), own_mobile(service, owner)
    if not isinstance(phone, Mobile) or phone.number != own:
        raise c.MobileDiffers()
    prove_password(service, owner.account_id, command.password, context)
    names = (owner.person_id, *_logins(service, owner, own, context))
    logins = [c.LOGIN.stream(name) for name in dict.fromkeys(names) if name]

    def decide(unit: Unit) -> Reply:
        stream = c.ACCOUNT.stream(owner.account_id)
        if isinstance(unit.load(stream, account), Account):
            unit.append(stream, [c.AccountClosed(owner.account_id, owner.person_id, context.today)])
        for typed in logins:
            unit.append(typed, release(unit.load(typed, login), owner.account_id))
        end_sessions(unit, owner.account_id, "deregistered")
        remove_passkeys(unit, owner.account_id)
        unlink_all(unit, owner.account_id, context)
        if owner.person_id:
            end_authorities(service, unit, owner.person_id)
        end_photos(service, unit, owner.account_id)
        service.account_keys.destroy(owner.account_id, unit.session)
        return unit.reply(stream)

    return execute_across(service.store, decide, context)


def _logins(service: Identity, owner: Account, mobile: str, context: Context) -> list[str]:
    """What the owner types to sign in: the mobile, and the number in the archive as it is written."""
    archived = service.archive.get(owner.person_id) if owner.person_id else None
    number = service.sealer.open(archived["id_number"]) if archived and archived.get("id_number") else ""
    known, key = person_number(number, context.today), service.settings.person_id_key
    return [login_id(typed, context.today, key) for typed in (mobile, known) if isinstance(typed, str)]
