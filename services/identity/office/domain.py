"""ID-15: who may appoint, in which roles, and how an appointment ends. Pure."""

from collections.abc import Sequence

from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import Account, State

ALONE = frozenset({"security", "auditor"})
"""Roles of which an officer has no other beside (handbook 15.2)."""


def only_security(context: Context) -> None:
    """Accounts of agents and officers are kept by security administrators. Raises Forbidden."""
    if context.role != "security":
        raise Forbidden()


def check_roles(roles: Sequence[str]) -> None:
    """Whether one officer may have all of these. Raises RolesDoNotMix."""
    if len(set(roles)) > 1 and ALONE & set(roles):
        raise c.RolesDoNotMix()


def change_roles(roles: Sequence[c.OfficerRole], state: State, context: Context) -> list[c.OfficeEvent]:
    """Other roles; none happens where they are the same. Raises as `_appointed`, RolesDoNotMix."""
    officer = _appointed(state, context)
    if officer.kind != "officer":
        raise c.AccountUnknown()
    check_roles(roles)
    same = tuple(roles) == officer.roles
    return [] if same else [c.RolesChanged(officer.account_id, list(roles), context.today)]


def end_appointment(reason: c.EndReason, state: State, context: Context) -> list[c.OfficeEvent]:
    """停用. Raises as `_appointed`."""
    officer = _appointed(state, context)
    return [c.AppointmentEnded(officer.account_id, reason, context.today)]


def check_open(owner: Account) -> None:
    """Whether an account still opens anything. Raises AccountEnded."""
    if owner.ended_on:
        raise c.AccountEnded(ended_on=owner.ended_on)


def _appointed(state: State, context: Context) -> Account:
    """An officer or agent in office, not oneself. Raises Forbidden, AccountUnknown, NotForOneself, AccountEnded."""
    only_security(context)
    if not isinstance(state, Account) or state.kind == "person":
        raise c.AccountUnknown()
    if state.account_id == context.actor:
        raise c.NotForOneself()
    check_open(state)
    return state
