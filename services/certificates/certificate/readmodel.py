"""A person's certificates as a list. Pure."""

from pymongo import IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.certificates import contract as c


def fold(document: Document, fact: Fact) -> Document:
    """`{number, kind, person_id, lines, asked_from, asked_to, issued_at, state, reason, place}`.

    `place` sorts a person's certificates by time, and no two have the same.
    """
    match fact.event:
        case c.CertificateIssued() as issued:
            listed = ("number", "kind", "person_id", "lines", "asked_from", "asked_to", "issued_at")
            shown = {name: getattr(issued, name) for name in listed}
            return {**shown, "state": "valid", "reason": "", "place": f"{issued.issued_at}/{issued.number}"}
        case c.CertificateRevoked(reason=reason):
            return {**document, "state": "revoked", "reason": reason}
        case _:
            return document


certificates = ReadModel(
    name="certificates",
    version=1,
    sources=[c.CONTRACT.source(c.CERTIFICATE)],
    keys=lambda fact: [fact.event.number],  # type: ignore[attr-defined]
    fold=fold,
    indexes=[IndexModel([("person_id", 1), ("place", -1)], name="person")],
)
