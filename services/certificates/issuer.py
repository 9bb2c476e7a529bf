"""The issuing office: what a process of certificates works with."""

from functools import cached_property

from kernel.readmodel import Generations
from kernel.service import Service
from services.certificates.certificate import readmodel as listed
from services.certificates.contribution.domain import Wording
from services.certificates.document.signing import SigningIdentity, make_local_signing_identity
from services.certificates.insured import readmodel as insured
from services.certificates.insured.queries import InsuredPeople
from services.certificates.papers import Papers

VERIFICATION_PAGE = "/verify"
"""Where the gateway has the public verification page: the QR code leads to `<public address>/verify/<code>`."""


class Issuer(Service):
    """Beside what every service has: papers, the seal, what is known of the insured, how the city words things."""

    @cached_property
    def papers(self) -> Papers:
        """Signed files, sealed."""
        return Papers(self.database, self.sealer)

    @cached_property
    def people(self) -> InsuredPeople:
        """Insured people as far as their events have arrived here."""
        kept = (Generations(self.database, model) for model in (insured.persons, insured.years, insured.units))
        return InsuredPeople(*kept)

    @cached_property
    def listed(self) -> Generations:
        """Certificates by person."""
        return Generations(self.database, listed.certificates)

    @cached_property
    def signing_identity(self) -> SigningIdentity:
        """The seal's key and certificate in `<run_dir>/certificates-seal`; a self-signed one where there is none."""
        return make_local_signing_identity(self.settings.run_dir / "certificates-seal", self.clock())

    @cached_property
    def wording(self) -> Wording:
        """How this city calls itself, its agency and its lines."""
        lines = {line["code"]: line["name"] for line in self.city["lines"]}
        return Wording(self.city["name"], self.city["branding"]["authority"], lines)

    @property
    def verification_address(self) -> str:
        """The public address of the verification page, without the code."""
        return self.settings.service_urls["public"].rstrip("/") + VERIFICATION_PAGE
