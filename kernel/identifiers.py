"""Numbers that name people and organisations: checked, never guessed (handbook 1.1 to 1.4). Pure."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kernel.calendar import is_day

REGION_CODES = Path(__file__).parent / "tables" / "region_codes.csv"
EARLIEST_BIRTH = "1880-01-01"
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
CENTENARIAN_SEQUENCES = ("996", "997", "998", "999")

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

RegionStatus = Literal["current", "historic", "unknown"]


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """A number that does not pass, with the first step that failed: "length", "charset", "province", "region",
    "birth_date", "birth_range", "checksum" or "pattern"."""

    reason: str


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A valid 公民身份号码. `region_status` "unknown" is for a clerk to look at, never a reason to refuse."""

    number: str
    region: str
    birth: str
    sex: Literal["M", "F"]
    region_status: RegionStatus


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid 统一社会信用代码. A wrong organisation check is for a clerk to look at, never a reason to refuse."""

    code: str
    region: str
    organisation_code_ok: bool


@dataclass(frozen=True, slots=True)
class Mobile:
    """A mobile number of mainland China, eleven digits."""

    number: str


def half_width(text: str) -> str:
    """The text with the full-width characters of Chinese keyboards made half-width: ８０００．５０ becomes 8000.50."""
    return unicodedata.normalize("NFKC", text)


def normalise(text: str) -> str:
    """Full-width to ASCII, without spaces, upper case: the form in which numbers are checked and kept."""
    return "".join(half_width(text).split()).upper()


# ------------------------------------------------------------------ 公民身份号码


def resident_id(text: str, as_of: str) -> ResidentId | WrongNumber:
    """Checks an 18-character resident ID number on the day `as_of` (handbook 1.1)."""
    number = normalise(text)
    reason = _resident_id_reason(number, as_of)
    if reason:
        return WrongNumber(reason)
    sex: Literal["M", "F"] = "M" if int(number[16]) % 2 else "F"
    return ResidentId(number, number[:6], _birth(number), sex, region_status(number[:6]))


def upgraded_resident_id(text: str, as_of: str) -> ResidentId | WrongNumber:
    """The 18-character number of an old 15-digit one, 身份证号码升位 (handbook 1.2).

    The old sequences 996 to 999 were kept for those born before 1900. A number that has 18 characters already is
    refused with "length": there is nothing to upgrade.
    """
    old = normalise(text)
    if len(old) != 15:
        return WrongNumber("length")
    if not re.fullmatch("[0-9]{15}", old):
        return WrongNumber("charset")
    century = "18" if old[12:] in CENTENARIAN_SEQUENCES else "19"
    number = old[:6] + century + old[6:]
    return resident_id(number + resident_check(number), as_of)


def resident_check(first_17: str) -> str:
    """The check character that belongs to the first 17 digits of a resident ID number."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def _resident_id_reason(number: str, as_of: str) -> str | None:
    if len(number) != 18:
        return "length"
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return "charset"
    if region_status(number[:2] + "0000") == "unknown":
        return "province"
    if not is_day(_birth(number)):
        return "birth_date"
    if not EARLIEST_BIRTH <= _birth(number) <= as_of:
        return "birth_range"
    return None if number[17] == resident_check(number[:17]) else "checksum"


