"""Work: every case and every transfer as a list shows it, one document each; what waits, by its due day."""

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from gateway.views.cases import ENDED, WAITING_FOR_OFFICE, status_after
from gateway.views.parts import Document, known_by
from kernel.cases import CASE, CaseClaimed, CaseEvent
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.employer import contract as employer
from services.records import contract as records


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
    status = status_after(event)
    told = ("case_id", "matter", "applicant", "subject")
    values = {name: getattr(event, name) for name in told} | {"kind": "case", "status": status}
    values |= {name: getattr(event, name) for name in ("summary", "due_on") if hasattr(event, name)}
    if isinstance(event, CaseClaimed):
        values["officer"] = event.officer
    values |= {"waiting": status in WAITING_FOR_OFFICE, "open": status not in ENDED}
    return {**document, **values}


def _transfer(document: Document, event: Event) -> Document:
    match event:
        case records.TransferRequested():
            values: Document = {
                "kind": "transfer",
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
    version=1,
    sources=[employer.CONTRACT.source(CASE), records.CONTRACT.source(records.TRANSFER)],
    keys=keys,
    fold=fold,
    indexes=[
        IndexModel([("due", ASCENDING)], name="due", partialFilterExpression={"waiting": True}),
        IndexModel([("applicant", ASCENDING), ("opened", DESCENDING)], name="applicant_opened"),
    ],
)
