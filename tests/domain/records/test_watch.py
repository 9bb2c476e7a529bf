"""The watch: which months should have arrived, what is missing of them, and the case that comes of it (ENR-18)."""

import pytest

from kernel.cases.events import CaseApproved, CaseCarriedOut, CaseSubmitted
from kernel.cases.life import NoCase, case
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.watch.domain import (
    application,
    arrived,
    is_overdue,
    missing,
    newest_overdue,
    watch_case_id,
)

UNIT, MONTH, TODAY = "U1", "2026-07", "2026-11-22"


def billed(*people: str) -> c.BillAssessed:
    line: c.BilledLine = {"line": "pension", "base": 1, "employer": 700, "individual": 300, "account": 300}
    members: list[c.BilledMember] = [{"person_id": person_id, "lines": [line]} for person_id in people]
    return c.BillAssessed(UNIT, MONTH, "2026-07-31", members)


def paid(amount: int) -> c.PaymentArrived:
    used: c.LinePayment = {
        "line": "pension",
        "principal": amount,
        "late_fee": 0,
        "late_fee_charged": 0,
        "late_days": 0,
    }
    return c.PaymentArrived(UNIT, MONTH, "V1", "total", amount, "2026-10-20", [used], 0)


@pytest.mark.parametrize(
    ("month", "today", "overdue"),
    [("2026-08", "2026-10-31", False), ("2026-08", "2026-11-01", True), ("2026-07", "2026-10-01", True)],
)
def test_a_month_is_awaited_as_long_as_is_usual(month: str, today: str, overdue: bool) -> None:
    assert is_overdue(month, today, 2) is overdue


def test_the_newest_month_to_be_looked_through() -> None:
    assert newest_overdue("2026-11-22", 2) == "2026-08"


def test_what_is_missing_names_the_sum_and_how_many_but_nobody() -> None:
    found = missing(UNIT, MONTH, bill.after([billed("PANN", "PBOB"), paid(500)]), TODAY)
    assert found is not None
    assert (found.owed, found.people) == (1_500, 2)
    assert found.summary == "2026-07应缴费款15.00元未到账，涉及2人，请核对并缴纳"
    assert missing(UNIT, MONTH, bill.after([billed("PANN"), paid(1_000)]), TODAY) is None
    assert missing(UNIT, MONTH, Bill(), TODAY) is None
    assert missing("PANN", MONTH, bill.after([billed("PANN")]), TODAY) is None  # who pays for himself is no unit


def test_who_joined_the_bill_late_is_missed_once_that_part_was_due() -> None:
    line: c.BilledLine = {"line": "pension", "base": 1, "employer": 70, "individual": 30, "account": 30}
    joined = c.BillAssessed(UNIT, MONTH, "2026-07-31", [{"person_id": "PBOB", "lines": [line]}], "2026-11-30")
    settled = c.LinesSettled(UNIT, MONTH, 1, ["pension"], "V1", "2026-10-20")
    state = bill.after([billed("PANN"), paid(1_000), settled, joined])
    assert missing(UNIT, MONTH, state, "2026-11-30") is None
    found = missing(UNIT, MONTH, state, "2026-12-01")
    assert found is not None
    assert (found.owed, found.people) == (100, 1)


def test_a_unit_and_month_have_one_case_which_ends_when_the_money_is_here() -> None:
    found = missing(UNIT, MONTH, bill.after([billed("PANN")]), TODAY)
    assert found is not None
    opened = application(found, "sealed")
    assert opened.case_id == watch_case_id(UNIT, MONTH) != watch_case_id(UNIT, "2026-06")
    about = (opened.case_id, opened.matter, opened.applicant, opened.subject)
    submitted = CaseSubmitted(*about, opened.summary, opened.form, [], "system", "2026-12-01")
    ended = arrived(case.after([submitted]))
    assert [type(event) for event in ended] == [CaseApproved, CaseCarriedOut]
    assert arrived(case.after([submitted, *ended])) == []
    assert arrived(NoCase()) == []
