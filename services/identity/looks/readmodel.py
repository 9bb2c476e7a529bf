"""Disputes as an auditor's list shows them. A pure fold."""

from collections.abc import Iterable

from pymongo import ASCENDING, IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.identity import contract as c


def _dispute(fact: Fact) -> Iterable[str]:
    return [fact.event.dispute_id]  # type: ignore[attr-defined]


def fold(document: Document, fact: Fact) -> Document:
    """The dispute; `waiting` orders those that nobody has answered by day."""
    event = fact.event
    match event:
        case c.LookDisputed():
            told = ("person_id", "look_id", "look", "reason", "disputed_on")
            waiting = f"{event.disputed_on} {event.dispute_id}"
            return {name: getattr(event, name) for name in told} | {"waiting": waiting}
        case _:
            return {**document, "waiting": None}


disputes = ReadModel(
    "disputes",
    1,
    [c.CONTRACT.source(c.DISPUTE)],
    _dispute,
    fold,
    indexes=[IndexModel([("waiting", ASCENDING)], name="waiting")],
)
