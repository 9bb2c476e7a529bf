"""An estimate of the monthly pension on the record as it stands (handbook 5.3 to 5.6), step by step. Pure.

Nothing is assumed of the future but that it brings no more: no rise of wages, no further interest; and no further
month, unless somebody asks what going on paying comes to.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from kernel.calendar import months_between
from kernel.money import round_half_up, yuan
from services.records.evidence.steps import Step
from services.records.pension.rules import (
    Category,
    DivisorMethod,
    IndexedMonths,
    PensionBasis,
    average_index,
    divisor_months,
    minimum_contribution_months,
    pension_estimate,
    retirement_age,
)

NOTICE = "本测算根据现有记录和已公布的标准得出，仅供参考，不作为待遇核定依据。"
CATEGORY_NAMES: dict[Category, str] = {
    "M": "男职工",
    "F55": "女职工（原法定退休年龄55周岁）",
    "F50": "女职工（原法定退休年龄50周岁）",
}
ACCOUNTS_BEGIN = "1998-01"
"""Months before it are the years of 过渡性养老金 (handbook 5.3)."""
UNKNOWN_INDEX = Decimal("1.0000")


class GoingOn(NamedTuple):
    """What a further month would bring: its base, and what the account is credited, in fen; the rows that say so."""

    base: int
    credited: int
    policy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an estimate is made of. `bases`: fen by paid month; `elsewhere`: months that came from other places, whose
    bases did not come along; `birth` a month; `balance` fen.

    `reference` is the average wage of a month and the id of the policy row that tells it, None where none is published.
    """

    category: Category
    chosen: bool
    birth: str
    bases: Mapping[str, int]
    deemed: int
    balance: int
    reference: Callable[[str], tuple[int, str] | None]
    reference_wage: int
    coefficient_percent: Decimal
    method: Callable[[str], tuple[DivisorMethod, str]]
    today: str
    elsewhere: frozenset[str] = frozenset()
    going_on: GoingOn | None = None
    further: int = 0
    """Months that are yet to be paid."""

    @property
    def months(self) -> int:
        """累计缴费年限 in months."""
        return len(self.bases) + self.deemed + len(self.elsewhere) + self.further

    def until(self, begins: str) -> "Basis":
        """As it would be once the pension begins, where somebody goes on paying until then."""
        if self.going_on is None:
            return self
        paid = self.today[:7] in self.bases
        further = max(0, months_between(self.today[:7], begins) - paid)
        return replace(self, further=further, balance=self.balance + further * self.going_on.credited)

    @property
    def before(self) -> int:
        """Months before the accounts of 1998, deemed ones among them."""
        return sum(month < ACCOUNTS_BEGIN for month in (*self.bases, *self.elsewhere)) + self.deemed


@dataclass(frozen=True, slots=True)
class Used:
    """Ids of the policy rows behind each part, and of the events behind the balance."""

    basic: tuple[str, ...]
    personal: tuple[str, ...]
    transitional: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The three parts as steps, what was taken for granted, and when the pension would begin."""

    steps: tuple[Step, ...]
    assumptions: tuple[str, ...]
    retirement: Mapping[str, Any]


def estimate(basis: Basis, used: Used) -> Estimate:
    """The pension that would begin at the statutory age, or now where that is past."""
    age = retirement_age(basis.category, basis.birth)
    begins = max(age.retire_month, basis.today[:7])
    basis = basis.until(begins)
    years, months_of_age = divmod(months_between(basis.birth, begins), 12)
    method, divisor_policy = basis.method(begins)
    index, known, index_policy = _index(basis)
    further = basis.going_on.policy if basis.going_on else ()
    used = replace(used, basic=(*used.basic, *index_policy), personal=(divisor_policy, *used.personal, *further))
    told = PensionBasis(
        reference_wage=basis.reference_wage,
        index=index,
        months=basis.months,
        balance=basis.balance,
        divisor=divisor_months(years, months_of_age, method),
        transition_years=Decimal(basis.before) / 12,
        coefficient_percent=basis.coefficient_percent,
    )
    retirement = {
        "category": basis.category,
        "category_name": CATEGORY_NAMES[basis.category],
        "retire_month": age.retire_month,
        "earliest_month": age.earliest_month,
        "latest_month": age.latest_month,
        "age_years": years,
        "age_months": months_of_age,
        "months": basis.months,
        "minimum_months": minimum_contribution_months(int(begins[:4])),
    }
    return Estimate(_steps(basis, told, used), tuple(_assumptions(basis, index, known, retirement)), retirement)


def _steps(basis: Basis, told: PensionBasis, used: Used) -> tuple[Step, ...]:
    found, wage, index = pension_estimate(told), yuan(told.reference_wage), told.index
    basic = f"基础养老金＝计发基数{wage}元×（1＋平均缴费指数{index}）÷2×缴费年限（{told.months}个月÷12）×1%"
    divisor = Decimal(round_half_up(told.divisor * 10_000)).scaleb(-4)
    personal = f"个人账户养老金＝个人账户余额{yuan(told.balance)}元÷计发月数{divisor}"
    steps = (Step(basic, found.basic, (), used.basic), Step(personal, found.personal, used.events, used.personal))
    if not basis.before:
        return steps
    text = (
        f"过渡性养老金＝计发基数{wage}元×平均缴费指数{index}×"
        f"1998年以前的缴费年限（{basis.before}个月÷12，含视同缴费）×过渡系数{told.coefficient_percent}%"
    )
    return (*steps, Step(text, found.transitional, (), (*used.basic, *used.transitional)))


def _index(basis: Basis) -> tuple[Decimal, int, tuple[str, ...]]:
    """The average index over the months whose reference wage is published, how many they are, and its policy rows."""
    indexed, policy = list[IndexedMonths](), dict[str, None]()
    for month, base in basis.bases.items():
        reference = basis.reference(month)
        if reference is not None:
            indexed.append(IndexedMonths(base, reference[0], 1))
            policy[reference[1]] = None
    if not indexed:
        return UNKNOWN_INDEX, 0, ()
    return average_index(indexed, 0, UNKNOWN_INDEX).index, len(indexed), tuple(policy)


def _assumptions(basis: Basis, index: Decimal, known: int, retirement: Mapping[str, Any]) -> Iterable[str]:
    age = f"{retirement['age_years']}周岁" + (f"{retirement['age_months']}个月" if retirement["age_months"] else "")
    begins = f"{age}开始领取（法定退休年月{retirement['retire_month']}）"
    if basis.going_on is None:
        yield f"{begins}，此后不再缴费；今后的工资增长和利息没有计入。"
    else:
        base, credited = yuan(basis.going_on.base), yuan(basis.going_on.credited)
        yield f"{begins}，在此之前按最近的缴费基数{base}元再缴费{basis.further}个月，每月记入个人账户{credited}元。"
        yield "今后的工资增长、缴费标准调整和利息没有计入。"
    yield "计发基数采用已公布的最近一年的标准；个人账户余额含已经记入的利息，利率见依据。"
    rest, least = basis.months - known, retirement["minimum_months"]
    if rest:
        yield f"{rest}个月没有已公布的参考工资（含视同缴费和外地转入），按平均缴费指数{index}估算。"
    if basis.category != "M" and not basis.chosen:
        yield f"按{CATEGORY_NAMES[basis.category]}测算；从事管理、技术岗位的，请选择原55周岁后重新测算。"
    if basis.months < least:
        short = least - basis.months
        yield f"目前累计{basis.months}个月，最低缴费年限为{least}个月，还差{short}个月；不足的不能按月领取。"
