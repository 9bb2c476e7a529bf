"""The contribution rows of a career, one per line and month, as the old system would export them."""

import random
from collections.abc import Iterator

from deploy.demo.careers import Career, Spell
from deploy.demo.cities import Rate, average_wage, rate_at
from deploy.demo.people import Person, old_number
from deploy.demo.units import Units
from kernel.calendar import month_number, month_of_number
from kernel.money import fen, yuan

RELIEF = range(month_number("2020-02"), month_number("2020-12") + 1)
RELIEVED = ("pension", "unemployment", "injury")  # small firms' own share, 阶段性减免 (handbook 3.1)
OLD_NUMBERS_UNTIL = month_number("1999-10")


def payments(person: Person, career: Career, units: Units, seed: int) -> list[list[str]]:
    """The person's rows, by month and line. Amounts in yuan."""
    chance = random.Random(f"{seed}/pay/{person.id_number}")
    had_old_number = person.birth.year < 1985 and chance.random() < 0.03
    rows = []
    for place, spell in enumerate(career.spells):
        for month, fields in _spell_rows(chance, spell, career.wage, units):
            old = had_old_number and month < OLD_NUMBERS_UNTIL
            rows.append((month, place, [old_number(person.id_number) if old else person.id_number, *fields]))
    rows.sort(key=lambda row: row[:2])  # stable: the lines stay in their order
    return [row for _, _, row in rows]


def balances(rows: list[list[str]], as_of: str) -> dict[str, int]:
    """What the personal accounts of pension and medical hold in fen: all that arrived up to `as_of`, with interest."""
    credited: dict[str, dict[int, int]] = {"pension": {}, "medical": {}}
    for _, line, _, arrived, _, _, _, _, account, _ in rows:
        if line in credited and arrived and arrived <= as_of:
            year = int(arrived[:4])
            credited[line][year] = credited[line].get(year, 0) + fen(account)
    return {line: _with_interest(by_year, int(as_of[:4])) for line, by_year in credited.items()}


def _with_interest(credited: dict[int, int], last: int) -> int:
    """3 percent a year, half of it on the year's own credits: of the right size, and no more than that."""
    balance = 0
    for year in range(min(credited, default=last), last + 1):
        balance += (balance * 300 + credited.get(year, 0) * 150) // 10_000 + credited.get(year, 0)
    return balance


def _spell_rows(chance: random.Random, spell: Spell, wage: float, units: Units) -> Iterator[tuple[int, list[str]]]:
    """(month, fields behind the ID number) of a spell; now and then a month is paid late, or adjusted later."""
    rates = units.city.flexible if spell.unit is None else units.city.rates
    number = "" if spell.unit is None else units.number(spell.unit)
    small = spell.unit is not None and spell.unit > units.count // 10
    late = chance.randint(spell.first, spell.last) if chance.random() < 0.05 else None
    base, year = 0, None
    for month in range(spell.first, spell.last + 1):
        if month // 12 != year:
            year = month // 12
            base = _base(chance, year, wage)
        kind = "back_payment" if month == late and month + 14 < units.until else "normal"
        arrived = _arrival(chance, month, units.until, paid_late=kind != "normal")
        unpaid = month == late and chance.random() < 0.3
        for line, history in rates.items():
            amounts = _amounts(history, month, base, relieved=small and month in RELIEF and line in RELIEVED)
            if amounts and unpaid:
                yield month, [line, month_of_number(month), "", kind, *amounts[:3], "0.00", number]
            elif amounts:
                yield month, [line, month_of_number(month), arrived, kind, *amounts, number]
        if month == month_number("2024-07") and chance.random() < 0.02:
            yield month, _adjustment(month, rates["pension"], number)


def _base(chance: random.Random, year: int, wage: float) -> int:
    """The year's base in fen, within the bounds, mostly whole yuan."""
    average = average_wage(year)
    bounded = min(max(average * wage * chance.uniform(0.95, 1.08), 0.64 * average), 2.95 * average)
    return round(bounded * 100) if chance.random() < 0.2 else round(bounded) * 100


def _arrival(chance: random.Random, month: int, until: int, *, paid_late: bool) -> str:
    """Mostly the next month, sometimes a month or two later; a back-payment much later."""
    later = chance.randint(3, 14) if paid_late else 1 + (chance.random() < 0.03) + (chance.random() < 0.01)
    return f"{month_of_number(min(month + later, until + 1))}-{chance.randint(3, 20):02d}"


def _amounts(history: list[Rate], month: int, base: int, *, relieved: bool) -> list[str] | None:
    """Base, employer's, individual's amount and what the account is credited; None before the line began."""
    rate = rate_at(history, month)
    if rate is None:
        return None
    employer, individual, account = rate
    return [yuan(base), *(yuan(_share(base, part)) for part in (0 if relieved else employer, individual, account))]


def _share(base: int, hundredths: int) -> int:
    return (base * hundredths + 5_000) // 10_000


def _adjustment(month: int, history: list[Rate], number: str) -> list[str]:
    """补差: bounds that were published late raised the base by 200 yuan (handbook 3.4)."""
    amounts = _amounts(history, month, 20_000, relieved=False) or []
    return ["pension", month_of_number(month), "2024-12-12", "adjustment", *amounts, number]
