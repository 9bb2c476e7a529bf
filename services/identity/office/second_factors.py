"""ID-15: a lost second factor: one administrator asks that it go, another one takes it away."""

from typing import Any

from kernel.commands import execute_across
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import account
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.office.officers import is_named
from services.identity.second_factor.domain import ask_removal, remove, second_factor
from services.identity.session.ending import end_sessions

Reply = dict[str, Any]


def ask(service: Identity, command: c.AskFactorRemoval, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded, NoSecondFactor."""
    domain.only_security(context)
    stream = c.SECOND_FACTOR.stream(command.account_id)

    def decide(unit: Unit) -> Reply:
        holder = domain.anothers(unit.load(c.ACCOUNT.stream(command.account_id), account), context)
        reason = service.account_keys.sealer(holder.account_id).seal(command.reason)
        unit.append(stream, ask_removal(unit.load(stream, second_factor), holder.account_id, reason, context))
        return unit.reply(stream, account_id=holder.account_id)

    return execute_across(service.store, decide, context)


def take_away(service: Identity, command: c.RemoveSecondFactor, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded, RemovalNotAsked, RemovalByAnother,
    RemovalNameDiffers."""
    domain.only_administrators(context)
    stream = c.SECOND_FACTOR.stream(command.account_id)

    def decide(unit: Unit) -> Reply:
        holder = domain.anothers(unit.load(c.ACCOUNT.stream(command.account_id), account), context)
        named = is_named(service, command.name, holder)
        unit.append(stream, remove(unit.load(stream, second_factor), holder.account_id, named, context))
        ended = end_sessions(unit, holder.account_id, "second_factor_reset")
        return unit.reply(stream, ended=ended)

    return execute_across(service.store, decide, context)
