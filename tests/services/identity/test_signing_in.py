"""Signing in over HTTP: the same answer whatever was wrong, the lock on the city's clock, sessions that end."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from secrets import token_hex

import jwt
import pytest

from kernel.clock import instant
from kernel.context import Context
from kernel.refusals import CommandIdReused, NotFound, Refused
from services.identity.account import domain as accounts
from services.identity.contract import (
    AUDIENCE,
    CREDENTIAL,
    ISSUER,
    LOGIN,
    SESSION,
    SIGN_IN,
    ChangePassword,
    NotLocked,
    Refresh,
    RefreshReused,
    RegisterPerson,
    SessionOver,
    SignIn,
    SignInLocked,
    SignInRefused,
    SignInUnlocked,
    SignOut,
    UnlockSignIn,
)
from tests.services.harness import Http, happened
from tests.services.identity.conftest import Person, World

PASSWORD, WRONG = "Xuanwu!7hu", "Xuanwu!8hu"
TERMS = "t2011"


@pytest.fixture
def nobody(identity: Http) -> Context:
    return identity.context()


@pytest.fixture
def member(world: World) -> Person:
    """A registered person."""
    person = world.person()
    world.http.command(
        RegisterPerson(person.id_number, person.name, person.mobile, PASSWORD, PASSWORD, TERMS), world.http.context()
    )
    return person


@pytest.fixture
def move_clock(identity: Http):  # type: ignore[no-untyped-def]
    """Moves the city's clock, and puts it right afterwards."""
    yield identity.move_clock
    identity.move_clock(0)


def refusal(identity: Http, login: str, password: str) -> dict:
    with pytest.raises(Refused) as refused:
        identity.command(SignIn(login, password), identity.context())
    return refused.value.to_wire()


def test_signing_in_gives_a_token_that_anyone_can_check(identity: Http, member: Person, nobody: Context) -> None:
    result = identity.command(SignIn(member.id_number.lower(), PASSWORD), nobody)["result"]
    keys = jwt.PyJWKSet.from_dict(identity.get("/keys"))
    key = keys[jwt.get_unverified_header(result["access_token"])["kid"]]
    claims = jwt.decode(result["access_token"], key, ["EdDSA"], audience=AUDIENCE, issuer=ISSUER)
    assert (claims["sub"], claims["role"], claims["person_id"]) == (result["account_id"], "person", member.person_id)
    assert claims["exp"] - claims["iat"] == result["expires_in"] == 300


def test_a_mobile_signs_in_too(identity: Http, member: Person, nobody: Context) -> None:
    result = identity.command(SignIn(f"+86 {member.mobile}", PASSWORD), nobody)["result"]
    assert result["person_id"] == member.person_id


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(identity: Http, member: Person) -> None:
    answers = [refusal(identity, login, WRONG) for login in (member.id_number, "44030419790516003X", "nobody", "...")]
    assert answers == [{"code": "sign_in_refused", "args": {"threshold": 5, "minutes": 15}}] * 4
    assert "密码是否正确" in SignInRefused.sentence


def test_the_fifth_wrong_password_locks_for_fifteen_minutes_of_the_citys_clock(
    identity: Http, member: Person, nobody: Context, move_clock
) -> None:
    outcomes = [refusal(identity, member.id_number, WRONG)["code"] for _ in range(5)]
    assert outcomes == [SignInRefused.code] * 4 + [SignInLocked.code]
    assert refusal(identity, member.id_number, PASSWORD) == {"code": "sign_in_locked", "args": {"minutes": 15}}
    move_clock(10 * 60)
    assert refusal(identity, member.id_number, PASSWORD)["args"] == {"minutes": 5}
    move_clock(15 * 60 + 1)
    assert identity.command(SignIn(member.id_number, PASSWORD), nobody)["result"]["person_id"] == member.person_id


