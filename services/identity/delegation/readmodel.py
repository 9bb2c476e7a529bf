"""Which authorities there are, found by either person. A pure fold."""

from collections.abc import Iterable

from pymongo import DESCENDING, IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.identity import contract as c


def _authority(fact: Fact) -> Iterable[str]:
    event = fact.event
    return [f"{fact.time} {event.delegation_id}"] if isinstance(event, c.AuthorityGiven) else []


def fold(_document: Document, fact: Fact) -> Document:
    """`{delegation_id, principal, delegate}`, named in the order of time; how it stands, its stream says."""
    return {name: getattr(fact.event, name) for name in ("delegation_id", "principal", "delegate")}


authorities = ReadModel(
    "authorities",
    1,
    [c.CONTRACT.source(c.DELEGATION)],
    _authority,
    fold,
    indexes=[
        IndexModel([("principal", DESCENDING), ("_id", DESCENDING)], name="principal"),
        IndexModel([("delegate", DESCENDING), ("_id", DESCENDING)], name="delegate"),
    ],
)
