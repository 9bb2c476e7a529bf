"""Giving, confirming, ending and using authority, on the store."""

from typing import Any

from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.identifiers import ResidentId, resident_id
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.archive import check_archive
from services.identity.account.logins import person_named
from services.identity.account.oneself import check_oneself
from services.identity.delegation import domain
from services.identity.delegation.domain import Wanted, authority
from services.identity.identity import Identity

Reply = dict[str, Any]


def give(service: Identity, command: c.GiveAuthority, context: Context) -> Reply:
    """Raises as `domain.give`, WrongIdNumber, DetailsDoNotMatch."""
    check_oneself(service, context)
    if repeated := first_reply(service.store, context):
        return repeated
    delegate = _named(service, command.delegate_id_number, command.delegate_name, context)
    period = (command.begins_on, command.ends_on)
    wanted = Wanted("agent", context.on_behalf_of, delegate[0], command.matters, *period)
    return _append(service, domain.give(wanted, _longest(service, context), context), context)


def register(service: Identity, command: c.RegisterAuthority, context: Context) -> Reply:
    """Raises as `domain.register`, WrongIdNumber, DetailsDoNotMatch. A ward's number must tell the birthday."""
    if repeated := first_reply(service.store, context):
        return repeated
    principal, born = _named(service, command.principal_id_number, command.principal_name, context)
    if command.kind == "guardian" and not born:
        raise c.WrongIdNumber()
    delegate, _ = _named(service, command.delegate_id_number, command.delegate_name, context)
    period = (command.begins_on, command.ends_on)
    wanted = Wanted(command.kind, principal, delegate, command.matters, *period, principal_born=born)
    events = domain.register(wanted, command.proofs, _longest(service, context), context)
    return _append(service, events, context)


def confirm(service: Identity, command: c.ConfirmAuthority, context: Context) -> Reply:
    """Raises as `domain.confirm`."""
    check_oneself(service, context)
    stream = c.DELEGATION.stream(command.delegation_id)
    return execute(service.store, stream, authority, lambda state: domain.confirm(state, context), context)


def end(service: Identity, command: c.EndAuthority, context: Context) -> Reply:
    """Raises as `domain.end`, Forbidden."""
    check_oneself(service, context)
    stream = c.DELEGATION.stream(command.delegation_id)
    return execute(service.store, stream, authority, lambda state: domain.end(state, context), context)


def end_all(service: Identity, unit: Unit, person: str) -> None:
    """Whatever somebody gave or was given ends with the account (ID-13), in the transaction that closes it."""
    given = (name for name, _ in service.store.streams(c.DELEGATION.stream(person, "")))
    received = (row["delegation_id"] for row in service.authorities.serving().find({"delegate": person}))
    for stream in dict.fromkeys([*given, *map(c.DELEGATION.stream, received)]):
        unit.append(stream, domain.end_with_account(unit.load(stream, authority), person, unit.context))


def _append(service: Identity, events: list[c.DelegationEvent], context: Context) -> Reply:
    delegation_id = events[0].delegation_id
    stream = c.DELEGATION.stream(delegation_id)
    return execute(
        service.store, stream, authority, lambda _: events, context, result=lambda _: {"delegation_id": delegation_id}
    )


def _longest(service: Identity, context: Context) -> int:
    return int(service.city.policy.at("delegation", context.today)["days"])


def _named(service: Identity, number: str, name: str, context: Context) -> tuple[str, str]:
    """The person id and birthday ("" for a permit) of somebody in the archive under that number and name.

    Raises WrongIdNumber, DetailsDoNotMatch (never which is wrong).
    """
    person, known = person_named(number, context.today, service.settings.person_id_key)
    try:
        check_archive(service, person, {"name": name})
    except c.NotInArchive:
        raise c.DetailsDoNotMatch() from None
    resident = resident_id(known, context.today)
    return person, resident.birth if isinstance(resident, ResidentId) else ""
