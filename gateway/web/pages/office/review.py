"""Reviewing a case: what was asked beside what the records say, its materials, its history; and deciding (ENR-04)."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.beside import beside
from gateway.web.caller import OFFICERS
from gateway.web.matters import document_of, service_of_case
from gateway.web.pages.case_shown import case_shown
from gateway.web.pages.forms import Form, choice, choices, refused, see, show
from gateway.web.pages.office.work import place_of, queue
from gateway.web.rights import needs
from gateway.web.words import ROLES
from kernel.cases import Attached
from kernel.cases import messages as m
from kernel.refusals import Invalid, Refused
from kernel.schema import checked
from services.identity import contract as identity

EMBEDDED = {"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"}
"""A document is shown within the page of its case: there alone, and by the browser's own viewer."""
Command = Callable[[], Any]


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/cases/<case_id>/documents/<document>/view", endpoint="view_document")(view_document)
    pages.post("/cases/<case_id>/claim")(claim)
    pages.get("/cases/<case_id>/hand-over", endpoint="hand_over")(to_whom)
    pages.post("/cases/<case_id>/hand-over", endpoint="handing_over")(hand_over)
    pages.post("/cases/<case_id>/material-request")(ask_material)
    pages.post("/cases/<case_id>/approval")(approve)
    pages.post("/cases/<case_id>/rejection")(reject)


def review(case_id: str, form: Form, doing: str = "", kept: Sequence[Attached] = ()) -> Response:
    """The page of a case as officers see it; `doing`: what is asked once more before it is done; `kept`: materials
    that have come and are not handed in yet."""
    found = case_shown(case_id)
    case, matter = found["case"], found["matter"]
    materials = [{**each, "title": matter.material_title(each["material"])} for each in case["materials"]]
    wanted = request.args.get("document", "")
    viewed = next((each for each in materials if each["document"] == wanted), materials[0] if materials else None)
    return show(
        "office/review.html",
        form,
        **found,
        doing=doing,
        kept=kept,
        materials=materials,
        papers=[(each.code, each.title) for each in matter.materials],
        viewed=viewed,
        records=beside(case, matter.applicant),
        queue=queue(),
        place=place_of(case),
    )


@needs("work on a case")
def view_document(case_id: str, document: str) -> Response:
    """A document as it was handed in, for the page that frames it."""
    found = document_of(case_id, document)
    return Response(b64decode(found["content"]), headers=EMBEDDED, content_type=found["media_type"])


@needs("work on a case")
def claim(case_id: str) -> Response:
    """受理; or take it over."""
    take_over = bool(choice("take_over"))
    return _stay(case_id, lambda: m.ClaimCase(case_id, take_over), "已受理，请审核。")


@needs("work on a case")
def to_whom(case_id: str) -> Response:
    """Which colleague is to go on with it."""
    return _to_whom(case_id, Form())


def _to_whom(case_id: str, form: Form) -> Response:
    officers = ask("identity", identity.GetOfficers())["officers"]
    able = [one for one in officers if one["in_office"] and set(one["roles"]) & set(OFFICERS)]
    return show(
        "office/hand_over.html",
        form,
        case=ask(service_of_case(case_id), m.GetCase(case_id)),
        colleagues=[(one["account_id"], _called(one)) for one in able if one["account_id"] != caller().account],
        queue=queue(),
    )


def _called(officer: dict[str, Any]) -> str:
    return f"{officer['name']}（{'、'.join(ROLES[role] for role in officer['roles'])}）"


@needs("work on a case")
def hand_over(case_id: str) -> Response:
    """移交 to a colleague, or back to the list."""
    if choice("do") == "colleague" and not choice("to"):
        return _to_whom(case_id, refused(Invalid(errors={"to": ["请选择同事。"]})))
    body = {"case_id": case_id, "to": choice("to")}
    told = "已移交给同事。" if choice("to") else "已退回待办清单。"
    return _go_on(case_id, lambda: checked(m.HandOverCase, body), told)


@needs("work on a case")
def ask_material(case_id: str) -> Response:
    """要求补正材料."""
    return _go_on(case_id, lambda: _material_request(case_id), "已通知补正材料。")


def _material_request(case_id: str) -> m.AskForMaterial:
    """Raises Invalid."""
    body = {"case_id": case_id, "wanted": choices("wanted"), "reason": choice("reason")}
    try:
        command: m.AskForMaterial = checked(m.AskForMaterial, body)
    except Invalid as invalid:
        which = {} if body["wanted"] else {"wanted": ["请选择需要申请人补正的材料。"]}
        raise Invalid(errors={**invalid.arguments["errors"], **which}) from None
    return command


@needs("decide a case")
def approve(case_id: str) -> Response:
    """审核通过."""
    return _go_on(case_id, lambda: m.ApproveCase(case_id), "审核通过。后续登记正在办理中，稍后即可查到结果。")


@needs("decide a case")
def reject(case_id: str) -> Response:
    """审核不通过, with a reason."""
    body = {"case_id": case_id, "reason": choice("reason")}
    return _go_on(case_id, lambda: checked(m.RejectCase, body), "已退回，原因已告知申请人。")


def _stay(case_id: str, command: Command, told: str) -> Response:
    """Do it, and show the case again."""
    try:
        carry_out(service_of_case(case_id), command())
    except Refused as refusal:
        return review(case_id, refused(refusal))
    flash(told, "good")
    return see("case", case_id=case_id, **queue())


def _go_on(case_id: str, command: Command, told: str) -> Response:
    """Do it, and go on to the next case of the list, once the list knows what became of this one."""
    before = ask(service_of_case(case_id), m.GetCase(case_id))
    try:
        reply = carry_out(service_of_case(case_id), command())
    except Refused as refusal:
        return review(case_id, refused(refusal))
    flash(f"{before['title']}（{case_id}）：{told}", "good")
    return see("next_case", after=place_of(before), wait_for=reply["wait_for"] or None, **queue())
