"""Two numbers of one person, merged: searched, cleared, refunded and looked up as one (ENR-21, ENR-22)."""

from dataclasses import replace
from typing import Any

import pytest

from kernel.cases.effects import Filing
from kernel.commands import execute_across
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.benefits.queries import get_benefits
from services.records.bills.payments import book_payments
from services.records.closing.queries import get_closing
from services.records.contract import benefits, medical, refunds, transferred
from services.records.contract import doubles as dc
from services.records.contract.closing import GetClosing
from services.records.enrolment.domain import enrolment
from services.records.medical.queries import get_medical, get_spending
from services.records.repairs.desk import repair_effects
from services.records.transfers.commands import get_transfer, request_transfer
from services.records.transfers.queries import transfers_of
from services.records.transfers.transferred import get_transferred_in
from tests.services.harness import happened
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, register, sums, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_closing import followed
from tests.services.records.test_double_search import OTHER_NUMBER, by_officer, listed, searched
from tests.services.records.test_payment_files import a_row
from tests.services.records.test_repairs import asking, refund_orders

TODAY = "2026-11-22"
CASE = ("R0", "2026-11-01")
LINES = list(c.LINES)


def two_numbers(records: Any) -> tuple[str, str]:
    entries = records.person_id(ID_NUMBER), records.person_id(OTHER_NUMBER)
    for entry in entries:
        register(records, entry)
    return entries


def merge(records: Any, kept: str, other: str) -> None:
    happened(records, c.PERSON.stream(kept), dc.AliasTaken(kept, other, *CASE), expected=1)
    happened(records, c.PERSON.stream(other), dc.EntryMerged(other, kept, *CASE), expected=1)


def merged(records: Any, kept_units: list[str], other_units: list[str]) -> tuple[str, str]:
    """A person under two numbers, each insured with these units; the second was merged into the first."""
    kept, other = two_numbers(records)
    merge(records, kept, other)
    relations = [*((kept, unit_id) for unit_id in kept_units), *((other, unit_id) for unit_id in other_units)]
    if relations:
        enrol(records, relations)
    for unit_id in {*kept_units, *other_units}:
        unit_known(records, unit_id)
    return kept, other


def status(records: Any, entry: str, unit_id: str) -> str | None:
    found: str | None = records.store.state(c.ENROLMENT.stream(entry, unit_id), enrolment)[0].status("pension")
    return found


@pytest.mark.parametrize(("kept_units", "other_units"), [(["U1"], ["U2"]), (["U1"], ["U1"]), ([], ["U1", "U2"])])
def test_a_double_over_both_numbers_is_found_once_under_the_entry_that_stands(
    alone: Any, kept_units: list[str], other_units: list[str]
) -> None:
    kept, _ = merged(alone, kept_units, other_units)
    assert searched(alone)["relations"] == 1
    [row] = listed(alone, "relations")
    assert (row["person_id"], row["lines"][0]["units"]) == (kept, sorted([*kept_units, *other_units]))


def test_a_relation_of_the_other_number_is_cleared_and_opened_again(alone: Any) -> None:
    kept, other = merged(alone, ["U1"], ["U2"])
    searched(alone)
    by_officer(alone, dc.CLEAR_RELATION, kept, dc.ClearRelation("U2", LINES, "2026-11"))
    assert (status(alone, kept, "U1"), status(alone, other, "U2")) == ("active", "suspended")
    assert listed(alone, "relations") == []
    by_officer(alone, dc.REOPEN_RELATION, kept, dc.ReopenRelation("U2", LINES))
    assert status(alone, other, "U2") == "active"


def paid_by_both(records: Any) -> tuple[str, str]:
    """The same month of both numbers is assessed and paid."""
    entries = merged(records, ["U1"], ["U2"])
    assess(records)
    owed = sums(records)["billed"] // 2
    rows = [{**a_row(unit, "total", owed, f"V{unit}"), "arrived_on": f"{MONTH}-20"} for unit in ("U1", "U2")]
    book_payments(records, rows, replace(records.context("officer"), command_id="f"))
    followed(records)
    return entries


def refunded(records: Any, unit_id: str, number: str) -> Any:
    """An approval: what this unit has paid on the pension goes back; named by this number."""
    form = refunds.Refund(MONTH, "", "重复缴费", number, ["pension"])
    application = Filing(refunds.REFUND, unit_id, f"case{unit_id}", form).applied(records.sealer)

    def approve(unit: Unit) -> Document:
        repair_effects(records)[refunds.REFUND.code].carry_out(unit, application)
        return unit.reply(c.BILL.stream(unit_id, MONTH))

    return approve


