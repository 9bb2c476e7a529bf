"""Changing and ending what somebody was appointed to; the sessions under the old rights end with it."""

from collections.abc import Callable
from typing import Any

from kernel.commands import execute_across
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import State, account
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.office.agents import asker
from services.identity.session.ending import end_sessions

Reply = dict[str, Any]


def change_roles(service: Identity, command: c.ChangeRoles, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, RolesDoNotMix, AccountEnded."""

    def decide(state: State) -> list[c.OfficeEvent]:
        return domain.change_roles(command.roles, state, context)

    def result(events: list[c.OfficeEvent]) -> dict[str, Any]:
        return {"roles": list(command.roles), "waits": _waits(events)}

    return _appoint(service, command.account_id, decide, context, result)


def end_appointment(service: Identity, command: c.EndAppointment, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded."""

    def decide(state: State) -> list[c.OfficeEvent]:
        return domain.end_appointment(command.reason, state, asker(service, context), context)

    return _appoint(service, command.account_id, decide, context)


def _appoint(
    service: Identity,
    account_id: str,
    decide: Callable[[State], list[c.OfficeEvent]],
    context: Context,
    result: Callable[[list[c.OfficeEvent]], dict[str, Any]] = lambda _: {},
) -> Reply:
    stream = c.ACCOUNT.stream(account_id)

    def across(unit: Unit) -> Reply:
        events = decide(unit.load(stream, account))
        unit.append(stream, events)
        if events and not _waits(events):
            end_sessions(unit, account_id, "revoked")
        return unit.reply(stream, **result(events))

    return execute_across(service.store, across, context)


def _waits(events: list[c.OfficeEvent]) -> bool:
    """Whether another administrator has to confirm it first."""
    return any(isinstance(event, c.AppointmentProposed) for event in events)
