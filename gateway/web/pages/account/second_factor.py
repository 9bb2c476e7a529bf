"""What must be done before anything else: the page of the second factor."""

from typing import Any

import segno
from flask import Blueprint
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, caller, edge, exchange
from gateway.web.limits import limited_second_factors
from gateway.web.pages.forms import Form, choice, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.identity import contract as identity


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/second-factor")(second_factor)
    pages.post("/second-factor", endpoint="give_second_factor")(limited_second_factors(give))


@needs("do a duty")
def second_factor() -> Response:
    """ID-15: asks for a code, or for an authenticator app to be enrolled."""
    return _page(Form())


@needs("do a duty")
def give() -> Response:
    """Show a new secret, or take a code and go on."""
    try:
        if choice("do") == "prepare":
            return _page(Form(), exchange(checked(identity.PrepareSecondFactor, {"password": choice("password")})))
        body = {"session_id": caller().session, "code": choice("code")}
        session.keep(exchange(checked(identity.GiveSecondFactor, body)))
    except Refused as refusal:
        return _page(refused(refusal))
    return see("go_on" if edge().unsent.of(caller().account) else "front")


def _page(form: Form, made: dict[str, Any] | None = None) -> Response:
    there = ask("identity", identity.GetSecondFactor())
    qr = segno.make(made["uri"], error="m").svg_data_uri(scale=4) if made else ""
    return show("account/second_factor.html", form, there=there, made=made, qr=qr)
