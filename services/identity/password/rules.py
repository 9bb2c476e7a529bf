"""What a password must be (ID-02, handbook 13). Pure; the figures are the city's policy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Reason = Literal["length", "charset", "letter", "digit"]
PERSONAL_DIGITS = 6


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """Least and most characters; whether only printable ASCII is taken; whether a letter, a digit must be in it."""

    least: int
    most: int
    ascii: bool
    letter: bool
    digit: bool


def password_reasons(password: str, rule: PasswordRule) -> list[Reason]:
    """Every reason why a password's form is refused, in the order length, charset, letter, digit; none: it is taken."""
    wrong: dict[Reason, bool] = {
        "length": not rule.least <= len(password) <= rule.most,
        "charset": rule.ascii and not re.fullmatch("[!-~]*", password),
        "letter": rule.letter and not re.search("[A-Za-z]", password),
        "digit": rule.digit and not re.search("[0-9]", password),
    }
    return [reason for reason, holds in wrong.items() if holds]


def holds_personal_digits(password: str, numbers: Iterable[str]) -> bool:
    """Whether six neighbouring digits of the ID number or the mobile number are in the password."""
    runs = (number[at : at + PERSONAL_DIGITS] for number in numbers for at in range(len(number) - PERSONAL_DIGITS + 1))
    return any(run.isdigit() and run in password for run in runs)
