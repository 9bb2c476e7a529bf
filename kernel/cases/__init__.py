"""Cases 办件: the one life of whatever is asked for, looked at and carried out.

A service
- declares each matter 事项 as data in its contract (`Matter`: form class with `Label`s, materials, deadline, hours,
  channels) and lists EVENTS beside its own events;
- makes one `desk.Desk` of its store, its matters and an `effects.Effect` for each: how a form is looked through and
  what is noted beside its case, what approval does, and what is left when nothing comes of it;
- lets its HTTP side inherit `routes.CaseRoutes` and its subscriptions `routes.CaseWatch`, which answer `messages`;
- opens cases of its own accord with `desk.submit(unit, application, matter)` inside a unit of work.

`decisions` and `life` are pure; `documents` keeps what is attached; `progress` is what applicant and officer see;
`watch` knows which cases wait for the office, and since when they should not.
"""

from kernel.cases.events import (
    CASE,
    EVENTS,
    Attached,
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseDueSoon,
    CaseEvent,
    CaseHandedOver,
    CaseOverdue,
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
    "CaseDueSoon",
    "CaseEvent",
    "CaseHandedOver",
    "CaseOverdue",
    "CaseRejected",
    "CaseSubmitted",
    "CaseWithdrawn",
    "Label",
    "Material",
    "MaterialAdded",
    "MaterialAsked",
    "Matter",
]
