"""A month's closing: the same from the ledger and from the events, whatever has happened in it."""

from dataclasses import replace

import pytest

from kernel.service import Service
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.payments import book_payments
from services.records.bills.settlement import on_bill
from services.records.closing.domain import Books, report, row
from services.records.closing.queries import get_closing, get_closing_units
from services.records.closing.sides import from_events, from_ledger
from services.records.contract.closing import GetClosing, GetClosingUnits
from tests.services.harness import happened
from tests.services.records.pasts import MONTH, enrol, sums
from tests.services.records.test_assessment_runs import UNITS, a_city_of, assess
from tests.services.records.test_payment_files import a_row, all_that_is_owed, booked, received

ALL_UNITS = [f"U{number:03d}" for number in range(UNITS)]
TODAY = "2026-11-22"


def followed(records: Service) -> None:
    """The months of members follow, as by the reaction."""
    for name, _ in list(records.store.streams("bill-")):
        for fact in records.store.facts(name):
            with records.store.transaction() as session:
                unit = Unit(records.store, session, records.context("tester"), carries_command=False)
                on_bill(unit, fact, records)
                unit.flush()


def both(records: Service) -> Books:
    """The books, which must be the same from both; so is the report, whatever was remembered of it."""
    events, ledger = from_events(records.store, MONTH), from_ledger(records, MONTH, [*ALL_UNITS, "U999"])
    assert get_closing(records, GetClosing(MONTH), TODAY) == {**report(MONTH, events), "as_of": TODAY}
    keys = {*events.units_and_lines(), *ledger.units_and_lines()}
    assert [row(key, events) for key in sorted(keys)] == [row(key, ledger) for key in sorted(keys)]
    assert {unit: held for unit, held in events.held.items() if held} == {
        unit: held for unit, held in ledger.held.items() if held
    }
    return events


def closed(records: Service) -> dict:
    told = get_closing(records, GetClosing(MONTH), TODAY)
    for line in told["lines"]:
        assert line["assessed"] == line["arrived"] + line["outstanding"]
        assert line["assessed"] == sum(fund["assessed"] for fund in line["funds"])
        assert line["arrived"] == sum(fund["arrived"] for fund in line["funds"]) + line["on_account"]
    return told


def test_a_month_before_anything_arrived_is_wholly_outstanding(alone: Service) -> None:
    a_city_of(alone, 30)
    assess(alone)
    told = closed(alone)
    assert told["balanced"]
    assert sum(line["outstanding"] for line in told["lines"]) == sums(alone)["assessed"] > 0
    both(alone)


def test_what_was_paid_has_reached_its_funds(alone: Service) -> None:
    a_city_of(alone, 30)
    assess(alone)
    assert closed(alone)["lines"][0]["arrived"] == 0
    booked(alone, received(alone, all_that_is_owed(alone)))
    told, found = closed(alone), sums(alone)
    assert told["balanced"]
    assert sum(line["arrived"] for line in told["lines"]) == found["paid"]
    accounts = [fund["arrived"] for line in told["lines"] for fund in line["funds"] if fund["fund"] == "account"]
    assert sum(accounts) == found["credited"]
    assert {line["outstanding"] for line in told["lines"]} == {0}
    both(alone)


def test_money_in_part_late_too_much_or_for_nobody_keeps_its_place(alone: Service) -> None:
    a_city_of(alone, 30)
    assess(alone)
    rows = [
        a_row("U000", "pension", 100_000, "V1"),
        a_row("U001", "total", 99_999_999, "V2"),
        a_row("U999", "total", 700, "V3"),
        {**a_row("U002", "total", 99_999_999, "V4"), "arrived_on": "2026-11-15"},
    ]
    book_payments(alone, rows, replace(alone.context("officer"), command_id="f"))
    followed(alone)
    told = closed(alone)
    assert told["balanced"], told["differences"]
    pension = told["lines"][0]
    assert pension["on_account"] == 100_000
    assert pension["late_fee"] == pension["late_fee_paid"] > 0
    assert told["held"] > 700
    both(alone)


def test_who_left_after_all_is_taken_off_on_both_sides(alone: Service) -> None:
    a_city_of(alone, 14)
    assess(alone)
    stopped = c.PersonStopped("P00000", "U000", ["pension", "medical"], MONTH, "2026-09", "resigned")
    both(alone)
    happened(alone, c.ENROLMENT.stream("P00000", "U000"), stopped, expected=1)
    enrol(alone, [("P99999", "U003")])
    assess(alone)
    followed(alone)
    told = closed(alone)
    assert told["balanced"], told["differences"]
    both(alone)


def test_who_pays_for_himself_stands_under_his_own_name_on_both_sides(alone: Service) -> None:
    enrolled = c.PersonEnrolled("PSELF", c.SELF, ["pension"], "2026-09", 800_000, "flexible")
    happened(alone, c.ENROLMENT.stream("PSELF", c.SELF), enrolled)
    assess(alone)
    told = closed(alone)
    assert told["balanced"], told["differences"]
    assert (told["units"], told["lines"][0]["assessed"]) == (1, 160_000)
    events, ledger = from_events(alone.store, MONTH), from_ledger(alone, MONTH, ["PSELF"])
    assert row(("PSELF", "pension"), events) == row(("PSELF", "pension"), ledger)


def test_a_fen_that_is_missing_on_one_side_is_named(alone: Service) -> None:
    a_city_of(alone, 14)
    assess(alone)
    line: c.AssessedLine = {
        "line": "pension",
        "base": 100,
        "employer": 1,
        "individual": 0,
        "account": 0,
        "policy": [],
    }
    lost = c.ContributionsAssessed("PLOST", "U000", MONTH, "employee", [line], "2026-10-31")
    happened(alone, c.CONTRIBUTION.stream("PLOST", MONTH[:4]), lost)
    told = closed(alone)
    assert not told["balanced"]
    [difference] = told["differences"]
    assert (difference["unit_id"], difference["line"]) == ("U000", "pension")
    sides = difference["difference"]
    assert sides["people"]["assessed"]["employer"] - sides["bills"]["employer"] == 1


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_unit_by_unit_over_pages(alone: Service, limit: int) -> None:
    a_city_of(alone, 20)
    assess(alone)
    rows, after = list[dict](), ""
    while after is not None:
        page = get_closing_units(alone, GetClosingUnits(MONTH, after, limit), TODAY)
        rows, after = [*rows, *page["rows"]], page["next"]
    assert sorted({row["unit_id"] for row in rows}) == ALL_UNITS
    assert sum(row["assessed"] for row in rows) == sums(alone)["assessed"]
    assert not any(row["difference"] for row in rows)
