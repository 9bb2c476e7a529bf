"""Whose agents there are: found by unit. A pure fold."""

from collections.abc import Iterable

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.identity import contract as c


def _unit(fact: Fact) -> Iterable[str]:
    event = fact.event
    return [event.unit_id] if isinstance(event, c.AccountRegistered) and event.unit_id else []


def fold(document: Document, fact: Fact) -> Document:
    """`{account_ids}` of a unit; what each may do and whether it has ended, its stream says."""
    known = document.get("account_ids", [])
    return {"account_ids": sorted({*known, fact.event.account_id})}  # type: ignore[attr-defined]


agents = ReadModel("agents", 1, [c.CONTRACT.source(c.ACCOUNT)], _unit, fold)
