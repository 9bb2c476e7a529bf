"""What a line costs a month: others tell it before it is owed, with the very rules it is assessed by."""

from typing import NamedTuple

from kernel.policy import City
from services.records.contract.words import Line, PersonKind
from services.records.contributions.rules import contribution
from services.records.contributions.tariff import MonthPolicy, due_on


class Cost(NamedTuple):
    """A person's month on one line, in fen; `base` is the wage within the bounds, `floor` and `ceiling` are these."""

    base: int
    employer: int
    individual: int
    account: int
    floor: int
    ceiling: int | None
    policy: tuple[str, ...]


class Costs:
    """The costs of a city's months; each month's policy is looked up once."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._months: dict[str, MonthPolicy] = {}

    def of(self, line: Line, participant: PersonKind, industry_class: int, wage: int, month: str) -> Cost | None:
        """The cost of a monthly wage in fen; None where the city has no such line. Raises NoPolicy."""
        if month not in self._months:
            self._months[month] = MonthPolicy(self._city, month, due_on(self._city, month))
        terms = self._months[month].terms(line, participant, industry_class)
        if terms is None:
            return None
        owed = contribution(wage, terms)
        return Cost(*owed, floor=terms.floor, ceiling=terms.ceiling, policy=terms.policy)
