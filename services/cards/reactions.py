"""What other services' news makes cards do."""

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.cards.contract import CARD
from services.cards.domain import card, first_card_id, order_on_enrolment
from services.records import contract as records


def on_enrolment(unit: Unit, fact: Fact, _service: Service) -> None:
    """A person enrolled for the first time is ordered a card (CRD-01)."""
    if isinstance(fact.event, records.PersonEnrolled):
        person_id = fact.event.person_id
        stream = CARD.stream(first_card_id(person_id))
        unit.append(stream, order_on_enrolment(unit.load(stream, card), person_id, unit.context))
