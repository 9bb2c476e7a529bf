"""ID-20: what a report of misuse takes away, by what who reports has proved."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import pytest

from kernel.events import Event
from services.identity import contract as c
from services.identity.passkeys.domain import passkeys
from services.identity.password.changing import reset_to
from services.identity.second_factor.domain import second_factor
from services.identity.session.domain import stream_of
from tests.services.harness import happened
from tests.services.identity.conftest import World
from tests.services.identity.test_keeping_accounts import NEW, OLD, Member

pytestmark = pytest.mark.feature("ID-20")
MONTHS_AGO = "2020-01-01T00:00:00+00:00"


@pytest.fixture
def member(world: World) -> Member:
    """Somebody with an authenticator app, a passkey of long ago and one of today."""
    member, now = Member(world), world.http.context().instant
    who = member.account_id
    seal = world.service.account_keys.sealer(who).seal
    was(member, c.SECOND_FACTOR.stream(who), c.SecondFactorPrepared(who, seal("A" * 32), MONTHS_AGO))
    was(member, c.SECOND_FACTOR.stream(who), c.SecondFactorEnrolled(who, 1, MONTHS_AGO))
    for key, at in {"old": MONTHS_AGO, "new": now}.items():
        was(member, c.PASSKEY.stream(who), c.PasskeyAdded(who, key, "k", 0, seal("手机"), key, at))
    return member


def was(member: Member, stream: str, event: Event) -> None:
    _, version = member.world.service.store.load(stream)
    happened(member.world.service, stream, event, expected=version)


def left(member: Member) -> tuple[bool, set[str]]:
    """Whether the app is, and which passkeys are."""
    store, who = member.world.service.store, member.account_id
    factor, _ = store.state(c.SECOND_FACTOR.stream(who), second_factor)
    return factor.enrolled, set(store.state(c.PASSKEY.stream(who), passkeys)[0].by_id)


def reports(member: Member, session_id: str) -> Any:
    told = member.does(c.ReportMisuse("change", keep=session_id))["result"]["second_factor_stays"]
    return told, [one["session_id"] for one in member.world.http.query(c.GetSessions(), member.context())["sessions"]]


def test_the_password_alone_takes_away_what_a_thief_may_have_added_and_no_second_factor(member: Member) -> None:
    session = member.signs_in(OLD)["session_id"]
    assert reports(member, session) == (True, [])
    assert left(member) == (True, {"old"})


def test_who_has_given_the_second_factor_takes_all_of_it_away_and_goes_on(member: Member) -> None:
    session = member.signs_in(OLD)["session_id"]
    strengthened = c.SessionStrengthened(session, "totp", member.world.http.context().instant)
    was(member, stream_of(session), strengthened)
    assert reports(member, session) == (False, [session])
    assert left(member) == (False, set())


def set_anew(member: Member, by: tuple[c.ProofMeans, ...], now: datetime | None = None) -> None:
    context = member.world.http.context()
    asking = replace(context, command_id=token_hex(8), command_hash="h", now=now or context.now)
    reset_to(member.world.service, member.account_id, NEW, asking, by)


def test_so_does_who_has_set_the_password_anew_after_a_proof_of_who_it_is(member: Member) -> None:
    member.is_proved()
    set_anew(member, ("window",))
    session = member.signs_in(NEW)["session_id"]
    assert reports(member, session) == (False, [session])
    assert left(member) == (False, set())


def test_a_password_that_a_text_alone_has_set_anew_is_worth_no_more_than_the_text(member: Member) -> None:
    member.is_proved()
    set_anew(member, ())
    assert reports(member, member.signs_in(NEW)["session_id"]) == (True, [])


def test_a_password_that_was_set_anew_upon_a_proof_long_ago_may_be_stolen_by_now(member: Member) -> None:
    member.is_proved()
    set_anew(member, ("window",), member.world.http.context().now - timedelta(days=2))
    member.is_proved()
    assert reports(member, member.signs_in(NEW)["session_id"]) == (True, [])


def test_a_proof_of_the_owner_helps_nobody_who_knows_the_password(member: Member) -> None:
    member.is_proved()
    assert reports(member, member.signs_in(OLD)["session_id"]) == (True, [])
    assert left(member) == (True, {"old"})


def test_without_a_second_factor_who_reports_goes_on_to_change_the_password(world: World) -> None:
    member = Member(world)
    session = member.signs_in(OLD)["session_id"]
    assert reports(member, session) == (False, [session])
