"""What happens to a case. Each service that has cases lists these classes in its own contract."""

from dataclasses import dataclass
from typing import Annotated, TypedDict

from kernel.events import Category, Event, event
from kernel.schema import Date, Id, Sealed, Text, text

CASE = Category("case")
"""Streams are named case-<case id>."""

MaybeId = Annotated[str, text(most=120)]
"""An id, or empty where there is none yet."""


class Attached(TypedDict):
    """A document handed in: which of the matter's materials it is, and the id under which its content is kept."""

    material: Id
    document: Id


@dataclass(frozen=True, slots=True)
class CaseEvent(Event):
    """What every event of a case tells, so that a reader of any of them knows whom it concerns.

    `applicant` is the unit or the person who applies, `subject` the person it is about (empty in an early draft).
    """

    case_id: Id
    matter: Id
    applicant: Id
    subject: MaybeId


@event(CASE, "CaseDrafted", version=1)
class CaseDrafted(CaseEvent):
    """保存成功: kept to go on with later, as often as one likes. `form` is the sealed JSON of what is filled in."""

    summary: Text
    form: Sealed
    materials: list[Attached]
    entered_by: Id


@event(CASE, "CaseSubmitted", version=1)
class CaseSubmitted(CaseEvent):
    """Handed in. `summary` names nobody; `form` is sealed JSON; `due_on` ends the office's time, in working days."""

    summary: Text
    form: Sealed
    materials: list[Attached]
    entered_by: Id
    due_on: Date


@event(CASE, "CaseClaimed", version=1)
class CaseClaimed(CaseEvent):
    """An officer took it, or took it over from another."""

    officer: Id


@event(CASE, "CaseHandedOver", version=1)
class CaseHandedOver(CaseEvent):
    """移交: the officer who had it gave it to the colleague `to`, or back to the list where `to` is empty."""

    officer: Id
    to: MaybeId


@event(CASE, "MaterialAsked", version=1)
class MaterialAsked(CaseEvent):
    """More material is asked for; the office's time stands still until it comes. `reason` is sealed free text."""

    officer: Id
    wanted: list[Id]
    reason: Sealed
    asked_on: Date


@event(CASE, "MaterialAdded", version=1)
class MaterialAdded(CaseEvent):
    """What was asked for is here; `due_on` is later by the working days it took."""

    materials: list[Attached]
    entered_by: Id
    due_on: Date


@event(CASE, "CaseApproved", version=1)
class CaseApproved(CaseEvent):
    """The officer agreed (`system` where the matter is automatic)."""

    officer: Id


@event(CASE, "CaseRejected", version=1)
class CaseRejected(CaseEvent):
    """The officer refused; `reason` is sealed free text for the applicant."""

    officer: Id
    reason: Sealed


@event(CASE, "CaseWithdrawn", version=1)
class CaseWithdrawn(CaseEvent):
    """撤回: the applicant voided it."""

    withdrawn_by: Id


@event(CASE, "CaseCarriedOut", version=1)
class CaseCarriedOut(CaseEvent):
    """已办结: what was approved has been done."""

    outcome: Text


@event(CASE, "CaseDueSoon", version=1)
class CaseDueSoon(CaseEvent):
    """临期: the office's time is nearly over. `officer` has it, empty where nobody does."""

    officer: MaybeId
    due_on: Date


@event(CASE, "CaseOverdue", version=1)
class CaseOverdue(CaseEvent):
    """超期: the office's time is over."""

    officer: MaybeId
    due_on: Date


EVENTS = (
    CaseDrafted,
    CaseSubmitted,
    CaseClaimed,
    CaseHandedOver,
    MaterialAsked,
    MaterialAdded,
    CaseApproved,
    CaseRejected,
    CaseWithdrawn,
    CaseCarriedOut,
    CaseDueSoon,
    CaseOverdue,
)
