"""An estimate of a pension opens to its steps, its policy and what it takes for granted (QRY-16, handbook 5.3)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kernel.calendar import month_range
from kernel.money import yuan
from services.records.evidence.steps import Step
from services.records.pension.estimate import Basis, Estimate, GoingOn, Used, estimate
from services.records.pension.rules import PensionBasis, divisor_months, pension_estimate

USED = Used(("wage",), ("interest",), ("transition",), ("opened",))
AVERAGE = 800_000


def reference(month: str) -> tuple[int, str] | None:
    """Published since 2020."""
    return (AVERAGE, f"bounds {month[:4]}") if month >= "2020" else None


BASIS = Basis(
    category="M",
    chosen=False,
    birth="1976-10",
    bases=dict.fromkeys(month_range("2010-01", "2026-10"), 600_000),
    deemed=0,
    balance=9_000_000,
    reference=reference,
    reference_wage=843_300,
    coefficient_percent=Decimal("1.2"),
    method=lambda _: ("interpolate", "divisor"),
    today="2026-11-22",
)


def made(**other: Any) -> Estimate:
    return estimate(replace(BASIS, **other), USED)


def total(found: Estimate) -> int:
    return sum(step.amount for step in found.steps)


def test_its_steps_add_up_to_what_the_formula_gives():
    basis = PensionBasis(843_300, Decimal("0.7500"), 202, 9_000_000, divisor_months(63, 0, "interpolate"))
    found = made()
    assert total(found) == pension_estimate(basis).total
    assert [step.amount for step in found.steps] == [pension_estimate(basis).basic, pension_estimate(basis).personal]
    assert "平均缴费指数0.7500" in found.steps[0].text
    assert "计发月数117.0000" in found.steps[1].text


def test_each_step_names_its_policy_and_the_account_its_events():
    basic, personal = made().steps
    assert basic.policy == ("wage", *(f"bounds {year}" for year in range(2020, 2027)))
    assert (personal.policy, personal.events) == (("divisor", "interest"), ("opened",))


def test_months_before_the_accounts_and_deemed_ones_are_a_part_of_their_own():
    found = made(bases=dict.fromkeys(month_range("1996-01", "2026-10"), 600_000), deemed=36)
    [*_, transitional] = found.steps
    assert isinstance(transitional, Step)
    assert "60个月" in transitional.text
    assert transitional.policy[-1] == "transition"
    assert len(made().steps) == 2


def test_what_is_taken_for_granted_is_said():
    told = "".join(made().assumptions)
    assert "63周岁开始领取（法定退休年月2039-10）" in told
    assert "120个月没有已公布的参考工资" in told
    assert "还差38个月" in told
    assert "原50周岁" not in told


def test_going_on_paying_until_the_age_brings_months_and_credits_and_says_so():
    found = made(going_on=GoingOn(600_000, 48_000, ("bounds now", "rates now")))
    assert found.retirement["months"] == 202 + 155  # November 2026 to September 2039
    assert total(found) > total(made())
    assert f"个人账户余额{yuan(9_000_000 + 155 * 48_000)}元" in found.steps[1].text
    assert found.steps[1].policy[-2:] == ("bounds now", "rates now")
    told = "".join(found.assumptions)
    assert "再缴费155个月，每月记入个人账户480.00元" in told
    assert "不再缴费" not in told


def test_whoever_is_past_the_age_or_has_paid_this_month_goes_on_so_much_less():
    further = GoingOn(600_000, 48_000, ())
    assert made(birth="1960-01", going_on=further).retirement["months"] == 202
    paid_now = dict.fromkeys(month_range("2010-01", "2026-11"), 600_000)
    assert made(bases=paid_now, going_on=further).retirement["months"] == 203 + 154


def test_months_that_came_from_elsewhere_count_and_have_no_index_of_their_own():
    came = frozenset(month_range("1997-01", "1999-12"))
    found = made(elsewhere=came)
    assert found.retirement["months"] == 202 + 36
    assert "12个月" in found.steps[2].text
    assert "156个月没有已公布的参考工资" in "".join(found.assumptions)


def test_a_womans_category_is_said_unless_she_chose_it():
    assert any("原法定退休年龄50周岁" in one for one in made(category="F50").assumptions)
    assert not any("原法定退休年龄50周岁" in one for one in made(category="F50", chosen=True).assumptions)
    assert made(category="F55").retirement["retire_month"] > made(category="F50").retirement["retire_month"]


def test_who_is_past_the_age_would_begin_now():
    found = made(birth="1960-01")
    assert (found.retirement["retire_month"], found.retirement["age_years"]) == ("2020-01", 66)
    assert found.retirement["age_months"] == 10


def test_without_any_published_wage_the_index_is_one():
    found = made(bases=dict.fromkeys(month_range("2010-01", "2019-12"), 600_000))
    assert "平均缴费指数1.0000" in found.steps[0].text


@pytest.mark.parametrize("balance", [0, 1, 10**9])
def test_more_in_the_account_is_never_less_pension(balance: int):
    assert total(made(balance=balance)) <= total(made(balance=balance + 100_000))
