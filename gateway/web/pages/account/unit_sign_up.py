"""Registering for a unit 单位注册 (ID-14): the agent's details and the unit's materials, reviewed before it opens."""

from typing import Any

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as Answer

from gateway.web.acting import exchange
from gateway.web.bodies import required_upload
from gateway.web.limits import limited_entries
from gateway.web.matters import matter_of
from gateway.web.pages.account.forgotten import password_rule
from gateway.web.pages.account.question import check_question, question, rule
from gateway.web.pages.forms import Form, choice, filled, refused, show, typed
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.identity import contract as identity

MATTER = "unit-account"
FILE_MEGABYTES = 5
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
    if choice("do") == "words":
        return _page(Form(typed()))
    try:
        check_question(_asked())
        done = exchange(filled(identity.RegisterAgent, *NAMES, materials=_materials()))
    except Refused as refusal:
        return _page(refused(refusal))
    page = render_template("account/unit_signed_up.html", done=done)
    return Response(page, content_type="text/html; charset=utf-8")


def _asked() -> bool:
    return bool(rule("sign_in/registration")["captcha"])


def _page(form: Form) -> Answer:
    materials = matter_of(MATTER)[1].materials
    more: dict[str, Any] = {"materials": materials, "rule": password_rule(), **question(_asked())}
    return show("account/unit_sign_up.html", form, **more)


def _materials() -> list[dict[str, str]]:
    kept = []
    for material in matter_of(MATTER)[1].materials:
        content = required_upload(material.code, FILE_MEGABYTES).base64
        command = checked(identity.KeepAgentDocument, {"unit": choice("unit"), "content": content})
        kept.append({"material": material.code, "document": exchange(command)["document"]})
    return kept
