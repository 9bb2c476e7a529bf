"""One-time codes by SMS: how often, how long, and what guessing them is worth (ID-07, handbook 13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kernel.context import Context
from services.identity import contract as c
from services.identity.codes.domain import (
    CodeRule,
    Codes,
    ask,
    ask_for_new,
    codes,
    delivered,
    give,
    good,
    issue,
)
from tests.domain.specification import given

RULE = CodeRule(minutes=5, pause_seconds=60, tries=5, daily=10, strangers=10)
NINE = Context(now=datetime(2026, 11, 18, 1, tzinfo=UTC))


def later(seconds: float) -> Context:
    return replace(NINE, now=NINE.now + timedelta(seconds=seconds))


def issued(number: int = 1, seconds: float = 0, sent: bool = True) -> c.CodeIssued:
    return c.CodeIssued(f"issue{number}", "sign_in", "me", sent, later(seconds).instant)


def missed(number: int = 1) -> c.CodeMissed:
    return c.CodeMissed(f"issue{number}", NINE.instant)


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
def test_a_mobile_is_sent_ten_texts_a_day_that_strangers_ask_for_which_are_not_told_when_it_is_not(
    before: int, bound: bool, sent: bool
) -> None:
    so_far = [c.CodeAskedByStranger(f"issue{n}", n % 2 == 0, NINE.instant) for n in range(2 * before)]
    wanted = issued(99, sent=bound)
    told = c.CodeAskedByStranger("issue99", sent, NINE.instant)
    given(delivered, *so_far).when(lambda count: [ask(count, wanted, RULE.most(known=False, before=0))]).then([told])


@pytest.mark.parametrize(("known", "before", "most"), [(False, 4, 10), (False, 5, 0), (True, 4, 10), (True, 5, 10)])
def test_one_network_has_no_more_than_half_of_what_strangers_have(known: bool, before: int, most: int) -> None:
    assert RULE.most(known, before) == most


def test_an_account_has_ten_codes_a_day_for_new_mobiles_and_is_told_when_no_more_are_sent() -> None:
    nine = [c.CodeAskedByStranger(f"issue{n}", True, NINE.instant) for n in range(9)]
    tenth = c.CodeAskedByStranger("issue9", True, NINE.instant)
    given(delivered, *nine).when(lambda so_far: [ask_for_new(so_far, issued(9), 10)]).then([tenth])
    given(delivered, *nine, tenth).when(lambda so_far: [ask_for_new(so_far, issued(10), 10)]).refused_with(
        c.CodeTooMany, daily=10
    )


@pytest.mark.parametrize(("seconds", "is_good"), [(0, True), (300, True), (300.01, False)])
def test_a_code_lives_five_minutes(seconds: float, is_good: bool) -> None:
    known = codes.after([issued()])
    assert (good(known["issue1"], RULE, later(seconds)) is not None) is is_good


def test_what_was_never_asked_for_is_no_code() -> None:
    assert good(codes.initial.get("issue1"), RULE, NINE) is None
    with pytest.raises(c.CodeWrong):
        give("issue1", None, True, "act1", NINE)


def test_a_newer_code_leaves_the_older_one_good_which_somebody_else_may_have_asked_for() -> None:
    known = codes.after([issued(), issued(2, 60)])
    assert all(good(known[one], RULE, later(60)) for one in ("issue1", "issue2"))


def test_five_wrong_tries_make_a_code_void_and_no_other() -> None:
    asked = [issued(), issued(2, 60)]
    assert good(codes.after([*asked, *[missed()] * 4])["issue1"], RULE, NINE) is not None
    known = codes.after([*asked, *[missed()] * 5])
    assert good(known["issue1"], RULE, NINE) is None
    assert good(known["issue2"], RULE, NINE) is not None


def test_a_code_counts_once_and_the_same_act_may_be_repeated() -> None:
    used = c.CodeUsed("issue1", "act1", NINE.instant)
    code = codes.after([issued(), used])["issue1"]
    assert give("issue1", codes.after([issued()])["issue1"], True, "act1", NINE) == [used]
    assert give("issue1", code, True, "act1", NINE) == []
    with pytest.raises(c.CodeWrong):
        give("issue1", code, True, "act2", NINE)


def test_a_code_that_went_to_nobody_is_never_right() -> None:
    code = codes.after([issued(sent=False)])["issue1"]
    assert give("issue1", code, True, "act1", NINE) == [missed()]


def test_ten_thousand_guesses_find_no_code() -> None:
    """Every code of a day, tried as often as may be: 50 guesses at one in a million each; the rest meet no code."""
    guesser, tried = Random(1), 0
    state: Codes = codes.initial
    secrets: dict[str, int] = {}
    for guess in range(10_000):
        now = later(guess * 8.0)  # through the whole day
        try:
            state = codes.after(issue(state, issued(guess, guess * 8.0), RULE), state)
            secrets[f"issue{guess}"] = guesser.randrange(10**6)
        except (c.CodeTooSoon, c.CodeTooMany):
            pass
        for issue_id, secret in secrets.items():
            code = good(state[issue_id], RULE, now)
            if code is not None:
                tried += 1
                right = guesser.randrange(10**6) == secret
                assert not right
                state = codes.after(give(issue_id, code, right, "act", now), state)
    assert tried == 50
