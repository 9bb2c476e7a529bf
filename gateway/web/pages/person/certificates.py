"""Certificates: having one made, and the list of them."""

from base64 import b64encode
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge, submission_key
from gateway.web.api.person import pdf_response
from gateway.web.captcha import Captcha
from gateway.web.pages.forms import Form, choice, choices, optional, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.certificates import contract as c

FIRST = {"lines": ["pension"], "id_shown": "masked"}
"""What the form of a certificate has chosen before anybody does."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/certificates")(certificates)
    pages.post("/me/certificates", endpoint="issue_certificate")(issue)
    pages.get("/me/certificates/<number>.pdf", endpoint="certificate_file")(certificate_file)


@needs("see own record")
def certificates() -> Response:
    """The list, and the form."""
    return _page(Form(FIRST))


@needs("have a certificate made")
def issue() -> Response:
    """Show what it would say, or have it made."""
    body = wanted(caller().on_behalf_of)
    try:
        if choice("do") == "preview":
            preview = ask("certificates", checked(c.PreviewContributionCertificate, body))
            return _page(Form({**request.form, "lines": choices("lines")}), preview)
        if choice("do") == "words":
            return _page(Form({**request.form, "lines": choices("lines")}))
        edge().captchas.check(choice("token"), choice("captcha"), submission_key())
        number = carry_out("certificates", checked(c.IssueContributionCertificate, body))["result"]["number"]
    except Refused as refusal:
        return _page(refused(refusal))
    return see("certificate_file", number=number)


def wanted(person_id: str) -> dict[str, Any]:
    """What the form of a certificate says."""
    return {
        "person_id": person_id,
        "lines": choices("lines"),
        "from_month": optional("from_month"),
        "to_month": optional("to_month"),
        "purpose": choice("purpose"),
        "id_shown": choice("id_shown") or "masked",
    }


def _page(form: Form, preview: Any = None) -> Response:
    listed = ask("certificates", c.ListCertificates(caller().on_behalf_of, request.args.get("after")))
    words_wanted = choice("do") == "words" or request.args.get("captcha") == "words"
    asked = edge().captchas.ask("words" if words_wanted else "image")
    return show("person/certificates.html", form, listed=listed, preview=preview, captcha=asked, image=_image(asked))


def _image(captcha: Captcha) -> str:
    return b64encode(captcha.image).decode()


@needs("see own record")
def certificate_file(number: str) -> Response:
    """The signed PDF."""
    return pdf_response(ask("certificates", c.GetCertificate(number)))
