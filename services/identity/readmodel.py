"""What identity knows of others: persons in the insured archive and units, learned from their events. Pure folds.

The archive keeps what a registration is compared with (ID-01), sealed as it came.
"""

from collections.abc import Iterable

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.employer import contract as employer
from services.records import contract as records


def _person(fact: Fact) -> Iterable[str]:
    match fact.event:
        case records.PersonRegistered() | records.PersonCorrected():
            return [fact.event.person_id]
        case _:
            return []


def fold_person(document: Document, fact: Fact) -> Document:
    """`{name, mobile}` of a person, sealed; a correction changes what it names."""
    match fact.event:
        case records.PersonRegistered(name=name, mobile=mobile):
            return {"name": name, "mobile": mobile}
        case records.PersonCorrected(name=name, mobile=mobile):
            corrected = {"name": name, "mobile": mobile}
            return {**document, **{key: value for key, value in corrected.items() if value is not None}}
        case _:
            return document


archive = ReadModel("archive", 1, [records.CONTRACT.source(records.PERSON)], _person, fold_person)


def _unit(fact: Fact) -> Iterable[str]:
    return [fact.event.unit_id] if isinstance(fact.event, employer.UnitImported) else []


def fold_unit(document: Document, fact: Fact) -> Document:
    """`{name, credit_code}` of a unit."""
    if isinstance(fact.event, employer.UnitImported):
        return {"name": fact.event.name, "credit_code": fact.event.uscc}
    return document


units = ReadModel("units", 1, [employer.CONTRACT.source(employer.UNIT)], _unit, fold_unit)
