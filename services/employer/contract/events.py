"""What happens at employer."""

from typing import TypedDict

from kernel.events import Category, Event, event
from kernel.schema import Date, Fen, Id, Month, Sealed, Text
from services.employer.contract.words import Change, InsuranceLine, ParticipantCategory, StopReason, UnitId

UNIT = Category("unit")
"""`unit-<unit_id>`"""
STAFF = Category("staff")
"""`staff-<unit_id>-<person_id>`: a person with a unit."""


@event(UNIT, "UnitImported")
class UnitImported(Event):
    """A unit came from the old system (OPS-05).

    `contact` is sealed JSON `{name, id_number, mobile}` of who answers for it, each "" where unknown.
    """

    unit_id: UnitId
    uscc: Id
    name: Text
    district: str
    registered_on: Date
    industry_class: int
    """风险类别 1 to 8, which sets the rate of work injury insurance."""
    contact: Sealed = ""
    address: Sealed = ""


@event(UNIT, "AgentAppointed")
class AgentAppointed(Event):
    """经办人: this account may act for the unit."""

    unit_id: UnitId
    account_id: Id
    appointed_on: Date


class LineMonth(TypedDict):
    """The month in which a line starts or stops."""

    line: InsuranceLine
    month: Month


@event(STAFF, "StaffChangeDeclared")
class StaffChangeDeclared(Event):
    """A declaration about this person is under way in that case; no other may begin before it ends.

    `wage_fen` and `participant` belong to an addition, `reason` to a stop.
    """

    unit_id: UnitId
    person_id: Id
    case_id: Id
    change: Change
    months: list[LineMonth]
    wage_fen: Fen = 0
    participant: ParticipantCategory | None = None
    reason: StopReason | None = None


@event(STAFF, "StaffChangeDropped")
class StaffChangeDropped(Event):
    """The case was withdrawn or rejected: nothing changes, another declaration may begin."""

    unit_id: UnitId
    person_id: Id
    case_id: Id


@event(STAFF, "StaffAdded")
class StaffAdded(Event):
    """An approved addition 增员. Lines that start in different months are told in an event each.

    `participant` is a participant category 参保人员类别, `wage_fen` the agreed monthly wage.
    """

    unit_id: UnitId
    person_id: Id
    case_id: Id
    id_number: Sealed
    name: Sealed
    lines: list[InsuranceLine]
    start_month: Month
    wage_fen: Fen
    participant: ParticipantCategory = "employee"
    mobile: Sealed = ""


@event(STAFF, "StaffStopped")
class StaffStopped(Event):
    """An approved stop 减员. `paid_through` is the last month paid for, the one before `stop_month`."""

    unit_id: UnitId
    person_id: Id
    case_id: Id
    lines: list[InsuranceLine]
    stop_month: Month
    paid_through: Month
    reason: StopReason


@event(STAFF, "StaffEnrolled")
class StaffEnrolled(Event):
    """records has these lines enrolled with this unit: our own declaration confirmed, or one we did not make."""

    unit_id: UnitId
    person_id: Id
    lines: list[InsuranceLine]
    start_month: Month


@event(STAFF, "StaffEnded")
class StaffEnded(Event):
    """records has stopped these lines: our own declaration confirmed, or a death, a retirement."""

    unit_id: UnitId
    person_id: Id
    lines: list[InsuranceLine]
    stop_month: Month


@event(STAFF, "StaffRefused")
class StaffRefused(Event):
    """records could not carry out the change on these lines, which stand as before; with the refusal's words."""

    unit_id: UnitId
    person_id: Id
    case_id: Id
    change: Change
    lines: list[InsuranceLine]
    code: str
    sentence: str


UNIT_EVENTS = (UnitImported, AgentAppointed)
STAFF_EVENTS = (
    StaffChangeDeclared,
    StaffChangeDropped,
    StaffAdded,
    StaffStopped,
    StaffEnrolled,
    StaffEnded,
    StaffRefused,
)
