"""Laws of the contribution rules that no list of examples shows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import add_days, month_of_number, month_range
from kernel.policy import NoPolicy, load
from services.records.contributions.rules import (
    DailyRate,
    Terms,
    account_interest,
    contribution,
    contribution_months,
    declared_wage,
    late_fee,
    late_fee_rates,
    line_terms,
)

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
NANJING, NINGBO, SHENZHEN = (load(CITIES / f"{name}.yaml") for name in ("nanjing", "ningbo", "shenzhen"))
RATES = late_fee_rates(NANJING.policy)

AMOUNTS = st.integers(0, 10**9)
WAGES = st.fractions(min_value=0, max_value=10**8, max_denominator=1000)
PERCENTS = st.decimals(0, 30, places=2)
UNITS = st.sampled_from(["fen", "yuan"])
DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1)).map(date.isoformat)
MONTHS = st.integers(12 * 1992, 12 * 2026).map(month_of_number)


@given(WAGES, AMOUNTS, AMOUNTS, PERCENTS, PERCENTS, UNITS)
def test_a_base_lies_within_the_bounds_and_each_share_is_its_percent_rounded_once(
    wage: Fraction, one: int, other: int, employer: Decimal, individual: Decimal, unit
) -> None:
    terms = Terms(min(one, other), max(one, other), employer, individual, base_unit=unit)
    found = contribution(wage, terms)
    assert terms.floor <= found.base <= max(one, other)
    assert abs(found.employer - Fraction(employer) * found.base / 100) <= Fraction(1, 2)
    assert abs(found.individual - Fraction(individual) * found.base / 100) <= Fraction(1, 2)


@given(WAGES, AMOUNTS, UNITS)
def test_without_a_ceiling_only_the_floor_holds(wage: Fraction, floor: int, unit) -> None:
    base = contribution(wage, Terms(floor, None, Decimal(16), Decimal(8), base_unit=unit)).base
    assert base >= floor
    assert abs(base - max(wage, floor)) <= 50


def test_the_terms_of_a_month_are_the_citys_and_name_the_rows_they_come_from() -> None:
    terms = line_terms(NANJING, "pension", "", "2025-06")
    assert (terms.floor, terms.ceiling, terms.employer_percent, terms.account_percent) == (
        495200,
        2476200,
        Decimal(16),
        Decimal(8),
    )
    assert [row.partition("#")[0] for row in terms.policy] == ["bounds/pension@2025-01-01", "rates/pension@2019-05-01"]
    found = contribution(300000, terms)
    assert (found.base, found.employer, found.individual, found.account) == (495200, 79232, 39616, 39616)


def test_an_industry_class_and_a_tier_have_terms_of_their_own() -> None:
    assert line_terms(NINGBO, "injury", "8", "2026-11").employer_percent == Decimal("1.9")
    assert line_terms(SHENZHEN, "medical", "tier_2", "2026-11").employer_percent == Decimal("1.5")
    assert line_terms(SHENZHEN, "unemployment", "", "2026-11").ceiling is None


@pytest.mark.parametrize(
    ("line", "variant", "month"),
    [
        ("pension", "", "2027-01"),
        ("pension", "", "2019-12"),
        ("maternity", "", "2025-01"),
        ("pension", "tier_1", "2025-01"),
    ],
)
def test_a_month_a_line_or_a_variant_without_figures_is_refused(line: str, variant: str, month: str) -> None:
    with pytest.raises(NoPolicy):
        line_terms(NINGBO, line, variant, month)


@given(st.text())
def test_any_text_declared_as_a_wage_gets_an_answer(text: str) -> None:
    assert declared_wage(text, 477500, 2754900) in (None, "integer", "below_floor", "above_ceiling")


def test_a_wage_of_very_many_digits_is_above_the_ceiling() -> None:
    assert declared_wage("9" * 5000, 477500, 2754900) == "above_ceiling"
    assert declared_wage("0" * 5000 + "5000", 477500, 2754900) is None


@given(AMOUNTS, DAYS, st.integers(0, 8000), st.integers(0, 400))
def test_a_late_fee_counts_every_day_once_and_never_falls(principal: int, due: str, late: int, later: int) -> None:
    fee = late_fee(principal, due, add_days(due, late), RATES)
    assert fee.days == late == sum(days for _, days in fee.spans)
    assert fee.fee <= late_fee(principal, due, add_days(due, late + later), RATES).fee


def test_paid_in_time_or_before_costs_nothing() -> None:
    assert late_fee(100_00, "2025-01-31", "2025-01-02", RATES).fee == 0


def test_a_day_without_a_rate_is_refused_and_a_capped_fee_stops_at_what_is_owed() -> None:
    with pytest.raises(NoPolicy):
        late_fee(100_00, "1990-01-31", "1990-02-28", RATES)
    assert (
        late_fee(100_00, "2000-01-31", "2020-01-31", [DailyRate("1999-01-01", Decimal("0.2"), capped=True)]).fee
        == 100_00
    )


@given(st.lists(MONTHS, max_size=60))
def test_months_and_gaps_together_are_the_whole_time_from_first_to_last(months: list[str]) -> None:
    found = contribution_months(months)
    assert found.count == len(set(months))
    if found.first and found.last:
        gaps = {month for gap in found.gaps for month in month_range(*gap)}
        assert gaps.isdisjoint(months)
        assert gaps | set(months) == set(month_range(found.first, found.last))
    assert found.longest_run <= found.count


@given(AMOUNTS, st.dictionaries(st.integers(1, 12), AMOUNTS), st.decimals(0, 9, places=2))
def test_an_account_closes_with_what_it_had_what_came_and_what_it_earned(
    opening: int, credits, percent: Decimal
) -> None:
    found = account_interest(opening, credits, percent)
    assert found.closing == opening + found.on_opening + found.credited + found.on_credits
    earlier = {max(1, month - 1): 0 for month in credits} | {1: sum(credits.values())}
    assert found.on_credits <= account_interest(opening, earlier, percent).on_credits
