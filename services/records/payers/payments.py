"""Money from people who pay for themselves: a feed names them by their number, a bill by person id.

No number of a person is kept in clear, whoever it belongs to and however it is typed (promise K8).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kernel.context import Context
from kernel.identifiers import WrongNumber, normalise, permit, resident_id, upgraded_resident_id
from services.records import contract as c
from services.records.office import RecordsOffice
from services.records.units import industry_classes

OLD = re.compile("[0-9]{15}")
LIKE_A_PERSONS = re.compile("[0-9]{13,18}[0-9X]|1[3-9][0-9]{9}")
"""An ID number, of which a figure may have been left out or typed twice; a bank card's; a mobile's."""
BETWEEN = re.compile("[^0-9A-Z]")
UNREADABLE = ""
"""No unit is called so: the row is refused."""


def named_payers(office: RecordsOffice, rows: Iterable[Mapping[str, Any]], context: Context) -> list[dict[str, str]]:
    """The rows as they are kept: a person's number where a unit's number stands becomes the person's id.

    A resident ID number of 18 characters or 15, in any spelling; a permit's where the archive knows it, since units may
    have numbers of that shape. What looks like a person's number and is no such, nor a unit's, is not kept at all, nor
    is what is no number (a name, say).
    """
    given = [dict(row) for row in rows]
    payers = {text: _payer(office, text, context) for text in {row["unit_id"] for row in given}}
    payers |= _permits(office, [text for text, payer in payers.items() if payer == text], context)
    return [{**row, "unit_id": payers[row["unit_id"]]} for row in given]


def _payer(office: RecordsOffice, text: str, context: Context) -> str:
    number = BETWEEN.sub("", normalise(text))
    shaped_so, is_old = LIKE_A_PERSONS.fullmatch(number), OLD.fullmatch(number)
    known = (upgraded_resident_id if is_old else resident_id)(number, context.today)
    may_be_a_units = is_old or (shaped_so and isinstance(known, WrongNumber))
    if may_be_a_units and industry_classes(office.database, {number, text.strip()}):
        return text
    if isinstance(known, WrongNumber):
        return UNREADABLE if shaped_so or not normalise(text).isascii() else text
    return office.person_id(known.number)


def _permits(office: RecordsOffice, texts: Iterable[str], context: Context) -> dict[str, str]:
    """By text, the ids of the people of the archive whose permits these are."""
    numbers = {text: number for text in texts if (number := _permit(text, context))}
    units = industry_classes(office.database, {text.strip() for text in numbers})
    found = {text: office.person_id(number) for text, number in numbers.items() if text.strip() not in units}
    archived = office.store.versions([c.PERSON.stream(person_id) for person_id in found.values()]) if found else {}
    return {text: person_id for text, person_id in found.items() if c.PERSON.stream(person_id) in archived}


def _permit(text: str, context: Context) -> str:
    known = permit(text, context.today)
    return "" if isinstance(known, WrongNumber) else known.number
