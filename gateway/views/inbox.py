"""The inbox (MSG-01): what happened to somebody's cases, one document a notice, found by whom it is for."""

from typing import Any

from pymongo import DESCENDING, IndexModel

from gateway.views.cases import CASES
from gateway.views.parts import Document
from kernel.cases import (
    CaseApproved,
    CaseCarriedOut,
    CaseDueSoon,
    CaseEvent,
    CaseHandedOver,
    CaseOverdue,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAsked,
)
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel

KINDS: dict[type[Event], str] = {
    CaseSubmitted: "case_submitted",
    MaterialAsked: "case_material_asked",
    CaseApproved: "case_approved",
    CaseRejected: "case_rejected",
    CaseWithdrawn: "case_withdrawn",
    CaseCarriedOut: "case_carried_out",
    CaseHandedOver: "case_handed_over",
    CaseDueSoon: "case_due_soon",
    CaseOverdue: "case_overdue",
}


def keys(fact: Fact) -> list[str]:
    """A notice is the event it tells of."""
    return [f"{fact.source}/{fact.id}"] if _recipients(fact.event) else []


def fold(_document: Document, fact: Fact) -> Document:
    """`{to, at, kind, service, case_id, matter, summary?, outcome?, due_on?}`; `to` are units, persons, accounts."""
    event: Any = fact.event
    told = ("case_id", "matter", "summary", "outcome", "due_on")
    notice = {name: value for name in told if (value := getattr(event, name, ""))}
    at = f"{fact.time}/{fact.source}/{fact.id}"
    return {"to": _recipients(event), "at": at, "kind": KINDS[type(event)], "service": fact.source, **notice}


def _recipients(event: Event) -> list[str]:
    """Applicants hear what becomes of their cases; the officer who has a case, that its time runs out."""
    match event:
        case CaseHandedOver():
            return [event.to] if event.to else []
        case CaseDueSoon():
            return [event.officer] if event.officer else []
        case CaseOverdue():
            return [event.applicant, *([event.officer] if event.officer else [])]
        case CaseEvent():
            return [event.applicant] if type(event) in KINDS else []
        case _:
            return []


inbox = ReadModel(
    "inbox",
    version=1,
    sources=[*CASES],
    keys=keys,
    fold=fold,
    indexes=[IndexModel([("to", DESCENDING), ("at", DESCENDING)], name="to_at")],
)
