"""From records' and employer's news to a certificate, and from a certificate to its own list, over the real broker."""

from kernel.context import Context
from kernel.effects import Folding
from kernel.listener import Listener
from kernel.privacy import person_id
from kernel.readmodel import ReadModel
from kernel.service import Service
from services.certificates.certificate.queries import listed
from services.certificates.certificate.readmodel import certificates
from services.certificates.contract import IssueContributionCertificate, ListCertificates
from services.certificates.contribution.issuing import issue
from services.certificates.document.content import from_json
from services.certificates.insured.readmodel import persons, units, years
from services.certificates.issuer import Issuer
from services.employer.contract import UNIT, UnitImported
from services.records.contract import CONTRIBUTION, ENROLMENT, PERSON, ContributionsAssessed, ContributionsPaid
from tests.services.certificates.past import ID_NUMBER, UNIT_ID, UNIT_NAME, enrolled, imported, registered
from tests.services.harness import happened, listener_of, relay_of, running, wait

City = tuple[Issuer, Service, Service]


def hearing(issuer: Issuer, model: ReadModel) -> Listener:
    return listener_of(issuer, model.name, model.sources, Folding(issuer.database, model))


def test_what_happened_elsewhere_is_certified_and_the_certificate_is_listed(city: City) -> None:
    issuer, records, employer = city
    person = person_id(ID_NUMBER, issuer.settings.person_id_key)
    year = CONTRIBUTION.stream(person, "2026")
    line = {"line": "pension", "base": 500000, "employer": 80000, "individual": 40000, "account": 40000, "policy": []}
    paid = {"line": "pension", "employer": 80000, "individual": 40000, "credited": 40000}
    listeners = [hearing(issuer, model) for model in (persons, years, units, certificates)]
    with running(*listeners, relay_of(records), relay_of(employer), relay_of(issuer)):
        happened(employer, UNIT.stream(UNIT_ID), UnitImported(UNIT_ID, "91X", UNIT_NAME, "320102", "2010-01-01", 1))
        happened(records, PERSON.stream(person), registered(issuer.sealer, person))
        happened(records, ENROLMENT.stream(person, UNIT_ID), enrolled(person))
        happened(records, year, imported(person, ["2026-01"]))
        happened(
            records,
            year,
            ContributionsAssessed(person, UNIT_ID, "2026-02", "employee", [line], "2026-02-28"),
            expected=1,
        )
        happened(records, year, ContributionsPaid(person, UNIT_ID, "2026-02", [paid], "2026-03-05", "V1"), expected=2)
        wait(
            lambda: (
                all(known(issuer, model) for model in (persons, units)) and rows(issuer) == ["2026-01-18", "2026-03-05"]
            )
        )

        context = Context(
            issuer.clock(), actor="A1", role="person", on_behalf_of=person, command_id="one", command_hash="h"
        )
        asked = IssueContributionCertificate(person, ["pension"], "2026-01", "2026-02")
        made = issue(issuer, asked, context)["result"]
        wait(lambda: known(issuer, certificates))
        [shown] = listed(issuer, ListCertificates(person), context)["certificates"]
    assert shown["number"] == made["number"]
    certified = from_json(issuer.papers.get(made["digest"]).content)
    assert [(row.period, row.personal, row.unit_name) for row in certified.contributions] == [
        ("2026-01", 39616, UNIT_NAME),
        ("2026-02", 40000, UNIT_NAME),
    ]


def known(issuer: Issuer, model: ReadModel) -> int:
    return issuer.database[f"view_{model.name}_0"].count_documents({})


def rows(issuer: Issuer) -> list[str]:
    year = issuer.database[f"view_{years.name}_0"].find_one() or {"rows": []}
    return [row["arrived_on"] for row in year["rows"]]
