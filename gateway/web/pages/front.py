"""The front page and signing in."""

import re

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import caller
from gateway.web.limits import SIGN_IN, limiter
from gateway.web.pages.forms import Form, choice, see, show, submitted
from gateway.web.rights import needs

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
    return show("sign_in.html", Form())


@needs("sign in")
def signing_in() -> Response:
    """Sign in, and go where one wanted to."""

    def act() -> Response:
        public = bool(choice("public_computer"))
        role = session.sign_in(choice("login"), request.form.get("password", ""), public)["role"]
        wanted = choice("then")
        return redirect(wanted, 303) if OWN_ADDRESS.fullmatch(wanted) else see(HOMES.get(role, "front"))

    return submitted("sign_in.html", act)


@needs("sign in")
def sign_out() -> Response:
    """End the session."""
    session.sign_out()
    return see("front")
