"""What other services' news makes identity do."""

from typing import cast

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.cards import contract as cards
from services.identity.account.domain import account, login, note_card
from services.identity.contract import ACCOUNT, LOGIN


def on_card(unit: Unit, fact: Fact, _service: Service) -> None:
    """The loss of a card is noted on its holder's account, and resolved there. Who has no account has nothing to note.

    A person's account is found by the login of the ID number, whose name is the person's id.
    """
    happened = cast(cards.CardEvent, fact.event)
    if isinstance(happened, cards.CardLost | cards.CardLossCancelled | cards.CardCancelled):
        account_id = unit.load(LOGIN.stream(happened.person_id), login)
        if account_id is not None:
            stream = ACCOUNT.stream(account_id)
            unit.append(stream, note_card(unit.load(stream, account), happened, unit.context.today))
