"""Whoever stands at the window or calls: found by ID number and for a reason; everything about them (ID-17)."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web import tables, words
from gateway.web.acting import ask, caller, carry_out
from gateway.web.beside import archive_of
from gateway.web.catalogue import NOT_APPLIED_FOR
from gateway.web.looking import glance_of
from gateway.web.looks import seen_persons
from gateway.web.matters import all_matters
from gateway.web.pages.forms import Form, choices, filled, refused, see, show
from gateway.web.pages.office.menu import COUNTER, ways_of
from gateway.web.pages.office.tabled import table_page
from gateway.web.rights import needs
from gateway.web.worklist import applications
from kernel.refusals import NotFound, Refused
from kernel.schema import checked
from services.identity import contract as identity
from services.records.contract import evidence, transferred

UNMASKED = {"name": "姓名", "id_number": "公民身份号码", "mobile": "手机号码", "bank_account": "银行账号"}
PARTS = {
    "contributions": tables.CONTRIBUTIONS,
    "movements": tables.MOVEMENTS,
    "benefits": tables.BENEFITS,
    "spending": tables.SPENDING,
    "transferred": tables.TRANSFERRED,
}
OF_LINE = ("contributions", "benefits")
NOT_FOR_PERSONS = NOT_APPLIED_FOR | {"new-company", "unit-register"}
"""Who opens a unit does it at the unit's window."""
CASES_SHOWN = 10


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/persons", endpoint="find_person")(find_person)
    pages.post("/office/persons", endpoint="finding_person")(finding_person)
    pages.get("/office/persons/<person_id>", endpoint="office_person")(office_person)
    pages.post("/office/persons/<person_id>/unmasking", endpoint="unmasking")(unmasking)
    pages.get("/office/persons/<person_id>/records/<part>", endpoint="office_records")(office_records)
    pages.get("/office/persons/<person_id>/evidence", endpoint="office_evidence")(office_evidence)
    pages.get("/office/persons/<person_id>/matters", endpoint="office_matters")(office_matters)


def reason() -> str:
    """Why the person at hand is looked at, as the address says; it is written down with the look. Raises Refused."""
    named = request.args.get("reason", "")
    if named not in words.REASONS:
        raise identity.NoReason()
    g.reason = named
    return named


@needs("see a person")
def find_person() -> Response:
    """Ask for the ID number and why."""
    return _finding(Form({"reason": "window"}))


def _finding(form: Form) -> Response:
    return show("office/find_person.html", form, reasons=words.REASONS, desks=ways_of(caller(), COUNTER))


@needs("see a person")
def finding_person() -> Response:
    """Look them up."""
    try:
        asked = filled(identity.FindPerson, "id_number", "reason")
        g.reason = asked.reason
        found = ask("identity", asked)
    except Refused as refusal:
        return _finding(refused(refusal))
    return see("office_person", person_id=found["person_id"], reason=asked.reason)


@needs("see a person")
def office_person(person_id: str) -> Response:
    """All five lines, accounts, card, what is under way, and what can be done for them."""
    if request.args.get("reason", "") not in words.REASONS:
        return redirect(url_for("pages.find_person"))
    return _person(person_id, Form())


def _person(person_id: str, form: Form, clear: dict[str, str] | None = None) -> Response:
    why = reason()
    seen_persons([person_id])
    return show(
        "office/person.html",
        form,
        person_id=person_id,
        reason=why,
        reason_name=words.REASONS[why],
        glance=glance_of(person_id),
        archive=archive_of(person_id),
        cases=applications(person_id, limit=CASES_SHOWN)["work"],
        fields=UNMASKED,
        clear={UNMASKED[name]: value or "未登记" for name, value in (clear or {}).items()},
    )


@needs("unmask a person")
def unmasking(person_id: str) -> Response:
    """What is masked, in clear; the person is told. It is shown on this answer alone."""
    try:
        body = {"person_id": person_id, "fields": choices("fields"), "reason": reason()}
        result = carry_out("identity", checked(identity.Unmask, body))["result"]
    except Refused as refusal:
        return _person(person_id, refused(refusal))
    return _person(person_id, Form(), {name: result[name] for name in body["fields"]})


@needs("see a person")
def office_records(person_id: str, part: str) -> str:
    """A detail table of the person's."""
    why, table = reason(), PARTS.get(part)
    if table is None:
        raise NotFound()
    named, scope = request.args.get("line", ""), request.args.get("scope", "")
    query: dict[str, Any] = {}
    if part in OF_LINE:
        query["line"] = named if named in words.LINES else "pension"
    if part == "transferred":
        query["scope"] = scope if scope in transferred.SCOPE_NAMES else next(iter(transferred.SCOPE_NAMES))
    found = table_page(table, person_id, query, request.args.get("after", ""))
    seen_persons([person_id])
    kept = {"person_id": person_id, "reason": why}
    shown = {"found": found, "part": part, "parts": PARTS, "query": query, "kept": kept}
    return render_template("office/records.html", **shown, scopes=transferred.SCOPE_NAMES)


@needs("see a person")
def office_evidence(person_id: str) -> str:
    """QRY-16: what a line's months or balance are made of."""
    why = reason()
    figure, named = request.args.get("figure", ""), request.args.get("line", "")
    line = named if named in words.LINES else "pension"
    asked = checked(evidence.GetEvidence, {"person_id": person_id, "figure": figure, "line": line})
    found = ask("records", asked)
    back = url_for("pages.office_records", person_id=person_id, part="contributions", line=line, reason=why)
    return render_template("person/evidence.html", found=found, line=line, month=None, back=back, applicant=person_id)


@needs("see a person")
def office_matters(person_id: str) -> str:
    """Everything that can be applied for on the person's behalf."""
    why = reason()
    offered = [each for each in all_matters() if each.applicant == "person" and each.code not in NOT_FOR_PERSONS]
    return render_template("office/matters.html", matters=offered, applicant=person_id, reason=why)
