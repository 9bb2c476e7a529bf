"""Cases as a list shows them: where each stands and until when. Shared by the work list, the inbox and the glances."""

from kernel.cases import (
    CASE,
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseEvent,
    CaseHandedOver,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAdded,
    MaterialAsked,
)
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as records

CASES = tuple(one.CONTRACT.source(CASE) for one in (employer, identity, records))
"""The cases of every service that takes any."""
STATUS = {
    CaseDrafted: "draft",
    CaseSubmitted: "submitted",
    CaseClaimed: "under_review",
    MaterialAsked: "material_wanted",
    MaterialAdded: "under_review",
    CaseApproved: "approved",
    CaseRejected: "rejected",
    CaseWithdrawn: "withdrawn",
    CaseCarriedOut: "carried_out",
}
"""办件状态 (handbook 4.1)."""
ENDED = {"rejected", "withdrawn", "carried_out"}
WAITING_FOR_OFFICE = {"submitted", "under_review"}


def status_after(happened: CaseEvent, before: str = "") -> str:
    """Where a case stands once this has happened to it; a warning leaves it where it was."""
    if isinstance(happened, CaseHandedOver):
        return "under_review" if happened.to else "submitted"
    return STATUS.get(type(happened), before)
