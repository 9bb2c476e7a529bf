"""How long and how much unemployment benefit is paid, by province (handbook 6). Pure; wages in fen."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kernel.money import percent_of, round_half_up

MonthsRule = Literal["national", "guangdong", "zhejiang", "jiangsu"]
LEAST_PAID_MONTHS = 12
MOST_MONTHS = 24


def unemployment_months(rule: MonthsRule, paid_months: int, carried_months: int) -> int:
    """Months of benefit for months paid, with those left of an earlier spell; 24 at most (社会保险法 45, 46)."""
    own = MONTHS[rule](paid_months) if paid_months >= LEAST_PAID_MONTHS else 0
    return min(MOST_MONTHS, own + carried_months)


def _national(paid: int) -> int:
    """Under 5 years 12 months, under 10 years 18, then 24."""
    return 12 if paid < 60 else 18 if paid < 120 else 24


def _guangdong(paid: int) -> int:
    """One month for each full year up to four, then one for each half year (广东省失业保险条例 17)."""
    return paid // 12 if paid <= 48 else 4 + (paid - 48) // 6


def _zhejiang(paid: int) -> int:
    """One for 6 months up to 60, a rest of 3 counting; beyond, one for 8, a rest of 4 (浙江省失业保险条例 2022)."""
    first, beyond = min(paid, 60), max(paid - 60, 0)
    return first // 6 + (first % 6 >= 3) + beyond // 8 + (beyond % 8 >= 4)


MONTHS: dict[MonthsRule, Callable[[int], int]] = {
    "national": _national,
    "guangdong": _guangdong,
    "zhejiang": _zhejiang,
    "jiangsu": _national,  # its own months were not seen: the national maximum is its ceiling
}


def of_minimum_wage(minimum_wage: int, percent: Decimal) -> int:
    """Monthly benefit as a share of the place's minimum wage: Guangdong and Zhejiang, 90 percent."""
    return percent_of(minimum_wage, percent)


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """What somebody paid on: the average base of the last 12 months in fen, and months paid in all."""

    average_base: int
    months: int


def of_average_base(paid: PaidBefore, minimum_wage: int, living_standard: int) -> int:
    """Jiangsu's monthly benefit: 45, 50 or 55 percent of the average base under 10, under 20, from 20 years paid.

    Raised to 1.5 times the minimum living standard 低保 first, then cut at the minimum wage.
    """
    percent = 45 if paid.months < 120 else 50 if paid.months < 240 else 55
    raised = max(Fraction(paid.average_base * percent, 100), Fraction(living_standard * 3, 2))
    return round_half_up(min(raised, Fraction(minimum_wage)))
