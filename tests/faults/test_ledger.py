"""The audit of the money finds what it is there for: a fen too much, a line too many, a voucher that came twice."""

from collections.abc import Sequence

import pytest

from kernel.events import Event, Fact
from services.records import contract as c
from services.records.contract import refunds
from tests.faults.journal import Journal, Sent
from tests.faults.ledger import ledger

UNIT, MONTH, DAY, DUE = "U1", "2026-11", "2026-11-22", "2026-12-31"
AMOUNTS = {"employer": 1600, "individual": 800}


def assessed() -> c.ContributionsAssessed:
    line: c.AssessedLine = {"line": "pension", "base": 10_000, **AMOUNTS, "account": 800, "policy": []}
    return c.ContributionsAssessed("P1", UNIT, MONTH, "employee", [line], DUE)


def billed(individual: int = 800) -> c.BillAssessed:
    line: c.BilledLine = {"line": "pension", "base": 10_000, **AMOUNTS, "individual": individual, "account": 800}
    return c.BillAssessed(UNIT, MONTH, DUE, [{"person_id": "P1", "lines": [line]}])


def arrived(principal: int = 2400, amount: int = 2400) -> c.PaymentArrived:
    line: c.LinePayment = {
        "line": "pension",
        "principal": principal,
        "late_fee": 0,
        "late_fee_charged": 0,
        "late_days": 0,
    }
    return c.PaymentArrived(UNIT, MONTH, "V1", "total", amount, DAY, [line], 0)


def settled() -> c.LinesSettled:
    return c.LinesSettled(UNIT, MONTH, 1, ["pension"], "V1", DAY)


def paid(credited: int = 800) -> c.ContributionsPaid:
    return c.ContributionsPaid("P1", UNIT, MONTH, [{"line": "pension", **AMOUNTS, "credited": credited}], DAY, "V1")


def booked(amount: int = 2400) -> c.PaymentFileBooked:
    return c.PaymentFileBooked("F1", 1, {"full": 1}, amount, DAY)


def findings(events: Sequence[Event], outcome: str = "full") -> list[str]:
    facts = [Fact(event, "records", event.category.name, "s", n, n, n, "", {}) for n, event in enumerate(events)]
    journal = Journal()
    sent = journal.begin(
        Sent("clerk", "records", "RecordPayments", "id", {"rows": [{"voucher": "V1", "amount": "24"}]})
    )
    sent.answered(200, {"result": {"rows": [{"voucher": "V1", "outcome": outcome}]}})
    return list(ledger(facts, journal))


def test_a_month_that_was_assessed_billed_paid_and_credited_adds_up():
    assert findings([assessed(), billed(), arrived(), settled(), paid(), booked()]) == []


@pytest.mark.parametrize(
    ("events", "finding"),
    [
        ([assessed(), billed(801), arrived(), booked()], "assessed (1600, 800, 800), billed (1600, 801, 800)"),
        ([assessed(), billed(), billed(), arrived(), booked()], "was entered twice"),
        ([assessed(), billed(), arrived(2399), booked()], "2400 became 2399 used and 0 held"),
        (
            [assessed(), billed(), arrived(2399, 2399), settled(), paid(), booked(2399)],
            "settled with 2399 paid of 2400",
        ),
        ([assessed(), billed(), arrived(), settled(), booked()], "paid and credited None"),
        ([assessed(), billed(), arrived(), settled(), paid(799), booked()], "paid and credited (1600, 800, 799)"),
        ([assessed(), billed(), arrived(), settled(), paid(), paid(), booked()], "was entered twice"),
        ([assessed(), billed(), arrived(), arrived(), settled(), paid(), booked()], "voucher V1 arrived twice"),
        ([assessed(), billed()], "voucher V1 was told as full"),
    ],
)
def test_what_does_not_add_up_is_found(events, finding):
    assert any(finding in sentence for sentence in findings(events))


def test_money_that_was_told_as_rejected_and_is_booked_is_found():
    events = [assessed(), billed(), arrived(), settled(), paid(), booked()]
    assert findings(events, outcome="rejected") == ["voucher V1 was told as rejected"]


def a_refund(amount: int = 2400, credited: int = 800) -> list[Event]:
    """The month was paid wrongly: off the bill and the year, and the money back."""
    billed_line: c.BilledLine = {"line": "pension", "base": 10_000, **AMOUNTS, "account": 800}
    paid_line: c.PaidLine = {"line": "pension", **AMOUNTS, "credited": credited}
    return [
        refunds.PaidLinesReleased(UNIT, MONTH, "P1", [billed_line], "V1.R1.1", DAY, amount, "R1"),
        refunds.ContributionsRefunded("P1", UNIT, MONTH, [paid_line], "R1", DAY),
        refunds.HeldMoneyRefunded(UNIT, MONTH, "V1.R1.1", amount, "R1", DAY),
    ]


WHOLE: list[Event] = [assessed(), billed(), arrived(), settled(), paid(), booked()]


def test_a_month_that_was_refunded_adds_up_and_so_does_one_the_treasury_sent_back():
    assert findings([*WHOLE, *a_refund()]) == []
    returned = refunds.RefundReturned(UNIT, MONTH, "V1.R1.1", "total", DAY, 2400, "R1")
    assert findings([*WHOLE, *a_refund(), returned]) == []


@pytest.mark.parametrize("wrong", [{"amount": 2399}, {"credited": 799}])
def test_a_refund_that_is_a_fen_off_is_found(wrong: dict[str, int]):
    assert findings([*WHOLE, *a_refund(**wrong)]) != []


def test_half_a_refund_is_found():
    assert findings([*WHOLE, *a_refund()[:1]]) != []
