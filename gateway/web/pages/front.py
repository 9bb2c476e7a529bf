"""The front page and signing in."""

import re
import secrets
from base64 import b64encode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import caller, edge
from gateway.web.limits import SIGN_IN, limiter
from gateway.web.pages.forms import Form, choice, refused, see, show, typed
from gateway.web.rights import needs
from kernel.clock import business_date
from kernel.refusals import Refused

HOMES = {
    "person": "person_home",
    "agent": "unit_home",
    "clerk": "work_list",
    "reviewer": "work_list",
    "admin": "work_list",
}

OWN_ADDRESS = re.compile(r"/(?![/\\])[^\\\s]*")
"""An address of ours: browsers take two slashes, either way round, for the beginning of another site's."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/")(front)
    pages.get("/sign-in")(sign_in)
    pages.post("/sign-in", endpoint="signing_in")(limiter.limit(SIGN_IN)(signing_in))
    pages.post("/sign-out")(sign_out)


@needs("look around")
def front() -> Response | str:
    """Two doors, and verifying a certificate; who is signed in goes home."""
    home = HOMES.get(caller().role)
    return see(home) if home else render_template("front.html")


@needs("sign in")
def sign_in() -> Response:
    """The sign-in form."""
    return _page(Form())


@needs("sign in")
def signing_in() -> Response:
    """Sign in, and go where one wanted to."""

    if choice("do") == "words":
        return _page(Form(typed()))
    try:
        if _question_asked():
            edge().captchas.check(choice("token"), choice("captcha"), secrets.token_hex(16))
        public = bool(choice("public_computer"))
        role = session.sign_in(choice("login"), request.form.get("password", ""), public)["role"]
    except Refused as refusal:
        return _page(refused(refusal))
    wanted = choice("then")
    return redirect(wanted, 303) if OWN_ADDRESS.fullmatch(wanted) else see(HOMES.get(role, "front"))


def _page(form: Form) -> Response:
    """The form, with a question where the city always asks one: as an image, or in words for who cannot see it."""
    asked = edge().captchas.ask("words" if choice("do") == "words" else "image") if _question_asked() else None
    image = b64encode(asked.image).decode() if asked else ""
    return show("sign_in.html", form, captcha=asked, image=image)


def _question_asked() -> bool:
    today = business_date(edge().settings.clock())
    return bool(edge().city.policy.at("sign_in/captcha", today).values["always"])


@needs("sign in")
def sign_out() -> Response:
    """End the session."""
    session.sign_out()
    return see("front")
