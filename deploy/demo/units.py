"""Synthetic employers. Each follows from the seed and its place alone: none has to be kept in memory, and a larger city
of the same seed begins with the units of a smaller one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from deploy.demo.cities import Demo
from deploy.demo.names import company, full_name
from deploy.demo.people import mobile
from kernel.calendar import month_number, month_of_number
from kernel.identifiers import (
    CREDIT_ALPHABET,
    ORGANISATION_ALPHABET,
    credit_check,
    organisation_check,
    region_name,
    region_status,
    resident_check,
)

FIRST = month_number("1986-01")
_DRAWS = 20
_LETTERS = "".join(letter for letter in ORGANISATION_ALPHABET if letter in CREDIT_ALPHABET)


@dataclass(frozen=True, slots=True)
class Unit:
    """An employer that does not exist, with its agent 经办人."""

    number: str
    credit_code: str
    name: str
    region: str
    registered_on: str
    industry_class: int
    agent_name: str
    agent_id_number: str
    agent_mobile: str
    address: str


class Units:
    """All units of a city, by place; the first ones are the largest."""

    def __init__(self, city: Demo, count: int, seed: int, until: str) -> None:
        self.city = city
        self.count = count
        self.seed = seed
        self.until = month_number(until)
        self.span = self.until - 24 - FIRST

    def __iter__(self) -> Iterator[Unit]:
        return (self.unit(place) for place in range(self.count))

    def number(self, place: int) -> str:
        """The unit number 单位编号 of a place; another seed has other numbers."""
        return f"{self.city.prefix}{self.seed % 100:02d}{place + 1:05d}"

    def district(self, id_number: str) -> str:
        """Where a person is insured: at home, or in some district of the city."""
        districts = _districts(self.city.prefix)
        return id_number[:6] if id_number[:6] in districts else districts[int(id_number[14:17]) % len(districts)]

    def founded(self, place: int) -> int:
        """The month (a month number) in which a unit was registered; the first one stood from the beginning."""
        return FIRST + int(self.span * _age(self.seed, place)) if place else FIRST

    def hiring(self, chance: random.Random, month: int) -> int:
        """The place of some unit that is there in that month."""
        for _ in range(_DRAWS):
            place = int(self.count * chance.random() ** 1.7)
            if self.founded(place) <= month:
                return place
        return 0

    def unit(self, place: int) -> Unit:
        """The unit of a place."""
        chance = random.Random(f"{self.seed}/unit/{place}")
        month = month_of_number(self.founded(place))
        name, risk = company(chance, self.city.name)
        region = chance.choice(_districts(self.city.prefix))
        return Unit(
            number=self.number(place),
            credit_code=_credit_code(chance, region),
            name=name,
            region=region,
            registered_on=f"{month}-{chance.randint(1, 28):02d}",
            industry_class=risk,
            agent_name=full_name(chance, "F"),
            agent_id_number=_agent_id(chance, region),
            agent_mobile=mobile(chance),
            address=_address(chance, self.city, region),
        )


@lru_cache(maxsize=100_000)
def _age(seed: int, place: int) -> float:
    """Where in the city's time a unit was founded, 0 to 1: the later, the more a year."""
    return random.Random(f"{seed}/founded/{place}").random() ** 0.6


@cache
def _districts(city_prefix: str) -> list[str]:
    codes = (f"{city_prefix}{number:02d}" for number in range(1, 100))
    return [code for code in codes if region_status(code) == "current"]


def _credit_code(chance: random.Random, region: str) -> str:
    organisation = "".join(chance.choice(_LETTERS) for _ in range(8))
    kind = chance.choice(("91", "91", "91", "91", "92", "12", "52"))
    first_17 = f"{kind}{region}{organisation}{organisation_check(organisation)}"
    return first_17 + credit_check(first_17)


def _agent_id(chance: random.Random, region: str) -> str:
    birth = date(chance.randint(1975, 2000), chance.randint(1, 12), chance.randint(1, 28))
    first_17 = f"{region}{birth:%Y%m%d}{chance.randrange(2, 900, 2):03d}"
    return first_17 + resident_check(first_17)


def _address(chance: random.Random, city: Demo, region: str) -> str:
    """Some with the quotes, commas and line breaks that old systems export."""
    street = f"{city.name}市{region_name(region)}人民路{chance.randint(1, 400)}号"
    drawn = chance.random()
    if drawn < 0.05:
        return f'{street},"创业园"B座'
    return f"{street}\n{chance.randint(2, 30)}楼" if drawn < 0.08 else street
