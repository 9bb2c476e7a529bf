"""The auditor's pages: looks that somebody disputes, and who has looked at a person (ID-17)."""

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, carry_out, edge
from gateway.web.api.looks import in_words
from gateway.web.looking import today
from gateway.web.looks import seen_persons
from gateway.web.pages.forms import Form, choice, refused, see, show
from gateway.web.rights import needs
from kernel.identifiers import WrongNumber, resident_id
from kernel.privacy import person_id as id_of
from kernel.refusals import Invalid, Refused
from kernel.schema import checked
from services.identity import contract as identity

ROWS = 30
OUTCOMES = {"yes": "属于工作需要", "no": "不应查看"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/disputes")(disputes)
    pages.post("/office/disputes/<dispute_id>", endpoint="answer_dispute")(answer)
    pages.get("/office/looks", endpoint="audit")(audit)
    pages.post("/office/looks", endpoint="auditing")(auditing)
    pages.get("/office/looks/<person_id>", endpoint="looks_at")(looks_at)


@needs("audit looks")
def disputes() -> Response:
    """What nobody has answered, the oldest first."""
    return _disputes(Form())


def _disputes(form: Form, answered: str = "") -> Response:
    """Each with a form of its own; `answered`: which one `form` is of."""
    found = ask("identity", identity.GetDisputes(request.args.get("after", ""), ROWS))
    disputes = [(one, form if one["dispute_id"] == answered else Form()) for one in found["disputes"]]
    shown = {"after": request.args.get("after"), "actions": words.ACTIONS, "reasons": words.REASONS}
    return show("office/disputes.html", form, disputes=disputes, next=found["next"], outcomes=OUTCOMES, **shown)


@needs("audit looks")
def answer(dispute_id: str) -> Response:
    """Say whether the look was justified; the person reads it."""
    try:
        if choice("justified") not in OUTCOMES:
            raise Invalid(errors={"justified": ["请选择核查结果。"]})
        body = {"dispute_id": dispute_id, "justified": choice("justified") == "yes", "answer": choice("answer")}
        carry_out("identity", checked(identity.AnswerDispute, body))
    except Refused as refusal:
        return _disputes(refused(refusal), dispute_id)
    flash("已答复，本人可以看到。", "good")
    return see("disputes")


@needs("audit looks")
def audit() -> Response:
    """Whose looks are to be seen."""
    return show("office/audit.html", Form(), found=None, person_id="")


@needs("audit looks")
def auditing() -> Response:
    """The number becomes the person's id: it stands in no address."""
    try:
        number = resident_id(choice("id_number"), today())
        if isinstance(number, WrongNumber):
            raise identity.WrongIdNumber()
        person = id_of(number.number, edge().settings.person_id_key)
    except Refused as refusal:
        return show("office/audit.html", refused(refusal), found=None, person_id="")
    return see("looks_at", person_id=person)


@needs("audit looks")
def looks_at(person_id: str) -> Response:
    """Who has looked at this person, the newest first."""
    seen_persons([person_id])
    found = in_words(ask("identity", identity.GetLooks(person_id, request.args.get("after", ""), ROWS)))
    return show("office/audit.html", Form(), found=found, person_id=person_id)
