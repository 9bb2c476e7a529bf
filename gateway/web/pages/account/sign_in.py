"""Signing in by password, and signing out."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.limits import limited_entries
from gateway.web.pages.account.question import check_question, question, rule
from gateway.web.pages.forms import Form, choice, refused, see, show, typed
from gateway.web.pages.public.front import HOMES
from gateway.web.rights import needs
from gateway.web.version import OWN_ADDRESS
from gateway.web.words import ROLES
from kernel.refusals import Refused

OF_DOOR: Mapping[str, str] = {"person": "person", "unit": "agent"}
"""Whose door it is on the first page."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/sign-in")(sign_in)
    pages.post("/sign-in", endpoint="signing_in")(limited_entries(signing_in))
    pages.post("/sign-out")(sign_out)


@needs("sign in")
def sign_in() -> Response:
    """By password."""
    return _page(Form())


@needs("sign in")
def signing_in() -> Response:
    """Sign in, and go where one wanted to."""
    if choice("do") == "words":
        return _page(Form(typed()))
    try:
        check_question(rule("sign_in/captcha")["always"])
        public = bool(choice("public_computer"))
        entered = session.sign_in(choice("login"), request.form.get("password", ""), public)
    except Refused as refusal:
        return _page(refused(refusal))
    return arrived(entered)


def _page(form: Form) -> Response:
    asked = question(rule("sign_in/captcha")["always"])
    return show("account/sign_in.html", form, way="password", door=door(), lock=rule("sign_in/lock"), **asked)


def door() -> str:
    """Through which of the two doors somebody comes: `person`, `unit`, or neither."""
    named = request.values.get("door", "")
    return named if named in OF_DOOR else ""


def arrived(entered: dict[str, Any], then: str = "") -> Response:
    """Where somebody wanted to go who has just signed in (`then`, or what the form says), else home; who came through
    the other door is told."""
    role, came, wanted = entered["role"], door(), then or choice("then")
    if came and role != OF_DOOR[came]:
        flash(f"您登录的是{ROLES[role]}账号，已为您进入{ROLES[role]}页面。", "care")
    if entered.get("next_step") == "real_name" and not entered["duties"]:
        return see("proof", then=wanted or None)
    return redirect(wanted, 303) if OWN_ADDRESS.fullmatch(wanted) else see(HOMES.get(role, "front"))


@needs("sign in")
def sign_out() -> Response:
    """End the session. What the browser kept of its pages is thrown away, so that going back shows nothing."""
    session.sign_out()
    answer = see("front")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
