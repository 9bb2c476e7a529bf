"""What ends sessions meets a sign-in on its way, in any order: none survives that was opened by what is over."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from kernel.refusals import Refused
from services.identity import contract as c
from services.identity.account.domain import account
from services.identity.session.keeping import Arrival, open_session, times_barred
from tests.services.identity.conftest import World
from tests.services.identity.test_keeping_accounts import NEW, OLD, Member

ROUNDS = 5


@pytest.fixture
def member(world: World) -> Member:
    return Member(world)


def session_of(member: Member, barred: int) -> dict[str, Any]:
    """The end of a sign-in that has found the password right."""
    context = member.world.http.context()
    return open_session(member.world.service, member.account_id, Arrival("password", barred), context)


def test_a_password_that_was_right_before_it_was_changed_opens_nothing_after(member: Member) -> None:
    barred = times_barred(member.world.service, member.account_id, member.world.http.context())
    member.does(c.ChangePassword(OLD, NEW, NEW))
    with pytest.raises(c.SignInOverlapped):
        session_of(member, barred)
    assert member.signs_in(NEW)["account_id"] == member.account_id


def test_nor_does_it_after_an_appointment_has_ended(world: World) -> None:
    http = world.http
    told = http.command(c.AppointAgent(world.unit(), "王五", "13800001111"), http.context("security"))["result"]
    barred = times_barred(world.service, told["account_id"], http.context())
    http.command(c.EndAppointment(told["account_id"], "left"), http.context("security"))
    state, _ = world.service.store.state(c.ACCOUNT.stream(told["account_id"]), account)
    assert state.ended_on  # type: ignore[union-attr]
    with pytest.raises(c.AccountEnded):
        open_session(world.service, told["account_id"], Arrival("password", barred), http.context())


def test_a_telephone_that_was_signed_out_has_let_nobody_in(member: Member) -> None:
    http = member.world.http
    shown = http.query(c.ShowQr(), http.context())
    member.does(c.AnswerQr(agreed=True, ticket=shown["ticket"]))
    member.does(c.EndSessions(password=OLD))
    with pytest.raises(c.SignInOverlapped):
        http.command(c.SignInByQr(shown["poll"]), http.context())


def test_however_a_sign_in_and_a_change_meet_the_old_password_leaves_no_session(world: World) -> None:
    for _ in range(ROUNDS):
        member, start = Member(world), Barrier(3)

        def signs_in(member: Member = member, start: Barrier = start) -> str | None:
            start.wait()
            try:
                return str(member.signs_in(OLD)["refresh_token"])
            except Refused:
                return None

        def changes(member: Member = member, start: Barrier = start) -> None:
            start.wait()
            member.does(c.ChangePassword(OLD, NEW, NEW))

        with ThreadPoolExecutor(3) as pool:
            signing_in, changing = [pool.submit(signs_in) for _ in range(2)], pool.submit(changes)
        changing.result()
        for token in filter(None, (one.result() for one in signing_in)):
            with pytest.raises(c.SessionOver):
                world.http.command(c.Refresh(token), world.http.context())
