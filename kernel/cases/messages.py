"""What the cases of any service can be told and asked; `kernel.cases.routes` answers. A result stands in `result`."""

from dataclasses import field
from typing import Annotated, Any

from kernel.cases.events import Attached
from kernel.events import message
from kernel.schema import Id, some, text

Materials = Annotated[list[Attached], some(Attached, least=0, most=50)]


@message
class DraftCase:
    """保存: keep what is filled in so far, any part of the matter's form. Result: `{case_id}`.

    `case_id` names the draft it continues. `applicant` is the unit or the person who applies.
    """

    matter: Id
    applicant: Id
    form: dict[str, Any]
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class SubmitCase:
    """提交, as `DraftCase` with the whole form. Result: `{case_id, due_on}`, and `outcome` of an automatic matter."""

    matter: Id
    applicant: Id
    form: dict[str, Any]
    materials: Materials = field(default_factory=list)
    case_id: Id | None = None


@message
class SubmitDraft:
    """Hand in a draft as it was kept. Result: as SubmitCase."""

    case_id: Id


@message
class KeepDocument:
    """Keep a document that is to be attached: base64 of a PDF, JPEG or PNG, at most 5 MB. Result: `{document}`.

    The same content is the same document.
    """

    applicant: Id
    content: Annotated[str, text(most=7_000_000, least=1)]


@message
class WithdrawCase:
    """撤回; `confirmed` answers 是否作废该办件. Result: `{case_id}`."""

    case_id: Id
    confirmed: bool = False


@message
class AddMaterial:
    """The applicant hands in what was asked for. Result: `{case_id, due_on}`."""

    case_id: Id
    materials: Annotated[list[Attached], some(Attached, most=50)]


@message
class ClaimCase:
    """An officer takes a case; with `take_over` also from a colleague. Result: `{case_id}`."""

    case_id: Id
    take_over: bool = False


@message
class HandOverCase:
    """The claiming officer gives it to a colleague's account `to`, or back to all without. Result: `{case_id}`."""

    case_id: Id
    to: Annotated[str, text(r"[A-Za-z0-9_.:-]*", most=120)] = ""


@message
class AskForMaterial:
    """The claiming officer asks for more; `wanted` are material codes of the matter. Result: `{case_id}`."""

    case_id: Id
    wanted: Annotated[list[Id], some(Id, most=20)]
    reason: Annotated[str, text(most=500, least=1)]


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
class GetCase:
    """A case with its form, materials and history: see kernel.cases.progress.shown; and what its matter adds."""

    case_id: Id


@message
class GetDocument:
    """`{media_type, content}` (base64) of a document that is attached to the case."""

    case_id: Id
    document: Id
