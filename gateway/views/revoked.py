"""Which sessions have ended while their access tokens were still good: one document an account.

Every web process looks here twice a second (gateway/web/revocations.py), so that a token is good for nothing soon after
its session has ended. A document is looked at until the last of its tokens has run out.
"""

from collections.abc import Iterable

from pymongo import ASCENDING, IndexModel

from gateway.views.parts import Document
from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.identity import contract as identity


def keys(fact: Fact) -> Iterable[str]:
    """An account is its document."""
    return [fact.event.account_id] if isinstance(fact.event, identity.AccessRevoked) else []


def fold(document: Document, fact: Fact) -> Document:
    """`{until, sessions: [{session, until}]}`; what had run out when the next one ended is left out."""
    match fact.event:
        case identity.AccessRevoked(sessions=ended, at=at, until=until):
            kept = [entry for entry in document.get("sessions", []) if entry["until"] > at]
            return {"sessions": [*kept, *({"session": name, "until": until} for name in ended)], "until": until}
        case _:
            return document


revoked = ReadModel(
    "revoked",
    1,
    [identity.CONTRACT.source(identity.ACCESS)],
    keys,
    fold,
    indexes=[IndexModel([("until", ASCENDING)], name="until")],
)
