"""What employer can be told and asked beside `kernel.cases.messages`. A result stands in the reply's `result`."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.cases.messages import Materials
from kernel.events import message
from kernel.schema import Count, Id, text
from services.employer.contract.matters import StaffAddition, StaffStop
from services.employer.contract.words import UnitId


@message
class DeclareStaffAdded:
    """Hand in an addition; `case_id` names the draft it continues. Result: `{case_id, due_on}`."""

    unit_id: UnitId
    form: StaffAddition
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class DeclareStaffStopped:
    """Hand in a stop; `case_id` names the draft it continues. Result: `{case_id, due_on}`."""

    unit_id: UnitId
    form: StaffStop
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class AppointAgent:
    """Let an account act for a unit. Result: `{}`."""

    unit_id: UnitId
    account_id: Id


# ------------------------------------------------------------------ queries


@message
class GetUnit:
    """`{unit_id, uscc, name, district, registered_on, industry_class, contact, address, agents, bank_account, status,
    under_way}`: the account masked; `status` is registered (to be activated), active, closing or closed; `under_way`
    the case of a change that is being reviewed, or None.
    """

    unit_id: UnitId


@message
class GetRoster:
    """`{staff: [...], next}`: at most `limit` of the unit's staff behind `after` (the `next` of the page before).

    `search` narrows to whose name holds it, or whose ID number ends with it.

    Each: `{person_id, id_number, name, status, lines: [{line, title, status, start_month, stop_month, confirmed}],
    wage_fen, pending: {case_id, change, months} or None, refused: {case_id, change, lines, sentence} or None}`.
    `status` is pending, active, refused or stopped; ID number and name are masked. `confirmed`: records has it so.
    A page may be short while `next` is there.
    """

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Literal["", "active", "pending", "stopped", "refused"] = ""
    search: Annotated[str, text(most=50)] = field(default="", repr=False)


@message
class GetStaffNumber:
    """`{person_id, id_number}` of one of the unit's staff, the number in clear: it need not be typed again to declare
    something about them. Raises NotFound for whoever was never with the unit.
    """

    unit_id: UnitId
    person_id: Id


@message
class ListCases:
    """`{cases: [...], next}`, the newest first, as GetRoster pages; `status` filters (EMP-06)."""

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Annotated[str, text(r"[a-z_]*")] = ""


@message
class FindPerson:
    """`{person_id, known, name, kind, active_lines, lines, too_young_until, case_id}` for a valid ID number.

    `name` is masked; `too_young_until` the day on which the person turns 16 (nobody is added before), else
    None.

    `kind` is `new` or `returning` (续保: enrolled once before, anywhere); `active_lines` are those with this unit.
    `lines`: what can be declared now, `[{line, title, active, months}]`; `months` are those to stop in where the line
    is active here, else those to start in.
    """

    unit_id: UnitId
    id_number: Annotated[str, text(most=40)]
