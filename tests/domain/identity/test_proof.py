"""Real-name levels: what each proof is worth, alone and together, and how often one may miss (ID-04, handbook 13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.context import Context
from services.identity import contract as c
from services.identity.proof.domain import ProofRule, check_tries, is_fresh, level, miss, misses, proofs, prove
from tests.domain.specification import given

NOW = Context(now=datetime(2026, 11, 18, 2, tzinfo=UTC), actor="A1")
RULE = ProofRule(daily=5, query=2, change=3, lift_minutes=0, fresh_minutes=60)
LIFTING = replace(RULE, lift_minutes=15)


def proved(*means: c.ProofMeans, minutes_ago: float = 0) -> c.ProofGiven:
    at = replace(NOW, now=NOW.now - timedelta(minutes=minutes_ago))
    return prove("A1", "P1", means[0], at)[0]


@pytest.mark.parametrize(
    ("means", "worth"), [("mobile", 1), ("bank_account", 1), ("bank_card", 2), ("face", 3), ("window", 3)]
)
def test_each_proof_has_its_level(means: c.ProofMeans, worth: int) -> None:
    given(proofs).when(lambda _: prove("A1", "P1", means, NOW)).then(
        [c.ProofGiven("A1", "P1", means, worth, NOW.instant)]
    )
    assert level(proofs.after([proved(means)]), RULE, NOW) == worth


def test_nothing_proved_is_level_0_and_the_highest_counts() -> None:
    assert level({}, RULE, NOW) == 0
    assert level(proofs.after([proved("face"), proved("mobile")]), RULE, NOW) == 3


@pytest.mark.parametrize(("minutes_ago", "reached"), [(0, 3), (15, 3), (15.1, 2)])
def test_where_the_city_says_so_the_last_six_digits_lift_level_2_for_a_while(minutes_ago: float, reached: int) -> None:
    known = proofs.after([proved("bank_card", minutes_ago=9999), proved("bank_account", minutes_ago=minutes_ago)])
    assert level(known, LIFTING, NOW) == reached
    assert level(known, RULE, NOW) == 2


def test_they_lift_nothing_lower() -> None:
    assert level(proofs.after([proved("mobile"), proved("bank_account")]), LIFTING, NOW) == 1


def test_while_a_card_is_lost_earlier_proofs_are_worth_level_2_at_most() -> None:
    earlier = proofs.after([proved("face", minutes_ago=3 * 1440)])
    assert level(earlier, RULE, NOW, lost_since="2026-11-17") == 2
    assert level(proofs.after([proved("face")]), RULE, NOW, lost_since="2026-11-17") == 3


@pytest.mark.parametrize(
    ("means", "minutes_ago", "fresh"),
    [("face", 0, True), ("window", 60, True), ("face", 60.1, False), ("mobile", 0, False)],
)
def test_only_a_proof_of_late_that_is_enough_for_a_change_is_a_fresh_one(
    means: c.ProofMeans, minutes_ago: float, fresh: bool
) -> None:
    once = proved("window", minutes_ago=9999)  # the level stays, whatever its age
    known = proofs.after([once, proved(means, minutes_ago=minutes_ago)])
    assert (level(known, RULE, NOW), is_fresh(known, RULE, NOW)) == (3, fresh)
    assert not is_fresh(known, RULE, NOW, lost_since="2026-11-19")


def test_after_the_fifth_miss_of_a_day_no_more_tries_are_taken_by_these_means() -> None:
    five = misses.after(miss("A1", "face", NOW) * 5)
    check_tries(five, "bank_card", 5, "")
    with pytest.raises(c.ProofTooMany):
        check_tries(five, "face", 5, "银行卡认证")
