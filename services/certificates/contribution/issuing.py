"""Making a contribution certificate: look up, write, seal, keep the paper, then record that it was issued."""

from dataclasses import replace
from typing import Any

from kernel.commands import execute
from kernel.context import Context
from services.certificates import contract as c
from services.certificates.certificate import domain as life
from services.certificates.certificate.codes import new_code, number_of
from services.certificates.certificate.domain import certificate
from services.certificates.contribution.domain import Choice, Insured, Wording, choose, content, shown
from services.certificates.document.content import CertificateContent, to_json
from services.certificates.document.issuing import SealedDocument, sealed_certificate
from services.certificates.issuer import Issuer
from services.certificates.papers import Paper

Asked = c.IssueContributionCertificate | c.PreviewContributionCertificate


def preview(service: Issuer, query: c.PreviewContributionCertificate, context: Context) -> dict[str, Any]:
    """What it would say: see `PreviewContributionCertificate`."""
    choice, insured = _looked_up(service, query, context)
    return shown(_written(service, choice, insured, service.wording, context))


def issue(service: Issuer, command: c.IssueContributionCertificate, context: Context) -> dict[str, Any]:
    """Result: see `IssueContributionCertificate`. The paper is kept first: an event never tells of one that is not."""
    key = service.settings.person_id_key
    code = new_code(str(context.command_id), key)
    number = number_of(code, service.city["region"], key)
    stream = c.CERTIFICATE.stream(number)
    state, _ = service.store.state(stream, certificate)
    if not isinstance(state, life.NotIssued):  # the command was carried out before
        return execute(service.store, stream, certificate, _taken, context)

    choice, insured = _looked_up(service, command, context)
    wording = replace(service.wording, number=number, code=code, address=f"{service.verification_address}/{code}")
    written = _written(service, choice, insured, wording, context)
    sealed = sealed_certificate(written, service.signing_identity)
    service.papers.keep(Paper(number, sealed.pdf, to_json(written)))
    issued = _issued(number, choice, insured, sealed, context)
    told = {"digest": sealed.digest, "pages": sealed.pages, "file_name": file_name(written)}
    result = {"number": number, "code": code, **told}
    return execute(
        service.store, stream, certificate, lambda state: life.issue(state, issued), context, result=lambda _: result
    )


def file_name(content: CertificateContent) -> str:
    """What the file is called: the title and the number, nobody's name."""
    return f"{content.title}{content.number}.pdf"


def _issued(
    number: str, choice: Choice, insured: Insured, sealed: SealedDocument, context: Context
) -> c.CertificateIssued:
    return c.CertificateIssued(
        number=number,
        kind="contribution",
        person_id=choice.person_id,
        lines=list(choice.lines),
        asked_from=choice.from_month,
        asked_to=choice.to_month,
        digest=sealed.digest,
        content_digest=sealed.content_digest,
        issued_at=context.instant,
        made_from=list(insured.made_from),
    )


def _taken(_state: life.Certificate) -> list[c.CertificateEvent]:
    raise c.CertificateExists()


def _looked_up(service: Issuer, asked: Asked, context: Context) -> tuple[Choice, Insured]:
    life.may_ask(asked.person_id, context)
    choice = choose(asked, context)
    return choice, service.people.find(choice)


def _written(
    service: Issuer, choice: Choice, insured: Insured, wording: Wording, context: Context
) -> CertificateContent:
    name, id_number = (service.sealer.open(each) if each else "" for each in (insured.name, insured.id_number))
    return content(choice, insured, name, id_number, wording, context)
