"""Pages of a unit's agent, 单位参停保申报; a case's page is the officer's too."""

from base64 import b64decode
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.bodies import required_upload, uploaded
from gateway.web.looking import applications, unit_names, unit_of
from gateway.web.pages.forms import Form, choice, choices, fen_of, refused, see, show, submitted, typed
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.employer import contract as employer

FILE_MEGABYTES = 5
ROWS = 50


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit")(unit_home)
    pages.get("/unit/enrol")(enrol)
    pages.post("/unit/enrol", endpoint="enrolling")(enrolling)
    pages.get("/unit/stop")(stop)
    pages.post("/unit/stop", endpoint="stopping")(stopping)
    pages.get("/unit/upload")(upload)
    pages.post("/unit/upload", endpoint="uploading")(uploading)
    pages.get("/unit/files/<file_id>")(staff_file)
    pages.get("/unit/cases")(unit_cases)
    pages.get("/unit/roster")(roster)
    pages.get("/cases/<case_id>")(case)
    pages.get("/cases/<case_id>/documents/<document>")(case_document)
    pages.post("/cases/<case_id>/withdrawal")(withdraw)
    pages.post("/cases/<case_id>/materials")(add_material)


def offered_lines() -> dict[str, Any]:
    """The lines that are declared here, and those that have an entrance of their own (ENR-01)."""
    lines = edge().city["lines"]
    return {
        "offered": [(line["code"], line["name"]) for line in lines if not line.get("entrance")],
        "elsewhere": [(line["name"], line["entrance"]) for line in lines if line.get("entrance")],
    }


def _unit() -> str:
    return caller().on_behalf_of


@needs("know own unit")
def unit_home() -> str:
    """The unit at a glance."""
    unit = unit_of(_unit(), request.args.get("wait_for", ""))
    return render_template("unit/home.html", unit=unit, cases=applications(_unit(), "", 5)["work"])


# ------------------------------------------------------------------ declaring


@needs("know own unit")
def enrol() -> Response:
    """增员: first the ID number, then what the person's record does not tell."""
    return show("unit/enrol.html", Form(), person=None, matter=employer.STAFF_ADDITION, **offered_lines())


@needs("declare for own unit")
def enrolling() -> Response:
    """Look the person up, or hand the declaration in with its documents."""
    person, shown = None, {"matter": employer.STAFF_ADDITION, **offered_lines()}
    try:
        if choice("id_number"):
            person = ask("employer", employer.FindPerson(_unit(), choice("id_number")))
        if choice("do") == "find":
            return show("unit/enrol.html", Form(typed()), person=person, **shown)
        return _declare_added()
    except Refused as refusal:
        return show("unit/enrol.html", refused(refusal), person=person, **shown)


def _declare_added() -> Response:
    form = {
        "id_number": choice("id_number"),
        "name": choice("name"),
        "mobile": choice("mobile"),
        "lines": choices("lines"),
        "start_month": choice("start_month"),
        "wage_fen": fen_of("wage"),
    }
    body = checked(employer.DeclareStaffAdded, {"unit_id": _unit(), "form": form})
    return _declared(body, employer.STAFF_ADDITION)


@needs("know own unit")
def stop() -> Response:
    """减员."""
    return show("unit/stop.html", Form(), matter=employer.STAFF_STOP, **offered_lines())


@needs("declare for own unit")
def stopping() -> Response:
    """Hand a stop in."""

    def act() -> Response:
        form = {name: choice(name) for name in ("id_number", "stop_month", "reason")} | {"lines": choices("lines")}
        body = checked(employer.DeclareStaffStopped, {"unit_id": _unit(), "form": form})
        return _declared(body, employer.STAFF_STOP)

    return submitted("unit/stop.html", act, matter=employer.STAFF_STOP, **offered_lines())


def _declared(body: Any, matter: Any) -> Response:
    """Keep the documents that came with it, then declare."""
    reply = carry_out("employer", replace(body, materials=_kept_documents([m.code for m in matter.materials])))
    case_id = reply["result"]["case_id"]
    flash(f"已提交,办件编号{case_id},预计{reply['result']['due_on']}前办结。", "")
    return see("case", case_id=case_id)


