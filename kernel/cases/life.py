"""The life of a case: draft → submitted → under review (→ more material asked → under review) → approved → carried
out, or rejected, or withdrawn until it is approved. States and how events lead from one to the next. Pure.
"""

from dataclasses import dataclass, replace
from typing import Literal

from kernel.aggregate import Aggregate
from kernel.cases.events import (
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

Ending = Literal["carried_out", "rejected", "withdrawn"]
Told = Literal["", "due_soon", "overdue"]
"""What has been said of the office's time."""


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for, and who has had a hand in entering it. `form` is sealed."""

    case_id: str
    matter: str
    applicant: str
    subject: str
    summary: str
    form: str
    materials: tuple[Attached, ...] = ()
    entered_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoCase:
    """Nothing under this id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """暂存."""

    application: Application


@dataclass(frozen=True, slots=True)
class Submitted:
    """待审核."""

    application: Application
    due_on: str
    told: Told = ""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """审核中."""

    application: Application
    due_on: str
    officer: str
    told: Told = ""


@dataclass(frozen=True, slots=True)
class MaterialWanted:
    """待补正: the office's time stands still."""

    application: Application
    due_on: str
    officer: str
    wanted: tuple[str, ...]
    asked_on: str


@dataclass(frozen=True, slots=True)
class Approved:
    """审核通过, not carried out yet."""

    application: Application
    officer: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more can happen to it."""

    application: Application
    how: Ending


Open = Draft | Submitted | UnderReview | MaterialWanted
Case = NoCase | Open | Approved | Ended


def evolve(state: Case, event: CaseEvent) -> Case:
    """The case after the event."""
    match event:
        case CaseDrafted():
            return Draft(_application(event, state))
        case CaseSubmitted():
            return Submitted(_application(event, state), event.due_on)
        case _ if isinstance(state, NoCase | Ended):
            raise _Impossible(event, state)
        case CaseCarriedOut() | CaseRejected() | CaseWithdrawn():
            return Ended(state.application, _ENDINGS[type(event)])
        case _:
            return _review(state, event)


def _review(state: Open | Approved, event: CaseEvent) -> Case:
    match event, state:
        case CaseClaimed(), Submitted() | UnderReview():
            return UnderReview(state.application, state.due_on, event.officer, state.told)
        case CaseHandedOver(), UnderReview():
            back = Submitted(state.application, state.due_on, state.told)
            return replace(state, officer=event.to) if event.to else back
        case CaseDueSoon() | CaseOverdue(), Submitted() | UnderReview():
            return replace(state, told="due_soon" if isinstance(event, CaseDueSoon) else "overdue")
        case MaterialAsked(), UnderReview():
            return MaterialWanted(state.application, state.due_on, event.officer, tuple(event.wanted), event.asked_on)
        case MaterialAdded(), MaterialWanted():
            return UnderReview(_with_material(state.application, event), event.due_on, state.officer)
        case CaseApproved(), Submitted() | UnderReview():
            return Approved(state.application, event.officer)
    raise _Impossible(event, state)


class _Impossible(ValueError):
    def __init__(self, event: CaseEvent, state: Case) -> None:
        super().__init__(f"{event.type} cannot happen to a case that is {status(state)}")


_ENDINGS: dict[type, Ending] = {
    CaseCarriedOut: "carried_out",
    CaseRejected: "rejected",
    CaseWithdrawn: "withdrawn",
}

case: Aggregate[Case] = Aggregate(NoCase(), evolve)
"""How a case follows from its events."""


def status(state: Case) -> str:
    """Where it stands, a key of STATUS_TITLES; "none" where there is no case."""
    return state.how if isinstance(state, Ended) else _STATUS[type(state)]


_STATUS: dict[type, str] = {
    NoCase: "none",
    Draft: "draft",
    Submitted: "submitted",
    UnderReview: "under_review",
    MaterialWanted: "material_wanted",
    Approved: "approved",
}
STATUS_TITLES = {
    "draft": "保存成功",
    "submitted": "待审核",
    "under_review": "审核中",
    "material_wanted": "待补正材料",
    "approved": "审核通过",
    "carried_out": "已办结",
    "rejected": "审核不通过",
    "withdrawn": "已撤回",
}


def _application(event: CaseDrafted | CaseSubmitted, before: Case) -> Application:
    hands = before.application.entered_by if isinstance(before, Draft) else frozenset[str]()
    return Application(
        event.case_id,
        event.matter,
        event.applicant,
        event.subject,
        event.summary,
        event.form,
        tuple(event.materials),
        hands | {event.entered_by},
    )


def _with_material(application: Application, event: MaterialAdded) -> Application:
    return replace(
        application,
        materials=(*application.materials, *event.materials),
        entered_by=application.entered_by | {event.entered_by},
    )
