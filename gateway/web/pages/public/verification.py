"""Verifying a certificate, which needs no account (CRT-05)."""

from hashlib import sha256

from flask import Blueprint
from werkzeug.wrappers import Response

from gateway.web.acting import ask
from gateway.web.bodies import uploaded
from gateway.web.limits import limited_guesses
from gateway.web.pages.forms import Form, choice, refused, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from services.certificates import contract as c

FILE_MEGABYTES = 5


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/verify")(verify)
    pages.get("/verify/<code>", endpoint="verify_code")(limited_guesses(verify_code))
    pages.post("/verify", endpoint="verifying")(limited_guesses(verifying))


@needs("verify a certificate")
def verify() -> Response:
    """The form."""
    return show("public/verify.html", Form(), found=None)


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
        return show("public/verify.html", refused(refusal), found=None)
    digest = sha256(file.content).hexdigest() if file else None
    return _verified(c.VerifyCertificate("".join(choice("code").split()), digest))


def _verified(query: c.VerifyCertificate) -> Response:
    try:
        found = ask("certificates", query)
    except Refused as refusal:
        return show("public/verify.html", refused(refusal), found=None)
    return show("public/verify.html", Form({"code": query.code}), found=found)
