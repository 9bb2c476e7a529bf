"""Cases as a list shows them: where each stands and until when. Shared by the work list and the glances."""

from kernel.cases import (
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


def status_after(happened: CaseEvent) -> str:
    """Where a case stands once this has happened to it."""
    return STATUS[type(happened)]
