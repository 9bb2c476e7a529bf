"""Declaring staff added and stopped by hand, one group of questions a page, then checked, then handed in.

What was told on one page travels to the next as a sealed slip: nothing of it stands in an address.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, render_template
from flask import request as asked
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.looking import now
from gateway.web.pages.documents import Errors, kept_documents, with_service
from gateway.web.pages.forms import Form, choice, refused, see, show
from gateway.web.pages.unit import questions as q
from gateway.web.rights import needs
from kernel.calendar import add_seconds
from kernel.cases import messages
from kernel.privacy import Unreadable
from kernel.refusals import Invalid, NotFound, Refused
from kernel.schema import checked
from kernel.slips import make_slip, read_slip
from services.employer import contract as employer

SECONDS = 3600
"""So long a page is good for."""
TEMPLATE = "unit/declare.html"


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/enrol")(enrol)
    pages.post("/unit/enrol", endpoint="enrolling")(enrolling)
    pages.get("/unit/stop")(stop)
    pages.post("/unit/stop", endpoint="stopping")(stopping)
    pages.get("/unit/declared/<case_id>")(declared)


@needs("declare for own unit")
def enrol() -> Response:
    """增员: whose it is comes first; or a draft to go on with."""
    return _begin(q.ENROL)


@needs("declare for own unit")
def enrolling() -> Response:
    """Go on, go back, save, or hand in."""
    return _go_on(q.ENROL)


@needs("declare for own unit")
def stop() -> Response:
    """减员."""
    return _begin(q.STOP)


@needs("declare for own unit")
def stopping() -> Response:
    """Go on, go back, save, or hand in."""
    return _go_on(q.STOP)


@needs("know own unit")
def declared(case_id: str) -> str:
    """The confirmation: its number, and what happens next."""
    return render_template("unit/declared.html", case=ask("employer", employer.GetCase(case_id)))


# ------------------------------------------------------------------ from page to page


def _begin(screen: q.Screen) -> Response:
    if "staff" in asked.args:
        return _begin_with(screen, asked.args["staff"])
    told = _draft(screen, asked.args["case_id"]) if "case_id" in asked.args else q.Told()
    return _page(screen, screen.first_open(told), told)


def _begin_with(screen: q.Screen, person_id: str) -> Response:
    """With somebody chosen from the roster, whose number is known. Raises NotFound."""
    query = checked(employer.GetStaffNumber, {"unit_id": caller().on_behalf_of, "person_id": person_id})
    told = replace(_with_person(q.Told({"id_number": ask("employer", query)["id_number"]})), chosen=True)
    who = screen.page(q.WHO)
    try:
        screen.check(who, told)
    except Invalid as invalid:
        return _page(screen, who, told, replace(refused(invalid), values={}))
    return _page(screen, screen.behind(who), told)


def _go_on(screen: q.Screen) -> Response:
    told, do = _opened(), choice("do")
    page = screen.page(choice("page") if told.person else q.WHO)
    try:
        if page.name != q.CHECK:
            told = q.with_answers(page, told)
        if page.name == q.PAPERS:
            told, wrong = _with_papers(screen, told)
            if wrong:
                raise Invalid(errors=wrong)
        if do == "save":
            return _save(screen, told)
        if do == "hand_in":
            return _hand_in(screen, told)
        return _turn(screen, page, told, do)
    except Refused as refusal:
        shown = refused(refusal)
        return _page(screen, screen.page_of(shown.errors, page), told, shown)


def _turn(screen: q.Screen, page: q.Page, told: q.Told, do: str) -> Response:
    """To the page before, to one that is named (`to-papers`), or on, where nothing is wrong with this one."""
    if do == "back":
        return _page(screen, screen.before(page), told)
    if do.startswith("to-") and told.person:
        return _page(screen, screen.page(do.removeprefix("to-")), told)
    if page.name == q.WHO:
        told = _with_person(told)
    screen.check(page, told)
    return _page(screen, screen.behind(page), told)


def _page(screen: q.Screen, page: q.Page, told: q.Told, form: Form | None = None) -> Response:
    before = q.as_typed(told.shown)
    shown = replace(form, values={**before, **form.values}) if form else Form({**screen.offered(told.person), **before})
    return show(
        TEMPLATE,
        shown,
        screen=screen,
        page=page,
        person=told.person,
        told=make_slip(edge().sealer, _purpose(), add_seconds(now(), SECONDS), told.wire()),
        kept=told.materials,
        answers=screen.answers(told) if page.name == q.CHECK else [],
        elsewhere=[(line["name"], line["entrance"]) for line in edge().city["lines"] if line.get("entrance")],
    )


def _with_person(told: q.Told) -> q.Told:
    """With what is known of whose number was typed; what was told of somebody else is let go. Raises IdNumberWrong."""
    number = told.form.get("id_number", "")
    if not number:
        raise Invalid(errors={"id_number": ["请填写公民身份号码。"]})
    found = ask("employer", employer.FindPerson(caller().on_behalf_of, number))
    if told.person and told.person["person_id"] != found["person_id"]:
        told = q.Told({"id_number": number}, case_id=told.case_id)
    return replace(told, person=found)


def _opened() -> q.Told:
    """What was told on the pages before; nothing before the first. Raises FormTooOld."""
    slip = asked.form.get("told")
    try:
        return q.Told(**read_slip(edge().sealer, _purpose(), slip, now())) if slip else q.Told()
    except Unreadable:
        raise session.FormTooOld() from None


def _purpose() -> str:
    return f"{asked.path} {caller().account}"


# ------------------------------------------------------------------ what becomes of it


def _draft(screen: q.Screen, case_id: str) -> q.Told:
    """What was filled in when the draft was saved. Raises NotFound."""
    found = ask("employer", employer.GetCase(case_id))
    if (found["status"], found["matter"]) != ("draft", screen.matter.code):
        raise NotFound()
    told = q.Told(found["form"], found["materials"], case_id)
    return _with_person(told) if told.form.get("id_number") else told


def _with_papers(screen: q.Screen, told: q.Told) -> tuple[q.Told, Errors]:
    """With the documents that came with the page; those of before that no newer one replaces are kept."""
    codes = [material.code for material in screen.matter.materials]
    materials, wrong = kept_documents(with_service("employer", caller().on_behalf_of), codes, told.materials)
    return replace(told, materials=materials), wrong


def _save(screen: q.Screen, told: q.Told) -> Response:
    """保存."""
    unit_id, case_id = caller().on_behalf_of, told.case_id or None
    draft = messages.DraftCase(screen.matter.code, unit_id, dict(told.form), told.materials, case_id)  # type: ignore[arg-type]
    reply = carry_out("employer", draft)
    flash("保存成功，可以随时继续填写。", "good")
    return see("case", case_id=reply["result"]["case_id"])


def _hand_in(screen: q.Screen, told: q.Told) -> Response:
    body = {"unit_id": caller().on_behalf_of, "form": told.form, "case_id": told.case_id or None}
    command: Any = checked(screen.command, {**body, "materials": told.materials})
    reply = carry_out("employer", command)
    return see("declared", case_id=reply["result"]["case_id"])
