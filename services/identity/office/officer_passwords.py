"""ID-15: an officer's forgotten password, asked for by one administrator and given by another."""

from typing import Any

from kernel.commands import execute_across
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import account, login
from services.identity.account.logins import login_id
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.password.domain import credential
from services.identity.password.initial import first_password, with_password
from services.identity.password.keeping import put_first_password
from services.identity.session.ending import end_sessions
from services.identity.session.keeping import without_command
from services.identity.sign_in.unlocking import proved

Reply = dict[str, Any]


def ask_reset(service: Identity, command: c.AskOfficerReset, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded."""
    domain.only_security(context)
    account_id = _of_login(service, command.login, context)
    stream = c.CREDENTIAL.stream(account_id)
    reason = service.account_keys.sealer(account_id).seal(command.reason)

    def decide(unit: Unit) -> Reply:
        officer = domain.another_officer(unit.load(c.ACCOUNT.stream(account_id), account), context)
        unit.append(stream, [c.OfficerResetAsked(officer.account_id, context.actor, reason, context.today)])
        return unit.reply(stream, account_id=account_id)

    return execute_across(service.store, decide, context)


def give_reset(service: Identity, command: c.ResetOfficerPassword, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded, ResetNotAsked, ResetByAnother."""
    domain.only_administrators(context)
    account_id = _of_login(service, command.login, context)
    stream, first = c.CREDENTIAL.stream(account_id), first_password(service, context)

    def decide(unit: Unit) -> Reply:
        officer = domain.another_officer(unit.load(c.ACCOUNT.stream(account_id), account), context)
        domain.check_second(unit.load(stream, credential), context)
        put_first_password(unit, officer.account_id, service.account_keys.sealer(account_id), first)
        end_sessions(unit, officer.account_id, "password_reset")
        return unit.reply(stream, account_id=account_id)

    reply = execute_across(service.store, decide, context)
    proved(service, account_id, "password_reset", without_command(context))
    return with_password(reply, first.text)


def _of_login(service: Identity, typed: str, context: Context) -> str:
    """Raises AccountUnknown."""
    name = login_id(typed, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(name), login)
    if account_id is None:
        raise c.AccountUnknown()
    return account_id
