"""Which cases wait for the office, by the day they are due on: what escalation looks through. A pure fold.

`{due_on, told}` of each case that waits, `told` as in `life.Told`; a case that does not wait has no document.
"""

from typing import Any

from pymongo import IndexModel

from kernel.cases.events import (
    CASE,
    CaseClaimed,
    CaseDrafted,
    CaseDueSoon,
    CaseHandedOver,
    CaseOverdue,
    CaseSubmitted,
    MaterialAdded,
)
from kernel.events import Contract, Fact
from kernel.readmodel import ReadModel


def fold(document: dict[str, Any], fact: Fact) -> dict[str, Any] | None:
    """The case after the fact."""
    match fact.event:
        case CaseSubmitted(due_on=due_on) | MaterialAdded(due_on=due_on):
            return {"due_on": due_on, "told": ""}
        case CaseDueSoon():
            return {**document, "told": "due_soon"}
        case CaseOverdue():
            return {**document, "told": "overdue"}
        case CaseClaimed() | CaseHandedOver() | CaseDrafted():
            return document or None
        case _:
            return None


def waiting_cases(contract: Contract) -> ReadModel:
    """The read model of a service's own cases."""
    return ReadModel(
        "waiting-cases",
        version=1,
        sources=[contract.source(CASE)],
        keys=lambda fact: [fact.event.case_id],  # type: ignore[attr-defined]
        fold=fold,
        indexes=[IndexModel([("told", 1), ("due_on", 1)], name="told_due")],
    )