def _kept_documents(codes: list[str]) -> list[dict[str, str]]:
    attached = []
    for code in codes:
        sent = uploaded(code, FILE_MEGABYTES)
        if sent:
            kept = carry_out("employer", employer.KeepDocument(_unit(), sent.base64), part=code)
            attached.append({"material": code, "document": kept["result"]["document"]})
    return attached


# ------------------------------------------------------------------ files


@needs("know own unit")
def upload() -> Response:
    """批量申报: many at once."""
    return show("unit/upload.html", Form(), checked=None)


@needs("declare for own unit")
def uploading() -> Response:
    """Only check the file, or declare what is in it."""
    try:
        file = required_upload("file", FILE_MEGABYTES)
        if choice("do") == "check":
            found = ask("employer", employer.CheckStaffFile(_unit(), file.name, file.base64))
            return show("unit/upload.html", Form(), checked=found)
        reply = carry_out("employer", employer.DeclareStaffFile(_unit(), file.name, file.base64))
    except Refused as refusal:
        return show("unit/upload.html", refused(refusal), checked=None)
    return see("staff_file", file_id=reply["result"]["file_id"])


@needs("know own unit")
def staff_file(file_id: str) -> str:
    """How far a file has come, and its bad rows."""
    return render_template("unit/file.html", file=ask("employer", employer.GetStaffFile(file_id)))


# ------------------------------------------------------------------ looking


@needs("know own unit")
def unit_cases() -> str:
    """单位业务申报进度查询."""
    found = applications(_unit(), request.args.get("after", ""), ROWS, request.args.get("wait_for", ""))
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
            carry_out("employer", employer.WithdrawCase(case_id))
            flash("该办件已撤回作废,可以重新申报。", "")
            return see("case", case_id=case_id)
        return show("case.html", Form(), asked="withdraw", **case_shown(case_id))

    return submitted("case.html", act, **case_shown(case_id))


@needs("go on with a case")
def add_material(case_id: str) -> Response:
    """Hand in what was asked for."""
    found = case_shown(case_id)

    def act() -> Response:
        attached = _kept_documents([material["code"] for material in found["wanted"]])
        carry_out("employer", checked(employer.AddMaterial, {"case_id": case_id, "materials": attached}))
        flash("材料已提交。", "")
        return see("case", case_id=case_id)

    return submitted("case.html", act, **found)


@needs("see a case")
def case_document(case_id: str, document: str) -> Response:
    """A document that is attached, as it was handed in."""
    found = ask("employer", employer.GetDocument(case_id, document))
    name = f"{case_id}.{found['media_type'].rpartition('/')[2]}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(b64decode(found["content"]), headers=headers, content_type=found["media_type"])


def case_shown(case_id: str) -> dict[str, Any]:
    """What a case's page shows."""
    found = ask("employer", employer.GetCase(case_id))
    matter = employer.MATTERS[found["matter"]]
    return {
        "case": found,
        "matter": matter,
        "filled_in": filled_in(matter.catalogue_entry()["form"], found["form"]),
        "wanted": [{"code": code, "title": matter.material_title(code)} for code in found["wanted"]],
        "unit_name": unit_names([found["applicant"]])[found["applicant"]],
    }


def filled_in(schema: dict[str, Any], form: dict[str, Any]) -> list[tuple[str, str]]:
    """What a form holds, as title and text, in the order in which it is declared."""
    shapes = schema["properties"]
    return [
        (shapes[name]["title"], _said(name, form[name], shapes[name])) for name in schema["x-order"] if form.get(name)
    ]


def _said(name: str, value: Any, shape: dict[str, Any]) -> str:
    titles = shape["x-choices"]
    if isinstance(value, list):
        return "、".join(titles.get(one, one) for one in value)
    return words.yuan(value) + "元" if name.endswith("_fen") else titles.get(value, str(value))
