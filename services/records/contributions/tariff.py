"""The policy of one month as assessment needs it: each line's terms and the due day, looked up once a run. Pure."""

from dataclasses import dataclass, field

from kernel.calendar import add_months, last_day
from kernel.policy import City
from services.records import contract as c
from services.records.contributions.rules import Terms, line_terms

ANY_CLASS = 1


@dataclass(frozen=True, slots=True)
class MonthPolicy:
    """A month's terms and due day 应缴期限."""

    city: City
    month: str
    due_on: str
    _known: dict[tuple[str, str, int], Terms | None] = field(default_factory=dict)

    def terms(self, line: c.Line, participant: str, industry_class: int) -> Terms | None:
        """The terms of a line for such a person and unit; None for work injury while the unit's class is not known (0).

        Raises NoPolicy where the city has no figures for the month.
        """
        key = (line, participant, industry_class if line == "injury" else 0)
        if key not in self._known:
            variant = variant_of(self.city, line, participant, industry_class)
            self._known[key] = None if variant is None else line_terms(self.city, line, variant, self.month)
        return self._known[key]


def month_policy(city: City, month: str) -> MonthPolicy:
    """The policy of a month. Raises NoPolicy where a line's usual variant has no figures: better not to begin."""
    policy = MonthPolicy(city, month, due_on(city, month))
    for line in offered_lines(city):
        policy.terms(line, "employee", ANY_CLASS)
    return policy


def due_on(city: City, month: str) -> str:
    """The last day on which a month's contributions are paid in time. Raises NoPolicy."""
    return last_day(add_months(month, city.policy.at("payment_due", month)["months"]))


def free_until(city: City, month: str, run: int, today: str) -> str | None:
    """Through when what a later `run` of the month adds is free of late fee, None where the month's due day counts.

    Who came since the first run could not be paid for by a day that is over: it is due with the month it is billed in.
    """
    late = run > 1 and today > due_on(city, month)
    return due_on(city, today[:7]) if late else None


def offered_lines(city: City) -> list[c.Line]:
    """The lines that are enrolled here; where maternity is part of medical it is none of its own."""
    codes = {line["code"] for line in city["lines"]}
    return [line for line in c.LINES if line in codes]


def variant_of(city: City, line: str, participant: str, industry_class: int) -> str | None:
    """The unit's industry class for work injury, else the variant named like the person's kind, else the usual one."""
    if line == "injury":
        return str(industry_class) if industry_class else None
    variants = [found for known in city["lines"] if known["code"] == line for found in known["variants"]]
    return participant if participant in {v["code"] for v in variants} else ""
