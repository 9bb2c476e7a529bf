"""When a pension begins and what it comes to (handbook 5.2 to 5.6). Pure; months are text, amounts fen.

The tables are national law, the same everywhere; what a city sets is passed in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kernel.calendar import add_months, months_between
from kernel.money import round_half_up

Category = Literal["M", "F55", "F50"]
"""男职工, 原55周岁女职工, 原50周岁女职工: the ID number does not tell the last two apart."""
DivisorMethod = Literal["interpolate", "full_years"]

# ------------------------------------------------------------------ age


@dataclass(frozen=True, slots=True)
class Delay:
    """How a category's age is raised: from which years of age, one month each so many months, by at most so many."""

    years: int
    step: int
    most: int


REFORM_BEGINS = "2025-01"
DELAYS: dict[Category, Delay] = {"M": Delay(60, 4, 36), "F55": Delay(55, 4, 36), "F50": Delay(50, 2, 60)}
FLEXIBLE_MONTHS = 36


@dataclass(frozen=True, slots=True)
class RetirementAge:
    """The statutory age and month, and the earliest and latest month by agreement 弹性退休."""

    delay_months: int
    age_years: int
    age_months: int
    retire_month: str
    earliest_month: str
    latest_month: str


def retirement_age(category: Category, birth: str) -> RetirementAge:
    """渐进式延迟法定退休年龄 (办法 2024 art. 1, handbook 5.5) for somebody born in the month `birth`.

    The benefit starts the month after `retire_month`. Who reaches the original age before 2025 is not affected.
    """
    rule = DELAYS[category]
    original = add_months(birth, rule.years * 12)
    since_reform = months_between(REFORM_BEGINS, original)
    if since_reform < 0:
        return RetirementAge(0, rule.years, 0, original, original, original)
    delay = min(since_reform // rule.step + 1, rule.most)
    retire = add_months(original, delay)
    return RetirementAge(
        delay_months=delay,
        age_years=rule.years + delay // 12,
        age_months=delay % 12,
        retire_month=retire,
        earliest_month=max(original, add_months(retire, -FLEXIBLE_MONTHS)),
        latest_month=add_months(retire, FLEXIBLE_MONTHS),
    )


def minimum_contribution_months(year: int) -> int:
    """最低缴费年限 in months for the year: 15 years until 2029, half a year more each year, 20 from 2039 (art. 2)."""
    return 180 + 6 * min(max(year - 2029, 0), 10)


# ------------------------------------------------------------------ index


@dataclass(frozen=True, slots=True)
class IndexedMonths:
    """So many months paid on one base against one reference wage, both in fen."""

    base: int
    reference: int
    count: int


@dataclass(frozen=True, slots=True)
class AverageIndex:
    """平均缴费指数 over so many months, to four decimals."""

    months: int
    index: Decimal


def average_index(spans: Iterable[IndexedMonths], deemed_months: int, deemed_index: Decimal) -> AverageIndex:
    """The mean of base over reference wage of all months, deemed months with their own index (handbook 5.2).

    An index below 0.6 is taken as it is. No months at all: 0.
    """
    counted, bases = list(spans), Counter[int]()
    months = sum(span.count for span in counted) + deemed_months
    for span in counted:  # one fraction a reference wage: a career has hundreds of months and some tens of wages
        bases[span.reference] += span.base * span.count
    total = sum((Fraction(base, reference) for reference, base in bases.items()), Fraction(0))
    total += Fraction(deemed_index) * deemed_months
    return AverageIndex(months, _four_decimals(total / months if months else Fraction(0)))


# ------------------------------------------------------------------ amounts

# fmt: off
DIVISORS = (
    233, 230, 226, 223, 220, 216, 212, 208, 204, 199,  # 40 to 49
    195, 190, 185, 180, 175, 170, 164, 158, 152, 145,  # 50 to 59
    139, 132, 125, 117, 109, 101, 93, 84, 75, 65, 56,  # 60 to 70
)
# fmt: on
"""计发月数 by age in years, 40 to 70 (国发〔2005〕38号 annex)."""


def divisor_months(age_years: int, age_months: int, method: DivisorMethod) -> Fraction:
    """计发月数 at an age (handbook 5.4): below 40 that of 40, above 70 that of 70; between years interpolated, exactly,
    or that of the completed years."""
    full = _divisor(age_years)
    if method == "full_years":
        return Fraction(full)
    return full - Fraction((full - _divisor(age_years + 1)) * age_months, 12)


def _divisor(age_years: int) -> int:
    return DIVISORS[min(max(age_years, 40), 70) - 40]


@dataclass(frozen=True, slots=True)
class PensionBasis:
    """What a pension is worked out from. `reference_wage` (W 计发基数) and `balance` in fen.

    `transition_years`: years before the scheme of 1998; `transition_index` and `coefficient_percent` are provincial.
    """

    reference_wage: int
    index: Decimal
    months: int
    balance: int
    divisor: Fraction
    transition_years: Decimal = Decimal(0)
    transition_index: Decimal | None = None
    coefficient_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PensionEstimate:
    """基础养老金, 个人账户养老金, 过渡性养老金 and their sum, fen a month. No basis for a decision."""

    basic: int
    personal: int
    transitional: int
    total: int


def pension_estimate(basis: PensionBasis) -> PensionEstimate:
    """The monthly pension (国发〔2005〕38号, handbook 5.3), each part rounded once; years are months over 12."""
    wage, index = basis.reference_wage, Fraction(basis.index)
    transition_index = index if basis.transition_index is None else Fraction(basis.transition_index)
    basic = round_half_up(wage * (1 + index) / 2 * Fraction(basis.months, 12) / 100)
    personal = round_half_up(basis.balance / basis.divisor)
    coefficient = Fraction(basis.coefficient_percent) / 100
    transitional = round_half_up(wage * transition_index * Fraction(basis.transition_years) * coefficient)
    return PensionEstimate(basic, personal, transitional, basic + personal + transitional)


def _four_decimals(exact: Fraction) -> Decimal:
    return Decimal(round_half_up(exact * 10_000)).scaleb(-4)
