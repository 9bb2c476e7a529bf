"""Officers and agents: who appoints, changes and ends (ID-15)."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.identity.account.domain import Account, account
from services.identity.contract import (
    AccountEnded,
    AccountRegistered,
    AccountUnknown,
    AgentActivated,
    AgentApplied,
    AgentRefused,
    AppointmentEnded,
    CounterProofsMissing,
    NotForOneself,
    RolesChanged,
    RolesDoNotMix,
)
from services.identity.office import domain
from services.identity.password.initial import initial_password
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
    given(account, *an_officer()).when(lambda state: domain.end_appointment("left", state, None, by_security)).then(
        [AppointmentEnded("A1", "left", TODAY)]
    )


def test_nobody_ends_the_own_appointment() -> None:
    given(account, *an_officer("A9")).when(
        lambda state: domain.end_appointment("left", state, None, by_security)
    ).refused_with(NotForOneself)


def test_a_persons_account_is_not_the_offices_to_end() -> None:
    given(account, *a_person()).when(
        lambda state: domain.end_appointment("left", state, None, by_security)
    ).refused_with(AccountUnknown)


def test_what_has_ended_stays_ended() -> None:
    ended = AppointmentEnded("A1", "moved", "2026-11-01")
    given(account, *an_officer(), ended).when(
        lambda state: domain.end_appointment("left", state, None, by_security)
    ).refused_with(AccountEnded)


# ------------------------------------------------------------------ agents of units (ID-14)


def an_agent(account_id: str = "A1", duty: str = "declarer", unit_id: str = "U1") -> AccountRegistered:
    return AccountRegistered(account_id, "agent", ["agent", duty], None, unit_id, "name", "mobile", "2026-10-01")


def known(*past: Event) -> Account:
    found = account.after(past)
    assert isinstance(found, Account)
    return found


by_manager = replace(by_security, role="agent", actor="A5", on_behalf_of="U1")


def test_a_manager_revokes_an_agent_of_the_own_unit_who_leaves() -> None:
    manager = known(an_agent("A5", "manager"))
    given(account, an_agent()).when(lambda state: domain.end_appointment("left", state, manager, by_manager)).then(
        [AppointmentEnded("A1", "left", TODAY)]
    )


@pytest.mark.parametrize(
    "asker", [an_agent("A5", "declarer"), an_agent("A5", "viewer"), an_agent("A5", "manager", "U2")]
)
def test_nobody_else_revokes_or_appoints_agents(asker: AccountRegistered) -> None:
    given(account, an_agent()).when(
        lambda state: domain.end_appointment("left", state, known(asker), by_manager)
    ).refused_with(Forbidden)
    with pytest.raises(Forbidden):
        domain.may_keep_agents("U1", known(asker), by_manager)


def test_a_manager_who_was_revoked_keeps_nobody() -> None:
    gone = known(an_agent("A5", "manager"), AppointmentEnded("A5", "left", TODAY))
    with pytest.raises(Forbidden):
        domain.may_keep_agents("U1", gone, by_manager)


def test_a_manager_ends_no_officer_and_not_oneself() -> None:
    manager = known(an_agent("A5", "manager"))
    given(account, *an_officer()).when(
        lambda state: domain.end_appointment("left", state, manager, by_manager)
    ).refused_with(Forbidden)
    given(account, an_agent("A5", "manager")).when(
        lambda state: domain.end_appointment("left", state, manager, by_manager)
    ).refused_with(NotForOneself)


def test_a_units_password_is_reset_after_seal_and_id_card_were_checked() -> None:
    officer = replace(by_security, role="clerk")
    domain.check_counter_proofs(["unit_seal", "agent_id"], officer)
    with pytest.raises(CounterProofsMissing) as missing:
        domain.check_counter_proofs(["agent_id"], officer)
    assert missing.value.arguments == {"titles": "单位公章"}
    with pytest.raises(Forbidden):
        domain.check_counter_proofs(["unit_seal", "agent_id"], by_manager)


def test_an_initial_password_follows_from_its_command_and_is_no_other_ones() -> None:
    one, other = (initial_password(replace(by_security, command_id=name), "k" * 32) for name in ("c1", "c2"))
    assert one == initial_password(by_security, "k" * 32) != other
    assert re.fullmatch(r"[a-z]{4}-[a-z]{4}-[2-9]{4}", one)


# ------------------------------------------------------------------ a unit's registration


def applied() -> list[Event]:
    return [an_agent(duty="manager"), AgentApplied("A1", "U1", "U1-20261122120000-I1", TODAY)]


def test_an_account_that_was_applied_for_is_activated_or_refused_with_its_case() -> None:
    given(account, *applied()).when(lambda state: domain.activate(state, by_security)).then(
        [AgentActivated("A1", "U1", TODAY)]
    )
    given(account, *applied()).when(lambda state: domain.refuse(state, by_security)).then(
        [AgentRefused("A1", "U1", TODAY)]
    )
    given(account, an_agent()).when(lambda state: domain.activate(state, by_security)).refused_with(AccountUnknown)
    assert known(*applied()).standing == "applied"
    assert known(*applied(), AgentActivated("A1", "U1", TODAY)).standing == "open"
    assert known(*applied(), AgentRefused("A1", "U1", TODAY)).standing == "refused"
