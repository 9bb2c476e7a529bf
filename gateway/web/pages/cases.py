"""A case's page, for whoever may see it: its applicant, and the officers."""

from base64 import b64decode
from typing import Any

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, carry_out
from gateway.web.looking import unit_names
from gateway.web.matters import document_of, matter_of, service_of_case
from gateway.web.pages.forms import Form, choice, see, show, submitted
from gateway.web.pages.unit.declaring import kept_documents
from gateway.web.rights import needs
from kernel.cases import messages as m
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
    return show("case.html", Form(), **case_shown(case_id))


@needs("go on with a case")
def withdraw(case_id: str) -> Response:
    """撤回, after 是否作废该办件."""

    def act() -> Response:
        if choice("sure") == "yes":
            carry_out(service_of_case(case_id), m.WithdrawCase(case_id, confirmed=True))
            flash("该办件已撤回作废，可以重新申报。", "good")
            return see("case", case_id=case_id)
        return show("case.html", Form(), asked="withdraw", **case_shown(case_id))

    return submitted("case.html", act, **case_shown(case_id))


@needs("go on with a case")
def add_material(case_id: str) -> Response:
    """Hand in what was asked for."""
    found = case_shown(case_id)

    def act() -> Response:
        codes = [material["code"] for material in found["wanted"]]
        attached = kept_documents(service_of_case(case_id), found["case"]["applicant"], codes)
        carry_out(service_of_case(case_id), checked(m.AddMaterial, {"case_id": case_id, "materials": attached}))
        flash("材料已提交。", "good")
        return see("case", case_id=case_id)

    return submitted("case.html", act, **found)


@needs("see a case")
def case_document(case_id: str, document: str) -> Response:
    """A document that is attached, as it was handed in."""
    found = document_of(case_id, document)
    name = f"{case_id}.{found['media_type'].rpartition('/')[2]}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(b64decode(found["content"]), headers=headers, content_type=found["media_type"])


def case_shown(case_id: str) -> dict[str, Any]:
    """What a case's page shows."""
    found = ask(service_of_case(case_id), m.GetCase(case_id))
    _, matter = matter_of(found["matter"])
    return {
        "case": found,
        "matter": matter,
        "filled_in": filled_in(matter.catalogue_entry()["form"], found["form"]),
        "wanted": [{"code": code, "title": matter.material_title(code)} for code in found["wanted"]],
        "unit_name": unit_names([found["applicant"]])[found["applicant"]] if matter.applicant == "unit" else "个人",
    }


def filled_in(schema: dict[str, Any], form: dict[str, Any]) -> list[tuple[str, str]]:
    """What a form holds, as title and text, in the order in which it is declared."""
    shapes = schema["properties"]
    return [
        (shapes[name].get("title", name), _said(name, form[name], shapes[name]))
        for name in schema["x-order"]
        if form.get(name)
    ]


def _said(name: str, value: Any, shape: dict[str, Any]) -> str:
    titles = shape.get("x-choices", {})
    if isinstance(value, dict):
        return "，".join(f"{title}{text}" for title, text in filled_in(shape, value))
    if isinstance(value, list):
        inner = {**shape.get("items", {}), "x-choices": shape.get("items", {}).get("x-choices") or titles}
        return ("；" if isinstance(value[0], dict) else "、").join(_said(name, one, inner) for one in value)
    return words.money(value) if name.endswith("_fen") else titles.get(value, str(value))
