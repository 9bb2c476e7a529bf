"""From what a certificate says to the file that is handed out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from services.certificates.document.content import CertificateContent, content_digest
from services.certificates.document.contribution import as_paper
from services.certificates.document.paper import make
from services.certificates.document.signing import SigningIdentity, sign

SEAL_USE = "电子专用章"


@dataclass(frozen=True)
class SealedDocument:
    """A signed PDF; `digest` is the SHA-256 of its bytes, `content_digest` that of what it says, both hexadecimal."""

    pdf: bytes
    pages: int
    digest: str
    content_digest: str


def sealed_certificate(content: CertificateContent, identity: SigningIdentity) -> SealedDocument:
    """The contribution certificate, set, sealed and signed at the instant it states."""
    made = make(as_paper(content))
    signed_at = datetime.fromisoformat(content.issued_at)
    pdf = sign(made, identity, agency=content.agency, use=SEAL_USE, signed_at=signed_at)
    return SealedDocument(pdf, made.pages, digest(pdf), content_digest(content))


def digest(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
