"""The inbox (MSG-01): what happened to somebody's cases, what was paid for them (EMP-08), who came in (ID-20).

One document a notice."""

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
from services.identity import contract as identity
from services.records import contract as records

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
    if isinstance(event, records.ContributionsPaid):
        return _month_paid(event, fact)
    if isinstance(event, identity.PlaceSeen | identity.WayInAdded):
        return _security(event, fact)
    told = ("case_id", "matter", "summary", "outcome", "due_on")
    notice = {name: value for name in told if (value := getattr(event, name, ""))}
    at = f"{fact.time}/{fact.source}/{fact.id}"
    return {"to": _recipients(event), "at": at, "kind": KINDS[type(event)], "service": fact.source, **notice}


def _month_paid(event: records.ContributionsPaid, fact: Fact) -> Document:
    """EMP-08: the unit tells its staff monthly what it has paid; `{…, month, unit_id, employer, individual}` in fen."""
    return {
        "to": [event.person_id],
        "at": f"{fact.time}/{fact.source}/{fact.id}",
        "kind": "month_paid",
        "service": fact.source,
        "month": event.period,
        "unit_id": event.unit_id,
        "employer": sum(line["employer"] for line in event.lines),
        "individual": sum(line["individual"] for line in event.lines),
    }


def _security(event: identity.NoticeEvent, fact: Fact) -> Document:
    """ID-20: to the account alone, never to whom it acts for; `{…, session_id?, means?, channel?}`."""
    told = ("session_id", "means", "channel")
    return {
        "to": [event.account_id],
        "at": f"{fact.time}/{fact.source}/{fact.id}",
        "kind": "signed_in_elsewhere" if isinstance(event, identity.PlaceSeen) else f"{event.way}_added",
        "service": fact.source,
        **{name: getattr(event, name) for name in told if hasattr(event, name)},
    }


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
        case records.ContributionsPaid():
            return [event.person_id] if event.unit_id != records.SELF else []
        case identity.PlaceSeen():
            return [event.account_id] if event.news else []
        case identity.WayInAdded():
            return [event.account_id]
        case _:
            return []


inbox = ReadModel(
    "inbox",
    version=3,
    sources=[*CASES, records.CONTRACT.source(records.CONTRIBUTION), identity.CONTRACT.source(identity.NOTICE)],
    keys=keys,
    fold=fold,
    indexes=[IndexModel([("to", DESCENDING), ("at", DESCENDING)], name="to_at")],
)
