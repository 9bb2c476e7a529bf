"""What rows of contributions bring: one event for a person's year, with the rows that are not there yet. Pure.

A row is known by person, month, line, kind, payer and day of arrival; adjustments and refunds by their amounts too.
The same row again changes nothing; another amount for a known row is rejected, and so is what the platform has
assessed itself.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from kernel.bulk import Decision, Item, RowDiffers, RowRepeated
from kernel.calendar import is_month
from kernel.events import Event
from kernel.refusals import Refused
from kernel.tabular import Cells
from services.records import contract as c
from services.records.contract.repairs import BackPaymentAssessed
from services.records.importing.rows import (
    CONTRIBUTION_COLUMNS,
    ContributionRow,
    contribution_row,
    id_number_of,
)

Key = tuple[object, ...]
SEVERAL_IN_A_MONTH = ("adjustment", "refund")


class AssessedHere(Refused):
    """The platform has assessed this month itself."""

    code = "records_assessed_here"
    sentence = "本平台已核定该单位该月的这一险种，没有导入。请删去本行，或先核实。"
    status = 409


@dataclass(frozen=True)
class Contributions:
    """The table of contributions on the day `as_of`."""

    as_of: str
    person_id: Callable[[str], str]
    known_units: Container[str]
    name = "contributions"
    columns = CONTRIBUTION_COLUMNS

    def key(self, fields: Mapping[str, str]) -> str:
        """By person, then year."""
        id_number, period = id_number_of(fields["id_number"], self.as_of), fields["period"]
        return f"{id_number}/{period[:4]}" if id_number and is_month(period) else ""

    def check(self, fields: Mapping[str, str]) -> ContributionRow:
        """The row by itself, then with the units there are. Raises CellWrong."""
        row = contribution_row(fields, self.as_of)
        if row.unit_number and row.unit_number not in self.known_units:
            raise Cells(fields, CONTRIBUTION_COLUMNS).wrong("unit_number", "unknown")
        return row

    def streams(self, items: Sequence[Item[ContributionRow]]) -> Sequence[str]:
        """The person's archive, to know that there is one, and the year."""
        person_id = self.person_id(items[0].value.id_number)
        return [c.PERSON.stream(person_id), _year_stream(person_id, items[0].value)]

    def decide(self, items: Sequence[Item[ContributionRow]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """The rows that are new, in one event."""
        first = items[0].value
        person_id = self.person_id(first.id_number)
        if c.PERSON.stream(person_id) not in past:
            unknown = Cells({}, CONTRIBUTION_COLUMNS).wrong("id_number", "unknown")
            return Decision({}, [unknown] * len(items))
        stream = _year_stream(person_id, first)
        year = _Known(past.get(stream, ()))
        verdicts = [year.verdict(item) for item in items]
        if not year.new:
            return Decision({}, verdicts)
        event = c.ContributionsImported(person_id, int(first.period[:4]), year.new)
        return Decision({stream: [event]}, verdicts)

    def amounts(self, value: ContributionRow) -> Mapping[str, int]:
        """Both shares, and what the account got."""
        return {"employer": value.employer, "individual": value.individual, "account": value.account}


class _Known:
    """The rows of a year: those of before, those of this file with their lines, those that are new."""

    def __init__(self, past: Sequence[Event]) -> None:
        imported = [row for event in past if isinstance(event, c.ContributionsImported) for row in event.rows]
        assessed = [event for event in past if isinstance(event, c.ContributionsAssessed | BackPaymentAssessed)]
        self.there = {_key(row): row for row in imported}
        self.assessed = {(e.period, e.unit_id, line["line"]) for e in assessed for line in e.lines}
        self.lines: dict[Key, int] = {}
        self.new: list[c.ImportedRow] = []

    def verdict(self, item: Item[ContributionRow]) -> Refused | bool:
        """What becomes of a row; a new one is kept."""
        row = _imported(item.value)
        key = _key(row)
        if key in self.lines:
            return RowRepeated(line=self.lines[key])
        self.lines[key] = item.line
        if key in self.there:
            return False if self.there[key] == row else RowDiffers()
        if (row["period"], row["unit_id"], row["line"]) in self.assessed:
            return AssessedHere()
        self.new.append(row)
        return True


def _key(row: c.ImportedRow) -> Key:
    key = (row["period"], row["line"], row["kind"], row["unit_id"], row["arrived_on"])
    return (*key, row["base"], row["employer"], row["individual"]) if row["kind"] in SEVERAL_IN_A_MONTH else key


def _year_stream(person_id: str, row: ContributionRow) -> str:
    return c.CONTRIBUTION.stream(person_id, row.period[:4])


def _imported(row: ContributionRow) -> c.ImportedRow:
    return {
        "period": row.period,
        "line": row.line,
        "kind": row.kind,
        "unit_id": row.unit_number or c.SELF,
        "base": row.base,
        "employer": row.employer,
        "individual": row.individual,
        "account": row.account,
        "arrived_on": row.arrived_on or None,
    }
