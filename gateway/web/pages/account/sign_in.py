"""Signing in and out, and what happens to who does nothing for a while."""

import secrets
from base64 import b64encode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import caller, edge
from gateway.web.limits import SIGN_IN, limiter
from gateway.web.pages.forms import Form, choice, refused, see, show, typed
from gateway.web.pages.public.front import HOMES
from gateway.web.rights import needs
from gateway.web.version import OWN_ADDRESS
from kernel.clock import business_date
from kernel.refusals import Refused


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/sign-in")(sign_in)
    pages.post("/sign-in", endpoint="signing_in")(limiter.limit(SIGN_IN)(signing_in))
    pages.post("/sign-out")(sign_out)
    pages.get("/stay")(stay)
    pages.get("/idle")(idle)


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
    return show("account/sign_in.html", form, captcha=asked, image=image)


def _question_asked() -> bool:
    today = business_date(edge().settings.clock())
    return bool(edge().city.policy.at("sign_in/captcha", today).values["always"])


@needs("sign in")
def sign_out() -> Response:
    """End the session. What the browser kept of its pages is thrown away, so that going back shows nothing."""
    session.sign_out()
    answer = see("front")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@needs("know oneself")
def stay() -> Response:
    """A sign of life (ID-18): to have asked is enough."""
    return Response(status=204)


@needs("sign in")
def idle() -> Response | str:
    """Where a page goes that nobody has touched for as long as the city allows; a session used elsewhere goes on."""
    then = request.args.get("then", "")
    if caller().signed_in and not session.idled():
        return redirect(then, 303) if OWN_ADDRESS.fullmatch(then) else see("front")
    session.sign_out()
    return render_template("account/idle.html")
