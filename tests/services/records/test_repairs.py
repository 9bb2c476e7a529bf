"""Back-payment, correction and refund from the application to the books (ENR-14, ENR-21, QRY-18)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from kernel.cases.effects import Filing
from kernel.context import Context
from kernel.service import Service
from services.records import contract as c
from services.records.bills.payments import book_payments
from services.records.closing.queries import get_closing, get_closing_units
from services.records.contract import refunds
from services.records.contract import repairs as r
from services.records.contract.closing import GetClosing, GetClosingUnits
from services.records.contributions.queries import get_contributions
from tests.services.harness import happened
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, register, sums, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_closing import followed
from tests.services.records.test_payment_files import a_row

TODAY = "2026-11-22"


def someone(records: Any) -> str:
    person_id: str = records.person_id(ID_NUMBER)
    register(records, person_id)
    unit_known(records, "U1")
    return person_id


def asking(records: Service, role: str, on_behalf_of: str, command_id: str) -> Context:
    context = records.context("applicant")
    return replace(
        context, role=role, on_behalf_of=on_behalf_of, channel="web", command_id=command_id, command_hash="h"
    )


def approved(records: Any, matter: Any, applicant: str, form: Any, *materials: str, role: str = "") -> dict[str, Any]:
    """Handed in by the applicant, or by an officer of `role` for them; claimed and approved by another."""
    role = role or ("person" if matter.applicant == "person" else "agent")
    context = asking(records, role, applicant, f"s{matter.code}{json.dumps(asdict(form), sort_keys=True)}")
    kept = records.desk.documents.keep(applicant, "JVBERi0xLjQKJSVFT0Y=", context)
    attached: list[Any] = [{"material": name, "document": kept} for name in materials]
    case_id = records.desk.new_case_id(applicant, context)
    records.desk.file(Filing(matter, applicant, case_id, form, tuple(attached)), False, context)
    officer = replace(records.context("reviewer"), role="reviewer", channel="window")
    records.desk.claim(case_id, False, replace(officer, command_id=f"c{case_id}", command_hash="h"))
    reply: dict[str, Any] = records.desk.approve(case_id, replace(officer, command_id=f"a{case_id}", command_hash="h"))
    return reply["result"]


def rows(records: Service, person_id: str, month: str) -> list[tuple[Any, ...]]:
    told = get_contributions(records, c.GetContributions(person_id, "pension", month, month), TODAY)["rows"]
    return [(row["kind"], row["state"], row["base"], row["arrived_on"]) for row in told]


def test_a_missed_month_is_assessed_billed_late_paid_and_credited(alone: Any) -> None:
    person_id = someone(alone)
    form = r.BackPayment(ID_NUMBER, ["pension"], "2026-01", "2026-02", 800_000)
    outcome = approved(alone, r.BACK_PAYMENT, "U1", form, "proof")["outcome"]
    assert outcome == "已核定补缴2个月，请单位按账单缴纳，滞纳金由单位承担"
    assert rows(alone, person_id, "2026-01") == [("back_payment", "missing", 800_000, None)]
    paid = {**a_row("U1", "pension", 300_000, "V1"), "month": "2026-01", "arrived_on": "2026-11-20"}
    [told] = book_payments(alone, [paid], replace(alone.context("officer"), command_id="f"))["result"]["rows"]
    assert told["outcome"] == "late"
    followed(alone)
    assert rows(alone, person_id, "2026-01") == [("back_payment", "paid", 800_000, "2026-11-20")]
    closing = get_closing(alone, GetClosing("2026-01"), TODAY)
    assert closing["balanced"], closing["differences"]
    assert closing["lines"][0]["late_fee"] > 0


def test_a_person_can_demand_it_and_a_later_assessment_leaves_it_alone(alone: Any) -> None:
    person_id = someone(alone)
    form = r.BackPaymentDemand("U1", ["pension"], MONTH, MONTH, 800_000)
    approved(alone, r.BACK_PAYMENT_DEMAND, person_id, form, "proof")
    enrol(alone, [(person_id, "U1")], start="2026-11")
    assess(alone)
    followed(alone)
    assert rows(alone, person_id, MONTH)[0][:2] == ("back_payment", "awaited")


@pytest.mark.parametrize(
    ("matter", "form", "materials", "refusal"),
    [
        (r.BACK_PAYMENT, {"id_number": "320102199003072814"}, ["proof"], r.NotInArchive),
        (r.BACK_PAYMENT, {"from_month": "2022-01", "to_month": "2024-12"}, ["proof"], r.LegalDocumentMissing),
        (r.BACK_PAYMENT, {"to_month": "2099-01"}, ["proof"], r.BackPaymentMonths),
        (r.BACK_PAYMENT_DEMAND, {"unit_id": c.SELF}, ["proof"], r.NotByOneself),
        (r.CORRECTION, {}, ["evidence"], r.RowUnknown),
        (refunds.REFUND, {}, [], refunds.NothingHeld),
        (refunds.REFUND, {"voucher": ""}, [], refunds.RefundUnclear),
        (r.MISSING, {}, [], r.OpenedBySystem),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_handed_in(
    alone: Any, matter: Any, form: Mapping[str, Any], materials: list[str], refusal: type[Exception]
) -> None:
    person_id = someone(alone)
    usual: dict[str, Any] = {
        r.BACK_PAYMENT.code: r.BackPayment(ID_NUMBER, ["pension"], "2026-01", "2026-02", 800_000),
        r.BACK_PAYMENT_DEMAND.code: r.BackPaymentDemand("U1", ["pension"], "2026-01", "2026-02", 800_000),
        r.CORRECTION.code: r.Correction("pension", "2020-05", "wrong", base_fen=1),
        refunds.REFUND.code: refunds.Refund(MONTH, "V404"),
        r.MISSING.code: r.MissingContributions(MONTH, 1, 1),
    }
    applicant = person_id if matter.applicant == "person" else "U1"
    with pytest.raises(refusal):
        approved(alone, matter, applicant, replace(usual[matter.code], **form), *materials)


def test_a_correction_is_a_new_event_beside_the_old_row(alone: Any) -> None:
    person_id = someone(alone)
    row: c.ImportedRow = {
        "period": "2020-05",
        "line": "pension",
        "kind": "normal",
        "unit_id": "U1",
        "base": 400_000,
        "employer": 64_000,
        "individual": 32_000,
        "account": 32_000,
        "arrived_on": "2020-06-10",
    }
    stream = c.CONTRIBUTION.stream(person_id, 2020)
    happened(alone, stream, c.ContributionsImported(person_id, 2020, [row]))
    approved(alone, r.CORRECTION, person_id, r.Correction("pension", "2020-05", "wrong", base_fen=600_000), "evidence")
    assert rows(alone, person_id, "2020-05") == [("normal", "paid", 600_000, "2020-06-10")]
    events, _ = alone.store.load(stream)
    assert [type(event).__name__ for event in events] == ["ContributionsImported", "ContributionCorrected"]


def test_work_injury_is_not_corrected_by_a_base_where_the_units_class_is_not_known(alone: Any) -> None:
    form = r.Correction("injury", "2026-05", "missing", unit_id="U9", base_fen=600_000)
    with pytest.raises(r.IndustryClassUnknown):
        approved(alone, r.CORRECTION, someone(alone), form, "evidence")


def refund_orders(records: Any) -> list[dict[str, Any]]:
    """What the treasury is asked, in order."""
    placed = records.database["orders"].find({"kind": "treasury"}).sort("_id")
    return [dict(records.orders.says(one)) for one in placed]


def test_money_that_nobody_owes_goes_back_to_the_unit(alone: Any) -> None:
    someone(alone)
    book_payments(alone, [a_row("U1", "total", 700, "V1")], replace(alone.context("officer"), command_id="f"))
    approved(alone, refunds.REFUND, "U1", refunds.Refund(MONTH, "V1"))
    assert get_closing(alone, GetClosing(MONTH), TODAY)["held"] == 0
    assert [(order["paid_under"], order["amount"]) for order in refund_orders(alone)] == [("V1", 700)]
    with pytest.raises(refunds.NothingHeld):
        approved(alone, refunds.REFUND, "U1", refunds.Refund(MONTH, "V1", "again"))


def test_a_month_paid_for_after_the_stop_goes_back_and_the_books_still_agree(alone: Any) -> None:
    person_id = someone(alone)
    enrol(alone, [(person_id, "U1")])
    assess(alone)
    owed = sums(alone)["billed"]
    row = {**a_row("U1", "total", owed, "V1"), "arrived_on": f"{MONTH}-20"}
    book_payments(alone, [row], replace(alone.context("officer"), command_id="f"))
    followed(alone)
    stop = c.PersonStopped(person_id, "U1", ["pension"], MONTH, "2026-09", "resigned")
    happened(alone, c.ENROLMENT.stream(person_id, "U1"), stop, expected=1)
    form = refunds.Refund(MONTH, "", "已离职", ID_NUMBER, ["pension"])
    approved(alone, refunds.REFUND, "U1", form)
    assert rows(alone, person_id, MONTH)[0][0] == "normal"
    assert [row[0] for row in rows(alone, person_id, MONTH)] == ["normal", "refund"]
    closing = get_closing(alone, GetClosing(MONTH), TODAY)
    assert (closing["balanced"], closing["held"], closing["differences"]) == (True, 0, [])
    units = get_closing_units(alone, GetClosingUnits(MONTH), TODAY)["rows"]
    assert not any(row["difference"] for row in units)
    [order] = refund_orders(alone)
    assert (order["paid_under"], order["amount"]) == ("V1", 192_000)
    assess(alone)  # it is not owed again
    assert get_closing(alone, GetClosing(MONTH), TODAY)["balanced"]
    with pytest.raises(refunds.NotPaidThere):
        approved(alone, refunds.REFUND, "U1", replace(form, reason="again"))
