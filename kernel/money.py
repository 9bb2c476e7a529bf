"""Money: whole fen 分 as int, exact arithmetic, one rounding half up at the end (handbook 0, 3.5). Never a float."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

Exact = int | Decimal | Fraction
"""An exact number: what an amount may be before it is rounded."""

YUAN = re.compile(r"(-?)¥?(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?", re.ASCII)


def fen(text: str) -> int:
    """The fen of an amount written in yuan: "1234.5", "1,234.56", "-¥0.01". ValueError for anything else."""
    written = YUAN.fullmatch(text.strip())
    if not written:
        raise ValueError(f"not an amount in yuan: {text[:40]!r}")
    sign, whole, fraction = written.groups()
    amount = int(whole.replace(",", "")) * 100 + int((fraction or "").ljust(2, "0"))
    return -amount if sign else amount


def yuan(amount: int) -> str:
    """An amount in fen as plain yuan, for files: "1234.56"."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def show(amount: int) -> str:
    """An amount in fen as people read it: "¥1,234.56"."""
    return f"{'-' if amount < 0 else ''}¥{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def round_half_up(exact: Exact) -> int:
    """The nearest whole number; a half goes away from zero."""
    if isinstance(exact, int):
        return exact
    if isinstance(exact, Decimal):
        return int(exact.to_integral_value(ROUND_HALF_UP))
    doubled, over = 2 * abs(exact.numerator), exact.denominator
    rounded = (doubled + over) // (2 * over)
    return rounded if exact >= 0 else -rounded


def percent_of(amount: Exact, percent: Decimal) -> int:
    """So many percent of an amount in fen, rounded once."""
    if isinstance(amount, int):  # what mass work does a million times: whole numbers alone
        numerator, denominator = _hundredths(percent)
        half_up = (2 * abs(amount * numerator) + denominator) // (2 * denominator)
        return half_up if amount * numerator >= 0 else -half_up
    return round_half_up(Fraction(amount) * Fraction(percent) / 100)


@lru_cache(maxsize=1024)
def _hundredths(percent: Decimal) -> tuple[int, int]:
    """A percentage as a fraction: 0.5 percent is 1 over 200."""
    numerator, denominator = percent.as_integer_ratio()
    return numerator, 100 * denominator


def clamp(exact: Exact, floor: Exact, ceiling: Exact | None) -> Exact:
    """The amount, raised to the floor or cut at the ceiling; None: there is no ceiling."""
    raised = max(exact, floor)
    return raised if ceiling is None else min(raised, ceiling)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """A total in whole parts, in proportion to the weights, that sum to it exactly.

    Each part is within one fen of its exact share; what rounding leaves goes to the largest remainders, the first of
    equals. ValueError without a positive weight or with a negative one.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("a total is split by weights, none negative, one positive")
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts
