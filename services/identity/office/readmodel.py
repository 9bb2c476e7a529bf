"""Whose agents there are, found by unit; and all officers. Pure folds."""

from collections.abc import Iterable

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.identity import contract as c


def _unit(fact: Fact) -> Iterable[str]:
    event = fact.event
    return [event.unit_id] if isinstance(event, c.AccountRegistered) and event.unit_id else []


def fold(document: Document, fact: Fact) -> Document:
    """`{account_ids}` of a unit, or of the office; what each may do and whether it has ended, its stream says."""
    known = document.get("account_ids", [])
    return {"account_ids": sorted({*known, fact.event.account_id})}  # type: ignore[attr-defined]


def _office(fact: Fact) -> Iterable[str]:
    event = fact.event
    return [OFFICE] if isinstance(event, c.AccountRegistered) and event.kind == "officer" else []


OFFICE = "office"
"""The one document of the officers' list."""
agents = ReadModel("agents", 1, [c.CONTRACT.source(c.ACCOUNT)], _unit, fold)
officers = ReadModel("officers", 1, [c.CONTRACT.source(c.ACCOUNT)], _office, fold)
