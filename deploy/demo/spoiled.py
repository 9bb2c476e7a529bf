"""Bad rows, planted among the good ones together with what the importer must say of them."""

from collections.abc import Callable, Iterator

from deploy.demo.people import neighbour
from kernel.columns import Column
from services.cards.importing.rows import COLUMNS as CARD_COLUMNS
from services.employer.importing.rows import COLUMNS as UNIT_COLUMNS
from services.records.importing.rows import CONTRIBUTION_COLUMNS, PERSON_COLUMNS

Row = list[str]
Spoil = Callable[[Row], Row]
UNKNOWN_UNIT = "ZZ99999999"
OLD_LENGTH = 15  # the old ID numbers have no check character that could be wrong


def _with(columns: tuple[Column, ...], name: str, value: Callable[[str], str]) -> Spoil:
    place = [column.name for column in columns].index(name)
    return lambda row: [value(cell) if at == place else cell for at, cell in enumerate(row)]


def _both(first: Spoil, second: Spoil) -> Spoil:
    return lambda row: second(first(row))


def _wrong_check(number: str) -> str:
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def _someone_else(row: Row) -> Row:
    return [neighbour(row[0]), *row[1:]]


def neighbouring_number(number: str) -> str:
    """Another card's."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _cut(row: Row) -> Row:
    return row[:-1]


# What becomes of a copy of a good row, and the problem it must be rejected with.
PERSONS: list[tuple[Spoil, str]] = [
    (_with(PERSON_COLUMNS, "id_number", _wrong_check), "id_number.checksum"),
    (_both(_someone_else, _with(PERSON_COLUMNS, "first_month", lambda _: "1999-13")), "first_month.month"),
    (_both(_someone_else, _with(PERSON_COLUMNS, "unit_number", lambda _: UNKNOWN_UNIT)), "unit_number.unknown"),
    (list, "row_repeated"),
    (_cut, "row_width"),
]
CARDS: list[tuple[Spoil, str]] = [
    (_with(CARD_COLUMNS, "id_number", _wrong_check), "id_number.checksum"),
    (_with(CARD_COLUMNS, "number", lambda _: "A-1"), "number.pattern"),
    (_with(CARD_COLUMNS, "number", neighbouring_number), "card_second"),
    (list, "row_repeated"),
    (_cut, "row_width"),
]
UNITS: list[tuple[Spoil, str]] = [
    (_with(UNIT_COLUMNS, "credit_code", _wrong_check), "credit_code.checksum"),
    (list, "row_repeated"),
    (_cut, "row_width"),
]
CONTRIBUTIONS: list[tuple[Spoil, str]] = [
    (_with(CONTRIBUTION_COLUMNS, "id_number", _wrong_check), "id_number.checksum"),
    (_someone_else, "id_number.unknown"),
    (_with(CONTRIBUTION_COLUMNS, "unit_number", lambda _: UNKNOWN_UNIT), "unit_number.unknown"),
    (_with(CONTRIBUTION_COLUMNS, "period", lambda _: "2010-00"), "period.month"),
    (_with(CONTRIBUTION_COLUMNS, "individual", lambda _: "-5.00"), "individual.negative"),
    (list, "row_repeated"),
    (_cut, "row_width"),
]


class Planter:
    """Spreads `each` bad rows of every kind evenly over `groups` groups of good rows."""

    def __init__(self, kinds: list[tuple[Spoil, str]], each: int, groups: int) -> None:
        self.kinds = kinds
        self.total = each * len(kinds)
        self.groups = groups
        self.seen = 0
        self.planted = 0

    def among(self, rows: list[Row]) -> Iterator[tuple[Row, str]]:
        """The rows of a group in order, each with its problem ("" for a good one)."""
        self.seen += 1
        due = self.total * self.seen // self.groups - self.planted if _can_be_spoiled(rows) else 0
        kinds = [self.kinds[number % len(self.kinds)] for number in range(self.planted, self.planted + due)]
        self.planted += due
        bad = [(spoil(rows[-1]), problem) for spoil, problem in kinds]
        bad.sort(key=lambda planted: planted[0][0] > rows[-1][0])  # a row of its own person or unit stands last
        yield from ((row, "") for row in rows)
        yield from bad

    def check_all_planted(self) -> None:
        """Raises ValueError where the last groups had no rows to spoil."""
        if self.planted < self.total:
            raise ValueError(
                f"only {self.planted} of {self.total} bad rows found a place: ask for fewer, or more people"
            )


def _can_be_spoiled(rows: list[Row]) -> bool:
    return bool(rows) and len(rows[-1][0]) != OLD_LENGTH
