"""One-time codes by SMS: how often, how long, and what guessing them is worth (ID-07, handbook 13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kernel.context import Context
from services.identity import contract as c
from services.identity.codes.domain import CodeRule, Codes, ask, ask_for_new, codes_after, delivered, give, good, issue
from tests.domain.specification import given

RULE = CodeRule(minutes=5, pause_seconds=60, tries=5, daily=10, strangers=10)
NINE = Context(now=datetime(2026, 11, 18, 1, tzinfo=UTC))
codes = codes_after(Codes())


def later(seconds: float) -> Context:
    return replace(NINE, now=NINE.now + timedelta(seconds=seconds))


def issued(number: int = 1, seconds: float = 0, sent: bool = True) -> c.CodeIssued:
    return c.CodeIssued(f"issue{number}", "sign_in", "me", sent, later(seconds).instant)


MISSED = c.CodeMissed("issue1", NINE.instant)


def test_the_first_code_is_issued() -> None:
    given(codes).when(lambda known: issue(known, issued(), RULE)).then([issued()])


@pytest.mark.parametrize(("seconds", "left"), [(0, 60), (0.2, 60), (59, 1), (59.9, 1)])
def test_another_within_a_minute_is_refused_with_the_seconds_left(seconds: float, left: int) -> None:
    again = issued(2, seconds)
    given(codes, issued()).when(lambda known: issue(known, again, RULE)).refused_with(c.CodeTooSoon, seconds=left)


def test_the_eleventh_of_a_day_is_refused() -> None:
    ten = [issued(n, n * 60) for n in range(10)]
    given(codes, *ten).when(lambda known: issue(known, issued(11, 3600), RULE)).refused_with(c.CodeTooMany, daily=10)


@pytest.mark.parametrize(("before", "bound", "sent"), [(9, True, True), (10, True, False), (0, False, False)])
def test_strangers_have_ten_texts_a_day_sent_to_a_mobile_and_are_not_told_when_they_are_not(
    before: int, bound: bool, sent: bool
) -> None:
    asked = [c.CodeAskedByStranger(f"issue{n}", n % 2 == 0, NINE.instant) for n in range(2 * before)]
    wanted = issued(99, sent=bound)
    told = c.CodeAskedByStranger("issue99", sent, NINE.instant)
    given(delivered, *asked).when(lambda so_far: [ask(so_far, wanted, RULE)]).then([told])


def test_an_account_has_ten_codes_a_day_for_new_mobiles_and_is_told_when_no_more_are_sent() -> None:
    asked = [c.CodeAskedByStranger(f"issue{n}", True, NINE.instant) for n in range(9)]
    tenth = c.CodeAskedByStranger("issue9", True, NINE.instant)
    given(delivered, *asked).when(lambda so_far: [ask_for_new(so_far, issued(9), RULE)]).then([tenth])
    given(delivered, *asked, tenth).when(lambda so_far: [ask_for_new(so_far, issued(10), RULE)]).refused_with(
        c.CodeTooMany, daily=10
    )


def test_the_next_day_counts_anew_and_still_knows_last_nights_code() -> None:
    tomorrow = codes_after(codes.after([issued(n, n * 60) for n in range(10)]))
    assert tomorrow.initial.today == 0
    assert good(tomorrow.initial, RULE, later(9 * 60 + 200)) is not None


@pytest.mark.parametrize(("seconds", "is_good"), [(0, True), (300, True), (300.01, False)])
def test_a_code_lives_five_minutes(seconds: float, is_good: bool) -> None:
    known = codes.after([issued()])
    assert (good(known, RULE, later(seconds)) is not None) is is_good


def test_a_newer_code_makes_the_older_one_void() -> None:
    found = good(codes.after([issued(), issued(2, 60)]), RULE, later(60))
    assert found is not None
    assert found.issue_id == "issue2"


def test_an_older_code_used_or_missed_changes_nothing_of_the_newer() -> None:
    known = codes.after([issued(), issued(2, 60), MISSED, c.CodeUsed("issue1", "act1", NINE.instant)])
    assert known.newest == codes.after([issued(2, 60)]).newest


def test_five_wrong_tries_make_a_code_void() -> None:
    assert good(codes.after([issued(), *[MISSED] * 4]), RULE, NINE) is not None
    assert good(codes.after([issued(), *[MISSED] * 5]), RULE, NINE) is None


def test_a_code_counts_once_and_the_same_act_may_be_repeated() -> None:
    used = c.CodeUsed("issue1", "act1", NINE.instant)
    code = codes.after([issued(), used]).newest
    assert give(codes.after([issued()]).newest, True, "act1", NINE) == [used]
    assert give(code, True, "act1", NINE) == []
    with pytest.raises(c.CodeWrong):
        give(code, True, "act2", NINE)


def test_a_code_that_went_to_nobody_is_never_right() -> None:
    code = codes.after([issued(sent=False)]).newest
    assert give(code, True, "act1", NINE) == [MISSED]


def test_ten_thousand_guesses_find_no_code() -> None:
    """Every code of a day, tried as often as may be: 50 guesses at one in a million each; the rest meet no code."""
    guesser, state, tried, at = Random(1), codes.initial, 0, 0.0
    for guess in range(10_000):
        at = guess * 8.0  # through the whole day
        now = later(at)
        try:
            state = codes.after(issue(state, issued(guess, at), RULE), state)
            secret = guesser.randrange(10**6)
        except (c.CodeTooSoon, c.CodeTooMany):
            pass
        code = good(state, RULE, now)
        if code is not None:
            tried += 1
            right = guesser.randrange(10**6) == secret
            assert not right
            state = codes.after(give(code, right, "act", now), state)
    assert tried == 50
