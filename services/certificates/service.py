"""Entry points of certificates."""

from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command, query
from kernel.subscription import Projection
from services.certificates import contract as c
from services.certificates.certificate import domain, queries, readmodel
from services.certificates.contribution import issuing
from services.certificates.insured import readmodel as insured
from services.certificates.wiring import wire

Reply = dict[str, Any]


class CertificatesRoutes(ServiceRoutes):
    """The HTTP side."""

    name = "certificates"
    service = Wired(wire)

    @command(c.IssueContributionCertificate)
    def issue_contribution_certificate(self, command: c.IssueContributionCertificate, context: Context) -> Reply:
        """Result: see `IssueContributionCertificate`."""
        return issuing.issue(self.service, command, context)

    @command(c.RevokeCertificate)
    def revoke_certificate(self, command: c.RevokeCertificate, context: Context) -> Reply:
        """Result: `{number}`."""
        return execute(
            self.service.store,
            c.CERTIFICATE.stream(command.number),
            domain.certificate,
            lambda certificate: domain.revoke(command, certificate, context),
            context,
            result=lambda _: {"number": command.number},
        )

    @query(c.PreviewContributionCertificate)
    def preview_contribution_certificate(self, query: c.PreviewContributionCertificate, context: Context) -> Reply:
        """See `PreviewContributionCertificate`."""
        return issuing.preview(self.service, query, context)

    @query(c.GetCertificate)
    def get_certificate(self, query: c.GetCertificate, context: Context) -> Reply:
        """See `GetCertificate`."""
        return queries.get(self.service, query, context)

    @query(c.ListCertificates)
    def list_certificates(self, query: c.ListCertificates, context: Context) -> Reply:
        """See `ListCertificates`."""
        return queries.listed(self.service, query, context)

    @query(c.VerifyCertificate)
    def verify_certificate(self, query: c.VerifyCertificate, _context: Context) -> Reply:
        """See `VerifyCertificate`."""
        return queries.verified(self.service, query)

    @query(c.VerifyFile)
    def verify_file(self, query: c.VerifyFile, _context: Context) -> Reply:
        """See `VerifyFile`."""
        return queries.verified_file(self.service, query)


class CertificatesSubscriptions:
    """What certificates listens to."""

    name = "certificates-subscriptions"
    service = Wired(wire)
    persons = Projection(insured.persons)
    years = Projection(insured.years)
    units = Projection(insured.units)
    certificates = Projection(readmodel.certificates)
