"""Cases 办件: the one life of whatever is asked for, looked at and carried out.

A service
- declares each matter 事项 as data in its contract (`Matter`: form class with `Label`s, materials, deadline, hours) and
  lists EVENTS beside its own events;
- makes one `desk.Desk` of its store, its matters and an `Effect` for each: what approval does beyond the case, and what
  is left when nothing comes of it, in the transaction of the case;
- opens cases with `desk.submit(unit, application, matter)` inside a unit of work, beside whatever it notes itself;
- lets its entry points for claiming, asking, approving, rejecting, withdrawing, reading call the desk.

`decisions` and `life` are pure; `documents` keeps what is attached; `progress` is what applicant and officer see.
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
