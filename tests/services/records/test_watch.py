"""The watch at work: a case towards each unit whose month has not arrived, once, ended by the money (ENR-18)."""

from dataclasses import replace

from kernel.cases.events import CASE
from kernel.cases.life import case, status
from kernel.service import Service
from kernel.store import NewCommit
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.payments import book_payments
from services.records.bills.state import Bill
from services.records.contributions.assessment import assess_page
from services.records.contributions.queries import get_continuity
from services.records.runs.commands import order_assessment
from services.records.runs.domain import Run
from services.records.runs.work import carry_out
from services.records.watch.domain import watch_case_id
from services.records.watch.work import on_arrival, order_todays_watch, order_watch, watch_page
from tests.services.records.pasts import enrol, people, unit_known
from tests.services.records.test_payment_files import a_row

LATE = "2026-07"


def a_month_owed(records: Service) -> None:
    found = people(6, 2)
    enrol(records, found, start=LATE)
    for unit_id in {unit_id for _, unit_id in found}:
        unit_known(records, unit_id)
    context = replace(records.context("officer"), command_id="a", command_hash="h")
    order_assessment(records, c.AssessMonth(LATE), context)
    carry_out(records, assess_page, "assessment", LATE, records.context("officer"))


def watched(records: Service, month: str = LATE, command_id: str = "w") -> Run:
    order_watch(records, month, replace(records.context(), command_id=command_id, command_hash=month))
    return carry_out(records, watch_page, "watch", month, records.context())


def status_of(records: Service, unit_id: str) -> str:
    state, _ = records.store.state(CASE.stream(watch_case_id(unit_id, LATE)), case)
    return status(state)


def test_a_case_is_opened_once_for_each_unit_and_shown_to_the_person(alone: Service) -> None:
    a_month_owed(alone)
    assert dict(watched(alone).counts) == {"units": 2, "missing": 2, "opened": 2}
    assert dict(watched(alone, command_id="again").counts)["opened"] == 0
    assert [status_of(alone, unit_id) for unit_id in ("U000", "U001")] == ["submitted"] * 2
    told = get_continuity(alone, c.GetContinuity("P00000"), "2026-11-22")["watched"]
    assert [(one["month"], one["unit_id"], one["status"]) for one in told] == [(LATE, "U000", "submitted")]


def test_a_month_that_may_still_come_opens_nothing(alone: Service) -> None:
    a_month_owed(alone)
    month = alone.context().month
    assert dict(watched(alone, month).counts).get("opened", 0) == 0


def test_money_ends_the_case(alone: Service) -> None:
    a_month_owed(alone)
    watched(alone)
    row = {**a_row("U000", "total", 100_000_000, "V1"), "month": LATE}
    book_payments(alone, [row], replace(alone.context("officer"), command_id="f"))
    hear_of_arrivals(alone, "U000")
    assert (status_of(alone, "U000"), status_of(alone, "U001")) == ("carried_out", "submitted")


def test_a_bill_that_nobody_is_on_any_more_ends_the_case(alone: Service) -> None:
    a_month_owed(alone)
    watched(alone)
    context = replace(alone.context("tester"), command_id=None)
    for person_id in ("P00000", "P00002", "P00004"):
        left = c.PersonStopped(person_id, "U000", list(c.LINES), LATE, "2026-06", "resigned")
        alone.store.append(NewCommit(c.ENROLMENT.stream(person_id, "U000"), 1, [left], context))
    order_assessment(alone, c.AssessMonth(LATE), replace(alone.context("officer"), command_id="b", command_hash="h"))
    carry_out(alone, assess_page, "assessment", LATE, alone.context("officer"))
    hear_of_arrivals(alone, "U000")
    assert (status_of(alone, "U000"), status_of(alone, "U001")) == ("carried_out", "submitted")


def test_who_joined_late_and_owes_later_keeps_no_case_open(alone: Service) -> None:
    a_month_owed(alone)
    watched(alone)
    owed = sum(one.amount for lines in bill_of(alone).members.values() for one in lines.values())
    enrol(alone, [("P99999", "U000")], start=LATE)
    order_assessment(alone, c.AssessMonth(LATE), replace(alone.context("officer"), command_id="b", command_hash="h"))
    carry_out(alone, assess_page, "assessment", LATE, alone.context("officer"))
    row = {**a_row("U000", "total", owed * 2, "V1"), "month": LATE}
    book_payments(alone, [row], replace(alone.context("officer"), command_id="f"))
    hear_of_arrivals(alone, "U000")
    assert status_of(alone, "U000") == "carried_out"


def bill_of(records: Service) -> Bill:
    return records.store.state(c.BILL.stream("U000", LATE), bill)[0]


def hear_of_arrivals(records: Service, unit_id: str) -> None:
    for fact in records.store.facts(c.BILL.stream(unit_id, LATE)):
        with records.store.transaction() as session:
            unit = Unit(records.store, session, records.context(), carries_command=False)
            on_arrival(unit, fact, records)
            unit.flush()


def test_the_days_watch_is_ordered_once_however_often(alone: Service) -> None:
    first, second = (order_todays_watch(alone, alone.context()) for _ in range(2))
    assert first == second
    assert alone.store.commits.count_documents({"category": "run"}) == 1
