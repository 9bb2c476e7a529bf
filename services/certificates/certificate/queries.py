"""Handing out, listing and verifying certificates."""

import base64
import binascii
import hmac
from dataclasses import asdict
from typing import Any

from kernel.context import Context
from kernel.privacy import mask
from kernel.refusals import Forbidden
from services.certificates import contract as c
from services.certificates.certificate.codes import as_typed, number_of
from services.certificates.certificate.domain import Certificate, NotIssued, Revoked, Valid, certificate, may_ask
from services.certificates.contribution.domain import TITLE
from services.certificates.document.content import CertificateContent, from_json, totals
from services.certificates.document.issuing import digest
from services.certificates.document.verification import verify_pdf
from services.certificates.issuer import Issuer

TITLES: dict[c.Kind, str] = {"contribution": TITLE}
MOST_LISTED = 100
Answer = dict[str, Any]


def get(service: Issuer, query: c.GetCertificate, context: Context) -> Answer:
    """See `GetCertificate`. Another's certificate is as unknown as none."""
    state = _state(service, query.number)
    if isinstance(state, NotIssued):
        raise c.CertificateUnknown()
    try:
        may_ask(state.issued.person_id, context)
    except Forbidden:
        raise c.CertificateUnknown() from None
    issued = state.issued
    paper = service.papers.get(issued.digest)
    return {
        "number": issued.number,
        "person_id": issued.person_id,
        "file_name": f"{TITLES[issued.kind]}{issued.number}.pdf",
        "digest": issued.digest,
        "pdf": base64.b64encode(paper.pdf).decode(),
    }


def listed(service: Issuer, query: c.ListCertificates, context: Context) -> Answer:
    """See `ListCertificates`."""
    may_ask(query.person_id, context)
    limit = max(1, min(query.limit, MOST_LISTED))
    behind = {"place": {"$lt": query.after}} if query.after else {}
    found = service.listed.serving().find({"person_id": query.person_id, **behind})
    rows = list(found.sort("place", -1).limit(limit + 1))
    shown = [_shown(row) for row in rows[:limit]]
    return {"certificates": shown, "next": rows[limit - 1]["place"] if len(rows) > limit else None}


def verified(service: Issuer, query: c.VerifyCertificate) -> Answer:
    """See `VerifyCertificate`. Raises CodeUnknown."""
    number = number_of(query.code, service.city["region"], service.settings.person_id_key)
    state = _state(service, number)
    if isinstance(state, NotIssued):
        raise c.CodeUnknown()
    content = from_json(service.papers.get(state.issued.digest).content)
    if not hmac.compare_digest(content.verification_code.encode(), as_typed(query.code).encode()):
        raise c.CodeUnknown()
    at_hand = query.file_digest
    file = None if at_hand is None else "unchanged" if at_hand == state.issued.digest else "changed"
    return {**public(state, content), "file": file}


def verified_file(service: Issuer, query: c.VerifyFile) -> Answer:
    """See `VerifyFile`."""
    try:
        pdf = base64.b64decode(query.content, validate=True)
    except binascii.Error:
        return {"outcome": "not_ours", "certificate": None}
    paper = service.papers.find(digest(pdf))
    state: Certificate = _state(service, paper.number) if paper else NotIssued()
    if paper and not isinstance(state, NotIssued) and state.issued.digest == paper.digest:
        return {"outcome": "genuine", "certificate": {**public(state, from_json(paper.content)), "file": "unchanged"}}
    found = verify_pdf(pdf, service.signing_identity)
    return {"outcome": "changed" if found.ours and not found.intact else "not_ours", "certificate": None}


def public(state: Valid | Revoked, content: CertificateContent) -> Answer:
    """What anyone may see who holds the code: enough to compare with the paper, personal data masked (handbook 11)."""
    revoked = isinstance(state, Revoked)
    return {
        "number": state.issued.number,
        "title": content.title,
        "city_name": content.city_name,
        "agency": content.agency,
        "person_name": mask("name", content.person_name),
        "id_number": mask("id_strict", content.id_number),
        "purpose": content.purpose,
        "asked_from": content.asked_from,
        "asked_to": content.asked_to,
        "lines": [asdict(total) for total in totals(content)],
        "issued_at": state.issued.issued_at,
        "digest": state.issued.digest,
        "content_digest": state.issued.content_digest,
        "state": "revoked" if revoked else "valid",
        "revoked_on": state.since if isinstance(state, Revoked) else None,
        "reason": state.reason if isinstance(state, Revoked) else None,
    }


def _state(service: Issuer, number: str) -> Certificate:
    state, _ = service.store.state(c.CERTIFICATE.stream(number), certificate)
    return state


def _shown(row: Answer) -> Answer:
    names = ("number", "kind", "lines", "asked_from", "asked_to", "issued_at", "state", "reason")
    return {**{name: row[name] for name in names}, "title": TITLES[row["kind"]]}