def test_a_lock_tells_neither_that_there_is_an_account_nor_which_logins_belong_together(
    identity: Http, member: Person, nobody: Context
) -> None:
    for _ in range(5):
        told = refusal(identity, member.id_number, WRONG)
    assert told["code"] == SignInLocked.code
    assert [refusal(identity, login, WRONG)["code"] for login in (member.mobile, "13999990000")] == [
        SignInRefused.code
    ] * 2
    assert identity.command(SignIn(member.mobile, PASSWORD), nobody)["result"]["person_id"] == member.person_id
    assert refusal(identity, member.id_number, PASSWORD)["code"] == SignInLocked.code


def test_an_officer_lifts_the_lock_of_every_login_of_an_account(
    identity: Http, member: Person, nobody: Context
) -> None:
    logins = (member.id_number, member.mobile)
    for login in logins:
        for _ in range(5):
            refusal(identity, login, WRONG)
    clerk = identity.context("clerk")
    identity.command(UnlockSignIn("持身份证到窗口核对", member.mobile), clerk)
    for login in logins:
        assert identity.command(SignIn(login, PASSWORD), nobody)["result"]["person_id"] == member.person_id
    with pytest.raises(NotLocked):
        identity.command(UnlockSignIn("持身份证到窗口核对", member.mobile), identity.context("clerk"))


def test_a_wrong_password_opens_nothing_whenever_the_lock_was_lifted(world: World, member: Person) -> None:
    """By the clock of another machine, say, or while the password was looked at."""
    who = world.service.store.state(LOGIN.stream(member.person_id), accounts.login)[0]
    later = instant(world.http.context().now + timedelta(minutes=1))
    happened(world.service, SIGN_IN.stream(who, later[:7]), SignInUnlocked("officer", "o", "", later))
    assert refusal(world.http, member.id_number, WRONG)["code"] == SignInRefused.code


def test_wrong_passwords_of_who_has_signed_in_leave_the_doors_open(
    world: World, member: Person, nobody: Context
) -> None:
    account_id = world.http.command(SignIn(member.id_number, PASSWORD), nobody)["result"]["account_id"]
    own = world.http.context("person", member.person_id, actor=account_id)
    for _ in range(5):
        with pytest.raises(Refused) as told:
            world.http.command(ChangePassword(WRONG, "Mochou!8lan", "Mochou!8lan"), own)
    assert told.value.code == SignInLocked.code
    assert world.http.command(SignIn(member.id_number, PASSWORD), nobody)["result"]["account_id"] == account_id


def test_a_login_that_nobody_has_locks_in_the_same_way(identity: Http) -> None:
    outcomes = [refusal(identity, "nobody.at.all", WRONG) for _ in range(6)]
    assert [outcome["code"] for outcome in outcomes] == [SignInRefused.code] * 4 + [SignInLocked.code] * 2


def test_the_count_goes_on_over_the_end_of_a_month(identity: Http, member: Person, move_clock) -> None:
    for days in (0, 0, 31, 31):
        move_clock(days * 86400)
        assert refusal(identity, member.id_number, WRONG)["code"] == SignInRefused.code
    assert refusal(identity, member.id_number, WRONG)["code"] == SignInLocked.code


def test_wrong_passwords_at_once_are_counted_one_by_one(identity: Http, member: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(lambda _: refusal(identity, member.id_number, WRONG)["code"], range(8)))
    assert outcomes == [SignInLocked.code] * 4 + [SignInRefused.code] * 4


def test_success_clears_the_count(identity: Http, member: Person, nobody: Context) -> None:
    for _ in range(2):
        for _ in range(4):
            assert refusal(identity, member.id_number, WRONG)["code"] == SignInRefused.code
        identity.command(SignIn(member.id_number, PASSWORD), nobody)


def test_a_wrong_attempt_sent_twice_counts_once(identity: Http, member: Person, nobody: Context) -> None:
    for _ in range(6):
        with pytest.raises(SignInRefused):
            identity.command(SignIn(member.id_number, WRONG), nobody, f"same-attempt-{member.person_id}")
    with pytest.raises(CommandIdReused):
        identity.command(SignIn(member.id_number, PASSWORD), nobody, f"same-attempt-{member.person_id}")


