"""Cases 办件: the one life of whatever is asked for, looked at and carried out.

A service declares each matter 事项 as data (`Matter`), lists EVENTS in its contract, and calls the decisions of
`kernel.cases.decisions` on its streams `case-<id>`; what approval does beyond the case is the service's own decision,
appended in the same transaction.
"""

from kernel.cases.events import (
    CASE,
    EVENTS,
    Attached,
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseEvent,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAdded,
    MaterialAsked,
)
from kernel.cases.matter import Label, Material, Matter

__all__ = [
    "CASE",
    "EVENTS",
    "Attached",
    "CaseApproved",
    "CaseCarriedOut",
    "CaseClaimed",
    "CaseDrafted",
    "CaseEvent",
    "CaseRejected",
    "CaseSubmitted",
    "CaseWithdrawn",
    "Label",
    "Material",
    "MaterialAdded",
    "MaterialAsked",
    "Matter",
]
