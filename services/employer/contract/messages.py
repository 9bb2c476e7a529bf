"""What employer can be told and asked. A result is what stands in the reply's `result`."""

from dataclasses import field
from typing import Annotated, Any, Literal

from kernel.cases import Attached
from kernel.events import message
from kernel.schema import Count, Id, some, text
from services.employer.contract.matters import MatterCode, StaffAddition, StaffStop
from services.employer.contract.words import UnitId

Materials = Annotated[list[Attached], some(Attached, least=0, most=50)]


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
class SaveDraft:
    """Keep what is filled in so far (any part of the matter's form). Result: `{case_id}`."""

    unit_id: UnitId
    matter: MatterCode
    form: dict[str, Any]
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class KeepDocument:
    """Keep a document that is to be attached: base64 of a PDF, JPEG or PNG, at most 5 MB. Result: `{document}`.

    The same content is the same document.
    """

    unit_id: UnitId
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class WithdrawCase:
    """撤回. Result: `{case_id}`."""

    case_id: Id


@message
class ClaimCase:
    """An officer takes a case; with `take_over` also from a colleague. Result: `{case_id}`."""

    case_id: Id
    take_over: bool = False


@message
class AskForMaterial:
    """The claiming officer asks for more; `wanted` are material codes of the matter. Result: `{case_id}`."""

    case_id: Id
    wanted: Annotated[list[Id], some(Id, most=20)]
    reason: Annotated[str, text(most=500, least=1)]


@message
class AddMaterial:
    """The applicant hands in what was asked for. Result: `{case_id, due_on}`."""

    case_id: Id
    materials: Annotated[list[Attached], some(Attached, most=50)]


@message
class ApproveCase:
    """The claiming officer agrees; the change is carried out with it. Result: `{case_id, outcome}`."""

    case_id: Id


@message
class RejectCase:
    """The claiming officer refuses, with a reason for the applicant. Result: `{case_id}`."""

    case_id: Id
    reason: Annotated[str, text(most=500, least=1)]


@message
class DeclareStaffFile:
    """Hand in an XLSX or CSV of staff changes (ENR-17), base64. Result: `{file_id, rows}`; see GetStaffFile."""

    unit_id: UnitId
    file_name: Annotated[str, text(most=200, least=1)]
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class AppointAgent:
    """Let an account act for a unit. Result: `{}`."""

    unit_id: UnitId
    account_id: Id


# ------------------------------------------------------------------ queries


@message
class GetUnit:
    """`{unit_id, uscc, name, district, registered_on, industry_class, contact, address, agents}`."""

    unit_id: UnitId


@message
class GetRoster:
    """`{staff: [...], next}`: at most `limit` of the unit's staff behind `after` (the `next` of the page before).

    Each: `{person_id, id_number, name, status, lines: [{line, title, status, start_month, stop_month, confirmed}],
    wage_fen, pending: {case_id, change, months} or None, refused: {case_id, change, lines, sentence} or None}`.
    `status` is pending, active, refused or stopped; ID number and name are masked. `confirmed`: records has it so.
    A page may be short while `next` is there.
    """

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Literal["", "active", "pending", "stopped", "refused"] = ""


@message
class GetCase:
    """A case with its form, materials and history: see kernel.cases.progress.shown; and `refused`, the words with
    which records could not carry it out, or None.
    """

    case_id: Id


@message
class ListCases:
    """`{cases: [...], next}`, the newest first, as GetRoster pages; `status` filters (EMP-06)."""

    unit_id: UnitId
    after: Annotated[str, text(most=120)] = ""
    limit: Count = 50
    status: Annotated[str, text(r"[a-z_]*")] = ""


@message
class FindPerson:
    """`{person_id, known, name, kind, active_lines, case_id}` for a valid ID number; `name` is masked.

    `kind` is `new` or `returning` (续保: enrolled once before, anywhere); `active_lines` are those with this unit.
    """

    unit_id: UnitId
    id_number: Annotated[str, text(most=40)]


@message
class GetDocument:
    """`{media_type, content}` (base64) of a document that is attached to the case."""

    case_id: Id
    document: Id


@message
class CheckStaffFile:
    """Dry run of DeclareStaffFile: `{rows, good, unchanged, bad: [BadRow]}`; nothing is kept."""

    unit_id: UnitId
    file_name: Annotated[str, text(most=200, least=1)]
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class GetStaffFile:
    """`{file_id, state, rows, done, declared, unchanged, bad: [BadRow]}`; `state` is working or done."""

    file_id: Id
