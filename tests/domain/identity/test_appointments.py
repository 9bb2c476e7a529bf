"""Officers and agents: who appoints, changes and ends (ID-15)."""

from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.identity.account.domain import account
from services.identity.contract import (
    AccountEnded,
    AccountRegistered,
    AccountUnknown,
    AppointmentEnded,
    NotForOneself,
    RolesChanged,
    RolesDoNotMix,
)
from services.identity.office import domain
from tests.domain.specification import given

TODAY = "2026-11-22"
by_security = Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC), role="security", actor="A9", command_id="c1")


def an_officer(account_id: str = "A1") -> list[Event]:
    return [AccountRegistered(account_id, "officer", ["clerk"], None, None, "name", "", "2026-10-01")]


def a_person() -> list[Event]:
    return [AccountRegistered("A1", "person", ["person"], "P1", None, "name", "mobile", "2026-10-01")]


@pytest.mark.parametrize("role", ["person", "agent", "clerk", "reviewer", "admin", "auditor", "nobody", "system"])
def test_only_a_security_administrator_keeps_accounts(role: str) -> None:
    with pytest.raises(Forbidden):
        domain.only_security(Context(now=by_security.now, role=role))


@pytest.mark.parametrize("roles", [["security", "admin"], ["clerk", "auditor"], ["auditor", "security"]])
def test_who_keeps_accounts_or_audits_does_nothing_else(roles: list[str]) -> None:
    with pytest.raises(RolesDoNotMix):
        domain.check_roles(roles)


def test_an_officer_gets_other_roles() -> None:
    given(account, *an_officer()).when(lambda state: domain.change_roles(["reviewer"], state, by_security)).then(
        [RolesChanged("A1", ["reviewer"], TODAY)]
    )


def test_the_same_roles_change_nothing() -> None:
    given(account, *an_officer()).when(
        lambda state: domain.change_roles(["clerk"], state, by_security)
    ).nothing_happened()


def test_an_officer_who_leaves_is_revoked() -> None:
    given(account, *an_officer()).when(lambda state: domain.end_appointment("left", state, by_security)).then(
        [AppointmentEnded("A1", "left", TODAY)]
    )


def test_nobody_ends_the_own_appointment() -> None:
    given(account, *an_officer("A9")).when(
        lambda state: domain.end_appointment("left", state, by_security)
    ).refused_with(NotForOneself)


def test_a_persons_account_is_not_the_offices_to_end() -> None:
    given(account, *a_person()).when(lambda state: domain.end_appointment("left", state, by_security)).refused_with(
        AccountUnknown
    )


def test_what_has_ended_stays_ended() -> None:
    ended = AppointmentEnded("A1", "moved", "2026-11-01")
    given(account, *an_officer(), ended).when(
        lambda state: domain.end_appointment("left", state, by_security)
    ).refused_with(AccountEnded)
