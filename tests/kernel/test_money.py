"""Fen, exact arithmetic and rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import money

AMOUNTS = st.integers(-(10**14), 10**14)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any)


@given(AMOUNTS)
def test_an_amount_written_is_the_amount_read(amount: int) -> None:
    assert money.fen(money.yuan(amount)) == money.fen(money.show(amount)) == amount


def test_amounts_are_shown_with_two_decimals_and_thousands() -> None:
    assert [money.show(amount) for amount in (123456, 5, 0, -123456789)] == [
        "¥1,234.56",
        "¥0.05",
        "¥0.00",
        "-¥1,234,567.89",
    ]


@pytest.mark.parametrize("text", ["", "1.234", "1,23", "12,34.00", "1e3", "一百", "１００", "--1", "1.", ".5", "NaN"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money.fen(text)


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6))
def test_rounding_gives_the_nearest_whole_and_a_half_goes_away_from_zero(exact: Fraction) -> None:
    rounded = money.round_half_up(exact)
    assert abs(rounded - exact) <= Fraction(1, 2)
    assert abs(rounded - exact) < Fraction(1, 2) or abs(rounded) > abs(exact)
    assert money.round_half_up(-exact) == -rounded


@given(AMOUNTS, st.decimals(0, 100, places=4))
def test_percent_is_the_same_whichever_exact_number_it_is_taken_of(amount: int, percent: Decimal) -> None:
    assert money.percent_of(amount, percent) == money.percent_of(Fraction(amount), percent)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_of_a_split_sum_to_the_whole_and_are_within_a_fen(total: int, weights: list[int]) -> None:
    parts = money.split(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_total_is_not_split_without_a_proper_weight(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        money.split(100, weights)
