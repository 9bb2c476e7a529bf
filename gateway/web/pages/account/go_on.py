"""Going on with a form whose session had ended while it was filled in: the same account finds it as it was typed."""

from http import HTTPStatus

from flask import Blueprint, g, render_template, request, session
from werkzeug.wrappers import Response

from gateway.web.acting import caller, edge
from gateway.web.pages.forms import see
from gateway.web.pages.public.front import HOMES
from gateway.web.rights import needs
from gateway.web.session import authority
from gateway.web.unsent import take_up

TAKEN_UP = "taken_up"
"""Where the form that was taken up is sent to, in the session."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/go-on")(go_on)
    pages.post("/go-on", endpoint="forget_typed")(forget_typed)


@needs("know oneself")
def go_on() -> str:
    """What is kept can be gone on with, by who acts for the same person again; to another account nothing is shown."""
    return render_template("account/go_on.html", kept=edge().unsent.of(caller().account), authority=authority())


@needs("know oneself")
def forget_typed() -> Response:
    """Keep it no longer."""
    edge().unsent.drop(caller().account)
    return see(HOMES.get(caller().role, "front"))


def taking_up() -> Response | None:
    """Before a form is read: where it asks for the one that was kept for this address, it is that one."""
    if request.method != "POST" or "go_on" not in request.form:
        return None
    kept = edge().unsent.of(caller().account) if caller().signed_in else None
    if kept is None or (kept.address, kept.authority) != (request.full_path.rstrip("?"), authority()):
        return see("go_on")
    take_up(kept)
    session[TAKEN_UP] = kept.address
    return None


def sent(response: Response) -> Response:
    """After a form: one that was taken up and has been sent is kept no longer, so that nobody sends it twice."""
    is_sent = request.method == "POST" and "taken_up" not in g and response.status_code < HTTPStatus.BAD_REQUEST
    if is_sent and session.get(TAKEN_UP) == request.full_path.rstrip("?"):
        edge().unsent.drop(caller().account)
        del session[TAKEN_UP]
    return response
