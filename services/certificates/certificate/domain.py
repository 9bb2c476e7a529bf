"""The life of one certificate, `certificate-<number>`: issued once, perhaps revoked. Pure."""

from dataclasses import dataclass
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.refusals import Forbidden
from services.certificates import contract as c

OFFICERS = frozenset({"clerk", "reviewer", "admin"})

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class NotIssued:
    """No such certificate."""


@dataclass(frozen=True, slots=True)
class Valid:
    """Issued, and good."""

    issued: c.CertificateIssued


@dataclass(frozen=True, slots=True)
class Revoked:
    """Withdrawn by an officer."""

    issued: c.CertificateIssued
    reason: str
    since: str


Certificate = NotIssued | Valid | Revoked


def evolve(certificate: Certificate, happened: c.CertificateEvent) -> Certificate:
    """The certificate after an event."""
    match happened:
        case c.CertificateIssued():
            return Valid(happened)
        case c.CertificateRevoked():
            if isinstance(certificate, NotIssued):
                raise ValueError(f"{happened.number} was revoked and never issued")
            return Revoked(certificate.issued, happened.reason, happened.revoked_on)
        case _:
            assert_never(happened)


certificate: Aggregate[Certificate] = Aggregate(NotIssued(), evolve)

# ------------------------------------------------------------------ decisions


def may_ask(person_id: str, context: Context) -> None:
    """People for themselves, officers for anyone. Raises Forbidden."""
    own = context.role == "person" and context.on_behalf_of == person_id
    if not own and context.role not in OFFICERS:
        raise Forbidden()


def issue(certificate: Certificate, issued: c.CertificateIssued) -> list[c.CertificateEvent]:
    """A number is used once. Raises CertificateExists."""
    if not isinstance(certificate, NotIssued):
        raise c.CertificateExists()
    return [issued]


def revoke(command: c.RevokeCertificate, certificate: Certificate, context: Context) -> list[c.CertificateEvent]:
    """Raises Forbidden, CertificateUnknown, AlreadyRevoked."""
    if context.role not in OFFICERS:
        raise Forbidden()
    match certificate:
        case NotIssued():
            raise c.CertificateUnknown()
        case Revoked():
            raise c.AlreadyRevoked(since=certificate.since)
        case Valid(issued):
            return [c.CertificateRevoked(issued.number, issued.person_id, command.reason, context.today)]
        case _:
            assert_never(certificate)
