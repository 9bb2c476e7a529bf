"""The inbox (MSG-01): what happened to somebody's cases, what was paid for them (EMP-08), who came in (ID-20),
which card is there to be fetched (CRD-01).

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
from services.cards import contract as cards
from services.identity import contract as identity
from services.records import contract as records
from services.records.contract import adjustments, draws

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
DRAWS: dict[type[Event], str] = {
    draws.DrawOrdered: "draw_ordered",
    draws.DrawPaid: "draw_paid",
    draws.DrawFailed: "draw_failed",
}
"""ENR-19."""


def keys(fact: Fact) -> list[str]:
    """A notice is the event it tells of."""
    if isinstance(fact.event, cards.CardMade) and fact.meta.get("channel") == "import":
        return []  # a card of the old system: made long ago
    return [f"{fact.source}/{fact.id}"] if _recipients(fact.event) else []


def fold(_document: Document, fact: Fact) -> Document:
    """`{to, at, service, kind, …}`: `to` are units, persons, accounts; the rest is told by the kind's own function."""
    at = f"{fact.time}/{fact.source}/{fact.id}"
    return {"to": _recipients(fact.event), "at": at, "service": fact.source, **_told(fact.event)}


def _told(event: Any) -> Document:
    match event:
        case records.ContributionsPaid():
            return _month_paid(event)
        case identity.PlaceSeen() | identity.WayInAdded():
            return _security(event)
        case adjustments.AdjustmentAnnounced():
            return _adjustment(event)
        case cards.CardMade():
            return {"kind": "card_ready", "card_id": event.card_id}  # CRD-01: 待领取, and never its number
        case draws.DrawOrdered() | draws.DrawPaid() | draws.DrawFailed():
            return _draw(event)
        case _:
            return {"kind": KINDS[type(event)], **_known(event, "case_id", "matter", "summary", "outcome", "due_on")}


def _known(event: Any, *names: str) -> Document:
    """Of these fields those that the event has and that say something."""
    return {name: value for name in names if (value := getattr(event, name, ""))}


def _month_paid(event: records.ContributionsPaid) -> Document:
    """EMP-08: the unit tells its staff monthly what it has paid; amounts in fen."""
    return {
        "kind": "month_paid",
        "month": event.period,
        "unit_id": event.unit_id,
        "employer": sum(line["employer"] for line in event.lines),
        "individual": sum(line["individual"] for line in event.lines),
    }


def _security(event: identity.NoticeEvent) -> Document:
    """ID-20: to the account alone, never to whom it acts for."""
    kind = "signed_in_elsewhere" if isinstance(event, identity.PlaceSeen) else f"{event.way}_added"
    told = ("session_id", "means", "channel")
    return {"kind": kind, **{name: getattr(event, name) for name in told if hasattr(event, name)}}


def _adjustment(event: adjustments.AdjustmentAnnounced) -> Document:
    """ENR-20: told before it is owed."""
    return {
        "kind": "adjustment",
        "month": event.period,
        "amount": event.amount,
        "people": event.people,
        "owed_from": event.owed_from,
        "fee_free_until": event.fee_free_until,
    }


def _draw(event: Any) -> Document:
    """ENR-19: what the bank was asked and answered, the amount in fen."""
    told = {"kind": DRAWS[type(event)], "month": event.period, "amount": event.amount}
    return {**told, **_known(event, "reason", "again_on")}


def _recipients(event: Event) -> list[str]:
    """Who is told of it."""
    match event:
        case CaseEvent():
            return _of_case(event)
        case records.ContributionsPaid():
            return [event.person_id] if event.unit_id != records.SELF else []
        case adjustments.AdjustmentAnnounced():
            return [event.payer_id]
        case cards.CardMade():
            return [event.person_id]
        case draws.DrawOrdered() | draws.DrawPaid() | draws.DrawFailed():
            return [event.person_id]
        case identity.PlaceSeen():
            return [event.account_id] if event.news else []
        case identity.WayInAdded():
            return [event.account_id]
        case _:
            return []


def _of_case(event: CaseEvent) -> list[str]:
    """Applicants hear what becomes of their cases; the officer who has a case, that its time runs out."""
    match event:
        case CaseHandedOver():
            return [event.to] if event.to else []
        case CaseDueSoon():
            return [event.officer] if event.officer else []
        case CaseOverdue():
            return [event.applicant, *([event.officer] if event.officer else [])]
        case _:
            return [event.applicant] if type(event) in KINDS else []


inbox = ReadModel(
    "inbox",
    version=5,
    sources=[
        *CASES,
        records.CONTRACT.source(records.CONTRIBUTION),
        records.CONTRACT.source(draws.DRAW),
        records.CONTRACT.source(adjustments.ADJUSTMENT),
        identity.CONTRACT.source(identity.NOTICE),
        cards.CONTRACT.source(cards.CARD),
    ],
    keys=keys,
    fold=fold,
    indexes=[IndexModel([("to", DESCENDING), ("at", DESCENDING)], name="to_at")],
)
