"""Changing and ending what somebody was appointed to; the sessions under the old rights end with it."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import account
from services.identity.office import domain
from services.identity.wiring import Identity

Reply = dict[str, Any]


def change_roles(service: Identity, command: c.ChangeRoles, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, RolesDoNotMix, AccountEnded."""
    return execute(
        service.store,
        c.ACCOUNT.stream(command.account_id),
        account,
        lambda state: domain.change_roles(command.roles, state, context),
        context,
        result=lambda _: {"roles": list(command.roles)},
    )


def end_appointment(service: Identity, command: c.EndAppointment, context: Context) -> Reply:
    """Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded."""
    return execute(
        service.store,
        c.ACCOUNT.stream(command.account_id),
        account,
        lambda state: domain.end_appointment(command.reason, state, context),
        context,
    )
