"""What a row of units brings: the beginning of the unit's stream. Pure.

What is there already is left alone; where it says something else, the row is rejected and the officer decides.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kernel.bulk import Decision, Item, RowDiffers, RowRepeated
from kernel.events import Event
from kernel.identifiers import normalise
from services.employer.contract import UNIT, UnitImported
from services.employer.importing.rows import COLUMNS, UnitRow, unit_row

SEALED = ("contact", "address")
Text = Callable[[str], str]


@dataclass(frozen=True)
class Units:
    """The table of units on the day `as_of`."""

    as_of: str
    seal: Text
    unseal: Text
    name = "units"
    columns = COLUMNS

    def key(self, fields: Mapping[str, str]) -> str:
        """By unit number."""
        return normalise(fields["unit_number"])

    def check(self, fields: Mapping[str, str]) -> UnitRow:
        """The row by itself. Raises CellWrong."""
        return unit_row(fields, self.as_of)

    def streams(self, items: Sequence[Item[UnitRow]]) -> Sequence[str]:
        """The unit's own."""
        return [UNIT.stream(items[0].value.unit_number)]

    def decide(self, items: Sequence[Item[UnitRow]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """The first row counts, others of the same number are repetitions."""
        first, *others = items
        repeated = [RowRepeated(line=first.line)] * len(others)
        stream, imported = self.streams(items)[0], _imported(first.value)
        there = [_each_sealed_field(event, self.unseal) for event in past.get(stream, ())]
        if imported in there:
            return Decision({}, [False, *repeated])
        if there:
            return Decision({}, [RowDiffers(), *repeated])
        return Decision({stream: [_each_sealed_field(imported, self.seal)]}, [True, *repeated])

    def amounts(self, _value: UnitRow) -> Mapping[str, int]:
        """None."""
        return {}


def _imported(row: UnitRow) -> UnitImported:
    """The event of the row, personal data in clear."""
    contact = {"name": row.agent_name, "id_number": row.agent_id_number, "mobile": row.agent_mobile}
    return UnitImported(
        unit_id=row.unit_number,
        uscc=row.credit_code,
        name=row.name,
        district=row.district,
        registered_on=row.registered_on,
        industry_class=row.industry_class,
        contact=json.dumps(contact, ensure_ascii=False) if any(contact.values()) else "",
        address=row.address,
    )


def _each_sealed_field(event: Event, change: Text) -> Event:
    if not isinstance(event, UnitImported):
        return event
    texts = {name: getattr(event, name) for name in SEALED}
    changed: dict[str, Any] = {name: change(text) for name, text in texts.items() if text}
    return replace(event, **changed)
