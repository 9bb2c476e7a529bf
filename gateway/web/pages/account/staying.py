"""What happens to who does nothing for a while (ID-18): a sign of life, and the way out without one."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import edge
from gateway.web.pages.forms import see
from gateway.web.rights import needs
from gateway.web.unsent import keep_typed
from gateway.web.version import OWN_ADDRESS


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/stay")(stay)
    pages.get("/idle")(idle)
    pages.post("/idle", endpoint="leaving")(leaving)


@needs("know oneself")
def stay() -> Response:
    """A sign of life: to have asked is enough."""
    return Response(status=204)


@needs("sign in")
def leaving() -> Response:
    """What a page's script sends before it goes: the form that is open, which is kept and never sent. Nothing (204)
    where the session goes on, because it is used on another page: this one may stay."""
    if session.there():
        return Response(status=204)
    return see("idle", kept="yes" if keep_typed(edge().unsent) else None)


@needs("sign in")
def idle() -> str:
    """Where a page goes that nobody has touched for as long as the city allows; a session used elsewhere goes on."""
    then = request.args.get("then", "")
    back = then if session.there() and OWN_ADDRESS.fullmatch(then) else ""
    return render_template("account/idle.html", there=session.there(), back=back, kept="kept" in request.args)
