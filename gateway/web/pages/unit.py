"""Pages of a unit's agent, 单位参停保申报; a case's page is the officer's too."""

from base64 import b64decode
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, caller, carry_out
from gateway.web.bodies import required_upload
from gateway.web.looking import unit_names, unit_of
from gateway.web.matters import document_of, matter_of, service_of_case
from gateway.web.pages.declaring import kept_documents
from gateway.web.pages.forms import Form, choice, refused, see, show, submitted
from gateway.web.rights import needs
from gateway.web.worklist import applications
from kernel.cases import messages as m
from kernel.refusals import Refused
from kernel.schema import checked
from services.employer import contract as employer

FILE_MEGABYTES = 10
ROWS = 50


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit")(unit_home)
    pages.get("/unit/upload")(upload)
    pages.post("/unit/upload", endpoint="uploading")(uploading)
    pages.get("/unit/files/<file_id>")(staff_file)
    pages.post("/unit/files/<file_id>/commit")(commit_file)
    pages.get("/unit/cases")(unit_cases)
    pages.get("/unit/roster")(roster)
    pages.get("/cases/<case_id>")(case)
    pages.get("/cases/<case_id>/documents/<document>")(case_document)
    pages.post("/cases/<case_id>/withdrawal")(withdraw)
    pages.post("/cases/<case_id>/materials")(add_material)


def _unit() -> str:
    return caller().on_behalf_of


@needs("know own unit")
def unit_home() -> str:
    """The unit at a glance."""
    unit = unit_of(_unit(), request.args.get("wait_for", ""))
    return render_template("unit/home.html", unit=unit, cases=applications(_unit(), "", 5)["work"])


# ------------------------------------------------------------------ files


@needs("know own unit")
def upload() -> Response:
    """批量申报: many at once."""
    return show("unit/upload.html", Form())


@needs("declare for own unit")
def uploading() -> Response:
    """Have a file read and tried out."""
    try:
        file = required_upload("file", FILE_MEGABYTES)
        reply = carry_out("employer", employer.HandInStaffFile(_unit(), file.name, file.base64))
    except Refused as refusal:
        return show("unit/upload.html", refused(refusal))
    return see("staff_file", file_id=reply["result"]["file_id"])


@needs("know own unit")
def staff_file(file_id: str) -> str:
    """How far a file has come, what it would change and cost, and its bad rows."""
    return render_template("unit/file.html", form=Form(), file=ask("employer", employer.GetStaffFile(file_id)))


@needs("declare for own unit")
def commit_file(file_id: str) -> Response:
    """Declare the good rows."""
    carry_out("employer", employer.CommitStaffFile(file_id))
    return see("staff_file", file_id=file_id)


# ------------------------------------------------------------------ looking


@needs("know own unit")
def unit_cases() -> str:
    """单位业务申报进度查询."""
    found = applications(_unit(), request.args.get("after", ""), ROWS, wait_for=request.args.get("wait_for", ""))
    return render_template("unit/cases.html", found=found)


@needs("know own unit")
def roster() -> str:
    """The staff, line by line."""
    asked = employer.GetRoster(_unit(), request.args.get("after", ""), ROWS)
    return render_template("unit/roster.html", found=ask("employer", asked))


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
            flash("该办件已撤回作废，可以重新申报。", "")
            return see("case", case_id=case_id)
        return show("case.html", Form(), asked="withdraw", **case_shown(case_id))

    return submitted("case.html", act, **case_shown(case_id))


@needs("go on with a case")
def add_material(case_id: str) -> Response:
    """Hand in what was asked for."""
    found = case_shown(case_id)

    def act() -> Response:
        attached = kept_documents([material["code"] for material in found["wanted"]])
        carry_out(service_of_case(case_id), checked(m.AddMaterial, {"case_id": case_id, "materials": attached}))
        flash("材料已提交。", "")
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
    return words.yuan(value) + "元" if name.endswith("_fen") else titles.get(value, str(value))
