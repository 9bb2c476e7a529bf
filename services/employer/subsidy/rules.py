"""稳岗返还: what a unit that kept its staff gets back (handbook 12). Pure; the figures are the city's policy."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kernel.money import percent_of


@dataclass(frozen=True, slots=True)
class RefundRule:
    """Months paid at least; layoffs in percent at most, a higher limit for up to `small_staff`; shares refunded."""

    months: int
    layoffs: Decimal
    small_staff: int
    small_staff_layoffs: Decimal
    small_refund: Decimal
    large_refund: Decimal


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A unit's last year: its size, staff, layoffs in percent, months paid, unemployment contributions in fen."""

    size: Literal["small", "large"]
    staff: int
    layoff_percent: Decimal
    months_paid: int
    paid: int


@dataclass(frozen=True, slots=True)
class Refund:
    """The amount in fen, or 0 with the first condition that is not met."""

    amount: int
    reason: Literal["months", "layoffs"] | None = None


def stability_refund(year: UnitYear, rule: RefundRule) -> Refund:
    """What is refunded of last year's unemployment contributions."""
    if year.months_paid < rule.months:
        return Refund(0, "months")
    limit = rule.small_staff_layoffs if year.staff <= rule.small_staff else rule.layoffs
    if year.layoff_percent > limit:
        return Refund(0, "layoffs")
    return Refund(percent_of(year.paid, rule.small_refund if year.size == "small" else rule.large_refund))
