"""All I asked for and its progress 办理进度 (QRY-17), messages (MSG-01), and who has looked at my data (ID-17)."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.api.inbox import own_notices
from gateway.web.api.looks import in_words
from gateway.web.pages.forms import Form, filled, refused, see, show
from gateway.web.rights import needs
from gateway.web.worklist import applications
from kernel.cases.life import STATUS_TITLES
from kernel.refusals import Refused
from services.identity import contract as identity

ROWS = 30
LOOKS = 12
"""Each with its form, as a card: more are turned to."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/cases", endpoint="own_cases")(own_cases)
    pages.get("/me/messages", endpoint="messages")(messages)
    pages.get("/me/looks", endpoint="looks")(looks)
    pages.post("/me/looks/<look_id>/dispute", endpoint="dispute_look")(dispute)


@needs("see own cases")
def own_cases() -> str:
    """One list over all services and channels."""
    status = request.args.get("status", "")
    asked = {"after": request.args.get("after", ""), "status": status if status in STATUS_TITLES else ""}
    found = applications(caller().on_behalf_of, **asked, limit=ROWS, wait_for=request.args.get("wait_for", ""))
    return render_template("person/cases.html", found=found, asked=asked, statuses=STATUS_TITLES)


@needs("read own messages")
def messages() -> str:
    """The newest first."""
    return render_template("person/messages.html", found=own_notices(request.args.get("after", ""), ROWS))


@needs("see own looks")
def looks() -> Response:
    """Who has looked, when, why, through which channel."""
    return _looks(Form())


def _looks(form: Form, disputed: str = "") -> Response:
    after = request.args.get("after", "")
    found = in_words(ask("identity", identity.GetLooks(caller().on_behalf_of, after, LOOKS)))
    return show("person/looks.html", form, found=found, disputed=disputed, after=after)


@needs("see own looks")
def dispute(look_id: str) -> Response:
    """This look had no business there."""
    try:
        person_id = caller().on_behalf_of
        command = filled(identity.DisputeLook, "reason", person_id=person_id, look_id=look_id)
        carry_out("identity", command)
    except Refused as refusal:
        return _looks(refused(refusal), look_id)
    return see("looks")