def test_a_month_that_both_numbers_paid_is_listed_and_goes_back_under_either(alone: Any) -> None:
    kept, _ = paid_by_both(alone)
    assert searched(alone)["payments"] == 1
    [row] = listed(alone, "payments")
    assert (row["person_id"], row["months"][0]["units"]) == (kept, ["U1", "U2"])
    execute_across(alone.store, refunded(alone, "U2", ID_NUMBER), alone.context("a"))
    assert [order["paid_under"] for order in refund_orders(alone)] == ["VU2"]
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"]) == (True, 0)
    assert len(listed(alone, "payments")[0]["months"]) == len(LINES) - 1


def test_of_two_refunds_at_once_of_a_month_that_both_paid_one_is_carried_out(alone: Any) -> None:
    paid_by_both(alone)
    first, second = refunded(alone, "U1", ID_NUMBER), refunded(alone, "U2", OTHER_NUMBER)
    others: list[Document] = []

    def while_another_goes_back(unit: Unit) -> Document:
        reply: Document = first(unit)
        if not others:
            others.append(execute_across(alone.store, second, alone.context("b")))
        return reply

    with pytest.raises(refunds.NotPaidTwice):
        execute_across(alone.store, while_another_goes_back, alone.context("a"))
    assert [order["paid_under"] for order in refund_orders(alone)] == ["VU2"]


def test_what_was_received_under_either_number_is_shown_under_both(alone: Any) -> None:
    entries = merged(alone, [], [])
    for number, entry in enumerate(entries, 1):
        reference = f"R{number}"
        paid: benefits.BenefitRow = {
            "benefit": "pension", "payments": "regular", "from_month": f"2026-0{number}", "to_month": f"2026-0{number}",
            "amount": 100, "paid_on": f"2026-0{number}-15", "reference": reference,
        }  # fmt: skip
        spent: medical.SpendingRow = {
            "spent_on": f"2026-10-0{number}", "reference": reference, "provider": "医院", "care": "outpatient",
            "remote": False, "total": 100, "fund": 50, "account": 50,
        }  # fmt: skip
        filed: medical.RemoteCareRow = {
            "reference": reference, "kind": "long_term", "region": "310000", "from_on": "2026-01-01", "to_on": None,
        }  # fmt: skip
        came: transferred.TransferredRow = {
            "line": "pension", "from_region": "320500", "from_month": "2010-01", "to_month": "2010-12", "months": 12,
            "personal": 100, "pooled": 0, "received_on": f"2026-0{number}-01", "reference": reference,
        }  # fmt: skip
        happened(alone, c.BENEFIT.stream(entry, 2026), benefits.BenefitsImported(entry, 2026, [paid]))
        happened(alone, c.SPENDING.stream(entry, 2026), medical.MedicalSpendingImported(entry, 2026, [spent]))
        happened(alone, c.REMOTE_CARE.stream(entry), medical.RemoteCareImported(entry, [filed]))
        happened(alone, c.TRANSFERRED.stream(entry), transferred.TransferredInImported(entry, [came]))
    for asked in entries:
        assert get_benefits(alone, benefits.GetBenefits(asked, "pension"), TODAY)["totals"]["regular"]["count"] == 2
        assert get_spending(alone, medical.GetSpending(asked), TODAY)["totals"]["count"] == 2
        told = get_medical(alone, medical.GetMedical(asked), TODAY)
        assert (told["reimbursed"]["count"], len(told["remote_care"])) == (2, 2)
        within = transferred.GetTransferredIn(asked, "within")
        assert get_transferred_in(alone, within, TODAY)["totals"]["months"] == 24


@pytest.mark.parametrize("before", [True, False])
def test_a_transfer_that_one_number_has_asked_for_is_under_way_for_both(alone: Any, before: bool) -> None:
    kept, other = two_numbers(alone)
    enrol(alone, [(kept, "U1"), (other, "U2")])
    wanted = c.RequestTransfer(other, "pension", "in", "310000", "320100")
    if not before:
        merge(alone, kept, other)
    transfer_id = request_transfer(alone, wanted, asking(alone, "person", other, "t1"))["result"]["transfer_id"]
    if before:
        merge(alone, kept, other)
    for asked in (kept, other):
        with pytest.raises(c.TransferUnderWay):
            request_transfer(alone, replace(wanted, person_id=asked), asking(alone, "person", asked, f"again{asked}"))
        assert [one.asked.transfer_id for one in transfers_of(alone.store, asked)] == [transfer_id]
        looking = asking(alone, "person", asked, "look")
        assert get_transfer(alone, c.GetTransfer(transfer_id), looking)["line"] == "pension"
