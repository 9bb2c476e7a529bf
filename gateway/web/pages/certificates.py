"""Pages of certificates: having one made, the list of them, and verifying one, which needs no account."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge, submission_key
from gateway.web.api.person import pdf_response
from gateway.web.bodies import uploaded
from gateway.web.captcha import Captcha
from gateway.web.limits import limited_guesses
from gateway.web.pages.forms import Form, choice, choices, optional, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.certificates import contract as c

FILE_MEGABYTES = 5


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/certificates")(certificates)
    pages.post("/me/certificates", endpoint="issue_certificate")(issue)
    pages.get("/me/certificates/<number>.pdf", endpoint="certificate_file")(certificate_file)
    pages.get("/verify")(verify)
    pages.get("/verify/<code>", endpoint="verify_code")(limited_guesses(verify_code))
    pages.post("/verify", endpoint="verifying")(limited_guesses(verifying))


# ------------------------------------------------------------------ having one made


@needs("see own record")
def certificates() -> Response:
    """The list, and the form."""
    return _page(Form({"lines": ["pension"]}))


@needs("have a certificate made")
def issue() -> Response:
    """Show what it would say, or have it made."""
    body = {
        "person_id": caller().on_behalf_of,
        "lines": choices("lines"),
        "from_month": optional("from_month"),
        "to_month": optional("to_month"),
        "purpose": choice("purpose"),
        "id_shown": choice("id_shown") or "masked",
    }
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


# ------------------------------------------------------------------ verifying one


@needs("verify a certificate")
def verify() -> Response:
    """The form."""
    return show("verify.html", Form(), found=None)


@needs("verify a certificate")
def verify_code(code: str) -> Response:
    """What the QR code leads to."""
    return _verified(c.VerifyCertificate(code))


@needs("verify a certificate")
def verifying() -> Response:
    """By the code, and the file where it is at hand."""
    try:
        file = uploaded("file", FILE_MEGABYTES)
    except Refused as refusal:
        return show("verify.html", refused(refusal), found=None)
    digest = sha256(file.content).hexdigest() if file else None
    return _verified(c.VerifyCertificate("".join(choice("code").split()), digest))


def _verified(query: c.VerifyCertificate) -> Response:
    try:
        found = ask("certificates", query)
    except Refused as refusal:
        return show("verify.html", refused(refusal), found=None)
    return show("verify.html", Form({"code": query.code}), found=found)
