"""ID-15: officers are proposed by a security administrator and confirmed by another administrator."""

from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, State, account
from services.identity.account.opening import Opening, open_in, open_with, with_login
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.password.hashing import hash_password
from services.identity.password.initial import first_password, with_password
from services.identity.password.keeping import put_first_password
from services.identity.session.ending import end_sessions

Reply = dict[str, Any]


def appoint_officer(service: Identity, command: c.AppointOfficer, context: Context) -> Reply:
    """An account without a password, which opens nothing. Raises Forbidden, RolesDoNotMix, AlreadyRegistered."""
    if repeated := first_reply(service.store, context):
        return with_login(repeated, command.login)
    domain.only_security(context)
    domain.check_roles(command.roles)

    def decide(unit: Unit) -> Reply:
        account_id, _ = open_in(unit, service, _opening(command, ""))
        stream = c.ACCOUNT.stream(account_id)
        unit.append(stream, domain.propose(account_id, command.roles, context, opening=True))
        return unit.reply(stream, account_id=account_id)

    return with_login(execute_across(service.store, decide, context), command.login)


def confirm_appointment(service: Identity, command: c.ConfirmAppointment, context: Context) -> Reply:
    """See `ConfirmAppointment`; raises as `domain.confirm`."""
    domain.only_administrators(context)
    stream, first = c.ACCOUNT.stream(command.account_id), first_password(service, context)

    def decide(unit: Unit) -> Reply:
        officer = unit.load(stream, account)
        events = domain.confirm(command.roles, is_named(service, command.name, officer), officer, context)
        unit.append(stream, events)
        new = any(isinstance(event, c.AppointmentConfirmed) for event in events)
        if new:
            put_first_password(unit, command.account_id, service.account_keys.sealer(command.account_id), first)
        end_sessions(unit, command.account_id, "revoked")
        return unit.reply(stream, roles=list(command.roles), new=new)

    reply = execute_across(service.store, decide, context)
    told = {**reply, "result": {"roles": reply["result"]["roles"]}}
    return with_password(told, first.text if reply["result"]["new"] else "")


def is_named(service: Identity, name: str, officer: State) -> bool:
    """Whether a name, as it was read from an ID card, is the officer's."""
    if not isinstance(officer, Account):
        return False
    return normalise(service.account_keys.sealer(officer.account_id).open(officer.name)) == normalise(name)


def open_officer(service: Identity, command: c.AppointOfficer, password: str, context: Context, initial: bool) -> Reply:
    """An officer whom nobody proposes and nobody confirms, by the machine itself (see `first_run`).

    Raises AlreadyRegistered.
    """
    opening = _opening(command, hash_password(password), initial)
    return with_login(open_with(service, opening, context), command.login)


def _opening(command: c.AppointOfficer, password_hash: str, initial: bool = True) -> Opening:
    roles = tuple(command.roles)
    return Opening("officer", roles, command.name, "", password_hash, initial, logins=[command.login])
