"""Attempts and their lock (ID-09)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Refused
from services.identity.contract import NotLocked, SignedIn, SignInFailed, SignInLocked, SignInUnlocked
from services.identity.password.lock import LockRule, PasswordLock, attempt
from services.identity.sign_in import domain
from services.identity.sign_in.domain import attempts
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


def test_what_was_tried_before_the_lock_was_lifted_counts_no_more() -> None:
    since = domain.lifted.after([SignInUnlocked("sms", "", "", at(6).instant)])
    assert since == at(6).instant
    given(domain.attempts_since(since), *locked()).when(trying(7, right=True)).then([SignedIn(at(7).instant)])
    later = [SignInFailed(at(minute).instant, None) for minute in (6.1, 6.2, 6.3, 6.4)]
    given(domain.attempts_since(since), *locked(), *later).when(trying(7, right=False)).then(
        [SignInFailed(at(7).instant, at(22).instant)]
    )


def test_a_lock_is_lifted_where_one_holds() -> None:
    held, free = attempts.after(locked()), PasswordLock()
    told = [SignInUnlocked("officer", "O1", "sealed", at(5).instant)]
    assert domain.unlock([free, held], "O1", "sealed", at(5)) == told
    with pytest.raises(NotLocked):
        domain.unlock([free, free], "O1", "sealed", at(5))


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
