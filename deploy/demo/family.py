"""A child of the demonstration's person (ENR-23, ID-16, QRY-10): enrolled by an officer who has seen the household
register, then the guardianship registered by one officer and confirmed by another. Done again it changes nothing.
"""

from dataclasses import dataclass, replace

from kernel.cases.effects import Filing
from kernel.context import Context
from kernel.identifiers import resident_check
from kernel.service import Service
from services.identity import contract as identity
from services.identity.delegation.authorities import confirm, register
from services.identity.identity import Identity
from services.records.contract.resident_matters import CHILD_ENROLMENT, ChildEnrolment
from services.records.office import RecordsOffice

BORN = "20160601007"
FOR_EVER = "2099-12-31"


@dataclass(frozen=True)
class Guardian:
    """Whose child it is, as the archive has it."""

    id_number: str
    name: str


def child_of(guardian: Guardian, office: RecordsOffice) -> tuple[str, str]:
    """A child's ID number, of a district of the city, and name: the guardian's family name."""
    district = next(agency["region"] for agency in office.city["agencies"] if agency["kind"] == "district")
    body = f"{district}{BORN}"
    return body + resident_check(body), f"{guardian.name[0]}小宝"


def enrol_child(office: RecordsOffice, guardian: Guardian) -> str:
    """Have the child enrolled for this year; the child's name."""
    number, name = child_of(guardian, office)
    clerk = _officer(office, "clerk", "demo-child-enrolled")
    applicant, year = office.person_id(guardian.id_number), int(clerk.today[:4])
    case_id = office.desk.new_case_id(applicant, clerk)
    filing = Filing(CHILD_ENROLMENT, applicant, case_id, ChildEnrolment(number, year, name))
    case_id = office.desk.file(filing, False, clerk)["result"]["case_id"]
    reviewer = _officer(office, "reviewer", "demo-child-approved")
    office.desk.claim(case_id, False, replace(reviewer, command_id="demo-child-claimed"))
    office.desk.approve(case_id, reviewer)
    return name


def register_guardian(service: Identity, office: RecordsOffice, guardian: Guardian) -> None:
    """Have the guardianship registered and confirmed. Raises DetailsDoNotMatch while identity has not heard of the
    child: try again then."""
    number, name = child_of(guardian, office)
    clerk = _officer(service, "clerk", "demo-guardian-registered")
    told = identity.RegisterAuthority(
        kind="guardian",
        matters=["records"],
        begins_on=clerk.today,
        ends_on=FOR_EVER,
        proofs=["principal_id", "delegate_id", "relation"],
        principal_id_number=number,
        principal_name=name,
        delegate_id_number=guardian.id_number,
        delegate_name=guardian.name,
    )
    delegation_id = register(service, told, clerk)["result"]["delegation_id"]
    reviewer = _officer(service, "reviewer", "demo-guardian-confirmed")
    confirm(service, identity.ConfirmAuthority(delegation_id), reviewer)


def _officer(service: Service, role: str, command_id: str) -> Context:
    """Each of the two officers does a thing once."""
    context = service.context(f"system:demo-{role}")
    return replace(context, role=role, channel="window", command_id=command_id, command_hash="demo")
