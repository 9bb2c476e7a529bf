"""Applying for any matter, one page for all: the form, check your answers, the confirmation; a draft at any time."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.looking import glance_of, now, person_names, unit_names
from gateway.web.looks import PERSON_ID
from gateway.web.matters import matter_of, service_of_case
from gateway.web.pages.case_shown import filled_in as in_words
from gateway.web.pages.documents import kept_before, kept_documents, with_service
from gateway.web.pages.forms import Form, choice, refused, see, show, typed, whole
from gateway.web.pages.matter_form import Choices, Control, as_typed, asking, controls, filled_in
from gateway.web.rights import needs
from kernel.calendar import add_seconds
from kernel.cases import Attached, Matter
from kernel.cases import messages as m
from kernel.privacy import Unreadable
from kernel.refusals import Invalid, NotFound, Refused
from kernel.schema import checked
from kernel.slips import make_slip, read_slip
from services.records import contract as records

ROLES = {"person": "person", "unit": "agent"}
"""Who applies for a matter, by whom it is for."""
PAGES = ("填写信息", "核对", "完成")
MOST_ROWS = 20
NOTHING: tuple[Any, ...] = ({}, [{}])
"""A group, or rows, of which a draft has nothing yet."""
MOST_MONTHS = 500
"""Of a career: who paid them is who may be asked about them."""
SECONDS = 3600
"""So long a page to check one's answers on is good for."""


UNIT_ID = re.compile(rb"[A-Za-z0-9]{1,30}")


class ApplicantNotFound(Refused):
    """What names the one an officer applies for is no id of a person or a unit."""

    code = "applicant_not_found"
    sentence = "没有找到申请人。请先在个人窗口或单位窗口查到本人或单位，再从那里代为申请。"


@dataclass(frozen=True)
class Asked:
    """A matter that somebody applies for: its service, its controls, and for whom."""

    matter: Matter
    service: str
    applicant: str
    controls: tuple[Control, ...]
    rows: int

    @property
    def entry(self) -> dict[str, Any]:
        """As the catalogue has it."""
        return self.matter.catalogue_entry()


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/apply/<code>")(apply)
    pages.post("/apply/<code>", endpoint="applying")(applying)
    pages.get("/applied/<case_id>")(applied)


@needs("apply for a matter")
def apply(code: str) -> Response | tuple[str, int]:
    """The form, empty, from a draft, or with what an address gives (a record's line and month, say)."""
    matter = matter_of(code)[1]
    if caller().role in ROLES.values() and caller().role != ROLES[matter.applicant]:
        return render_template("person/wrong_door.html", matter=matter), 403
    if not (caller().on_behalf_of or request.args.get("applicant")):  # an officer finds who applies at a window first
        return see("find_unit" if matter.applicant == "unit" else "find_person")
    draft = _draft(request.args["case_id"]) if "case_id" in request.args else {}
    asked = _asked(code, _rows_of(draft))
    values = {**request.args, **as_typed(asked.controls, draft.get("form", {}))}
    return _form(asked, Form(values), draft.get("materials", []))


@needs("apply for a matter")
def applying(code: str) -> Response:
    """Go on to checking, save, hand in, or go back."""
    asked = _asked(code, whole(choice("rows"), 1))
    try:
        match choice("do"):
            case "hand_in":
                return _hand_in(asked)
            case "edit":
                told = _opened()
                asked = _asked(code, _rows_of(told))
                return _form(asked, Form(as_typed(asked.controls, told["form"])), told["materials"])
            case "row":
                return _form(_asked(code, asked.rows + 1), Form(typed()), _materials(asked))
            case "save":
                return _save(asked)
            case _:
                return _check(asked)
    except Refused as refusal:
        if choice("do") == "hand_in":
            told = _opened()
            asked = _asked(code, _rows_of(told))
            shown = refused(refusal, asking(asked.controls))
            values = as_typed(asked.controls, told["form"])
            return _form(asked, Form(values, shown.errors, shown.problem, shown.key), told["materials"])
        return _form(asked, refused(refusal, asking(asked.controls)), _kept())


@needs("apply for a matter")
def applied(case_id: str) -> str:
    """The confirmation: its number, and what happens next."""
    found = ask(service_of_case(case_id), m.GetCase(case_id))
    return render_template("person/applied.html", case=found, matter=matter_of(found["matter"])[1])


# ------------------------------------------------------------------ the form


def _asked(code: str, rows: int = 1) -> Asked:
    service, matter = matter_of(code)
    applicant = caller().on_behalf_of or _named(matter)
    schema = _asked_of(matter.catalogue_entry()["form"])
    rows = min(max(rows, 1), MOST_ROWS)
    return Asked(matter, service, applicant, controls(schema, _known(schema), rows), rows)


