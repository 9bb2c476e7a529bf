"""Looking up cards. A person's cards are few and short streams: they are read themselves, so an answer is never old."""

from typing import Any, assert_never

from kernel.policy import City
from kernel.privacy import Sealer
from kernel.store import EventStore
from services.cards import contract as c
from services.cards.domain import (
    Active,
    Cancelled,
    InProduction,
    LostFormally,
    LostTemporarily,
    NoCard,
    Ordered,
    ToActivate,
    card,
    standing,
    state_name,
)
from services.cards.loss import channel_name


def cards_of(store: EventStore, person_id: str, today: str) -> list[Ordered]:
    """A person's cards as they stand on a day, newest first."""
    pasts = (events for _, events in store.streams(c.CARD.stream(person_id) + "-"))
    cards = (standing(card.after(events), today) for events in pasts)
    known = [found for found in cards if not isinstance(found, NoCard)]
    return sorted(known, key=_number, reverse=True)


def latest_card_id(store: EventStore, person_id: str, today: str) -> str:
    """The id of a person's newest card. Raises NoCard."""
    found = cards_of(store, person_id, today)
    if not found:
        raise c.NoCard()
    return found[0].known.card_id


def _number(found: Ordered) -> int:
    return int(found.known.card_id.rpartition("-")[2])


def shown(found: Ordered, city: City, sealer: Sealer) -> dict[str, Any]:
    """A card as `GetCards` shows it: what is known of it, its state, whether its electronic twin works."""
    known, lost = found.known, LostTemporarily | LostFormally
    number = sealer.open(known.number) if known.number else None
    return {
        "card_id": known.card_id,
        "person_id": known.person_id,
        "number": "*" * (len(number) - 4) + number[-4:] if number else None,
        "ordered_on": known.ordered_on,
        "made_on": known.made_on,
        "collected_on": known.collected_on,
        "activated_on": known.activated_on,
        "state": _state(found),
        "state_name": state_name(found),
        "electronic_card": "usable" if isinstance(found, Active) else "unusable",
        "since": found.since if isinstance(found, lost | Cancelled) else None,
        "lapses_on": found.until if isinstance(found, LostTemporarily) else None,
        "channel_name": channel_name(city, found.channel) if isinstance(found, lost) else None,
        "void_because": found.reason if isinstance(found, Cancelled) else None,
    }


def _state(found: Ordered) -> str:
    match found:
        case InProduction():
            return "in_production"
        case ToActivate():
            return "to_activate"
        case Active():
            return "active"
        case LostTemporarily():
            return "lost_temp"
        case LostFormally():
            return "lost_formal"
        case Cancelled():
            return "cancelled"
        case _:
            assert_never(found)
