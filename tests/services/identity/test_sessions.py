"""Sessions over HTTP: listed, ended one by one or all at once, over when nobody uses them, and told to the gateway."""

from dataclasses import replace

import pytest

from kernel.clock import instant
from kernel.context import Context
from services.identity.contract import (
    ACCESS,
    AccessRevoked,
    EndSessions,
    GetSessions,
    PasskeyNotFound,
    PlatformNotLinked,
    Refresh,
    RegisterPerson,
    RemovePasskey,
    SessionIdle,
    SessionNotFound,
    SessionOver,
    SignIn,
    SignInNotRecent,
    SignOut,
    UnlinkPlatform,
    WrongPassword,
)
from tests.services.harness import Http
from tests.services.identity.conftest import Person, World

PASSWORD = "Xuanwu!7hu"
TERMS = "t2011"


@pytest.fixture
def member(world: World) -> Person:
    person = world.person()
    world.http.command(
        RegisterPerson(person.id_number, person.name, person.mobile, PASSWORD, PASSWORD, TERMS), world.http.context()
    )
    return person


@pytest.fixture
def sign_in(identity: Http, member: Person):  # type: ignore[no-untyped-def]
    """Signs the member in; the answer."""

    def act(source: str = "Linux电脑，网络 127.0.0.*", **more) -> dict:  # type: ignore[no-untyped-def]
        command = SignIn(member.id_number, PASSWORD, source=source, **more)
        return dict(identity.command(command, identity.context())["result"])

    yield act
    identity.move_clock(0)


def as_(identity: Http, signed_in: dict) -> Context:
    return identity.context("person", signed_in["person_id"], signed_in["account_id"])


def test_who_signed_in_sees_each_open_session_with_when_where_and_how(identity: Http, sign_in) -> None:
    first, second = sign_in("安卓设备，网络 127.0.0.*"), sign_in("Linux电脑，网络 127.0.0.*")
    listed = identity.query(GetSessions(), as_(identity, first))["sessions"]
    assert [one["session_id"] for one in listed] == [second["session_id"], first["session_id"]]
    assert [one["source"] for one in listed] == ["Linux电脑，网络 127.0.0.*", "安卓设备，网络 127.0.0.*"]
    told = {name: listed[0][name] for name in ("channel", "means", "idle", "warn")}
    assert told == {"channel": "web", "means": ["password"], "idle": 15, "warn": 2}


def test_any_of_ones_own_sessions_can_be_ended_and_only_those(identity: Http, sign_in, world: World) -> None:
    first, second = sign_in(), sign_in()
    me = as_(identity, first)
    assert identity.command(EndSessions(second["session_id"], first["session_id"]), me)["result"] == {"ended": 1}
    with pytest.raises(SessionOver):
        identity.command(Refresh(second["refresh_token"]), me)
    identity.command(Refresh(first["refresh_token"]), me)
    with pytest.raises(SessionNotFound):
        identity.command(EndSessions(second["session_id"], first["session_id"]), me)
    other = identity.context("person", "P2", "somebody-else")
    with pytest.raises(SignInNotRecent):
        identity.command(EndSessions(first["session_id"]), other)
    with pytest.raises(SignInNotRecent):
        identity.command(EndSessions(keep=first["session_id"]), other)
    (told,) = world.service.store.load(ACCESS.stream(first["account_id"]))[0]
    assert isinstance(told, AccessRevoked)
    assert (told.sessions, told.reason) == ([second["session_id"]], "ended")


def test_all_sessions_but_this_can_be_ended_at_once(identity: Http, sign_in) -> None:
    others, this = [sign_in(), sign_in()], sign_in()
    me = as_(identity, this)
    assert identity.command(EndSessions(keep=this["session_id"]), me)["result"] == {"ended": 2}
    assert [one["session_id"] for one in identity.query(GetSessions(), me)["sessions"]] == [this["session_id"]]
    for other in others:
        with pytest.raises(SessionOver):
            identity.command(Refresh(other["refresh_token"]), me)


def test_who_signs_out_has_no_token_left(identity: Http, sign_in, world: World) -> None:
    signed_in = sign_in()
    identity.command(SignOut(signed_in["refresh_token"]), identity.context())
    (told,) = world.service.store.load(ACCESS.stream(signed_in["account_id"]))[0]
    assert isinstance(told, AccessRevoked)
    assert told.until > told.at


def test_a_session_that_nobody_uses_ends_after_a_quarter_of_an_hour(identity: Http, sign_in) -> None:
    signed_in = sign_in()
    identity.move_clock(15 * 60 + 5)
    with pytest.raises(SessionIdle):
        identity.command(Refresh(signed_in["refresh_token"]), identity.context())
    assert identity.query(GetSessions(), as_(identity, signed_in))["sessions"] == []


def test_a_session_that_the_gateway_has_seen_in_use_goes_on(identity: Http, sign_in) -> None:
    signed_in = sign_in()
    identity.move_clock(4 * 60)
    seen = instant(identity.settings.clock())
    identity.move_clock(18 * 60)
    identity.command(Refresh(signed_in["refresh_token"], seen), identity.context())


def test_at_a_public_computer_five_minutes_are_enough(identity: Http, sign_in) -> None:
    signed_in = sign_in(public_computer=True)
    assert signed_in["idle"] == 5
    identity.move_clock(5 * 60 + 5)
    with pytest.raises(SessionIdle):
        identity.command(Refresh(signed_in["refresh_token"]), identity.context())


def test_yesterdays_session_can_be_ended_after_midnight(identity: Http, sign_in) -> None:
    signed_in = sign_in()
    identity.move_clock(24 * 3600)
    ending = EndSessions(password=PASSWORD)
    assert identity.command(ending, as_(identity, signed_in))["result"] == {"ended": 1}


def test_who_signed_in_some_time_ago_gives_the_password_before_ending_sessions_or_ways_in(
    identity: Http, sign_in
) -> None:
    other, this = sign_in()["session_id"], sign_in()["session_id"]
    me = as_(identity, {"person_id": "", "account_id": this.split(".")[0]})
    identity.move_clock(11 * 60)
    asked = [
        EndSessions(other, this),
        EndSessions(keep=this),
        RemovePasskey("key", this),
        UnlinkPlatform("wechat", this),
    ]
    for command in asked:
        with pytest.raises(SignInNotRecent):
            identity.command(command, me)
        with pytest.raises(WrongPassword):
            identity.command(replace(command, password="not-this-1"), me)
    with pytest.raises(PasskeyNotFound):
        identity.command(RemovePasskey("key", this, PASSWORD), me)
    with pytest.raises(PlatformNotLinked):
        identity.command(UnlinkPlatform("wechat", this, PASSWORD), me)
    assert identity.command(EndSessions(other, this, PASSWORD), me)["result"] == {"ended": 1}
    assert identity.command(EndSessions(this, this), me)["result"] == {"ended": 1}
