"""What rows of a `Sheet` bring: one event for a person (and year), with the rows that are not there yet. Pure.

The same row again changes nothing; one that is known with another content is rejected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.bulk import Decision, Item, RowDiffers, RowRepeated
from kernel.calendar import is_day
from kernel.columns import Column
from kernel.events import Event
from kernel.refusals import Refused
from kernel.tabular import Cells
from services.records import contract as c
from services.records.importing.rows import id_number_of
from services.records.importing.tables import Means, Row, Sheet

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A row that passed its check: whose it is, and what an event will hold of it."""

    id_number: str
    row: Row


@dataclass(frozen=True)
class SheetWork:
    """A sheet's table, as the importer goes through it."""

    sheet: Sheet
    means: Means

    @property
    def name(self) -> str:
        """The sheet's."""
        return self.sheet.name

    @property
    def columns(self) -> Sequence[Column]:
        """The sheet's."""
        return self.sheet.columns

    def key(self, fields: Mapping[str, str]) -> str:
        """By person, then year where the streams are cut so."""
        id_number, year_of = id_number_of(fields["id_number"], self.means.as_of), self.sheet.year_of
        if not year_of:
            return id_number
        return f"{id_number}/{fields[year_of][:4]}" if id_number and is_day(fields[year_of]) else ""

    def check(self, fields: Mapping[str, str]) -> Brought:
        """The row by itself. Raises CellWrong."""
        cells, as_of = Cells(fields, self.columns), self.means.as_of
        id_number = id_number_of(fields["id_number"], as_of) or cells.resident_id("id_number", as_of)
        return Brought(id_number, self.sheet.read(cells, self.means))

    def streams(self, items: Sequence[Item[Brought]]) -> Sequence[str]:
        """The person's archive, to know that there is one, and the stream that the rows stand in."""
        return [c.PERSON.stream(self._person(items)), self._stream(items)]

    def decide(self, items: Sequence[Item[Brought]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """The rows that are new, in one event."""
        if c.PERSON.stream(self._person(items)) not in past:
            unknown = Cells({}, self.columns).wrong("id_number", "unknown")
            return Decision({}, [unknown] * len(items))
        stream = self._stream(items)
        known = _Known(self.sheet, past.get(stream, ()))
        verdicts = [known.verdict(item) for item in items]
        return Decision({stream: [self._event(items, known.new)]} if known.new else {}, verdicts)

    def amounts(self, value: Brought) -> Mapping[str, int]:
        """What is added up for the report."""
        return {name: value.row[name] for name in self.sheet.amounts}

    def _person(self, items: Sequence[Item[Brought]]) -> str:
        return self.means.person_id(items[0].value.id_number)

    def _year(self, items: Sequence[Item[Brought]]) -> list[int]:
        year_of = self.sheet.year_of
        return [int(items[0].value.row[year_of][:4])] if year_of else []

    def _stream(self, items: Sequence[Item[Brought]]) -> str:
        return self.sheet.category.stream(self._person(items), *self._year(items))

    def _event(self, items: Sequence[Item[Brought]], rows: list[Row]) -> Event:
        return self.sheet.event(self._person(items), *self._year(items), rows)  # type: ignore[call-arg]


class _Known:
    """The rows of a stream: those of before, those of this file with their lines, those that are new."""

    def __init__(self, sheet: Sheet, past: Sequence[Event]) -> None:
        self.sheet = sheet
        rows = [row for event in past if isinstance(event, sheet.event) for row in event.rows]  # type: ignore[attr-defined]
        self.there = {self._key(row): self._compared(row) for row in rows}
        self.lines: dict[Key, int] = {}
        self.new: list[Row] = []

    def verdict(self, item: Item[Brought]) -> Refused | bool:
        """What becomes of a row; a new one is kept."""
        row = item.value.row
        key = self._key(row)
        if key in self.lines:
            return RowRepeated(line=self.lines[key])
        self.lines[key] = item.line
        if key in self.there:
            return False if self.there[key] == self._compared(row) else RowDiffers()
        self.new.append(row)
        return True

    def _key(self, row: Row) -> Key:
        return tuple(row[name] for name in self.sheet.known_by)

    def _compared(self, row: Row) -> Row:
        return {name: value for name, value in row.items() if name not in self.sheet.sealed}