def test_a_sign_in_sent_twice_gives_the_same_session(identity: Http, member: Person, nobody: Context) -> None:
    command_id = token_hex(8)
    first, second = (identity.command(SignIn(member.id_number, PASSWORD), nobody, command_id) for _ in range(2))
    assert first == second


# ------------------------------------------------------------------ sessions


@pytest.fixture
def refresh_token(identity: Http, member: Person, nobody: Context) -> str:
    return str(identity.command(SignIn(member.id_number, PASSWORD), nobody)["result"]["refresh_token"])


def test_a_session_goes_on_with_one_token_after_the_other(identity: Http, refresh_token: str, nobody: Context) -> None:
    seen = [refresh_token]
    for _ in range(3):
        seen.append(identity.command(Refresh(seen[-1]), nobody)["result"]["refresh_token"])
    assert len(set(seen)) == 4


def test_an_old_token_that_comes_again_ends_the_session(identity: Http, refresh_token: str, nobody: Context) -> None:
    newest = identity.command(Refresh(refresh_token), nobody)["result"]["refresh_token"]
    for token, refusal_ in ((refresh_token, RefreshReused), (newest, SessionOver)):
        with pytest.raises(refusal_):
            identity.command(Refresh(token), nobody)


def test_two_tabs_that_renew_at_once_get_the_same_answer(identity: Http, refresh_token: str, nobody: Context) -> None:
    first, second = (identity.command(Refresh(refresh_token), nobody, f"renew {refresh_token}") for _ in range(2))
    assert first == second


def test_the_same_exchange_much_later_is_an_old_token_that_comes_again(
    identity: Http, refresh_token: str, nobody: Context, move_clock
) -> None:
    newest = identity.command(Refresh(refresh_token), nobody, f"renew {refresh_token}")["result"]["refresh_token"]
    move_clock(31)
    with pytest.raises(RefreshReused):
        identity.command(Refresh(refresh_token), nobody, f"renew {refresh_token}")
    with pytest.raises(SessionOver):
        identity.command(Refresh(newest), nobody)


def test_who_signs_out_is_out(identity: Http, refresh_token: str, nobody: Context) -> None:
    identity.command(SignOut(refresh_token), nobody)
    identity.command(SignOut(refresh_token), nobody)
    with pytest.raises(SessionOver):
        identity.command(Refresh(refresh_token), nobody)


def test_a_session_ends_after_eight_hours_at_most(
    identity: Http, refresh_token: str, nobody: Context, move_clock
) -> None:
    move_clock(8 * 3600 + 1)
    with pytest.raises(SessionOver):
        identity.command(Refresh(refresh_token), nobody)


@pytest.mark.parametrize("token", ["x", "S1.0.0", "é.0.0"])
def test_a_token_of_nobodys_making_is_refused(identity: Http, nobody: Context, token: str) -> None:
    with pytest.raises(SessionOver):
        identity.command(Refresh(token), nobody)


# ------------------------------------------------------------------ beside


def test_others_are_answered_while_passwords_are_hashed(identity: Http) -> None:
    with ThreadPoolExecutor(6) as pool:
        hashing = [pool.submit(refusal, identity, f"someone-{number}", WRONG) for number in range(6)]
        answered, slowest = 0, 0.0
        while any(not each.done() for each in hashing):
            asked = time.monotonic()
            identity.get("/health")
            answered, slowest = answered + 1, max(slowest, time.monotonic() - asked)
        wait(hashing)
    # Six hashes are two thirds of a second of work; one that held up the loop would leave a handful of answers.
    assert answered > 12, (answered, slowest)


@pytest.mark.parametrize("category", [LOGIN, CREDENTIAL, SIGN_IN, SESSION])
def test_what_is_private_has_no_history(identity: Http, category) -> None:
    asker = identity.context("service")
    with pytest.raises(NotFound):
        identity.get(f"/history?category={category.name}", asker)
    with pytest.raises(NotFound):
        identity.get(f"/history/heads?categories={category.name}", asker)
