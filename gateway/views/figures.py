"""Figures of the city: one document a month, and one of who is insured; sums that no order of streams changes."""

from gateway.views.parts import Document, known_by
from gateway.views.unit import billed
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.employer import contract as employer
from services.records import contract as records

INSURED = "insured"
"""The document of units and relations; the others are months, 2026-11."""


def keys(fact: Fact) -> list[str]:
    """The month of what is owed or paid, or the document of who is insured."""
    if _relations(fact.event) or _units(fact.event):
        return [INSURED]
    return [fact.event.period] if billed(fact.event) else []  # type: ignore[attr-defined]


def fold(document: Document, fact: Fact) -> Document:
    """The document with what the event adds."""
    added = {**billed(fact.event), **_units(fact.event), **_relations(fact.event)}
    return known_by({**document, **{name: document.get(name, 0) + more for name, more in added.items()}}, fact)


def _relations(event: Event) -> dict[str, int]:
    match event:
        case records.PersonEnrolled():
            step, lines = 1, event.lines
        case records.PersonStopped():
            step, lines = -1, event.lines
        case _:
            return {}
    return dict.fromkeys(map(str, lines), step)


def _units(event: Event) -> dict[str, int]:
    match event:
        case employer.UnitImported() | employer.UnitRegistered():
            return {"units": 1}
        case employer.UnitClosed():
            return {"units": -1}
        case _:
            return {}


figures = ReadModel(
    "figures",
    version=2,
    sources=[
        employer.CONTRACT.source(employer.UNIT),
        records.CONTRACT.source(records.ENROLMENT),
        records.CONTRACT.source(records.BILL),
    ],
    keys=keys,
    fold=fold,
)
