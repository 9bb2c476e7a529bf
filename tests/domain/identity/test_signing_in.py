"""Attempts and their lock (ID-09), sessions and their refresh tokens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from kernel.clock import instant
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Refused
from services.identity.contract import (
    SessionEnded,
    SessionOpened,
    SessionOver,
    SessionRenewed,
    SignedIn,
    SignInFailed,
    SignInLocked,
)
from services.identity.password.lock import LockRule, PasswordLock, attempt
from services.identity.sign_in import domain
from services.identity.sign_in.domain import attempts, session
from tests.domain.specification import given

START = datetime(2026, 11, 22, 4, tzinfo=UTC)
RULE = LockRule(threshold=5, minutes=15)


def at(minutes: float) -> Context:
    return Context(now=START + timedelta(minutes=minutes), channel="web", command_id="c1")


def failed(times: int) -> list[Event]:
    return [SignInFailed(at(minute).instant, None) for minute in range(times)]


def locked() -> list[Event]:
    return [*failed(4), SignInFailed(at(4).instant, at(19).instant)]


def trying(minutes: float, right: bool):  # type: ignore[no-untyped-def]
    return lambda lock: domain.try_password(lock, right, RULE, at(minutes))


# ------------------------------------------------------------------ attempts


def test_the_right_password_signs_in() -> None:
    given(attempts, *failed(4)).when(trying(4, right=True)).then([SignedIn(at(4).instant)])


def test_a_wrong_password_is_counted() -> None:
    given(attempts, *failed(3)).when(trying(4, right=False)).then([SignInFailed(at(4).instant, None)])


def test_the_fifth_wrong_password_in_a_row_locks_for_a_quarter_of_an_hour() -> None:
    given(attempts, *failed(4)).when(trying(4, right=False)).then([SignInFailed(at(4).instant, at(19).instant)])


def test_success_clears_the_count() -> None:
    past = [*failed(4), SignedIn(at(4).instant)]
    given(attempts, *past).when(trying(5, right=False)).then([SignInFailed(at(5).instant, None)])


@pytest.mark.parametrize("right", [True, False])
def test_while_locked_the_right_password_is_refused_too(right: bool) -> None:
    given(attempts, *locked()).when(trying(9.5, right)).refused_with(SignInLocked, minutes=10)


def test_the_lock_ends_to_the_minute() -> None:
    given(attempts, *locked()).when(trying(18.99, right=True)).refused_with(SignInLocked, minutes=1)
    given(attempts, *locked()).when(trying(19, right=True)).then([SignedIn(at(19).instant)])


def test_the_count_starts_again_after_a_lock() -> None:
    given(attempts, *locked()).when(trying(20, right=False)).then([SignInFailed(at(20).instant, None)])


@every(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=40))
def test_what_is_stored_leads_to_the_same_lock_as_the_rule_itself(tries: list[tuple[int, bool]]) -> None:
    stored, rule, minute = PasswordLock(), PasswordLock(), 0
    for pause, right in tries:
        minute += pause
        rule, _ = attempt(rule, at(minute).instant, right, RULE)
        try:
            stored = attempts.after(domain.try_password(stored, right, RULE, at(minute)), stored)
        except Refused:
            assert stored.holds(at(minute).instant)
        assert stored == rule


# ------------------------------------------------------------------ sessions


def opened() -> list[Event]:
    return [SessionOpened("S1", "A1", ["person"], "P1", None, instant(START), at(480).instant)]


def renewed() -> list[Event]:
    return [*opened(), SessionRenewed("S1", 1, at(10).instant)]


def test_a_session_is_opened_once() -> None:
    (event,) = opened()
    assert isinstance(event, SessionOpened)
    given(session).when(lambda known: domain.open_session(known, event)).then([event])
    given(session, event).when(lambda known: domain.open_session(known, event)).nothing_happened()


def test_a_refresh_token_is_exchanged_for_the_next() -> None:
    given(session, *renewed()).when(lambda known: domain.renew(known, 1, at(20))).then(
        [SessionRenewed("S1", 2, at(20).instant)]
    )


def test_a_refresh_token_that_comes_again_ends_the_session() -> None:
    given(session, *renewed()).when(lambda known: domain.renew(known, 0, at(20))).then(
        [SessionEnded("S1", "reused", at(20).instant)]
    )


def test_a_session_ends_after_its_longest_time() -> None:
    given(session, *renewed()).when(lambda known: domain.renew(known, 1, at(480))).refused_with(SessionOver)


def test_who_signed_out_is_out() -> None:
    past = [*renewed(), SessionEnded("S1", "signed_out", at(11).instant)]
    given(session, *renewed()).when(lambda known: domain.sign_out(known, at(11))).then(past[-1:])
    given(session, *past).when(lambda known: domain.sign_out(known, at(12))).nothing_happened()
    given(session, *past).when(lambda known: domain.renew(known, 1, at(12))).refused_with(SessionOver)
    given(session).when(lambda known: domain.renew(known, 0, at(12))).refused_with(SessionOver)


@every(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), max_size=12))
def test_whatever_tokens_come_each_generation_is_exchanged_at_most_once(tries: list[tuple[int, int]]) -> None:
    past, minute = opened(), 0
    for pause, generation in tries:
        minute += pause
        try:
            past += domain.renew(session.after(past), generation, at(minute))
        except SessionOver:
            continue
    exchanged = [event.generation for event in past if isinstance(event, SessionRenewed)]
    assert exchanged == list(range(1, len(exchanged) + 1))
