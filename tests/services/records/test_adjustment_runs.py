"""Adjusting a month on the real store: told, owed, paid, and the same however often it is done (ENR-20)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kernel.context import Context
from kernel.store import NewCommit
from services.records import contract as c
from services.records.adjustments import work
from services.records.adjustments.work import adjustment_page, notice_page, order_adjustment, order_notice
from services.records.bills.payments import book_payments
from services.records.bills.queries import get_unit_bill
from services.records.closing.queries import get_closing, get_closing_units
from services.records.contract import adjustments as a
from services.records.contract import refunds
from services.records.contract.closing import GetClosing, GetClosingUnits
from services.records.runs.work import carry_out
from tests.services.records.pasts import MONTH, enrol, people, sums, told, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_closing import followed
from tests.services.records.test_payment_files import a_row
from tests.services.records.test_repairs import approved, refund_orders

TODAY = "2026-11-22"
LATER = timedelta(days=14)


@pytest.fixture(autouse=True)
def small_pages() -> Iterator[None]:
    """Several pages of one payer's people."""
    kept, work.MEMBERS = work.MEMBERS, 5
    yield
    work.MEMBERS = kept


def clerk(records: Any, later: timedelta = timedelta()) -> Context:
    context = records.context("clerk")
    command = {"command_id": os.urandom(8).hex(), "command_hash": "h"}
    return replace(context, role="clerk", now=context.now + later, **command)


def raised(records: Any, person_id: str, unit_id: str, wage: int) -> None:
    """The wage of months that were assessed turns out to have been another."""
    stream = c.ENROLMENT.stream(person_id, unit_id)
    _, version = records.store.load(stream)
    changed = c.ContributionWageSet(person_id, unit_id, ["pension", "medical"], wage, MONTH, "corrected")
    records.store.append(NewCommit(stream, version, [changed], replace(records.context("tester"), command_id=None)))


def notice(records: Any) -> dict[str, int]:
    order_notice(records, a.AnnounceAdjustments(MONTH), clerk(records))
    return dict(carry_out(records, notice_page, "adjustment_notice", MONTH, clerk(records)).counts)


def adjust(records: Any, later: timedelta = LATER) -> dict[str, int]:
    order_adjustment(records, a.AdjustMonth(MONTH), clerk(records, later))
    return dict(carry_out(records, adjustment_page, "adjustment", MONTH, clerk(records, later)).counts)


def the_lines_of_all_add_up(records: Any, unit_id: str) -> list[int]:
    """Each line of the bill is the sum of what its members are shown to add; the numbers of their adjustments."""
    found = get_unit_bill(records, c.GetUnitBill(unit_id, MONTH), TODAY)
    shown = [line for member in found["members"] for line in member["lines"]]
    for line in found["lines"]:
        amounts = [one["employer"] + one["individual"] for one in shown if one["line"] == line["line"]]
        assert sum(amounts) == line["owed"], line["line"]
    return [one["adjustment"] for one in shown if one["adjustment"]]


def test_a_month_is_adjusted_for_whom_it_concerns_after_their_notice_and_once(alone: Any) -> None:
    found = people(6, 2)
    enrol(alone, found)
    for unit_id in ("U000", "U001"):
        unit_known(alone, unit_id)
    assess(alone)
    with pytest.raises(a.AdjustmentNotAnnounced):
        adjust(alone)
    person_id, unit_id = found[0]
    raised(alone, person_id, unit_id, 900_000)
    first = notice(alone)
    assert (first["told"], first["people"]) == (1, 6)
    [announced] = told(alone, "adjustment-", a.AdjustmentAnnounced)
    assert (announced.payer_id, announced.people) == (unit_id, 1)
    assert adjust(alone, timedelta())["waiting"] == 1
    done = adjust(alone)
    assert (done["adjusted"], done["amount"]) == (2, announced.amount)
    assert the_lines_of_all_add_up(alone, unit_id) == [1, 1]
    assert adjust(alone).get("adjusted", 0) == 0
    assert notice(alone).get("told", 0) == 0
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["differences"]) == (True, [])
    assert sum(line["assessed"] for line in closing["lines"]) == sums(alone)["assessed"] + announced.amount


def test_a_second_late_policy_of_the_same_amount_waits_for_a_notice_of_its_own(alone: Any) -> None:
    [(person_id, unit_id)] = people(1, 1)
    enrol(alone, [(person_id, unit_id)])
    unit_known(alone, unit_id)
    assess(alone)
    raised(alone, person_id, unit_id, 900_000)
    notice(alone)
    assert adjust(alone)["adjusted"] == 2
    raised(alone, person_id, unit_id, 1_000_000)
    assert adjust(alone)["waiting"] == 1
    assert notice(alone)["told"] == 1
    assert notice(alone).get("told", 0) == 0
    first, second = told(alone, "adjustment-", a.AdjustmentAnnounced)
    assert (first.amount, first.round, second.round) == (second.amount, 1, 2)
    assert adjust(alone)["adjusted"] == 2


