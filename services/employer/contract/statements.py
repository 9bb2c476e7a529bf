"""The monthly notice to staff (EMP-08, 社会保险法 60): what was paid on the unit's behalf, and who has seen it."""

from typing import Annotated

from kernel.events import Event, event, message
from kernel.schema import Count, Id, Month, some, text
from services.employer.contract.events import STAFF
from services.employer.contract.words import UnitId


@event(STAFF, "MonthSeen")
class MonthSeen(Event):
    """已阅知: the employee has seen base, amounts and payment of a month."""

    unit_id: UnitId
    person_id: Id
    month: Month


@message
class NoteMonthSeen:
    """The employee has seen a month; once is enough. Result: `{}`. Raises BaseNotStaff for a stranger to the unit."""

    person_id: Id
    unit_id: UnitId
    month: Month


@message
class GetOwnMonthSeen:
    """`{units: [unit id]}`: of which of these units' notices of a month a person has said 已阅知."""

    person_id: Id
    month: Month
    units: Annotated[list[UnitId], some(UnitId, most=50)]


@message
class GetMonthSeen:
    """`{month, staff: [{person_id, name, seen}], next}`: who of the unit's present staff has seen a month."""

    unit_id: UnitId
    month: Month
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
