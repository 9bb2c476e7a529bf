"""A working life: spells with units or on one's own account, gaps, years before the scheme, retirement."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from deploy.demo.people import Person
from deploy.demo.units import Units
from kernel.calendar import month_number

SCHEME = month_number("1992-08")
EARLY_SCHEME = month_number("1987-01")
REFORM = month_number("2025-01")


@dataclass(frozen=True, slots=True)
class Spell:
    """Months (as numbers, both included) with a unit (by its place), or on one's own account (None)."""

    first: int
    last: int
    unit: int | None


@dataclass(frozen=True, slots=True)
class Career:
    """At least one spell. `retired_from`: the first month of the pension, None for those who still work. `deemed`:
    months worked before the scheme existed, 视同缴费. `wage`: a multiple of the average wage."""

    spells: tuple[Spell, ...]
    retired_from: int | None
    deemed: int
    wage: float

    @property
    def current(self) -> Spell:
        """The last spell."""
        return self.spells[-1]


def career(person: Person, units: Units, until: int, seed: int) -> Career:
    """The working life of a person up to the month `until` (a month number)."""
    chance = random.Random(f"{seed}/career/{person.id_number}")
    born = person.birth.year * 12 + person.birth.month - 1
    begun = born + chance.randint(18 * 12, 24 * 12)
    retires = _retirement(chance, born, person.sex)
    first = _first_paid(chance, begun, person.id_number.startswith(units.city.prefix))
    deemed = max(0, min(first, SCHEME) - begun) if begun < SCHEME else 0
    first = min(first, until)
    end = min(retires - 1, until)
    if chance.random() < 0.08:  # has stopped, and is not here any more or does not work
        end -= chance.randint(1, 60)
    end = max(first, end)
    spells = tuple(_spells(chance, first, end, units))
    return Career(spells, retires if retires <= until else None, deemed, chance.lognormvariate(-0.1, 0.5))


def _first_paid(chance: random.Random, begun: int, local: bool) -> int:
    """The first month paid here: some paid before August 1992, those from elsewhere came later."""
    if not local:
        begun += chance.randint(0, 96)
    if begun >= SCHEME:
        return begun
    return max(begun, EARLY_SCHEME) if chance.random() < 0.35 else SCHEME


def _retirement(chance: random.Random, born: int, sex: str) -> int:
    """The statutory month (handbook 5.5); of women some retire as workers and some as cadres."""
    years, step, cap = (60, 4, 36) if sex == "M" else chance.choice(((50, 2, 60), (55, 4, 36)))
    original = born + years * 12
    passed = original - REFORM
    return original if passed < 0 else original + min(passed // step + 1, cap)


def _spells(chance: random.Random, first: int, end: int, units: Units) -> Iterator[Spell]:
    month, before = first, Spell(first, first - 1, None)
    while month <= end:
        last = min(end, month + 2 + int(chance.expovariate(1 / 54)))
        alone = month >= month_number("1999-01") and chance.random() < 0.12
        unit = None if alone else units.hiring(chance, month)
        if unit == before.unit:  # a month is not paid twice by the same
            month = max(month, before.last + 1)
            if month > last:
                return
        before = Spell(month, last, unit)
        yield before
        month = last + 1 + _pause(chance)


def _pause(chance: random.Random) -> int:
    """Months between two spells; -1 where the old and the new unit both paid for a month."""
    drawn = chance.random()
    if drawn < 0.05:
        return -1
    return chance.randint(1, 14) if drawn > 0.65 else 0
