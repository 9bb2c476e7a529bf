"""Who is whose guardian, as identity tells it (ID-16). One document a child."""

from typing import Any

from pymongo import IndexModel
from pymongo.database import Database

from kernel.events import Fact
from kernel.readmodel import Generations, ReadModel
from kernel.store import Document
from services.identity import contract as identity

MATTER = "records"
"""The matter of an authority that covers what is done here."""


def fold(document: Document, fact: Fact) -> Document:
    """`{guardians: [...], authorities: {id: {guardian, matters, begins_on, ends_on, confirmed, ended}}}` of a child."""
    event: Any = fact.event
    known = document.get("authorities", {})
    match event:
        case identity.AuthorityGiven(kind="guardian"):
            bounds = {"matters": list(event.matters), "begins_on": event.begins_on, "ends_on": event.ends_on}
            given = {"guardian": event.delegate, **bounds, "confirmed": False, "ended": False}
            known = {**known, event.delegation_id: given}
        case identity.AuthorityConfirmed() if event.delegation_id in known:
            known = {**known, event.delegation_id: {**known[event.delegation_id], "confirmed": True}}
        case identity.AuthorityEnded() if event.delegation_id in known:
            known = {**known, event.delegation_id: {**known[event.delegation_id], "ended": True}}
    return {"guardians": sorted({one["guardian"] for one in known.values()}), "authorities": known}


guardians = ReadModel(
    "guardians",
    version=2,
    sources=[identity.CONTRACT.source(identity.DELEGATION)],
    keys=lambda fact: [fact.event.principal],  # type: ignore[attr-defined]
    fold=fold,
    indexes=[IndexModel("guardians", name="guardians")],
)


def is_guardian(database: Database[Document], guardian: str, child: str, today: str) -> bool:
    """Whether the authority holds today, and is for the records."""
    document = Generations(database, guardians).serving().find_one({"_id": child}) or {}
    return any(holds(one, guardian, today) for one in document.get("authorities", {}).values())


def children_of(database: Database[Document], guardian: str, today: str) -> list[str]:
    """The children, by person id."""
    found = Generations(database, guardians).serving().find({"guardians": guardian})
    return sorted(
        document["_id"]
        for document in found
        if any(holds(one, guardian, today) for one in document["authorities"].values())
    )


def holds(authority: Document, guardian: str, today: str) -> bool:
    """Whether this authority is the guardian's, of today, and for the records of the child (ID-16)."""
    if MATTER not in authority.get("matters", ()):
        return False
    within = authority["begins_on"] <= today <= authority["ends_on"]
    return authority["guardian"] == guardian and authority["confirmed"] and not authority["ended"] and within
