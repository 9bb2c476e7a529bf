"""What a unit's yearly bases become here (ENR-11): heard from employer, kept as the wages of base years."""

from kernel.effects import Reacting
from kernel.events import Event, Fact
from kernel.inbox import Inbox
from kernel.service import Service
from services.employer import contract as employer
from services.records import contract as c
from services.records.enrolment.domain import enrolment
from services.records.enrolment.reactions import on_staff
from tests.services.harness import happened
from tests.services.records.pasts import enrol

YEAR = ("U1", "P1", 2026)


def heard(records: Service, *events: Event) -> None:
    stream = employer.STAFF.stream("U1", "P1")
    facts = [
        Fact(event, "employer", "staff", stream, place, place, place, "2026-03-10T02:00:00Z", {})
        for place, event in enumerate(events, 1)
    ]
    Inbox(records.database, Reacting(records, "staff", on_staff)).apply(facts)


def wages(records: Service, month: str) -> dict[c.Line, int]:
    relation, _ = records.store.state(c.ENROLMENT.stream("P1", "U1"), enrolment)
    return {line: spell.wage_fen for line, spell in relation.owed_in(month)}


def test_who_is_at_the_floor_and_not_declared_owes_110_percent_of_the_floor(alone: Service) -> None:
    enrol(alone, [("P1", "U1")], wage=300_000, start="2025-09")
    heard(alone, employer.BaseUndeclared(*YEAR, "2026-01"))
    assert wages(alone, "2025-12")["pension"] == 300_000
    assert wages(alone, "2026-01")["pension"] == 544_720


def test_what_was_assessed_is_raised_where_the_old_system_told_no_wage(alone: Service) -> None:
    enrol(alone, [("P1", "U1")], wage=0, start="2025-09")
    row: c.ImportedRow = {
        "period": "2025-12",
        "line": "pension",
        "kind": "normal",
        "unit_id": "U1",
        "base": 700_000,
        "employer": 112_000,
        "individual": 56_000,
        "account": 56_000,
        "arrived_on": "2026-01-05",
    }
    imported = c.ContributionsImported("P1", 2025, [row])
    happened(alone, c.CONTRIBUTION.stream("P1", 2025), imported)
    heard(alone, employer.BaseUndeclared(*YEAR, "2026-01"))
    assert (wages(alone, "2026-01")["pension"], wages(alone, "2026-01")["medical"]) == (770_000, 0)


def test_an_old_year_put_right_leaves_the_year_that_was_declared_since(alone: Service) -> None:
    enrol(alone, [("P1", "U1")], start="2024-06")
    heard(
        alone,
        employer.BaseDeclared("U1", "P1", 2025, 600_000, "2025-01"),
        employer.BaseDeclared(*YEAR, 800_000, "2026-01"),
        employer.BaseCorrected("U1", "P1", 2025, 650_000, "2025-01", "case-1"),
    )
    assert [wages(alone, month)["pension"] for month in ("2025-06", "2026-02")] == [650_000, 800_000]
