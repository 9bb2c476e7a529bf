"""Work: every case and every transfer as a list shows it, one document each; what waits, by its due day."""

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from gateway.views.cases import CASES, ENDED, WAITING_FOR_OFFICE, status_after
from gateway.views.parts import Document, known_by
from kernel.cases import (
    CaseCarriedOut,
    CaseClaimed,
    CaseDueSoon,
    CaseEvent,
    CaseHandedOver,
    CaseOverdue,
    CaseRejected,
    MaterialAdded,
    MaterialAsked,
)
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.records import contract as records

ORDERS = ("due", "opened")
"""The orders of what waits: by due day, by age. Narrowed to a matter or an officer, an index serves each."""
TOLD = {CaseDueSoon: "due_soon", CaseOverdue: "overdue"}


def keys(fact: Fact) -> list[str]:
    """A case or a transfer is its stream."""
    return [f"{fact.source}/{fact.stream}"]


def fold(document: Document, fact: Fact) -> Document:
    """The piece of work once `fact` is known."""
    folded = _case(document, fact) if isinstance(fact.event, CaseEvent) else _transfer(document, fact.event)
    return known_by(_placed(folded, fact), fact)


def _placed(document: Document, fact: Fact) -> Document:
    """The texts by which lists are ordered: `due` of work that waits for the office, `opened` of all."""
    opened = document.get("opened") or f"{fact.time}/{fact.stream}"
    due = f"{document['due_on']}/{fact.stream}" if document.get("waiting") else None
    return {**document, "service": fact.source, "opened": opened, "due": due}


def _case(document: Document, fact: Fact) -> Document:
    event: Any = fact.event
    status = status_after(event, document.get("status", ""))
    told = ("case_id", "matter", "applicant", "subject")
    values = {name: getattr(event, name) for name in told} | {"kind": "case", "status": status}
    values |= {name: getattr(event, name) for name in ("summary", "due_on") if hasattr(event, name)}
    values |= {"waiting": status in WAITING_FOR_OFFICE, "open": status not in ENDED}
    if hasattr(event, "form") and event.subject not in ("", event.applicant):
        values["form"] = event.form  # sealed: somebody new has no name yet but in here
    return {
        "officer": None,
        "told": "",
        "channel": fact.meta.get("channel", ""),
        **document,
        **values,
        **_review(event),
    }


def _review(event: CaseEvent) -> Document:
    """Whose it is, what is asked of the applicant, how it came out, and what has been said of the office's time."""
    match event:
        case CaseClaimed():
            return {"officer": event.officer}
        case CaseHandedOver():
            return {"officer": event.to or None}
        case CaseDueSoon() | CaseOverdue():
            return {"told": TOLD[type(event)]}
        case MaterialAsked():
            return {"wanted": event.wanted, "reason": event.reason}
        case MaterialAdded():
            return {"told": "", "wanted": [], "reason": ""}
        case CaseRejected():
            return {"reason": event.reason}
        case _:
            return {"outcome": event.outcome} if isinstance(event, CaseCarriedOut) else {}


def _transfer(document: Document, event: Event) -> Document:
    match event:
        case records.TransferRequested():
            values: Document = {
                "kind": "transfer",
                "matter": "transfer",
                "officer": None,
                "told": "",
                "transfer_id": event.transfer_id,
                "applicant": event.person_id,
                "subject": event.person_id,
                "line": event.line,
                "direction": event.direction,
                **_next(event.steps),
            }
        case records.TransferReplied():
            values = {} if event.accepted else _next([]) | {"status": "declined"}
        case records.TransferAdvanced():
            values = _next(event.remaining)
        case records.TransferCompleted():
            values = _next([]) | {"status": "completed"}
        case _:
            values = {}
    return {**document, **values}


def _next(steps: list[records.TransferStep]) -> Document:
    """A transfer waits for its next step."""
    if not steps:
        return {"waiting": False, "open": False, "status": "completed"}
    step = steps[0]
    told = {"step": step["step"], "summary": step["title"], "due_on": step["due_on"]}
    return {"waiting": True, "open": True, "status": "under_way", **told}


work = ReadModel(
    "work",
    version=4,
    sources=[*CASES, records.CONTRACT.source(records.TRANSFER)],
    keys=keys,
    fold=fold,
    indexes=[
        *(
            IndexModel(
                [(name, ASCENDING) for name in (*narrowed, order)],
                name="_".join((*narrowed, order)),
                partialFilterExpression={"waiting": True},
            )
            for order in ORDERS
            for narrowed in ((), ("matter",), ("officer",))
        ),
        IndexModel([("applicant", ASCENDING), ("opened", DESCENDING)], name="applicant_opened"),
    ],
)
