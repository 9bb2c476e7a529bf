"""What employer knows of people from what records publishes: the name, and whether ever enrolled. Pure.

`{name: sealed, id_number: sealed, enrolled_once: True}`, each part where it is known.
"""

from collections.abc import Iterable
from typing import Any

from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.records import contract as records


def keys(fact: Fact) -> Iterable[str]:
    """The person."""
    match fact.event:
        case (
            records.PersonRegistered()
            | records.PersonCorrected()
            | records.PersonNumberUpgraded()
            | records.PersonEnrolled()
        ):
            return [fact.event.person_id]
        case _:
            return []


def fold(document: dict[str, Any], fact: Fact) -> dict[str, Any]:
    """The person after the fact."""
    match fact.event:
        case records.PersonRegistered(name=name, id_number=id_number):
            return {**document, "name": name, "id_number": id_number}
        case records.PersonNumberUpgraded(id_number=id_number):
            return {**document, "id_number": id_number}
        case records.PersonCorrected(name=str(name)):
            return {**document, "name": name}
        case records.PersonEnrolled():
            return {**document, "enrolled_once": True}
    return document


people = ReadModel(
    "people",
    version=2,
    sources=[records.CONTRACT.source(records.PERSON), records.CONTRACT.source(records.ENROLMENT)],
    keys=keys,
    fold=fold,
)
