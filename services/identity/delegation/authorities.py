"""Giving, confirming, ending and using authority, on the store."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.identifiers import ResidentId, resident_id
from kernel.privacy import person_id
from services.identity import contract as c
from services.identity.account.archive import check_archive
from services.identity.delegation import domain
from services.identity.delegation.domain import Wanted, authority
from services.identity.wiring import Identity

Reply = dict[str, Any]


def give(service: Identity, command: c.GiveAuthority, context: Context) -> Reply:
    """Raises as `domain.give`, WrongIdNumber, DetailsDoNotMatch."""
    delegate = _named(service, command.delegate_id_number, command.delegate_name, context)
    period = (command.begins_on, command.ends_on)
    wanted = Wanted("agent", context.on_behalf_of, delegate[0], command.matters, *period)
    return _append(service, domain.give(wanted, _longest(service, context), context), context)


def register(service: Identity, command: c.RegisterAuthority, context: Context) -> Reply:
    """Raises as `domain.register`, WrongIdNumber, DetailsDoNotMatch."""
    principal, born = _named(service, command.principal_id_number, command.principal_name, context)
    delegate, _ = _named(service, command.delegate_id_number, command.delegate_name, context)
    period = (command.begins_on, command.ends_on)
    wanted = Wanted(command.kind, principal, delegate, command.matters, *period, principal_born=born)
    events = domain.register(wanted, command.proofs, _longest(service, context), context)
    return _append(service, events, context)


def confirm(service: Identity, command: c.ConfirmAuthority, context: Context) -> Reply:
    """Raises as `domain.confirm`."""
    stream = c.DELEGATION.stream(command.delegation_id)
    return execute(service.store, stream, authority, lambda state: domain.confirm(state, context), context)


def end(service: Identity, command: c.EndAuthority, context: Context) -> Reply:
    """Raises as `domain.end`."""
    stream = c.DELEGATION.stream(command.delegation_id)
    return execute(service.store, stream, authority, lambda state: domain.end(state, context), context)


def _append(service: Identity, events: list[c.DelegationEvent], context: Context) -> Reply:
    delegation_id = events[0].delegation_id
    stream = c.DELEGATION.stream(delegation_id)
    return execute(
        service.store, stream, authority, lambda _: events, context, result=lambda _: {"delegation_id": delegation_id}
    )


def _longest(service: Identity, context: Context) -> int:
    return int(service.city.policy.at("delegation", context.today)["days"])


def _named(service: Identity, number: str, name: str, context: Context) -> tuple[str, str]:
    """The person id and birthday of somebody in the archive under that number and name; never said which is wrong.

    Raises WrongIdNumber, DetailsDoNotMatch.
    """
    found = resident_id(number, context.today)
    if not isinstance(found, ResidentId):
        raise c.WrongIdNumber()
    person = person_id(found.number, service.settings.person_id_key)
    try:
        check_archive(service, person, {"name": name})
    except c.NotInArchive:
        raise c.DetailsDoNotMatch() from None
    return person, found.birth
