"""At the window, for the person who stands there: transfers (TRF-01) and certificates (CRT-01); each page is a look."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, carry_out
from gateway.web.api.at_window import certificate_file_of
from gateway.web.api.person import pdf_response
from gateway.web.looks import seen_persons
from gateway.web.pages.forms import Form, choice, choices, refused, see, show
from gateway.web.pages.office.persons import reason
from gateway.web.pages.person.certificates import FIRST, wanted
from gateway.web.pages.person.transfers import ask_for_transfer, at_the_place, offered
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.certificates import contract as certificates
from services.records import contract as records

OF_PERSON = "/office/persons/<person_id>"


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get(f"{OF_PERSON}/transfers", endpoint="office_transfers")(transfers)
    pages.post(f"{OF_PERSON}/transfers", endpoint="request_transfer_of")(request_transfer)
    pages.get(f"{OF_PERSON}/certificates", endpoint="office_certificates")(office_certificates)
    pages.post(f"{OF_PERSON}/certificates", endpoint="issue_certificate_of")(issue)
    pages.get(f"{OF_PERSON}/certificates/<number>.pdf", endpoint="certificate_file_of")(certificate_file)


# ------------------------------------------------------------------ transfers


@needs("move a relation at a window")
def transfers(person_id: str) -> Response:
    """The person's transfers, and asking for one."""
    return _transfers(person_id, Form({"direction": "in"}))


def _transfers(person_id: str, form: Form) -> Response:
    kept = _kept(person_id)
    found = ask("records", records.GetTransfers(person_id))
    return show("office/transfers.html", form, found=found, kept=kept, **offered())


@needs("move a relation at a window")
def request_transfer(person_id: str) -> Response:
    """TRF-01: for who stands there."""
    try:
        _kept(person_id)
        transfer_id = ask_for_transfer(person_id)
    except Refused as refusal:
        return _transfers(person_id, at_the_place(refused(refusal)))
    return see("office_transfer", transfer_id=transfer_id)


# ------------------------------------------------------------------ certificates


@needs("have a certificate made at a window")
def office_certificates(person_id: str) -> Response:
    """The certificates made for the person, and having one made."""
    return _certificates(person_id, Form(FIRST))


def _certificates(person_id: str, form: Form, preview: Any = None) -> Response:
    kept = _kept(person_id)
    found = ask("certificates", certificates.ListCertificates(person_id, request.args.get("after") or None))
    return show("office/certificates.html", form, found=found, kept=kept, preview=preview)


@needs("have a certificate made at a window")
def issue(person_id: str) -> Response:
    """Show what it would say, or have it made."""
    body, kept = wanted(person_id), _kept(person_id)
    try:
        if choice("do") == "preview":
            preview = ask("certificates", checked(certificates.PreviewContributionCertificate, body))
            return _certificates(person_id, Form({**request.form, "lines": choices("lines")}), preview)
        reply = carry_out("certificates", checked(certificates.IssueContributionCertificate, body))
    except Refused as refusal:
        return _certificates(person_id, refused(refusal))
    return see("certificate_file_of", number=reply["result"]["number"], **kept)


@needs("have a certificate made at a window")
def certificate_file(person_id: str, number: str) -> Response:
    """The signed PDF, to be printed for who stands there."""
    _kept(person_id)
    return pdf_response(certificate_file_of(person_id, number))


def _kept(person_id: str) -> dict[str, str]:
    """Whose pages these are and why they are looked at; that is a look (ID-17). Raises NoReason."""
    why = reason()
    seen_persons([person_id])
    return {"person_id": person_id, "reason": why}
