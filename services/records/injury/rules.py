"""What a work injury pays by grade (工伤保险条例 2010, handbook 8). Pure; amounts in fen."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kernel.money import clamp, round_half_up

LUMP_SUM_MONTHS = dict(enumerate([27, 25, 23, 21, 18, 16, 13, 11, 9, 7], start=1))
"""一次性伤残补助金 in months of the own wage, by grade."""
ALLOWANCE_PERCENT = dict(enumerate([90, 85, 80, 75, 70, 60], start=1))
"""伤残津贴 in percent of the own wage, by grade."""
LAST_GRADE_OF_THE_FUND = 4


@dataclass(frozen=True, slots=True)
class InjuryBenefit:
    """The wage it is worked out on, the lump sum, and for grades 1 to 6 the monthly allowance and who pays it."""

    own_wage: int
    lump_sum: int
    monthly_allowance: int | None
    paid_by: Literal["fund", "employer"] | None


def injury_benefit(grade: int, wage: int, regional_wage: int, minimum_wage: int) -> InjuryBenefit:
    """The benefit of a grade, 1 to 10. The own wage lies within 60 and 300 percent of the regional one (art. 64), not
    rounded before use; the allowance is topped up to the minimum wage. `wage`: mean base of the 12 months before."""
    own = Fraction(clamp(wage, Fraction(regional_wage * 60, 100), regional_wage * 3))
    percent = ALLOWANCE_PERCENT.get(grade)
    return InjuryBenefit(
        own_wage=round_half_up(own),
        lump_sum=round_half_up(own * LUMP_SUM_MONTHS[grade]),
        monthly_allowance=max(round_half_up(own * Fraction(percent, 100)), minimum_wage) if percent else None,
        paid_by=("fund" if grade <= LAST_GRADE_OF_THE_FUND else "employer") if percent else None,
    )