def _asked_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The form without what is known of who applies with an account of their own, and asked at a counter alone."""
    if not caller().on_behalf_of:
        return schema
    counter = {name for name, shape in schema["properties"].items() if shape.get("x-counter")}
    return schema | {"x-order": [name for name in schema["x-order"] if name not in counter]}


def _named(matter: Matter) -> str:
    """Whom an officer applies for. Raises ApplicantNotFound."""
    named = request.values.get("applicant", "")
    if not (UNIT_ID if matter.applicant == "unit" else PERSON_ID).fullmatch(named.encode()):
        raise ApplicantNotFound()
    return named


def _known(schema: dict[str, Any]) -> Choices:
    """What the city and the person's own record know: districts, and the units somebody is or was insured by."""
    agencies = [agency for agency in edge().city["agencies"] if agency.get("region")]
    districts = tuple((agency["region"], agency["name"]) for agency in agencies)
    known: dict[str, tuple[tuple[str, str], ...]] = {"site": districts, "district": districts}
    if "unit_id" in schema["properties"] and caller().role == "person" and (units := _own_units()):
        known["unit_id"] = tuple(units.items())
    return known


def _own_units() -> dict[str, str]:
    """The units by which somebody is or was insured, by id, the present ones first, with their names."""
    me = caller().on_behalf_of
    lines, paid = glance_of(me).get("lines", []), records.GetContributions(me, "pension", limit=MOST_MONTHS)
    found = [line["unit_id"] for line in lines] + [row["unit_id"] for row in ask("records", paid)["rows"]]
    names = unit_names(found)
    return {unit_id: names[unit_id] for unit_id in dict.fromkeys(found) if unit_id not in (None, records.SELF)}


def _form(asked: Asked, form: Form, kept: list[Attached]) -> Response:
    return show("person/apply.html", form, asked=asked, kept=kept, titles=PAGES, whom=_whom(asked))


def _whom(asked: Asked) -> str:
    """For whom an officer applies; empty for who applies themself."""
    if caller().on_behalf_of:
        return ""
    names = unit_names if asked.matter.applicant == "unit" else person_names
    return names([asked.applicant])[asked.applicant] or "没有档案的人员"


def _rows_of(told: dict[str, Any]) -> int:
    lists = [value for value in told.get("form", {}).values() if isinstance(value, list)]
    return max([1, *(len(value) for value in lists if value and isinstance(value[0], dict))])


def _draft(case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(service_of_case(case_id), m.GetCase(case_id))
    if found["status"] != "draft":
        raise NotFound()
    return found


# ------------------------------------------------------------------ what was sent


def _check(asked: Asked) -> Response:
    """Whether all of it is there and well formed; then: is this right?"""
    materials = _materials(asked)
    form = filled_in(asked.controls, request.form)
    checked(asked.matter.form, form)
    missing = asked.matter.missing([each["material"] for each in materials])
    if missing:
        raise Invalid(errors={each.code: [f"请上传{each.title}。"] for each in missing})
    told = {"form": form, "materials": materials, "case_id": choice("case_id")}
    return show(
        "person/check_answers.html",
        Form(),
        asked=asked,
        titles=PAGES,
        said=in_words(asked.entry["form"], form),
        papers=[asked.matter.material_title(each["material"]) for each in materials],
        whom=_whom(asked),
        told=make_slip(edge().sealer, _purpose(), add_seconds(now(), SECONDS), told),
    )


def _hand_in(asked: Asked) -> Response:
    told = _opened()
    case_id = told["case_id"] or None
    command = m.SubmitCase(asked.matter.code, asked.applicant, told["form"], told["materials"], case_id)
    reply = carry_out(asked.service, command)
    return see("applied", case_id=reply["result"]["case_id"])


def _save(asked: Asked) -> Response:
    materials = _materials(asked)
    form = {name: value for name, value in filled_in(asked.controls, request.form).items() if value not in NOTHING}
    case_id = choice("case_id") or None
    draft = m.DraftCase(asked.matter.code, asked.applicant, form, materials, case_id)
    reply = carry_out(asked.service, draft)
    flash("保存成功，可以随时继续填写。", "good")
    return see("case", case_id=reply["result"]["case_id"])


def _materials(asked: Asked) -> list[Attached]:
    """The documents that came with the form, and those kept before that no newer one replaces. Raises Invalid."""
    codes = [material.code for material in asked.matter.materials]
    g.materials, wrong = kept_documents(with_service(asked.service, asked.applicant), codes, kept_before())
    if wrong:
        raise Invalid(errors=wrong)
    return list(g.materials)


def _kept() -> list[Attached]:
    """What was kept before, or just now."""
    return list(g.materials) if "materials" in g else kept_before()


def _opened() -> dict[str, Any]:
    """What was told on the page before. Raises Invalid."""
    try:
        return read_slip(edge().sealer, _purpose(), request.form.get("told", ""), now())
    except Unreadable:
        raise session.FormTooOld() from None


def _purpose() -> str:
    """What was told is good for whoever told it, and for this matter."""
    return f"{request.path} {caller().account}"
