"""The second factor (ID-15): the codes of RFC 6238, each good once, and what wrong ones lead to."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from kernel.context import Context
from kernel.events import Event
from services.identity.contract import (
    FactorRemovalAsked,
    NoSecondFactor,
    RemovalByAnother,
    RemovalNameDiffers,
    RemovalNotAsked,
    SecondFactorEnrolled,
    SecondFactorLocked,
    SecondFactorMissed,
    SecondFactorNotPrepared,
    SecondFactorPrepared,
    SecondFactorRemoved,
    SecondFactorThere,
    SecondFactorUsed,
)
from services.identity.password.lock import LockRule
from services.identity.second_factor import domain, totp
from services.identity.second_factor.domain import second_factor
from tests.domain.specification import given

START = datetime(2026, 11, 22, 4, tzinfo=UTC)
RULE = LockRule(threshold=5, minutes=15)


def at(minutes: float, role: str = "clerk", actor: str = "A1") -> Context:
    return Context(now=START + timedelta(minutes=minutes), role=role, actor=actor)


def prepared() -> list[Event]:
    return [SecondFactorPrepared("A1", "sealed", at(0).instant)]


def enrolled() -> list[Event]:
    return [*prepared(), SecondFactorEnrolled("A1", 100, at(1).instant)]


def giving(step: int | None, minutes: float):  # type: ignore[no-untyped-def]
    return lambda factor: domain.give(factor, "A1", step, RULE, at(minutes))


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    instant = datetime.fromtimestamp(second, UTC).isoformat()
    assert totp.step_of(code, secret, instant) == second // 30
    assert totp.step_of(f" {code[:3]} {code[3:]} ", secret, instant) == second // 30


@pytest.mark.parametrize(("seconds", "found"), [(-31, True), (-61, False), (29, True), (89, False)])
def test_a_code_is_good_for_half_a_minute_more_at_either_end(seconds: int, found: bool) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    instant = datetime.fromtimestamp(1111111109 + seconds, UTC).isoformat()  # the last second of its half minute
    assert (totp.step_of("081804", secret, instant) is not None) == found


def test_a_prepared_secret_is_enrolled_by_its_first_code() -> None:
    given(second_factor).when(lambda factor: domain.prepare(factor, "A1", "sealed", at(0))).then(prepared())
    given(second_factor, *prepared()).when(giving(100, 1)).then([SecondFactorEnrolled("A1", 100, at(1).instant)])


def test_another_secret_can_be_prepared_until_one_is_enrolled() -> None:
    again = [SecondFactorPrepared("A1", "other", at(2).instant)]
    given(second_factor, *prepared()).when(lambda factor: domain.prepare(factor, "A1", "other", at(2))).then(again)
    given(second_factor, *enrolled()).when(lambda factor: domain.prepare(factor, "A1", "other", at(2))).refused_with(
        SecondFactorThere
    )


def test_without_a_secret_there_is_nothing_to_give() -> None:
    given(second_factor).when(giving(100, 1)).refused_with(SecondFactorNotPrepared)


def test_a_code_is_good_once_and_none_before_it_is_good_again() -> None:
    missed = [SecondFactorMissed("A1", at(2).instant, None)]
    given(second_factor, *enrolled()).when(giving(101, 2)).then([SecondFactorUsed("A1", 101, at(2).instant)])
    given(second_factor, *enrolled()).when(giving(100, 2)).then(missed)
    given(second_factor, *enrolled()).when(giving(99, 2)).then(missed)
    given(second_factor, *enrolled()).when(giving(None, 2)).then(missed)


def test_the_fifth_wrong_code_in_a_row_locks_and_a_right_one_clears() -> None:
    four = [SecondFactorMissed("A1", at(2).instant, None)] * 4
    fifth = SecondFactorMissed("A1", at(2).instant, at(17).instant)
    given(second_factor, *enrolled(), *four).when(giving(None, 2)).then([fifth])
    locked = [*enrolled(), *four, fifth]
    given(second_factor, *locked).when(giving(200, 3)).refused_with(SecondFactorLocked, minutes=14)
    given(second_factor, *locked).when(giving(200, 17)).then([SecondFactorUsed("A1", 200, at(17).instant)])
    cleared = [*enrolled(), *four, SecondFactorUsed("A1", 150, at(2).instant)]
    given(second_factor, *cleared).when(giving(None, 3)).then([SecondFactorMissed("A1", at(3).instant, None)])


def asked(minutes: float = 5, by: str = "S1") -> list[Event]:
    return [FactorRemovalAsked("A1", by, "sealed", at(minutes).today)]


def removing(minutes: float = 6, actor: str = "S2", is_named: bool = True):  # type: ignore[no-untyped-def]
    return lambda factor: domain.remove(factor, "A1", is_named, at(minutes, "security", actor))


def test_one_administrator_asks_and_another_takes_it_away() -> None:
    asking = at(5, "security", "S1")
    given(second_factor, *enrolled()).when(lambda f: domain.ask_removal(f, "A1", "sealed", asking)).then(asked())
    gone = SecondFactorRemoved("A1", "S2", "sealed", at(6).instant)
    given(second_factor, *enrolled(), *asked()).when(removing()).then([gone])
    assert second_factor.after([*enrolled(), *asked(), gone]) == second_factor.initial


def test_it_is_asked_for_on_the_day_by_another_and_only_where_there_is_one() -> None:
    day = 24 * 60
    given(second_factor).when(lambda f: domain.ask_removal(f, "A1", "x", at(5))).refused_with(NoSecondFactor)
    given(second_factor, *enrolled()).when(removing()).refused_with(RemovalNotAsked)
    given(second_factor, *enrolled(), *asked()).when(removing(day)).refused_with(RemovalNotAsked)
    given(second_factor, *enrolled(), *asked()).when(removing(actor="S1")).refused_with(RemovalByAnother)
    given(second_factor, *enrolled(), *asked()).when(removing(is_named=False)).refused_with(RemovalNameDiffers)
    gone = SecondFactorRemoved("A1", "S2", "sealed", at(6).instant)
    given(second_factor, *enrolled(), *asked(), gone, *enrolled()).when(removing()).refused_with(RemovalNotAsked)


def test_codes_given_meanwhile_leave_the_asking_as_it_is() -> None:
    used = SecondFactorUsed("A1", 150, at(5).instant)
    missed = SecondFactorMissed("A1", at(5).instant, None)
    gone = SecondFactorRemoved("A1", "S2", "sealed", at(6).instant)
    given(second_factor, *enrolled(), *asked(), missed, used).when(removing()).then([gone])


def test_a_report_of_misuse_takes_it_away_whoever_enrolled_it() -> None:
    gone = SecondFactorRemoved("A1", at(5).actor, "", at(5).instant)
    given(second_factor, *enrolled()).when(lambda f: domain.take_away(f, "A1", "", at(5))).then([gone])
    given(second_factor).when(lambda f: domain.take_away(f, "A1", "", at(5))).nothing_happened()
