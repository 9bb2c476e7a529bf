"""At the window, for the person who stands there: transfers (TRF-01) and certificates (CRT-01); each is a look."""

from typing import Any

from flask import g

from gateway.web.acting import ask, carry_out
from gateway.web.api.lookups import WHY
from gateway.web.api.person import pdf_response
from gateway.web.api.routes import PAGE, PDF, Routes, arguments
from gateway.web.bodies import body_of
from gateway.web.looks import seen_persons
from services.certificates import contract as certificates
from services.records import contract as records

routes = Routes("at-window", __name__, description="At the window, for the person who stands there")


def _looked_at(person_id: str, reason: str = "window") -> None:
    g.reason = reason
    seen_persons([person_id])


@routes.reads("/persons/<person_id>/transfers", "see a person", arguments(**WHY))
def transfers_of(query: dict[str, Any], person_id: str) -> Any:
    """TRF-02: all of the person's transfers, newest first."""
    _looked_at(person_id, query["reason"])
    return ask("records", records.GetTransfers(person_id))


@routes.acts(
    "/persons/<person_id>/transfers", "move a relation at a window", body_of(records.RequestTransfer, "person_id")
)
def request_transfer_of(body: dict[str, Any], person_id: str) -> Any:
    """TRF-01: ask for a line to be moved, for who stands at the window."""
    _looked_at(person_id)
    return carry_out("records", records.RequestTransfer(person_id=person_id, **body))


@routes.reads("/persons/<person_id>/certificates", "see a person", arguments(**WHY, **PAGE))
def certificates_of(query: dict[str, Any], person_id: str) -> Any:
    """Certificates made for the person, the newest first."""
    _looked_at(person_id, query["reason"])
    return ask("certificates", certificates.ListCertificates(person_id, query["after"] or None, query["limit"]))


@routes.asks(
    "/persons/<person_id>/certificates/preview",
    "have a certificate made at a window",
    body_of(certificates.PreviewContributionCertificate, "person_id"),
)
def preview_certificate_of(body: dict[str, Any], person_id: str) -> Any:
    """CRT-01: what the certificate would say."""
    _looked_at(person_id)
    return ask("certificates", certificates.PreviewContributionCertificate(person_id, **body))


@routes.acts(
    "/persons/<person_id>/certificates",
    "have a certificate made at a window",
    body_of(certificates.IssueContributionCertificate, "person_id"),
)
def issue_certificate_of(body: dict[str, Any], person_id: str) -> Any:
    """CRT-01: have a sealed and signed certificate made for who stands at the window."""
    _looked_at(person_id)
    return carry_out("certificates", certificates.IssueContributionCertificate(person_id, **body))


@routes.sends(
    "/persons/<person_id>/certificates/<number>", "have a certificate made at a window", arguments(**WHY), (PDF,)
)
def certificate_of(query: dict[str, Any], person_id: str, number: str) -> Any:
    """The signed PDF, as it was sealed."""
    g.reason = query["reason"]
    return pdf_response(certificate_file_of(person_id, number))


def certificate_file_of(person_id: str, number: str) -> dict[str, Any]:
    """A certificate of the person at hand, with its PDF. Raises CertificateUnknown."""
    found: dict[str, Any] = ask("certificates", certificates.GetCertificate(number))
    if found["person_id"] != person_id:
        raise certificates.CertificateUnknown()
    return found
