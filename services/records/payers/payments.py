"""Money from people who pay for themselves: a feed names them by ID number, a bill by person id."""

from collections.abc import Iterable, Mapping
from typing import Any

from kernel.context import Context
from kernel.identifiers import ResidentId, resident_id
from services.records.office import RecordsOffice

ID_LENGTH = 18


def named_payers(office: RecordsOffice, rows: Iterable[Mapping[str, Any]], context: Context) -> list[dict[str, str]]:
    """The rows as they are kept: an ID number where a unit's number stands becomes the person's id."""
    return [{**row, "unit_id": _payer(office, row["unit_id"], context)} for row in rows]


def _payer(office: RecordsOffice, text: str, context: Context) -> str:
    if len(text.strip()) != ID_LENGTH:
        return text
    number = resident_id(text, context.today)
    return office.person_id(number.number) if isinstance(number, ResidentId) else text
