"""Writes the files of a synthetic city (`TABLES`), and with `--errors` what must be rejected.

    python -m deploy.demo.generate --city nanjing --people 2000 --seed 1 --out DIR

The same arguments give the same bytes. Rows are written as they are made up, so memory does not grow with the city.
"""

import csv
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from deploy.demo import spoiled
from deploy.demo.careers import Career, career
from deploy.demo.cities import CITIES
from deploy.demo.payments import balances, payments
from deploy.demo.people import Person, old_number, people
from deploy.demo.received import received
from deploy.demo.spoiled import Planter
from deploy.demo.units import Unit, Units
from kernel.calendar import month_of_number
from kernel.columns import Column
from kernel.identifiers import bank_number_fault
from kernel.money import yuan
from services.cards.importing.rows import COLUMNS as CARD_COLUMNS
from services.employer.importing.rows import COLUMNS as UNIT_COLUMNS
from services.records.importing.rows import CONTRIBUTION_COLUMNS, PERSON_COLUMNS
from services.records.importing.tables import SHEETS

PEOPLE_PER_UNIT = 25
FIRST_CARDS = "2012-01"
PERIOD, BASE = ([column.name for column in CONTRIBUTION_COLUMNS].index(name) for name in ("period", "base"))
TABLES: dict[str, tuple[tuple[Column, ...], list[tuple[spoiled.Spoil, str]]]] = {
    "units": (UNIT_COLUMNS, spoiled.UNITS),
    "cards": (CARD_COLUMNS, spoiled.CARDS),
    "persons": (PERSON_COLUMNS, spoiled.PERSONS),
    "contributions": (CONTRIBUTION_COLUMNS, spoiled.CONTRIBUTIONS),
    **{sheet.name: (sheet.columns, []) for sheet in SHEETS.values()},
}


