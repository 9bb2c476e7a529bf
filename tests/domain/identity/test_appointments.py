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
    AppointmentConfirmed,
    AppointmentDiffers,
    AppointmentEnded,
    AppointmentProposed,
    ConfirmedByAnother,
    CounterProofsMissing,
    NoAppointmentWaits,
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


def proposed(*roles: str, by: str = "A9", opening: bool = False) -> AppointmentProposed:
    return AppointmentProposed("A1", list(roles), by, opening, TODAY)  # type: ignore[arg-type]


def test_a_role_that_an_officer_has_not_had_waits_for_another_administrator() -> None:
    given(account, *an_officer()).when(lambda state: domain.change_roles(["reviewer"], state, by_security)).then(
        [proposed("reviewer")]
    )
    waits = account.after([*an_officer(), proposed("reviewer")])
    assert isinstance(waits, Account)
    assert (waits.roles, waits.standing) == (("clerk",), "open")


def test_roles_are_taken_away_by_one_alone_at_once() -> None:
    both = AccountRegistered("A1", "officer", ["clerk", "reviewer"], None, None, "name", "", "2026-10-01")
    given(account, both).when(lambda state: domain.change_roles(["clerk"], state, by_security)).then(
        [RolesChanged("A1", ["clerk"], TODAY)]
    )


def test_the_roles_of_now_take_back_what_was_proposed() -> None:
    given(account, *an_officer(), proposed("reviewer")).when(
        lambda state: domain.change_roles(["clerk"], state, by_security)
    ).then([RolesChanged("A1", ["clerk"], TODAY)])
    after = account.after([*an_officer(), proposed("reviewer"), RolesChanged("A1", ["clerk"], TODAY)])
    assert isinstance(after, Account)
    assert after.proposed is None


@pytest.mark.parametrize("role", ["security", "admin"])
def test_another_administrator_confirms_a_new_officer(role: str) -> None:
    second = replace(by_security, actor="A8", role=role)
    given(account, *an_officer(), proposed("clerk", "reviewer", opening=True)).when(
        lambda state: domain.confirm(["reviewer", "clerk"], True, state, second)
    ).then([AppointmentConfirmed("A1", ["clerk", "reviewer"], TODAY)])


def test_another_administrator_confirms_roles_of_one_who_is_there() -> None:
    second = replace(by_security, actor="A8")
    given(account, *an_officer(), proposed("reviewer")).when(
        lambda state: domain.confirm(["reviewer"], True, state, second)
    ).then([RolesChanged("A1", ["reviewer"], TODAY)])


@pytest.mark.parametrize(
    ("past", "roles", "context", "refusal"),
    [
        ([proposed("admin")], ["admin"], by_security, ConfirmedByAnother),
        ([proposed("admin", by="A1")], ["admin"], replace(by_security, actor="A1"), NotForOneself),
        ([proposed("admin")], ["admin", "clerk"], replace(by_security, actor="A8"), AppointmentDiffers),
        ([proposed("admin")], ["admin"], replace(by_security, actor="A8", role="reviewer"), Forbidden),
        ([], ["clerk"], replace(by_security, actor="A8"), NoAppointmentWaits),
        ([proposed("admin"), RolesChanged("A1", ["admin"], TODAY)], ["admin"], by_security, NoAppointmentWaits),
        ([proposed("admin"), AppointmentEnded("A1", "left", TODAY)], ["admin"], by_security, AccountEnded),
    ],
)
def test_nobody_is_both_pairs_of_eyes(
    past: list[Event], roles: list[str], context: Context, refusal: type[Exception]
) -> None:
    given(account, *an_officer(), *past).when(
        lambda state: domain.confirm(roles, True, state, context)  # type: ignore[arg-type]
    ).refused_with(refusal)


def test_who_stands_at_the_desk_has_the_name_that_was_proposed() -> None:
    given(account, *an_officer(), proposed("reviewer")).when(
        lambda state: domain.confirm(["reviewer"], False, state, replace(by_security, actor="A8"))
    ).refused_with(AppointmentDiffers)


def test_roles_of_a_proposed_officer_are_corrected_before_anybody_confirms() -> None:
    given(account, *an_officer(), proposed("clerk", opening=True)).when(
        lambda state: domain.change_roles(["reviewer"], state, by_security)
    ).then([proposed("reviewer", opening=True)])


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
