"""Synthetic people in the order of their ID numbers, one after the other: a million need no more memory than one.

How many people share a region and a birth year is worked out by cumulative shares; within a year the birthdays come
in order because sorted random numbers can be drawn one by one.
"""

import csv
import random
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from deploy.demo.cities import Demo
from deploy.demo.names import full_name
from kernel.identifiers import REGION_CODES, resident_check

OLDEST = 1946
FIRST_CARDS = 1985  # whoever was born before was first numbered about then
LAST_SEQUENCE = 995  # 996 to 999 were kept for the very old


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who does not exist: ID number, name, mobile ("" for some), birth day, sex ("M" or "F")."""

    id_number: str
    name: str
    mobile: str
    birth: date
    sex: str


def people(city: Demo, count: int, seed: int, youngest: int) -> Iterator[Person]:
    """`count` people, born up to the year `youngest`, ordered by ID number, the same for the same seed."""
    chance = random.Random(f"{seed}/people")
    for code, year, number in _shares(city, count, youngest):
        for birth, sequence in _births(chance, year, number):
            first_17 = f"{code}{birth:%Y%m%d}{sequence:03d}"
            yield _person(first_17 + resident_check(first_17), birth, seed)


def neighbour(id_number: str) -> str:
    """A valid ID number next in order that no generated person has: sequences leave every following one free."""
    first_17 = id_number[:14] + f"{int(id_number[14:17]) + 1:03d}"
    return first_17 + resident_check(first_17)


def old_number(id_number: str) -> str:
    """The number of 15 digits that someone born before 2000 had before: no century, no check character."""
    return id_number[:6] + id_number[8:17]


def mobile(chance: random.Random) -> str:
    """A number of the right form."""
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}"


def _person(id_number: str, birth: date, seed: int) -> Person:
    chance = random.Random(f"{seed}/{id_number}")
    sex = "M" if int(id_number[16]) % 2 else "F"
    reached = mobile(chance) if chance.random() < 0.95 else ""
    return Person(id_number, full_name(chance, sex), reached, birth, sex)


def _shares(city: Demo, count: int, youngest: int) -> Iterator[tuple[str, int, int]]:
    """(region code, birth year, number of people), in order; the numbers sum to `count`."""
    cells = [
        (code, year, weight * _weight_of(year))
        for code, first, last, weight in _regions(city)
        for year in range(OLDEST, youngest + 1)
        if first <= max(year, FIRST_CARDS) <= last
    ]
    cells.sort()
    total = sum(weight for _, _, weight in cells)
    passed, given = 0.0, 0
    for code, year, weight in cells:
        passed += weight
        upto = min(count, int(count * passed / total + 1e-6))
        yield code, year, upto - given
        given = upto


def _weight_of(year: int) -> float:
    if year < 1956:
        return 0.5
    return 1.0 if year < 1967 else 1.3


def _regions(city: Demo) -> list[tuple[str, int, int, float]]:
    """(code, first year, last year, weight): the city's own districts, abolished ones too, and everybody else's."""
    rows = [row for row in _region_rows() if row[3] not in ("province", "prefix")]
    own = [row for row in rows if row[0].startswith(city.prefix) and row[3] == "district"]
    others = [row for row in rows if not row[0].startswith(city.prefix)]
    local, far = city.local_share / len(own), (1 - city.local_share) / len(others)
    return [(*row[:3], local) for row in own] + [(*row[:3], far) for row in others]


@cache
def _region_rows() -> list[tuple[str, int, int, str]]:
    with REGION_CODES.open(encoding="utf-8", newline="") as table:
        return [
            (row["code"], int(row["first_list_year"]), int(row["last_list_year"] or 9999), row["level"])
            for row in csv.DictReader(table)
        ]


def _births(chance: random.Random, year: int, number: int) -> Iterator[tuple[date, int]]:
    """`number` birthdays of a year in order, each with a sequence number that rises by two or three within a day."""
    days = 366 if isleap(year) else 365
    position, last_day, sequence = 0.0, -1, 0
    for drawn in range(number):
        position = 1 - (1 - position) * chance.random() ** (1 / (number - drawn))
        day = min(int(position * days), days - 1)
        sequence = sequence + chance.randint(2, 3) if day == last_day else chance.randint(1, 40)
        if sequence > LAST_SEQUENCE:
            raise ValueError("more people than a day of one region has sequence numbers for")
        last_day = day
        yield date(year, 1, 1) + timedelta(days=day), sequence
