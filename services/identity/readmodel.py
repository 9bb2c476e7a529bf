"""What identity knows of others: persons in the insured archive and units, learned from their events. Pure folds.

The archive keeps what a registration or a proof is compared with (ID-01, ID-04), sealed as it came.
"""

from collections.abc import Iterable

from pymongo import ASCENDING, IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.cards import contract as cards
from services.employer import contract as employer
from services.records import contract as records

PARTS = ("id_number", "name", "mobile", "computer_number", "bank_account")


def _person(fact: Fact) -> Iterable[str]:
    match fact.event:
        case records.PersonRegistered() | records.PersonCorrected() | cards.CardMade() | cards.CardCancelled():
            return [fact.event.person_id]
        case _:
            return []


def fold_person(document: Document, fact: Fact) -> Document:
    """`{id_number, name, mobile, computer_number, bank_account, cards: {card id: number}}`, sealed; "" where unknown.

    A correction changes what it names. Somebody of whom only cards are known has no `name`: not in the archive yet.
    """
    match fact.event:
        case records.PersonRegistered() as known:
            return {**document, **{part: getattr(known, part) for part in PARTS}}
        case records.PersonCorrected(name=name, mobile=mobile):
            corrected = {"name": name, "mobile": mobile}
            return {**document, **{key: value for key, value in corrected.items() if value is not None}}
        case cards.CardMade(card_id=card_id, number=number):
            return {**document, "cards": {**document.get("cards", {}), card_id: number}}
        case cards.CardCancelled(card_id=card_id):
            return {**document, "cards": {k: v for k, v in document.get("cards", {}).items() if k != card_id}}
        case _:
            return document


archive = ReadModel(
    "archive",
    version=3,
    sources=[records.CONTRACT.source(records.PERSON), cards.CONTRACT.source(cards.CARD)],
    keys=_person,
    fold=fold_person,
)


NAMED = (employer.UnitImported, employer.UnitRegistered, employer.UnitDetailsChanged)


def _unit(fact: Fact) -> Iterable[str]:
    return [fact.event.unit_id] if isinstance(fact.event, (*NAMED, employer.UnitClosed)) else []


def fold_unit(document: Document, fact: Fact) -> Document | None:
    """`{name, credit_code}` of a unit that is not closed."""
    if isinstance(fact.event, employer.UnitClosed):
        return None
    if isinstance(fact.event, NAMED):
        return {"name": fact.event.name, "credit_code": fact.event.uscc}
    return document


units = ReadModel(
    "units",
    version=4,
    sources=[employer.CONTRACT.source(employer.UNIT)],
    keys=_unit,
    fold=fold_unit,
    indexes=[IndexModel([("credit_code", ASCENDING)], name="credit_code")],
)
