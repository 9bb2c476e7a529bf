"""Months, days and working days."""

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import calendar

MONTH_NUMBERS = st.integers(12 * 1900, 12 * 2100)
MONTHS = MONTH_NUMBERS.map(calendar.month_of_number)
DAYS = st.dates(date(1992, 1, 1), date(2040, 12, 31)).map(date.isoformat)
COUNTS = st.integers(0, 400)


@given(MONTHS, st.integers(-500, 500))
def test_adding_months_is_undone_by_taking_them_away(month: str, count: int) -> None:
    assert calendar.add_months(calendar.add_months(month, count), -count) == month
    assert calendar.months_between(month, calendar.add_months(month, count)) == count


@given(MONTHS, MONTHS)
def test_months_sort_as_text_as_they_follow_in_time(first: str, second: str) -> None:
    assert (first < second) == (calendar.months_between(first, second) > 0)


@given(MONTHS, st.integers(-1, 60))
def test_a_range_has_each_month_once_both_ends_included(first: str, count: int) -> None:
    months = calendar.month_range(first, calendar.add_months(first, count))
    assert len(months) == count + 1
    assert all(calendar.months_between(*pair) == 1 for pair in pairwise(months))


@given(st.sets(MONTHS, max_size=40))
def test_the_spans_of_a_set_of_months_hold_exactly_these_months(months: set[str]) -> None:
    spans = calendar.month_spans(months)
    assert [month for span in spans for month in calendar.month_range(*span)] == sorted(months)
    assert all(calendar.months_between(one[1], two[0]) > 1 for one, two in pairwise(spans))


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "2024-1", "24-01", "2024/01", "2024-01-01", "", "0000-01", "٢٠٢٤-٠١"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    assert not calendar.is_month(text)
    with pytest.raises(ValueError, match="not a month"):
        calendar.month_number(text)


@given(DAYS, st.integers(-60, 60))
def test_the_same_day_in_another_month_is_that_day_or_the_months_last(day: str, count: int) -> None:
    other = calendar.same_day_in(day, count)
    assert calendar.month_of(other) == calendar.add_months(calendar.month_of(day), count)
    assert other[8:] == day[8:] or other == calendar.last_day(calendar.month_of(other)) < f"{other[:7]}-{day[8:]}"


@given(DAYS, COUNTS)
def test_working_days_are_counted_one_by_one(start: str, count: int) -> None:
    one_by_one = start
    for _ in range(count):
        one_by_one = calendar.add_working_days(one_by_one, 1)
    assert calendar.add_working_days(start, count) == one_by_one
    assert calendar.working_days_between(start, one_by_one) == count


@given(DAYS, st.integers(0, 30), COUNTS)
def test_a_later_start_or_a_longer_term_is_never_due_earlier(start: str, later: int, count: int) -> None:
    due = calendar.add_working_days(start, count)
    assert due <= calendar.add_working_days(calendar.add_days(start, later), count)
    assert due < calendar.add_working_days(start, count + 1)


@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_skips_none(start: str, count: int) -> None:
    due = calendar.add_working_days(start, count)
    between = [calendar.add_days(start, n) for n in range(1, calendar.days_between(start, due) + 1)]
    assert calendar.is_working_day(due)
    assert sum(map(calendar.is_working_day, between)) == count


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_its_notice_leaves(year: int, days: int) -> None:
    assert calendar.working_days_between(f"{year - 1}-12-31", f"{year}-12-31") == days


def test_a_worked_weekend_counts_and_a_holiday_does_not() -> None:
    assert calendar.is_working_day("2026-02-14")
    assert not calendar.is_working_day("2026-02-16")


def test_years_before_the_table_are_known_and_years_without_a_notice_are_provisional() -> None:
    assert not calendar.is_working_day("2012-10-01")
    assert [calendar.is_provisional(day) for day in ("2012-10-01", "2026-12-31", "2027-01-01")] == [False, False, True]
    assert calendar.is_working_day("2027-10-01")


def test_a_business_day_begins_at_midnight_in_shanghai() -> None:
    assert calendar.business_date_of("2026-11-21T15:59:59.999Z") == "2026-11-21"
    assert calendar.business_date_of("2026-11-21T16:00:00.000Z") == "2026-11-22"


@given(DAYS, st.times())
def test_wall_clock_and_instant_turn_into_each_other(day: str, time: time) -> None:
    local = f"{day}T{time.isoformat('milliseconds')}"
    assert calendar.local_time(calendar.instant_of(local)) == local
