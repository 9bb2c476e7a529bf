"""A bank card's number, as the proof by bank card asks for it (ID-04, handbook 1.4). Pure."""

import re
from typing import Literal

SHORTEST, LONGEST = 12, 19


def bank_number_fault(text: str) -> Literal["charset", "length", "checksum"] | None:
    """Why a number is no bank card's, None where it may be one. Spaces are dropped, hyphens refused."""
    number = text.replace(" ", "")
    if not re.fullmatch("[0-9]*", number):
        return "charset"
    if not SHORTEST <= len(number) <= LONGEST:
        return "length"
    return None if luhn_total(number) % 10 == 0 else "checksum"


def luhn_total(number: str) -> int:
    """From the right every second digit counts double, less 9 where that is above 9."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2]) + sum(2 * digit - 9 * (digit > 4) for digit in digits[1::2])
