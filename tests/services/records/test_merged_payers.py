"""Somebody under two numbers who pays alone, or is a resident: what they ask for reaches the relation where it stands
(ENR-05, ENR-19, ENR-22, ENR-23)."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.cases import Matter
from kernel.cases.effects import Filing
from kernel.commands import execute_across
from kernel.context import Context
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.payments import book_payments, get_payment_file, receive_file
from services.records.bills.queries import get_unit_bill
from services.records.contract import draws as dc
from services.records.contract import resident_matters as rm
from services.records.contract import residents as r
from services.records.draws.ordering import draws_page, order_draws
from services.records.draws.payments import get_own_payments, issue_payment_order
from services.records.enrolment.domain import enrolment
from services.records.payers.payments import named_payers
from services.records.payers.queries import get_self_payment
from services.records.residents import domain as d
from services.records.residents.work import record_payments
from services.records.runs.work import carry_out
from tests.services.harness import happened
from tests.services.records.pasts import ID_NUMBER, MONTH
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_double_search import OTHER_NUMBER
from tests.services.records.test_merged_person import merge, two_numbers

YEAR, TODAY, NOW = 2026, "2026-11-28", datetime(2026, 11, 28, 4, tzinfo=UTC)
PENSION: r.Scheme = "resident_pension"


def asking(records: Any) -> Context:
    command = {"command_id": os.urandom(8).hex(), "command_hash": "h"}
    return replace(records.context("tester"), now=NOW, role="person", **command)


def asked(records: Any, matter: Matter, applicant: str, form: Any, **kept: Any) -> None:
    """Handed in and carried out at once."""
    effect = records.effects(records)[matter.code]
    application = Filing(matter, applicant, f"case{os.urandom(6).hex()}", form).applied(
        records.sealer, applicant, **kept
    )

    def carry(unit: Unit) -> Document:
        effect.carry_out(unit, application)
        return unit.reply(c.PERSON.stream(applicant))

    execute_across(records.store, carry, asking(records))


# ------------------------------------------------------------------ who pays alone


def pays_under_the_other_number(records: Any) -> tuple[str, str]:
    kept, other = two_numbers(records)
    enrolled = c.PersonEnrolled(other, c.SELF, ["pension"], "2026-01", 600_000, "flexible")
    happened(records, c.ENROLMENT.stream(other, c.SELF), enrolled)
    merge(records, kept, other)
    return kept, other


def own_status(records: Any, entry: str) -> str | None:
    found: str | None = records.store.state(c.ENROLMENT.stream(entry, c.SELF), enrolment)[0].status("pension")
    return found


@pytest.mark.parametrize("by_other", [False, True])
def test_an_interruption_ends_the_relation_and_joining_goes_on_with_it(alone: Any, by_other: bool) -> None:
    entries = pays_under_the_other_number(alone)
    _, other = entries
    month, applicant = TODAY[:7], entries[by_other]
    assert get_self_payment(alone, c.GetSelfPayment(applicant), asking(alone))["action"] == "stop"
    stop = c.FLEXIBLE_INTERRUPTION.form(notice_read=True, stop_month=month)
    asked(alone, c.FLEXIBLE_INTERRUPTION, applicant, stop, handled=month)
    assert own_status(alone, other) == "suspended"
    again = c.FLEXIBLE_ENROLMENT.form(
        notice_read=True, site="320106", lines=["pension"], start_month=month, wage="6000", id_number="", name=""
    )
    asked(alone, c.FLEXIBLE_ENROLMENT, applicant, again, handled=month)
    assert [own_status(alone, entry) for entry in entries] == [None, "active"]


def test_what_is_owed_under_the_other_number_is_shown_drawn_and_paid_by_order(alone: Any) -> None:
    kept, other = pays_under_the_other_number(alone)
    assess(alone)
    [month] = get_own_payments(alone, dc.GetOwnPayments(kept), TODAY)["months"]
    assert (month["month"], month["owed"]) == (MONTH, 120_000)
    [pension] = get_unit_bill(alone, c.GetUnitBill(kept, MONTH), TODAY)["lines"]
    assert (pension["line"], pension["owed"]) == ("pension", 120_000)
    issued = issue_payment_order(alone, dc.IssuePaymentOrder(other, MONTH), asking(alone))["result"]
    by_kept = issue_payment_order(alone, dc.IssuePaymentOrder(kept, MONTH), asking(alone))["result"]
    assert by_kept == issued


def test_the_bank_is_asked_for_what_is_owed_under_the_other_number(alone: Any) -> None:
    kept, other = pays_under_the_other_number(alone)
    assess(alone)
    account = alone.sealer.seal("6222020000000000000")
    for entry in (kept, other):  # each account has opened it
        opened = c.SelfServiceOpened(entry, account, alone.sealer.seal("13812345678"), "2026-10-01", "S1")
        happened(alone, c.PAYER.stream(entry), opened)
    [month] = get_own_payments(alone, dc.GetOwnPayments(kept), TODAY)["months"]
    context = replace(asking(alone), role="clerk")
    order_draws(alone, context)
    counts = dict(carry_out(alone, draws_page, "draws", TODAY, context).counts)
    assert (counts["payers"], counts["draws"], counts["amount"]) == (2, 1, month["open"])
    assert [name for name, _ in alone.store.streams("draw-")] == [dc.DRAW.stream(other, MONTH)]


# ------------------------------------------------------------------ residents


def resident_under_the_other_number(records: Any) -> tuple[str, str]:
    kept, other = two_numbers(records)
    begun = r.ResidentEnrolled(other, PENSION, YEAR, 30_000, other, TODAY)
    owed = r.ResidentYearAssessed(other, PENSION, YEAR, 30_000, 10_000, "2026-12-31", ["policy"])
    happened(records, r.RESIDENT.stream(other, PENSION), begun, owed)
    merge(records, kept, other)
    return kept, other


def scheme(records: Any, entry: str) -> d.Resident:
    state: d.Resident = records.store.state(r.RESIDENT.stream(entry, PENSION), d.residents)[0]
    return state


def test_a_scheme_is_left_and_entered_again_where_it_stands(alone: Any) -> None:
    kept, other = resident_under_the_other_number(alone)
    asked(alone, rm.RESIDENT_STOP, kept, rm.ResidentStop("resident_pension"))
    assert scheme(alone, other).status == "stopped"
    asked(alone, rm.RESIDENT_ENROLMENT, kept, rm.ResidentEnrolment("resident_pension", YEAR, 30_000))
    assert (scheme(alone, kept).status, scheme(alone, other).status) == ("none", "active")


def test_a_payment_that_names_either_number_pays_the_year(alone: Any) -> None:
    _, other = resident_under_the_other_number(alone)
    row = {
        "id_number": ID_NUMBER, "scheme": PENSION, "year": str(YEAR), "amount": "300.00", "arrived_on": TODAY,
        "voucher": "V1",
    }  # fmt: skip
    again = {**row, "id_number": OTHER_NUMBER, "voucher": "V2"}
    told = record_payments(alone, [row, row, again], replace(asking(alone), role="clerk"))["result"]["rows"]
    assert [one["outcome"] for one in told] == ["full", "repeated", "rejected"]
    assert scheme(alone, other).years[YEAR].voucher == "V1"


def paid(records: Any, rows: list[dict[str, str]], by_file: bool) -> list[Document]:
    context = replace(asking(records), role="clerk")
    named = named_payers(records, rows, context)
    if not by_file:
        return list(book_payments(records, named, context)["result"]["rows"])
    file_id = receive_file(records, named, context)["result"]["file_id"]
    return list(get_payment_file(records, c.GetPaymentFile(file_id))["rows"])


@pytest.mark.parametrize("by_file", [False, True])
def test_a_feed_that_names_either_number_pays_the_month(alone: Any, by_file: bool) -> None:
    kept, other = pays_under_the_other_number(alone)
    assess(alone)
    row = {"unit_id": ID_NUMBER, "month": MONTH, "line": "total", "arrived_on": f"{MONTH}-20"}
    part, rest, more = (
        {**row, "amount": "700.00", "voucher": "V1"},
        {**row, "amount": "500.00", "voucher": "V2", "unit_id": OTHER_NUMBER},
        {**row, "amount": "0.07", "voucher": "V3"},
    )
    told = paid(alone, [part, rest, part, more], by_file)
    assert [one["outcome"] for one in told] == ["part", "full", "repeated", "unmatched"]
    state = alone.store.state(c.BILL.stream(other, MONTH), bill)[0]
    assert (state.lines["pension"].paid, list(state.held)) == (120_000, ["V3"])
    assert not alone.store.load(c.BILL.stream(kept, MONTH))[1]
    assert [one["outcome"] for one in paid(alone, [part, rest, more], by_file)] == ["repeated"] * 3


def test_money_that_comes_before_the_bill_waits_for_it_where_it_will_be(alone: Any) -> None:
    kept, other = pays_under_the_other_number(alone)
    row = {
        "unit_id": ID_NUMBER, "month": MONTH, "line": "total", "arrived_on": f"{MONTH}-20", "amount": "1200.00",
        "voucher": "V1",
    }  # fmt: skip
    [told] = paid(alone, [row], by_file=False)
    assert told["outcome"] == "unmatched"
    assess(alone)
    assert get_unit_bill(alone, c.GetUnitBill(kept, MONTH), TODAY)["state"] == "paid"
    assert alone.store.state(c.BILL.stream(other, MONTH), bill)[0].held == {}


def test_a_month_that_is_owed_under_both_numbers_is_paid_under_both_by_either(alone: Any) -> None:
    kept, other = pays_under_the_other_number(alone)
    enrolled = c.PersonEnrolled(kept, c.SELF, ["medical"], "2026-01", 600_000, "flexible")
    happened(alone, c.ENROLMENT.stream(kept, c.SELF), enrolled)
    assess(alone)
    amounts = {
        entry: alone.store.state(c.BILL.stream(entry, MONTH), bill)[0].lines[line].owed
        for entry, line in ((kept, "medical"), (other, "pension"))
    }
    row = {"unit_id": ID_NUMBER, "month": MONTH, "line": "total", "arrived_on": f"{MONTH}-20"}
    rows = [
        {**row, "amount": f"{amount / 100:.2f}", "voucher": f"V{number}"}
        for number, amount in enumerate((amounts[kept], amounts[other]), 1)
    ]
    assert [one["outcome"] for one in paid(alone, rows, by_file=False)] == ["full", "full"]
