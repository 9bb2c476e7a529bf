"""Laws of the other rules, and of what they take from the cities."""

from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import add_months, is_working_day, month_of_number, working_days_between
from kernel.identifiers import bank_number_fault, luhn_total
from kernel.policy import NoPolicy, load
from services.certificates.authorisation.rules import authorisation_state, expiry
from services.employer.staff.rules import effective_months, paid_through
from services.identity.password.lock import LockRule, PasswordLock, attempt
from services.identity.password.rules import holds_personal_digits
from services.records.pension.rules import DELAYS, divisor_months, retirement_age
from services.records.transfers.rules import PaidSpan, Stay, StepDays, benefit_place, transfer_deadlines, transfer_money
from services.records.unemployment.rules import MONTHS, MOST_MONTHS, unemployment_months

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
POLICIES = {name: load(CITIES / f"{name}.yaml").policy for name in ("nanjing", "ningbo", "shenzhen")}
MONTH_NUMBERS = st.integers(12 * 1992, 12 * 2030)
DAYS = st.dates(date(2024, 1, 1), date(2026, 9, 1)).map(date.isoformat)
RULE = LockRule(threshold=5, minutes=15)


@pytest.mark.parametrize(
    ("city", "change", "line", "months", "assumed"),
    [
        ("ningbo", "add", "pension", ("2026-10", "2026-11"), False),
        ("ningbo", "stop", "unemployment", ("2026-10", "2026-11"), False),
        ("ningbo", "add", "injury", ("2026-11",), False),
        ("ningbo", "stop", "injury", ("2026-11",), True),
        ("nanjing", "add", "medical", ("2026-11",), True),
        ("shenzhen", "stop", "pension", ("2026-11",), True),
    ],
)
def test_the_months_to_choose_from_are_the_citys(city: str, change: str, line: str, months, assumed: bool) -> None:
    found = effective_months(change, line, "2026-11", POLICIES[city])
    assert (found.months, found.assumed) == (months, assumed)


def test_a_line_enrolled_elsewhere_has_no_months_here_and_a_stop_is_paid_through_the_month_before() -> None:
    with pytest.raises(NoPolicy):
        effective_months("add", "medical", "2026-11", POLICIES["ningbo"])
    assert paid_through("2026-01") == "2025-12"


@given(DAYS, st.tuples(*[st.integers(1, 30)] * 3))
def test_the_steps_of_a_transfer_end_on_working_days_and_take_their_days(day: str, steps: tuple[int, int, int]) -> None:
    due = transfer_deadlines(day, StepDays(*steps))
    ends = [day, due.reply_due, due.send_due, due.finish_due]
    assert [working_days_between(*pair) for pair in pairwise(ends)] == list(steps)
    assert all(is_working_day(end) for end in ends[1:])


@given(st.lists(st.tuples(MONTH_NUMBERS, st.integers(-3, 60), st.integers(0, 3_000_000)), max_size=8), st.data())
def test_a_span_cut_in_two_moves_the_same_money(rows, data: st.DataObject) -> None:
    spans = [PaidSpan(month_of_number(start), month_of_number(start + length), base) for start, length, base in rows]
    halves = []
    for (start, length, base), span in zip(rows, spans, strict=True):
        cut = month_of_number(start + data.draw(st.integers(0, max(length, 0))))
        halves += [PaidSpan(span.first, min(cut, span.last), base), PaidSpan(add_months(cut, 1), span.last, base)]
    percent = POLICIES["nanjing"].at("transfer/pension", "2026-11")["pooled"]
    assert transfer_money(100, halves, percent) == transfer_money(100, spans, percent)


@given(st.lists(st.builds(Stay, st.sampled_from(["32", "33", "44"]), st.integers(0, 200)), max_size=8))
def test_a_pension_is_paid_where_one_worked_ten_years_or_at_home(history: list[Stay]) -> None:
    place = benefit_place("34", "32", history)
    assert place == "34" or sum(stay.months for stay in history if stay.province == place) >= 120


@given(st.sampled_from(sorted(DELAYS)), st.integers(12 * 1950, 12 * 2010))
def test_who_is_born_later_never_retires_earlier(category, birth: int) -> None:
    one, next_one = (retirement_age(category, month_of_number(birth + later)) for later in (0, 1))
    assert one.retire_month < next_one.retire_month
    assert one.delay_months <= next_one.delay_months <= DELAYS[category].most
    assert one.earliest_month <= one.retire_month <= one.latest_month


@given(st.integers(30, 80), st.integers(0, 11))
def test_a_divisor_falls_with_age(years: int, months: int) -> None:
    later = (years, months + 1) if months < 11 else (years + 1, 0)
    assert divisor_months(years, months, "interpolate") >= divisor_months(*later, "interpolate")
    assert divisor_months(years, months, "full_years") >= divisor_months(years, months, "interpolate")


@given(st.sampled_from(sorted(MONTHS)), st.integers(0, 500), st.integers(0, 24))
def test_paying_longer_never_shortens_the_benefit(rule, paid: int, carried: int) -> None:
    months = unemployment_months(rule, paid, carried)
    assert months <= unemployment_months(rule, paid + 1, carried) <= MOST_MONTHS


@given(st.lists(st.tuples(st.integers(0, 59), st.booleans()), max_size=40))
def test_no_run_of_attempts_gets_in_while_locked_and_a_lock_follows_five_failures_only(attempts) -> None:
    lock, failures, minute = PasswordLock(), 0, 0
    for later, ok in attempts:
        minute += later
        at = f"2026-11-{1 + minute // 1440:02d}T{minute // 60 % 24:02d}:{minute % 60:02d}:00.000Z"
        locked = lock.holds(at)
        lock, outcome = attempt(lock, at, ok, RULE)
        failures = failures if outcome == "refused" else 0 if outcome in ("ok", "locked") else failures + 1
        assert (outcome == "refused") == locked
        assert failures < RULE.threshold


def test_six_neighbouring_digits_of_a_number_are_found_in_a_password() -> None:
    numbers = ["32010219900307281X", "13800001234"]
    found = [holds_personal_digits(word, numbers) for word in ("x199003y", "x99003y", "800001!", "7281X-ok", "")]
    assert found == [True, False, True, False, False]


@given(st.text("0123456789", min_size=11, max_size=18))
def test_exactly_one_check_digit_makes_a_bank_number(stem: str) -> None:
    faults = [bank_number_fault(stem + str(digit)) for digit in range(10)]
    assert faults.count(None) == 1
    assert luhn_total(stem + str(faults.index(None))) % 10 == 0


@given(DAYS, st.times())
def test_a_code_ends_at_the_same_clock_time_a_month_on_and_is_valid_till_then(day: str, time: time) -> None:
    issued = f"{day}T{time.isoformat('milliseconds')}Z"
    ends = expiry(issued)
    assert 28 <= (date.fromisoformat(ends[:10]) - date.fromisoformat(issued[:10])).days <= 31
    assert ends[10:] == issued[10:]
    assert [authorisation_state([issued], 0, at) for at in (issued, ends)] == ["valid", "expired"]
    assert authorisation_state([issued, issued], 0, ends) == "voided"
