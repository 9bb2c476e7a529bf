"""What a row of persons brings: archive, enrolment and opening balances, each the beginning of its stream. Pure.

What is there already is left alone; where it says something else, the row is rejected and the officer decides.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kernel.bulk import Decision, Item, RowDiffers, RowRepeated
from kernel.calendar import add_months
from kernel.events import Event
from kernel.refusals import Refused
from kernel.tabular import Cells
from services.records import contract as c
from services.records.importing.rows import LINES, PERSON_COLUMNS, PersonRow, id_number_of, person_row

SEALED = ("id_number", "name", "mobile", "born", "computer_number", "bank_account")
Text = Callable[[str], str]


@dataclass(frozen=True)
class Persons:
    """The table of persons on the day `as_of`. `offered`: the lines that are enrolled in this city."""

    as_of: str
    person_id: Text
    seal: Text
    unseal: Text
    known_units: Container[str]
    offered: Container[str]
    name = "persons"
    columns = PERSON_COLUMNS

    def key(self, fields: Mapping[str, str]) -> str:
        """By person."""
        return id_number_of(fields["id_number"], self.as_of)

    def check(self, fields: Mapping[str, str]) -> PersonRow:
        """The row by itself, then with the units and lines there are. Raises CellWrong."""
        row, cells = person_row(fields, self.as_of), Cells(fields, PERSON_COLUMNS)
        if row.unit_number and row.unit_number not in self.known_units:
            raise cells.wrong("unit_number", "unknown")
        closed = [LINES[line] for line in row.lines if line not in self.offered]
        if row.status == "active" and closed:
            raise cells.wrong("lines", "not_offered", "中的{lines}在本市不单独参保，请删去。", lines="、".join(closed))
        return row

    def streams(self, items: Sequence[Item[PersonRow]]) -> Sequence[str]:
        """Those the first row begins."""
        return list(self._brought(items[0].value))

    def decide(self, items: Sequence[Item[PersonRow]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """The first row counts, others of the same person are repetitions."""
        first, *others = items
        repeated = [RowRepeated(line=first.line)] * len(others)
        missing: dict[str, Sequence[Event]] = {}
        for stream, events in self._brought(first.value).items():
            there = [self._opened(event) for event in past.get(stream, ())]
            if not there:
                missing[stream] = [self._sealed(event) for event in events]
            elif any(event not in there for event in events):
                return Decision({}, [RowDiffers(), *repeated])
        verdicts: list[Refused | bool] = [bool(missing), *repeated]
        return Decision(missing, verdicts)

    def amounts(self, value: PersonRow) -> Mapping[str, int]:
        """The opening balances."""
        return {"pension_balance": value.pension_balance, "medical_balance": value.medical_balance}

    def _brought(self, row: PersonRow) -> dict[str, list[Event]]:
        """The events of the row by stream, personal data in clear."""
        person_id = self.person_id(row.id_number)
        brought = {c.PERSON.stream(person_id): _archive(person_id, row)}
        if row.lines:
            unit_id = row.unit_number or c.SELF
            brought[c.ENROLMENT.stream(person_id, unit_id)] = _relation(person_id, unit_id, row)
        if row.balance_as_of:
            opening = c.OpeningBalanceImported(person_id, row.pension_balance, row.medical_balance, row.balance_as_of)
            brought[c.BALANCE.stream(person_id)] = [opening]
        return brought

    def _sealed(self, event: Event) -> Event:
        return _each_sealed_field(event, self.seal)

    def _opened(self, event: Event) -> Event:
        return _each_sealed_field(event, self.unseal)


def _each_sealed_field(event: Event, change: Text) -> Event:
    if not isinstance(event, c.PersonRegistered):
        return event
    texts = {name: getattr(event, name) for name in SEALED}
    changed: dict[str, Any] = {name: change(text) for name, text in texts.items() if text}
    return replace(event, **changed)


def _archive(person_id: str, row: PersonRow) -> list[Event]:
    number = row.id_number  # of most permits it does not tell when somebody was born
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if len(number) == len("320102199003072813") else ""
    events: list[Event] = [
        c.PersonRegistered(
            person_id=person_id,
            id_number=row.archived_number,
            name=row.name,
            mobile=row.mobile,
            born=born,
            household_region=row.household_region,
            kind=row.category,
            registered_on=f"{row.first_month}-01",
            district=row.district,
            computer_number=row.computer_number,
            bank_account=row.bank_account,
        )
    ]
    if row.deemed_months:
        events.append(c.DeemedMonthsConfirmed(person_id, row.deemed_months, row.deemed_document))
    return events


def _relation(person_id: str, unit_id: str, row: PersonRow) -> list[Event]:
    """The last spell: when it began and, where it has ended, when and why."""
    lines = list(row.lines)
    participant = row.category
    if participant == "retired":
        participant = "flexible" if unit_id == c.SELF else "employee"
    events: list[Event] = [c.PersonEnrolled(person_id, unit_id, lines, row.start_month, row.wage, participant)]
    if row.stop_month:
        paid_through = add_months(row.stop_month, -1)
        events.append(c.PersonStopped(person_id, unit_id, lines, row.stop_month, paid_through, row.stop_reason))
    return events
