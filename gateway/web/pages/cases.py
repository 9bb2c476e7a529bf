"""A case's page, for whoever may see it: its applicant, and the officers."""

from base64 import b64decode
from collections.abc import Sequence

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from gateway.web.acting import caller, carry_out
from gateway.web.caller import OFFICERS
from gateway.web.matters import document_of, service_of_case
from gateway.web.pages.case_shown import case_shown
from gateway.web.pages.documents import kept_before, kept_documents, with_service
from gateway.web.pages.forms import Form, choice, refused, see, show
from gateway.web.pages.office.review import review
from gateway.web.rights import needs
from kernel.cases import Attached
from kernel.cases import messages as m
from kernel.refusals import Invalid, Refused
from kernel.schema import checked


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/cases/<case_id>")(case)
    pages.get("/cases/<case_id>/documents/<document>")(case_document)
    pages.post("/cases/<case_id>/withdrawal")(withdraw)
    pages.post("/cases/<case_id>/materials")(add_material)


@needs("see a case")
def case(case_id: str) -> Response:
    """A case, and what the one who looks may do with it."""
    return _page(case_id, Form())


def _page(case_id: str, form: Form, asked: str = "", kept: Sequence[Attached] = ()) -> Response:
    """`asked`: what is asked once more; `kept`: materials that have come and are not handed in yet."""
    if caller().role in OFFICERS:
        return review(case_id, form, asked, kept)
    return show("case.html", form, asked=asked, kept=kept, **case_shown(case_id))


@needs("go on with a case")
def withdraw(case_id: str) -> Response:
    """撤回, after 是否作废该办件."""
    if choice("sure") != "yes":
        return _page(case_id, Form(), "withdraw")
    try:
        carry_out(service_of_case(case_id), m.WithdrawCase(case_id, confirmed=True))
    except Refused as refusal:
        return _page(case_id, refused(refusal))
    flash("该办件已撤回作废，可以重新申报。", "good")
    return see("case", case_id=case_id)


@needs("go on with a case")
def add_material(case_id: str) -> Response:
    """Hand in what was asked for."""
    found = case_shown(case_id)
    kept, wanted = kept_before(), [material["code"] for material in found["wanted"]]
    try:
        keep = with_service(service_of_case(case_id), found["case"]["applicant"])
        kept, wrong = kept_documents(keep, wanted, kept)
        if wrong:
            raise Invalid(errors=wrong)
        carry_out(service_of_case(case_id), checked(m.AddMaterial, {"case_id": case_id, "materials": kept}))
    except Refused as refusal:
        return _page(case_id, refused(refusal), kept=kept)
    flash("材料已提交。", "good")
    return see("case", case_id=case_id)


@needs("see a case")
def case_document(case_id: str, document: str) -> Response:
    """A document that is attached, as it was handed in."""
    found = document_of(case_id, document)
    name = f"{case_id}.{found['media_type'].rpartition('/')[2]}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(b64decode(found["content"]), headers=headers, content_type=found["media_type"])