@dataclass(frozen=True)
class Wanted:
    """What to make up: the last month paid for, the first one whose rows are written, and how many bad rows of each
    kind."""

    city: str
    people: int
    seed: int = 1
    errors: int = 0
    until: str = "2026-10"
    since: str = "1986-01"
    encoding: str = "utf-8"

    @property
    def units(self) -> Units:
        """The city's units, at least three."""
        return Units(CITIES[self.city], max(3, self.people // PEOPLE_PER_UNIT), self.seed, self.until)


class Table:
    """A CSV that is being written, with bad rows planted in it: `bad` holds the lines they start on, and why."""

    def __init__(self, out: Path, name: str, wanted: Wanted) -> None:
        columns, kinds = TABLES[name]
        self.name = f"{name}.csv"
        self.planter = Planter(kinds, wanted.errors, wanted.units.count if name == "units" else wanted.people)
        self.bad: list[tuple[int, str]] = []
        self.stream = (out / self.name).open("w", encoding=wanted.encoding, newline="")
        self.writer = csv.writer(self.stream, lineterminator="\n")
        self.writer.writerow([column.name for column in columns])
        self.line = 2

    def write(self, rows: list[list[str]]) -> None:
        """Write the rows of one person or unit."""
        for row, problem in self.planter.among(rows):
            self.writer.writerow(row)
            if problem:
                self.bad.append((self.line, problem))
            self.line += 1 + sum(cell.count("\n") for cell in row)

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()


def generate(wanted: Wanted, out: Path) -> None:
    """Write the files into `out`; expected-rejects.csv too where errors are wanted."""
    out.mkdir(parents=True, exist_ok=True)
    units = wanted.units
    with ExitStack() as files:
        table = {name: files.enter_context(Table(out, name, wanted)) for name in TABLES}
        for unit in units:
            table["units"].write([_unit_row(unit)])
        for person in people(units.city, wanted.people, wanted.seed, int(wanted.until[:4]) - 19):
            found = career(person, units, units.until, wanted.seed)
            paid = payments(person, found, units, wanted.seed)
            table["cards"].write([_card_row(person, found, wanted.until)])
            table["persons"].write([_person_row(person, found, paid, units)])
            table["contributions"].write([row for row in paid if row[PERIOD] >= wanted.since])
            for name, rows in received(person, found, units, wanted.seed).items():
                table[name].write(rows)
    if wanted.errors:
        _tell_rejects(out / "expected-rejects.csv", list(table.values()))


def _tell_rejects(path: Path, tables: list[Table]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file", "line", "problem"))
        for table in tables:
            table.planter.check_all_planted()
            writer.writerows((table.name, line, problem) for line, problem in table.bad)


def _unit_row(unit: Unit) -> list[str]:
    return [
        unit.number,
        unit.credit_code,
        unit.name,
        unit.region,
        unit.registered_on,
        str(unit.industry_class),
        unit.agent_name,
        unit.agent_id_number,
        unit.agent_mobile,
        unit.address,
    ]


def _card_row(person: Person, found: Career, until: str) -> list[str]:
    """One card each, of the years since there are any; one in ten waits to be activated, one in fifty is lost."""
    chance = int(person.id_number[14:17]) % 50
    made = max(month_of_number(found.spells[0].first), FIRST_CARDS)
    day, lost = f"{made}-15", chance == 0
    return [
        _kept_number(person),
        f"{until[2:4]}{int(person.id_number[6:17]) % 10**7:07d}",
        "lost_formal" if lost else "to_activate" if chance % 10 == 1 else "active",
        day,
        day,
        "" if lost or chance % 10 == 1 else day,
        f"{until}-01" if lost else "",
        "",
    ]


def _kept_number(person: Person) -> str:
    """Old files know people born long ago by a number of 15 digits."""
    has_old_number = person.id_number.endswith("0") and person.birth.year < 1960
    return old_number(person.id_number) if has_old_number else person.id_number


def _person_row(person: Person, found: Career, paid: list[list[str]], units: Units) -> list[str]:
    last = found.current
    retired = found.retired_from is not None
    stopped = retired or last.last < units.until
    return [
        _kept_number(person),
        person.name,
        person.mobile,
        "retired" if retired else "flexible" if last.unit is None else "employee",
        "closed" if retired else "suspended" if stopped else "active",
        "、".join(units.city.flexible if last.unit is None else units.city.rates),
        "" if last.unit is None else units.number(last.unit),
        units.district(person.id_number),
        person.id_number[:6],
        month_of_number(found.spells[0].first),
        month_of_number(last.first),
        month_of_number(last.last + 1) if stopped else "",
        "" if not stopped else "retired" if retired else "contract_ended",
        "" if retired else paid[-1][BASE],
        str(found.deemed),
        f"视同认定〔1998〕{int(person.id_number[14:17])}号" if found.deemed else "",
        *_balances(paid, units.until, retired=retired),
        _computer_number(person, units),
        _bank_account(person),
        "",
    ]


def _balances(paid: list[list[str]], until: int, *, retired: bool) -> list[str]:
    """Pension and medical as they stood at the end of last year; a retired person's are spent month by month."""
    if retired:
        return ["", "", ""]
    as_of = f"{until // 12 - 1}-12-31"
    held = balances(paid, as_of)
    return [yuan(held["pension"]), yuan(held["medical"]), as_of]


def _computer_number(person: Person, units: Units) -> str:
    """个人电脑号, which Shenzhen alone has."""
    return f"6{int(person.id_number[6:17]) % 10**8:08d}" if units.city.prefix == "4403" else ""


def _bank_account(person: Person) -> str:
    """A number with the right check digit 银行账号; who cannot be reached by telephone has told none either."""
    first = f"621700{int(person.id_number[6:17]) % 10**12:012d}"
    return (
        next(f"{first}{last}" for last in range(10) if bank_number_fault(f"{first}{last}") is None)
        if person.mobile
        else ""
    )


def main(
    city: Annotated[str, typer.Option(help="nanjing, ningbo or shenzhen")],
    out: Annotated[Path, typer.Option(help="where the files go")],
    number: Annotated[int, typer.Option("--people", help="how many people")] = 2000,
    seed: int = 1,
    errors: Annotated[int, typer.Option(help="bad rows of each kind, told in expected-rejects.csv")] = 0,
    until: Annotated[str, typer.Option(help="the last month paid for")] = "2026-10",
    since: Annotated[str, typer.Option(help="leave out contributions before this month")] = "1986-01",
    encoding: Annotated[str, typer.Option(help="utf-8, utf-8-sig or gb18030")] = "utf-8",
) -> None:
    """Write the files of a synthetic city."""
    generate(Wanted(city, number, seed, errors, until, since, encoding), out)


if __name__ == "__main__":
    typer.run(main)
