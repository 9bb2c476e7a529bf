"""The front page with its two doors, the large version, and help when a page fails (CHN-06, CHN-07, MSG-04)."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web.acting import caller
from gateway.web.catalogue import EVENTS, service
from gateway.web.pages.forms import see
from gateway.web.pages.public import guides
from gateway.web.pages.public.questions import questions
from gateway.web.rights import needs
from gateway.web.version import chosen

HOMES = {
    "person": "person_home",
    "agent": "unit_home",
    "clerk": "work_list",
    "reviewer": "work_list",
    "admin": "work_list",
    "security": "accounts",
    "auditor": "disputes",
}
MOST_USED: Mapping[str, tuple[str, ...]] = {
    "person": ("contributions", "card", "transfers", "certificates", "flexible-enrol"),
    "unit": ("staff-add", "staff-stop", "upload", "unit_cases", "stability-refund"),
}
"""What most people come for, by door: pages and matters."""
MOST = 5


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/")(front)
    pages.get("/version/<size>", endpoint="version")(choose_version)
    pages.get("/help", endpoint="help")(help_page)


@needs("look around")
def front() -> Response | str:
    """Two doors, and verifying a certificate; who is signed in goes home."""
    home = HOMES.get(caller().role)
    if home:
        return see(home)
    return render_template(
        "public/front.html",
        events=EVENTS,
        asked=[(url_for("pages.questions", text=each.question), each.question, "") for each in questions()[:MOST]],
        **{door: [(*guides.linked(service(name))[:2], "") for name in names] for door, names in MOST_USED.items()},
    )


@needs("look around")
def choose_version(size: str) -> Response:
    """长辈版: large, larger or largest; `usual` goes back to the other."""
    return chosen(size, request.args.get("then", "/"))


@needs("look around")
def help_page() -> str:
    """CHN-07: what to do when a page fails, and which browsers there are."""
    return render_template("public/help.html")
