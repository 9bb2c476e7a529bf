"""A command that comes twice is answered the same, also where its proof is used up or too old by then (promise K2)."""

from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import pytest

from services.identity import contract as c
from tests.services.identity.conftest import World
from tests.services.identity.test_keeping_accounts import OLD, Member, code_to

MUCH_LATER = 1800
"""Seconds, by which codes of any kind are too old."""


@pytest.fixture
def member(world: World) -> Iterator[Member]:
    yield Member(world)
    world.http.move_clock(0)


def twice(member: Member, command: Any, *, anyone: bool = False) -> list[dict[str, Any]]:
    """The answers to a command that is sent again much later."""
    http, command_id, answers = member.world.http, token_hex(8), []
    for seconds in (0, MUCH_LATER):
        http.move_clock(seconds)
        context = http.context() if anyone else member.context()
        answers.append(http.command(command, context, command_id))
    http.move_clock(0)
    return answers


def test_a_code_signs_in_to_the_same_session(member: Member) -> None:
    mobile, http = member.person.mobile, member.world.http
    ticket = http.command(c.SendSignInCode(mobile), http.context())["result"]["ticket"]
    first, again = twice(member, c.SignInByCode(mobile, ticket, code_to(member.world, mobile)), anyone=True)
    assert first["result"]["session_id"] == again["result"]["session_id"]
    assert first["result"]["refresh_token"] == again["result"]["refresh_token"]


def test_a_password_that_was_right_signs_in_to_the_same_session(member: Member) -> None:
    first, again = twice(member, c.SignIn(member.person.id_number, OLD), anyone=True)
    assert first["result"]["session_id"] == again["result"]["session_id"]


def test_a_telephone_answers_and_a_page_goes_in_once_however_often_they_say_so(member: Member) -> None:
    shown = member.world.http.query(c.ShowQr(), member.world.http.context())
    first, again = twice(member, c.AnswerQr(agreed=True, ticket=shown["ticket"]))
    assert first == again
    first, again = twice(member, c.SignInByQr(shown["poll"]), anyone=True)
    assert first["result"]["state"] == again["result"]["state"] == "signed_in"
    assert first["result"]["session_id"] == again["result"]["session_id"]


def test_codes_are_sent_once(member: Member) -> None:
    member.is_proved()
    for command in (c.SendNewMobileCode("13800007777"), c.SendBankAccountCode(), c.SendProofCode()):
        first, again = twice(member, command)
        assert first == again
    first, again = twice(member, c.SendSignInCode("13800008888"), anyone=True)
    assert first == again


def test_what_was_proved_by_a_code_is_proved_once(member: Member) -> None:
    ticket = member.asks(c.SendProofCode())
    first, again = twice(member, c.ProveByMobile(ticket, code_to(member.world, member.person.mobile)))
    assert first == again


def test_a_prepared_secret_is_told_again_and_not_the_one_that_took_its_place(member: Member) -> None:
    prepare = c.PrepareSecondFactor(OLD)
    first = member.does(prepare, "first " + member.account_id)
    second = member.does(prepare, "second " + member.account_id)
    assert member.does(prepare, "first " + member.account_id) == first
    assert second["result"]["secret"] != first["result"]["secret"]


def test_an_appointment_is_told_again_to_who_may_appoint_no_more(member: Member) -> None:
    http, login = member.world.http, f"officer.{token_hex(4)}"
    command, command_id = c.AppointOfficer(login, ["clerk"], "钱经办"), token_hex(8)
    first = http.command(command, http.context("security"), command_id)
    assert http.command(command, http.context("clerk"), command_id) == first
