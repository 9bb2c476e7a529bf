"""What a month costs, what being late costs, which months count, what an account earns (handbook 3, 4.3, 5.1). Pure.

Amounts are fen, percent is Decimal, months are text. Each amount is rounded once, half up.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from kernel.calendar import add_days, add_months, days_between, month_spans, months_between
from kernel.money import Exact, clamp, percent_of, round_half_up
from kernel.policy import City, NoPolicy, Policy

FEN_PER_YUAN = 100

# ------------------------------------------------------------------ what a month costs


@dataclass(frozen=True, slots=True)
class Terms:
    """What the city's policy says of a line in a month. `ceiling` None: there is none; `policy`: ids of the rows used.

    `account_percent` is the part of the base that goes to the personal account, None where the line has none.
    """

    floor: int
    ceiling: int | None
    employer_percent: Decimal
    individual_percent: Decimal
    account_percent: Decimal | None = None
    base_unit: Literal["fen", "yuan"] = "fen"
    policy: tuple[str, ...] = ()


class Contribution(NamedTuple):
    """A person's month in one line, in fen: base 缴费基数, both shares, and what the personal account is credited."""

    base: int
    employer: int
    individual: int
    account: int


def line_terms(city: City, line: str, variant: str, month: str) -> Terms:
    """The terms of a line in a month; `variant` "" is the usual one (an industry class, a tier, flexible ...).

    Raises NoPolicy where the city has no such line or variant, or no figures for the month.
    """
    variants = [found for known in city["lines"] if known["code"] == line for found in known["variants"]]
    chosen = next((found for found in variants if variant in ("", found["code"])), None)
    if chosen is None:
        raise NoPolicy(series="/".join(filter(None, ["lines", line, variant])), on=month, title="险种")
    bounds, rates = city.policy.at(chosen["bounds"], month), city.policy.at(chosen["rates"], month)
    return Terms(
        floor=bounds["floor"],
        ceiling=bounds.values.get("ceiling"),
        employer_percent=rates["employer"],
        individual_percent=rates["individual"],
        account_percent=rates.values.get("account"),
        base_unit=city["base_unit"],
        policy=(bounds.id, rates.id),
    )


def contribution(wage: Exact, terms: Terms) -> Contribution:
    """The month's amounts for an exact monthly wage in fen (handbook 3.5)."""
    base = contribution_base(wage, terms)
    return Contribution(
        base=base,
        employer=percent_of(base, terms.employer_percent),
        individual=percent_of(base, terms.individual_percent),
        account=percent_of(base, terms.account_percent) if terms.account_percent is not None else 0,
    )


def contribution_base(wage: Exact, terms: Terms) -> int:
    """The wage within the bounds, rounded to fen or yuan as the city says, and within the bounds again."""
    within = clamp(wage, terms.floor, terms.ceiling)
    if isinstance(within, int) and terms.base_unit == "fen":
        return within  # neither rounding nor the bounds change it any more
    if terms.base_unit == "yuan":
        within = round_half_up(Fraction(within) / FEN_PER_YUAN) * FEN_PER_YUAN
    return round_half_up(clamp(round_half_up(within), terms.floor, terms.ceiling))


def undeclared_amount(last_month: int, percent: Decimal) -> int:
    """What is owed for a month that was not declared: 110 percent of the month before (社会保险法 62, handbook 3.1)."""
    return percent_of(last_month, percent)


def declared_wage(wage: str, floor: int, ceiling: int) -> Literal["integer", "below_floor", "above_ceiling"] | None:
    """Why a self-declared wage is refused, None where it is taken: whole yuan within the bounds (handbook 3.5)."""
    if not re.fullmatch("[0-9]+", wage):
        return "integer"
    significant = wage.lstrip("0")
    amount = int(significant[:18] or "0") * FEN_PER_YUAN  # 18 digits are above any ceiling
    if amount < floor:
        return "below_floor"
    return "above_ceiling" if amount > ceiling else None


# ------------------------------------------------------------------ late fee


@dataclass(frozen=True, slots=True)
class DailyRate:
    """The percent that each day from `since` on costs; `capped`: the fee never exceeds what is owed."""

    since: str
    percent: Decimal
    capped: bool = False


@dataclass(frozen=True, slots=True)
class LateFee:
    """Days late, how many of them at which daily percent by time, and the fee in fen."""

    days: int
    spans: tuple[tuple[Decimal, int], ...]
    fee: int


def late_fee_rates(policy: Policy) -> tuple[DailyRate, ...]:
    """The city's daily rates by time."""
    return tuple(DailyRate(row.effective_from, row["percent"], row["capped"]) for row in policy.entries("late_fee"))


def late_fee(principal: int, due: str, paid: str, rates: Sequence[DailyRate]) -> LateFee:
    """滞纳金 (社会保险法 86, handbook 3.6): the day after `due` is the first, each day costs what it did on that day.

    Raises NoPolicy where a day lies before the first rate. The employee never bears it: that is the caller's to see to.
    """
    first = add_days(due, 1)
    if paid < first:
        return LateFee(0, (), 0)
    if not rates or first < rates[0].since:
        raise NoPolicy(series="late_fee", on=first, title="滞纳金")
    ends = [*(add_days(rate.since, -1) for rate in rates[1:]), paid]
    spans = tuple(
        (rate.percent, days_between(max(first, rate.since), min(paid, end)) + 1)
        for rate, end in zip(rates, ends, strict=True)
        if max(first, rate.since) <= min(paid, end)
    )
    fee = percent_of(principal, sum((percent * days for percent, days in spans), Decimal(0)))
    return LateFee(sum(days for _, days in spans), spans, min(fee, principal) if rates[-1].capped else fee)


# ------------------------------------------------------------------ months that count


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Months that count: how many, first and last, gaps (each its first and last month), the longest run."""

    count: int
    first: str | None
    last: str | None
    gaps: tuple[tuple[str, str], ...]
    longest_run: int


def contribution_months(months: Iterable[str]) -> MonthCount:
    """Counts distinct paid months, never rows: two employers in a month are one month (handbook 4.3)."""
    spans = month_spans(set(months))
    runs = [months_between(first, last) + 1 for first, last in spans]
    return MonthCount(
        count=sum(runs),
        first=spans[0][0] if spans else None,
        last=spans[-1][1] if spans else None,
        gaps=tuple((add_months(one[1], 1), add_months(two[0], -1)) for one, two in pairwise(spans)),
        longest_run=max(runs, default=0),
    )


# ------------------------------------------------------------------ interest


@dataclass(frozen=True, slots=True)
class Interest:
    """A year of a personal account, in fen."""

    on_opening: int
    on_credits: int
    credited: int
    closing: int


def account_interest(opening: int, credits: Mapping[int, int], percent: Decimal) -> Interest:
    """A year's interest by months (月积数法, handbook 5.1); `credits` is fen by month of arrival, 1 to 12.

    A credit of month n earns for 12 - n + 1 months. Two roundings: on the opening balance, on the year's credits.
    """
    on_opening = percent_of(opening, percent)
    products = sum(amount * (13 - month) for month, amount in credits.items())
    on_credits = percent_of(Fraction(products, 12), percent)
    credited = sum(credits.values())
    return Interest(on_opening, on_credits, credited, opening + on_opening + credited + on_credits)
