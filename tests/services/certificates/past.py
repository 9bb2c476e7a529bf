"""People as records tells of them, and how certificates hears of it."""

from collections.abc import Iterable
from itertools import count

from kernel.effects import Folding
from kernel.events import Event, Fact, facts_of
from kernel.inbox import Inbox
from kernel.privacy import Sealer, person_id
from kernel.readmodel import ReadModel
from services.certificates.certificate.readmodel import certificates
from services.certificates.insured.readmodel import persons, units, years
from services.certificates.issuer import Issuer
from services.employer.contract import UNIT, UnitImported
from services.records import contract as records
from services.records.contract import CONTRIBUTION, ENROLMENT, PERSON

NAME, ID_NUMBER, UNIT_ID, UNIT_NAME = "张晓明", "320102199003072813", "U.100", "南京钟山软件科技有限公司"
HEARD_BY = {PERSON.name: persons, ENROLMENT.name: persons, CONTRIBUTION.name: years, UNIT.name: units}
_sequence = count(1)


def registered(sealer: Sealer, person: str, name: str = NAME, id_number: str = ID_NUMBER) -> records.PersonRegistered:
    return records.PersonRegistered(
        person, sealer.seal(id_number), sealer.seal(name), "", "", "320102", "employee", "2020-01-01"
    )


def enrolled(person: str) -> records.PersonEnrolled:
    return records.PersonEnrolled(person, UNIT_ID, ["pension", "medical"], "2026-01", 600000, "employee")


def imported(person: str, months: Iterable[str] = ("2026-01", "2026-02", "2026-03")) -> records.ContributionsImported:
    rows: list[records.ImportedRow] = [
        {
            "period": month,
            "line": "pension",
            "kind": "normal",
            "unit_id": UNIT_ID,
            "base": 495200,
            "employer": 79232,
            "individual": 39616,
            "account": 39616,
            "arrived_on": f"{month}-18",
        }
        for month in months
    ]
    return records.ContributionsImported(person, 2026, rows)


def hears(issuer: Issuer, stream: str, *events: Event) -> None:
    """The events arrive at certificates, `stream` having had none before."""
    category = stream.partition("-")[0]
    source = "employer" if category == UNIT.name else "records"
    facts = [
        Fact(event, source, category, stream, version, 0, next(_sequence), "2026-11-22T00:00:00.000Z", {})
        for version, event in enumerate(events, 1)
    ]
    applied = Inbox(issuer.database, Folding(issuer.database, HEARD_BY[category])).apply(facts)
    assert applied.applied == len(events)


def somebody(issuer: Issuer, name: str = NAME, id_number: str = ID_NUMBER) -> str:
    """A person with three paid months of pension; the person id."""
    person = person_id(id_number, issuer.settings.person_id_key)
    hears(issuer, PERSON.stream(person), registered(issuer.sealer, person, name, id_number))
    hears(issuer, ENROLMENT.stream(person, UNIT_ID), enrolled(person))
    hears(issuer, CONTRIBUTION.stream(person, "2026"), imported(person))
    return person


def a_unit(issuer: Issuer) -> None:
    """The unit that pays for them."""
    hears(issuer, UNIT.stream(UNIT_ID), UnitImported(UNIT_ID, "91320100X", UNIT_NAME, "320102", "2010-01-01", 1))


def hears_itself(issuer: Issuer, model: ReadModel = certificates) -> None:
    """Its own events arrive at its list of certificates, as often as it is called."""
    commits = issuer.store.commits.find().sort([("stream", 1), ("version", 1)])
    facts = [fact for commit in commits for fact in facts_of(commit, issuer.contract)]
    Inbox(issuer.database, Folding(issuer.database, model)).apply(facts)
