"""Registering for a unit 单位注册 (ID-14): the agent's details and the unit's materials, reviewed before it opens."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as Answer

from gateway.web.acting import exchange
from gateway.web.limits import limited_entries
from gateway.web.matters import matter_of
from gateway.web.pages.account.forgotten import password_rule
from gateway.web.pages.account.question import check_question, question, rule
from gateway.web.pages.documents import kept_before, kept_documents
from gateway.web.pages.forms import Form, choice, filled, refused, show, typed
from gateway.web.rights import needs
from kernel.cases import Attached, Matter
from kernel.cases.documents import DocumentUnknown
from kernel.refusals import Invalid, Refused
from kernel.schema import checked
from services.identity import contract as identity

MATTER = "unit-account"
NAMES = ("unit", "name", "id_number", "mobile", "password", "password_again", "agent")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit-sign-up", endpoint="unit_sign_up")(unit_sign_up)
    pages.post("/unit-sign-up", endpoint="unit_signing_up")(limited_entries(unit_signing_up))


@needs("sign in")
def unit_sign_up() -> Answer:
    """The form."""
    return _page(Form())


@needs("sign in")
def unit_signing_up() -> Answer:
    """Hand it in, with its materials."""
    kept = kept_before()
    if choice("do") == "words":
        return _page(Form(typed()), kept)
    try:
        check_question(_asked())
        kept, wrong = kept_documents(_keep, [material.code for material in _matter().materials], kept)
        missing = _matter().missing([each["material"] for each in kept])
        if wrong := {each.code: [f"请上传{each.title}。"] for each in missing} | wrong:
            raise Invalid(errors=wrong)
        done = exchange(filled(identity.RegisterAgent, *NAMES, materials=kept))
    except Refused as refusal:
        # What was kept for one unit is nothing of another's, whose number may stand there by now.
        return _page(refused(refusal), [] if isinstance(refusal, DocumentUnknown) else kept)
    page = render_template("account/unit_signed_up.html", done=done)
    return Response(page, content_type="text/html; charset=utf-8")


def _matter() -> Matter:
    return matter_of(MATTER)[1]


def _asked() -> bool:
    return bool(rule("sign_in/registration")["captcha"])


def _page(form: Form, kept: Sequence[Attached] = ()) -> Answer:
    more: dict[str, Any] = {"materials": _matter().materials, "rule": password_rule(), **question(_asked())}
    return show("account/unit_sign_up.html", form, kept=kept, **more)


def _keep(_: str, content: str) -> str:
    command = checked(identity.KeepAgentDocument, {"unit": choice("unit"), "content": content})
    return str(exchange(command)["document"])
