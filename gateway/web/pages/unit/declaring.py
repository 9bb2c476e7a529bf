"""Declaring staff added and stopped by hand: found, filled in, saved and gone on with, handed in with its documents."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.bodies import uploaded
from gateway.web.pages.forms import Form, choice, choices, fen_of, refused, see, show, typed
from gateway.web.rights import needs
from kernel.cases import Matter, messages
from kernel.refusals import NotFound, Refused
from kernel.schema import checked
from services.employer import contract as employer

FILE_MEGABYTES = 5


@dataclass(frozen=True)
class Screen:
    """A matter's page: its template, the command it becomes, and the fields that are typed as they are."""

    template: str
    command: type
    matter: Matter
    texts: tuple[str, ...]


ENROL = Screen(
    "unit/enrol.html",
    employer.DeclareStaffAdded,
    employer.STAFF_ADDITION,
    ("id_number", "name", "mobile", "start_month"),
)
STOP = Screen(
    "unit/stop.html", employer.DeclareStaffStopped, employer.STAFF_STOP, ("id_number", "stop_month", "reason")
)


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/enrol")(enrol)
    pages.post("/unit/enrol", endpoint="enrolling")(enrolling)
    pages.get("/unit/stop")(stop)
    pages.post("/unit/stop", endpoint="stopping")(stopping)


@needs("know own unit")
def enrol() -> Response:
    """增员: first the ID number, then what the person's record does not tell; or a draft to go on with."""
    return _begin(ENROL)


@needs("declare for own unit")
def enrolling() -> Response:
    """Look the person up, save, or hand the declaration in."""
    return _go_on(ENROL)


@needs("know own unit")
def stop() -> Response:
    """减员."""
    return _begin(STOP)


@needs("declare for own unit")
def stopping() -> Response:
    """Save, or hand a stop in."""
    return _go_on(STOP)


def _begin(screen: Screen) -> Response:
    form = Form(_draft(request.args["case_id"])) if "case_id" in request.args else Form()
    return _show(screen, form, _person(form.values.get("id_number", "")))


def _go_on(screen: Screen) -> Response:
    person = None
    try:
        person = _person(choice("id_number"))
        if choice("do") == "find":
            return _show(screen, Form(typed()), person)
        return _save(screen) if choice("do") == "save" else _hand_in(screen)
    except Refused as refusal:
        return _show(screen, refused(refusal), person)


def _show(screen: Screen, form: Form, person: Any) -> Response:
    lines = edge().city["lines"]
    return show(
        screen.template,
        form,
        person=person,
        matter=screen.matter,
        offered=[(line["code"], line["name"]) for line in lines if not line.get("entrance")],
        elsewhere=[(line["name"], line["entrance"]) for line in lines if line.get("entrance")],
    )


def _person(id_number: str) -> Any:
    return ask("employer", employer.FindPerson(caller().on_behalf_of, id_number)) if id_number else None


def _draft(case_id: str) -> dict[str, Any]:
    """What was filled in when the draft was saved. Raises NotFound."""
    found = ask("employer", employer.GetCase(case_id))
    if found["status"] != "draft":
        raise NotFound()
    values: dict[str, Any] = {**found["form"], "case_id": case_id}
    if values.get("wage_fen"):
        values["wage"] = words.yuan(values["wage_fen"])
    kept = [f"{attached['material']}/{attached['document']}" for attached in found["materials"]]
    return {**values, "kept": kept}


def _filled_in(screen: Screen) -> dict[str, Any]:
    form: dict[str, Any] = {name: choice(name) for name in screen.texts} | {"lines": choices("lines")}
    if screen is ENROL:
        form["wage_fen"] = fen_of("wage") if choice("wage") or choice("do") != "save" else 0
    return form


def _save(screen: Screen) -> Response:
    """保存."""
    form = {name: value for name, value in _filled_in(screen).items() if value}
    unit_id, case_id = caller().on_behalf_of, choice("case_id") or None
    draft = messages.DraftCase(screen.matter.code, unit_id, form, _materials(screen), case_id)
    reply = carry_out("employer", draft)
    flash("保存成功，可以随时继续填写。", "")
    return see("case", case_id=reply["result"]["case_id"])


def _hand_in(screen: Screen) -> Response:
    body = {
        "unit_id": caller().on_behalf_of,
        "form": _filled_in(screen),
        "case_id": choice("case_id") or None,
    }
    command: Any = checked(screen.command, body)
    reply = carry_out("employer", replace(command, materials=_materials(screen)))
    case_id = reply["result"]["case_id"]
    flash(f"已提交，办件编号{case_id}，预计{reply['result']['due_on']}前办结。", "")
    return see("case", case_id=case_id)


def _materials(screen: Screen) -> list[Any]:
    """The documents that came with the form, and those of the draft that no newer one replaces."""
    sent = kept_documents("employer", caller().on_behalf_of, [material.code for material in screen.matter.materials])
    newer = {attached["material"] for attached in sent}
    before = [dict(zip(("material", "document"), kept.partition("/")[::2], strict=True)) for kept in choices("kept")]
    return [attached for attached in before if attached["material"] not in newer] + sent


def kept_documents(service: str, applicant: str, codes: list[str]) -> list[dict[str, str]]:
    """Keep the documents that were chosen for these materials with a service; `{material, document}` of each."""
    attached = []
    for code in codes:
        sent = uploaded(code, FILE_MEGABYTES)
        if sent:
            kept = carry_out(service, messages.KeepDocument(applicant, sent.base64), part=code)
            attached.append({"material": code, "document": kept["result"]["document"]})
    return attached
