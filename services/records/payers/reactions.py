"""What becomes of a payer's self-service when the account it was opened with is closed (ID-13)."""

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.identity import contract as identity
from services.records import contract as c
from services.records.payers.domain import close_self_service, payer


def on_account(unit: Unit, fact: Fact, _service: Service) -> None:
    """It ends with the account; who registers again opens it anew."""
    match fact.event:
        case identity.AccountClosed(person_id=str(person_id)):
            stream = c.PAYER.stream(person_id)
            unit.append(stream, close_self_service(person_id, unit.load(stream, payer), unit.context.today))
