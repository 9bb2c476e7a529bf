"""A city of people in units, as the events of records and employer."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from kernel.events import Event
from kernel.privacy import person_id
from kernel.service import Service
from kernel.store import NewCommit
from services.employer import contract as employer
from services.records import contract as c

E = TypeVar("E", bound=Event)
LINES: list[c.Line] = list(c.LINES)
MONTH, ARRIVED = "2026-10", "2026-10-20"
ID_NUMBER = "320102199003072813"


def unit_known(records: Service, unit_id: str, industry_class: int = 1) -> None:
    """The unit's industry class has been heard of."""
    records.database["view_units_0"].update_one(
        {"_id": unit_id}, {"$set": {"industry_class": industry_class}}, upsert=True
    )


def people(count: int, units: int) -> list[tuple[str, str]]:
    """So many (person id, unit id)."""
    return [(f"P{number:05d}", f"U{number % units:03d}") for number in range(count)]


def enrol(records: Service, found: Iterable[tuple[str, str]], wage: int = 800_000, start: str = "2026-09") -> None:
    """Each is enrolled on all lines."""
    context = records.context("tester")
    commits = [
        NewCommit(
            c.ENROLMENT.stream(person_id, unit_id),
            0,
            [c.PersonEnrolled(person_id, unit_id, LINES, start, wage, "employee")],
            context,
        )
        for person_id, unit_id in found
    ]
    records.store.append_many(commits)


def register(records: Service, person_id: str, name: str = "张三") -> None:
    """The person is in the archive."""
    seal = records.sealer.seal
    registered = c.PersonRegistered(
        person_id=person_id,
        id_number=seal(ID_NUMBER),
        name=seal(name),
        mobile=seal("13812345678"),
        born=seal("1990-03-07"),
        household_region="320102",
        kind="employee",
        registered_on="2026-09-01",
    )
    records.store.append_many([NewCommit(c.PERSON.stream(person_id), 0, [registered], records.context("tester"))])


def staff_added(service: Service, unit_id: str, id_number: str = ID_NUMBER, **changed: object) -> employer.StaffAdded:
    """An approved addition, as employer tells it."""
    added = employer.StaffAdded(
        unit_id=unit_id,
        person_id=person_id(id_number, service.settings.person_id_key),
        case_id=f"{unit_id}-1",
        id_number=service.sealer.seal(id_number),
        name=service.sealer.seal("张三"),
        lines=["pension", "medical"],
        start_month="2026-11",
        wage_fen=800_000,
    )
    return replace(added, **changed)  # type: ignore[arg-type]


def told(records: Service, prefix: str, kind: type[E]) -> list[E]:
    """All events of a kind in the streams of a category."""
    return [event for _, events in records.store.streams(prefix) for event in events if isinstance(event, kind)]


def sums(records: Service) -> dict[str, int]:
    """What is assessed, billed, used of payments, paid and credited in all, in fen."""
    assessed = [line for e in told(records, "contribution-", c.ContributionsAssessed) for line in e.lines]
    paid = [line for e in told(records, "contribution-", c.ContributionsPaid) for line in e.lines]
    members = [member for e in told(records, "bill-", c.BillAssessed) for member in e.members]
    payments = [line for e in told(records, "bill-", c.PaymentArrived) for line in e.lines]
    held = [line for e in told(records, "bill-", c.HeldMoneyUsed) for line in e.lines]
    return {
        "assessed": sum(line["employer"] + line["individual"] for line in assessed),
        "billed": sum(line["employer"] + line["individual"] for member in members for line in member["lines"]),
        "used": sum(line["principal"] for line in payments + held),
        "paid": sum(line["employer"] + line["individual"] for line in paid),
        "credited": sum(line["credited"] for line in paid),
    }