def test_a_month_that_costs_less_now_gives_back_what_was_paid_beyond_it(alone: Any) -> None:
    found = people(2, 1)
    enrol(alone, found)
    unit_known(alone, "U000")
    assess(alone)
    before = sums(alone)["billed"]
    pay = {**a_row("U000", "total", before, "V1"), "arrived_on": f"{MONTH}-20"}
    book_payments(alone, [pay], clerk(alone))
    followed(alone)
    raised(alone, *found[0], 700_000)
    assert notice(alone)["told"] == 1
    [announced] = told(alone, "adjustment-", a.AdjustmentAnnounced)
    assert announced.amount < 0
    done = adjust(alone)
    assert (done["lower"], done["adjusted"], done["amount"]) == (2, 2, announced.amount)
    assert the_lines_of_all_add_up(alone, "U000") == [1, 1]
    followed(alone)
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"], closing["differences"]) == (True, -announced.amount, [])
    assert sum(line["arrived"] for line in closing["lines"]) == before + announced.amount
    assert not any(row["difference"] for row in get_closing_units(alone, GetClosingUnits(MONTH), TODAY)["rows"])
    credited = [line["credited"] for event in told(alone, "contribution-", a.AdjustmentsPaid) for line in event.lines]
    assert min(credited) == -8_000
    assert (notice(alone).get("told", 0), adjust(alone).get("adjusted", 0)) == (0, 0)
    [over] = told(alone, "bill-", a.OverpaymentReleased)
    form = refunds.Refund(MONTH, over.voucher, "多缴")
    approved(alone, refunds.REFUND, "U000", form)
    assert get_closing(alone, GetClosing(MONTH), TODAY)["held"] == 0
    assert [(order["paid_under"], order["amount"]) for order in refund_orders(alone)] == [("V1", over.amount)]


def test_a_large_unit_is_adjusted_in_parts_that_are_told_and_paid_as_one(alone: Any) -> None:
    found = people(12, 1)
    enrol(alone, found)
    unit_known(alone, "U000")
    assess(alone)
    owed = sums(alone)["billed"]
    changed = [
        NewCommit(
            c.ENROLMENT.stream(person_id, unit_id),
            1,
            [c.ContributionWageSet(person_id, unit_id, ["pension"], 900_000, MONTH, "corrected")],
            replace(alone.context("tester"), command_id=None),
        )
        for person_id, unit_id in found
    ]
    alone.store.append_many(changed)
    assert notice(alone)["told"] == 1
    [announced] = told(alone, "adjustment-", a.AdjustmentAnnounced)
    assert announced.people == len(found)
    done = adjust(alone)
    assert (done["adjusted"], done["amount"], done["payers"]) == (len(found), announced.amount, 1)
    parts = told(alone, "bill-", a.BillAdjusted)
    assert [(part.round, len(part.members)) for part in parts] == [(1, 5), (1, 5), (1, 2)]
    assert adjust(alone).get("adjusted", 0) == 0
    pay = {**a_row("U000", "total", owed + announced.amount, "V1"), "arrived_on": f"{MONTH}-20"}
    book_payments(alone, [pay], clerk(alone))
    followed(alone)
    assert len(told(alone, "contribution-", a.AdjustmentsPaid)) == len(found)
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"]) == (True, 0)


def test_who_costs_less_pays_for_who_costs_more_though_they_come_in_other_parts(alone: Any) -> None:
    found = people(12, 1)
    enrol(alone, found)
    unit_known(alone, "U000")
    assess(alone)
    owed = sums(alone)["billed"]
    pay = {**a_row("U000", "total", owed, "V1"), "arrived_on": f"{MONTH}-20"}
    book_payments(alone, [pay], clerk(alone))
    followed(alone)
    for number, (person_id, unit_id) in enumerate(found):
        raised(alone, person_id, unit_id, 700_000 if number < 6 else 900_000)
    assert notice(alone)["told"] == 1
    assert adjust(alone)["amount"] == 0
    followed(alone)
    assert told(alone, "bill-", a.OverpaymentReleased) == []
    assert len(told(alone, "bill-", a.AdjustmentsSettled)) == 1
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"], closing["differences"]) == (True, 0, [])
    assert all(line["outstanding"] == 0 for line in closing["lines"])


def test_money_pays_the_month_first_and_the_adjustment_credits_the_account(alone: Any) -> None:
    [(person_id, unit_id)] = people(1, 1)
    enrol(alone, [(person_id, unit_id)])
    unit_known(alone, unit_id)
    assess(alone)
    owed = sums(alone)["billed"]
    pay = {**a_row(unit_id, "total", owed, "V1"), "arrived_on": f"{MONTH}-20"}
    book_payments(alone, [pay], clerk(alone))
    followed(alone)
    raised(alone, person_id, unit_id, 900_000)
    notice(alone)
    more = adjust(alone)["amount"]
    book_payments(alone, [{**a_row(unit_id, "total", more, "V2"), "arrived_on": "2026-11-20"}], clerk(alone))
    followed(alone)
    [event] = told(alone, "contribution-", a.AdjustmentsPaid)
    assert {line["line"]: line["credited"] for line in event.lines}["pension"] == 8_000
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"]) == (True, 0)
    assert all(line["outstanding"] == 0 and line["late_fee"] == 0 for line in closing["lines"])
    assert not any(row["difference"] for row in get_closing_units(alone, GetClosingUnits(MONTH), TODAY)["rows"])