def _birth(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


# ------------------------------------------------------------------ people without a resident ID

PermitKind = Literal["hk_macao", "taiwan", "permanent_residence", "foreigner"]


@dataclass(frozen=True, slots=True)
class Permit:
    """A number of somebody without a resident ID: travel permits 港澳居民来往内地通行证 and 台湾居民来往大陆通行证
    (without the count of reissues, which changes), 外国人永久居留身份证, a foreigner's country code and document."""

    number: str
    kind: PermitKind


_PERMITS: tuple[tuple[PermitKind, str], ...] = (
    ("hk_macao", r"([HM][0-9]{8})(?:[0-9]{2})?"),
    ("taiwan", r"([0-9]{8})(?:[0-9]{2})?"),
    ("permanent_residence", r"([A-Z]{3}[0-9]{12})"),
    ("permanent_residence", r"(9[0-9]{16}[0-9X])"),
    ("foreigner", r"([A-Z]{3}[A-Z0-9]{6,12})"),
)
"""By shape, the first that fits. Known from practice, the standards' texts were not seen. Residence permits for people
of Hong Kong, Macao and Taiwan (81, 82, 83) are resident ID numbers by their rule."""


def permit(text: str, as_of: str) -> Permit | WrongNumber:
    """Checks a number of somebody without a resident ID on the day `as_of`; tells which it is by its shape.

    The permanent residence number of 18 characters (since 2023) has birth date and check character where a resident
    ID number has them.
    """
    number = normalise(text)
    for kind, shape in _PERMITS:
        found = re.fullmatch(shape, number)
        if found and len(number) == 18:
            return _permanent_residence(number, as_of)
        if found:
            return Permit(found[1], kind)
    return WrongNumber("pattern")


def _permanent_residence(number: str, as_of: str) -> Permit | WrongNumber:
    if not is_day(_birth(number)):
        return WrongNumber("birth_date")
    if not EARLIEST_BIRTH <= _birth(number) <= as_of:
        return WrongNumber("birth_range")
    right = number[17] == resident_check(number[:17])
    return Permit(number, "permanent_residence") if right else WrongNumber("checksum")


def person_number(text: str, as_of: str) -> str | WrongNumber:
    """The number by which a person is known everywhere: a resident ID number, else a permit's (see `permit`).

    A wrong one is told by the resident ID's steps where it has 18 characters.
    """
    known = resident_id(text, as_of)
    if isinstance(known, ResidentId):
        return known.number
    other = permit(text, as_of)
    if isinstance(other, Permit):
        return other.number
    return known if len(normalise(text)) == 18 and not normalise(text).startswith("9") else other


# ------------------------------------------------------------------ regions


def region_status(code: str) -> RegionStatus:
    """Whether a region code is in use, abolished (still valid in a number given while it was), or not in the table.

    The table holds every province (and 81, 82, 83 of the permits for residents of Hong Kong, Macao and Taiwan), the
    capitals, and the districts of a few cities: below a province "unknown" is common and no fault.
    """
    return _regions().get(code, ("", "unknown"))[1]


def region_name(code: str) -> str | None:
    """The region's latest name, or None where the table does not have it."""
    return _regions().get(code, (None, None))[0]


def regions() -> dict[str, str]:
    """The names of all regions in use that the table has, by code."""
    return {code: name for code, (name, status) in _regions().items() if status == "current"}


@cache
def _regions() -> dict[str, tuple[str, RegionStatus]]:
    regions: dict[str, tuple[str, RegionStatus]] = {}
    with REGION_CODES.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):  # by code, then by year: the latest name of a code stands last
            status: RegionStatus = "current" if row["status"] == "current" else "historic"
            if status == "current" or row["code"] not in regions:
                regions[row["code"]] = (row["name"], status)
    return regions


# ------------------------------------------------------------------ 统一社会信用代码


def credit_code(text: str) -> CreditCode | WrongNumber:
    """Checks a unified social credit code of 18 characters (handbook 1.3)."""
    code = normalise(text)
    if len(code) != 18:
        return WrongNumber("length")
    if not set(code) <= set(CREDIT_ALPHABET):
        return WrongNumber("charset")
    if not re.fullmatch("[0-9]{6}", code[2:8]):
        return WrongNumber("region")
    if code[17] != credit_check(code[:17]):
        return WrongNumber("checksum")
    return CreditCode(code, code[2:8], code[16] == organisation_check(code[8:16]))


def credit_check(first_17: str) -> str:
    """The check character that belongs to the first 17 characters of a unified social credit code."""
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check(first_8: str) -> str:
    """The check character that belongs to the first 8 characters of an organisation code (GB 11714)."""
    values = (ORGANISATION_ALPHABET.index(char) for char in first_8)
    rest = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


# ------------------------------------------------------------------ names and mobile numbers


def can_be_a_name(text: str) -> bool:
    """Whether there is a letter of any script in it: a number typed into the field of a name has none."""
    return any(char.isalpha() for char in text)


def mobile(text: str) -> Mobile | WrongNumber:
    """Checks a mobile number; spaces, hyphens and the country's prefix +86 or 0086 are dropped (handbook 1.4)."""
    plain = normalise(text).replace("-", "")
    number = re.sub(r"^(\+86|0086)", "", plain)
    return Mobile(number) if re.fullmatch("1[3-9][0-9]{9}", number) else WrongNumber("pattern")


# ------------------------------------------------------------------ bank numbers

BANK_SHORTEST, BANK_LONGEST = 12, 19


def bank_number_fault(text: str) -> Literal["charset", "length", "checksum"] | None:
    """Why a number is no bank account's, None where it may be one. Spaces are dropped, hyphens refused."""
    number = text.replace(" ", "")
    if not re.fullmatch("[0-9]*", number):
        return "charset"
    if not BANK_SHORTEST <= len(number) <= BANK_LONGEST:
        return "length"
    return None if luhn_total(number) % 10 == 0 else "checksum"


def luhn_total(number: str) -> int:
    """From the right every second digit counts double, less 9 where that is above 9."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2]) + sum(2 * digit - 9 * (digit > 4) for digit in digits[1::2])
