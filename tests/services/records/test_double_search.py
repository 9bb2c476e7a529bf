"""Everybody looked through for doubles; entries merged are read together and nothing is lost (ENR-22)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kernel.context import Context
from services.records import contract as c
from services.records.balances.queries import get_balances
from services.records.bills.payments import book_payments
from services.records.bills.queries import get_unit_bill
from services.records.closing.queries import get_closing
from services.records.contract import doubles as dc
from services.records.contract import evidence as e
from services.records.contract import refunds
from services.records.contract.closing import GetClosing
from services.records.contributions.queries import get_contributions
from services.records.doubles import finding
from services.records.doubles.finding import doubles_page, get_doubles, order_search
from services.records.enrolment.queries import get_insured_status
from services.records.evidence.queries import get_evidence
from services.records.persons.queries import get_person
from services.records.runs.work import carry_out
from tests.services.harness import happened
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, people, register, sums, told, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_closing import followed
from tests.services.records.test_payment_files import a_row
from tests.services.records.test_repairs import approved

OTHER_NUMBER = "320102199103072829"
TODAY = "2026-11-22"


def clerk(records: Any) -> Context:
    command = {"command_id": os.urandom(8).hex(), "command_hash": "h"}
    return replace(records.context("clerk"), role="clerk", channel="window", **command)


def searched(records: Any) -> dict[str, int]:
    context = clerk(records)
    order_search(records, context)
    return dict(carry_out(records, doubles_page, "doubles", context.today, context).counts)


def listed(records: Any, kind: Any) -> list[dict[str, Any]]:
    return list(get_doubles(records, dc.GetDoubles(kind))["rows"])


def two_entries(records: Any) -> tuple[str, str]:
    """One person under two numbers, each with a relation, a year and an account."""
    entries = records.person_id(ID_NUMBER), records.person_id(OTHER_NUMBER)
    for number, entry in enumerate(entries):
        register(records, entry)
        row: c.ImportedRow = {
            "period": f"202{number}-05", "line": "pension", "kind": "normal", "unit_id": "U1", "base": 400_000,
            "employer": 64_000, "individual": 32_000, "account": 32_000, "arrived_on": f"202{number}-06-10",
        }  # fmt: skip
        stream = c.CONTRIBUTION.stream(entry, f"202{number}")
        happened(records, stream, c.ContributionsImported(entry, 2020 + number, [row]))
        opening = c.OpeningBalanceImported(entry, 1_000_000, 0, "2025-12-31")
        happened(records, c.BALANCE.stream(entry), opening)
    unit_known(records, "U1")
    return entries


def test_double_relations_are_listed_until_they_are_cleared(alone: Any) -> None:
    found = people(3, 3)
    enrol(alone, [*found, (found[0][0], "U900")])
    register(alone, found[0][0])
    assert searched(alone)["relations"] == 1
    [row] = listed(alone, "relations")
    assert (row["person_id"], {unit for line in row["lines"] for unit in line["units"]}) == (
        found[0][0],
        {"U000", "U900"},
    )
    form = dc.ClearRelation("U900", list(c.LINES), "2026-11")
    assert "终止" in by_officer(alone, dc.CLEAR_RELATION, found[0][0], form)["outcome"]
    assert listed(alone, "relations") == []
    with pytest.raises(dc.NotDouble):
        by_officer(alone, dc.CLEAR_RELATION, found[0][0], replace(form, reason="again"))
    by_officer(alone, dc.REOPEN_RELATION, found[0][0], dc.ReopenRelation("U900", list(c.LINES)))
    assert len(listed(alone, "relations")) == 1


@pytest.fixture
def few_years() -> Iterator[None]:
    """A page is full with one person who has several relations."""
    kept, finding.YEARS = finding.YEARS, 1
    yield
    finding.YEARS = kept


@pytest.mark.usefixtures("few_years")
def test_months_paid_twice_are_found_page_by_page_of_as_many_years_as_there_is_time_for(alone: Any) -> None:
    found = people(4, 1)
    enrol(alone, [*found, *((person_id, "U900") for person_id, _ in found[1:])])
    for unit_id in ("U000", "U900"):
        unit_known(alone, unit_id)
    assess(alone)
    owed = sums(alone)["billed"] // 7
    pay(alone, "U000", 4 * owed, "V1", f"{MONTH}-20")
    pay(alone, "U900", 3 * owed, "V2", f"{MONTH}-20")
    assert searched(alone)["payments"] == 3
    rows = listed(alone, "payments")
    assert [row["person_id"] for row in rows] == [person_id for person_id, _ in found[1:]]
    assert [(month["month"], month["units"]) for month in rows[0]["months"]] == [(MONTH, ["U000", "U900"])] * len(
        c.LINES
    )
    pages = [event for event in told(alone, "run-doubles-", c.RunAdvanced) if event.phase == "relations"]
    assert [page.counts["people"] for page in pages] == [2, 1, 1]


def test_a_month_that_went_back_is_owed_again_when_the_clearing_is_undone(alone: Any) -> None:
    """Cleared, refunded, undone, paid again: no month is lost, and the books agree."""
    person_id, today = alone.person_id(ID_NUMBER), clerk(alone).today
    register(alone, person_id)
    enrol(alone, [(person_id, "U1"), (person_id, "U2")])
    for unit_id in ("U1", "U2"):
        unit_known(alone, unit_id)
    assess(alone)
    owed = sums(alone)["billed"] // 2
    pay(alone, "U2", owed, "V1", f"{MONTH}-20")
    by_officer(alone, dc.CLEAR_RELATION, person_id, dc.ClearRelation("U2", list(c.LINES), MONTH))
    approved(alone, refunds.REFUND, "U2", refunds.Refund(MONTH, "", "重复参保", ID_NUMBER, ["pension"]))
    told = by_officer(alone, dc.REOPEN_RELATION, person_id, dc.ReopenRelation("U2", list(c.LINES)))
    assert "已退费的1个月重新核定应缴" in told["outcome"]
    bill = get_unit_bill(alone, c.GetUnitBill("U2", MONTH), today)
    [pension] = [line for line in bill["lines"] if line["line"] == "pension"]
    assert (pension["open"], bill["late_fee"]) == (192_000, 0)
    pay(alone, "U2", 192_000, "V2", today)
    assert get_unit_bill(alone, c.GetUnitBill("U2", MONTH), today)["state"] == "paid"
    closing = get_closing(alone, GetClosing(MONTH), today)
    assert (closing["balanced"], closing["held"], closing["differences"]) == (True, 0, [])
    months = get_contributions(alone, c.GetContributions(person_id, "pension", MONTH, MONTH), today)["rows"]
    assert sorted((row["kind"], row["arrived_on"] or "", row["unit_id"]) for row in months) == [
        ("normal", "", "U1"),
        ("normal", f"{MONTH}-20", "U2"),
        ("normal", today, "U2"),
        ("refund", today, "U2"),
    ]
    balance = get_balances(alone, person_id, today)["accounts"][0]["balance"]
    assert get_evidence(alone, e.GetEvidence(person_id, "balance"), today)["value"] == balance == 64_000


def pay(records: Any, unit_id: str, amount: int, voucher: str, arrived_on: str) -> None:
    row = {**a_row(unit_id, "total", amount, voucher), "arrived_on": arrived_on}
    book_payments(records, [row], clerk(records))
    followed(records)


def by_officer(records: Any, matter: Any, applicant: str, form: Any) -> dict[str, Any]:
    return approved(records, matter, applicant, form, "proof", role="clerk")


def test_entries_that_are_alike_are_listed_merged_read_together_and_undone(alone: Any) -> None:
    kept, other = two_entries(alone)
    assert searched(alone)["entries"] == 2
    assert [row["others"][0]["person_id"] for row in listed(alone, "entries") if row["person_id"] == kept] == [other]
    before = [get_balances(alone, one, TODAY)["accounts"][0]["balance"] for one in (kept, other)]
    form = dc.MergeEntries(OTHER_NUMBER)
    with pytest.raises(dc.OfficersOnly):
        approved(alone, dc.MERGE_ENTRIES, kept, form, "proof")
    by_officer(alone, dc.MERGE_ENTRIES, kept, form)
    assert listed(alone, "entries") == []
    for asked in (kept, other):
        told = get_contributions(alone, c.GetContributions(asked), TODAY)
        assert [row["period"] for row in told["rows"]] == ["2021-05", "2020-05"]
        assert get_balances(alone, asked, TODAY)["accounts"][0]["balance"] == sum(before)
        assert get_evidence(alone, e.GetEvidence(asked, "balance"), TODAY)["value"] == sum(before)
        assert get_person(alone, asked)["person_id"] == kept
        assert get_insured_status(alone, asked, TODAY)["known"]
    with pytest.raises(dc.EntryMergedAlready):
        by_officer(alone, dc.MERGE_ENTRIES, kept, replace(form, reason="again"))
    by_officer(alone, dc.UNDO_MERGE, kept, dc.UndoMerge(OTHER_NUMBER))
    assert [get_balances(alone, one, TODAY)["accounts"][0]["balance"] for one in (kept, other)] == before
    with pytest.raises(dc.NotMerged):
        by_officer(alone, dc.UNDO_MERGE, kept, dc.UndoMerge(OTHER_NUMBER, "again"))
    with pytest.raises(dc.EntryUnknown):
        by_officer(alone, dc.MERGE_ENTRIES, kept, dc.MergeEntries(ID_NUMBER))


def test_the_search_again_finds_the_same_and_keeps_one_list(alone: Any) -> None:
    kept, _ = two_entries(alone)
    searched(alone)
    searched(alone)
    assert sum(row["person_id"] == kept for row in listed(alone, "entries")) == 1
    assert alone.database["doubles"].count_documents({"kind": "key"}) == 0
    assert ID_NUMBER not in str(list(alone.database["doubles"].find()))
