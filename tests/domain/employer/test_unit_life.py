"""A unit registered, activated, changed, closed; a credit code's one holder; what a bill still has open."""

from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.events import Event, Fact
from services.employer import contract as c
from services.employer.units import codes
from services.employer.units import domain as d
from services.employer.units.readmodel import fold_bill, owed
from services.records import contract as records
from services.records.contract.adjustments import BillAdjusted
from tests.domain.specification import given

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REGISTRANT = Context(NOW, role="person", on_behalf_of="P1")
CLERK = Context(NOW, role="clerk")
CODE = "91320102MA00000132"

registered = c.UnitRegistered(
    "U1", "P1-1", "P1", CODE, "新公司", "320102", "2026-11-22", 1, "contact", "address", "bank"
)
activated = c.UnitActivated("U1", "2026-11-22")
requested = c.UnitChangeRequested("U1", "U1-1", "details")
closing = c.UnitChangeRequested("U1", "U1-2", "closing")
closed = c.UnitClosed("U1", "U1-2", "dissolved", "2026-11-22")


def test_who_registered_a_unit_activates_it_once():
    given(d.unit, registered).when(lambda s: d.activate(s, REGISTRANT)).then([activated])
    given(d.unit, registered).when(lambda s: d.activate(s, CLERK)).then([activated])
    given(d.unit, registered, activated).when(lambda s: d.activate(s, REGISTRANT)).nothing_happened()


def test_somebody_else_does_not():
    stranger = Context(NOW, role="person", on_behalf_of="P2")
    given(d.unit, registered).when(lambda s: d.activate(s, stranger)).refused_with(c.UnitUnknown)
    given(d.unit).when(lambda s: d.activate(s, REGISTRANT)).refused_with(c.UnitUnknown)


def test_a_unit_declares_from_its_activation_to_its_closing():
    with pytest.raises(c.UnitNotActive):
        d.declaring(d.unit.after([registered]))
    assert d.declaring(d.unit.after([registered, activated])).name == "新公司"
    with pytest.raises(c.UnitIsClosing):
        d.declaring(d.unit.after([registered, activated, closing]))
    with pytest.raises(c.UnitIsClosed):
        d.declaring(d.unit.after([registered, activated, closing, closed]))


def test_one_reviewed_change_at_a_time():
    past = (registered, activated)
    given(d.unit, *past).when(lambda s: d.request_change("details", "U1-1", s)).then([requested])
    given(d.unit, *past, requested).when(lambda s: d.request_change("closing", "U1-2", s)).refused_with(
        c.UnitChangeUnderWay, case_id="U1-1"
    )
    given(d.unit, *past, requested).when(lambda s: d.drop_change("U1-1", s)).then([c.UnitChangeDropped("U1", "U1-1")])
    given(d.unit, *past, requested).when(lambda s: d.drop_change("U1-9", s)).nothing_happened()


def test_the_old_values_hold_until_the_change_is_approved():
    changed = c.UnitDetailsChanged("U1", "U1-1", "新名称", CODE, "other bank")
    before, after = d.unit.after([registered, requested]), d.unit.after([registered, requested, changed])
    assert (d.registered(before).name, d.registered(before).bank) == ("新公司", "bank")
    after = d.registered(after)
    assert (after.name, after.bank, after.under_way) == ("新名称", "other bank", "")


def test_contacts_are_others_at_once():
    moved = d.registered(d.unit.after([registered, c.UnitContactsChanged("U1", "U1-3", "who", "where")]))
    assert (moved.contact, moved.address) == ("who", "where")


def test_a_units_number_is_made_of_its_credit_code():
    number = d.unit_number("320100", CODE, 0)
    assert number == d.unit_number("320100", CODE, 0) != d.unit_number("320100", CODE, 1)
    assert (len(number), number[:4], number.isdigit()) == (12, "3201", True)


# a credit code

reserved = c.CreditCodeReserved(CODE, "P1-1")
taken = c.CreditCodeTaken(CODE, "U1")


def test_a_code_is_reserved_by_one_case():
    given(codes.code).when(lambda s: codes.reserve(CODE, "P1-1", None, s)).then([reserved])
    given(codes.code, reserved).when(lambda s: codes.reserve(CODE, "P1-1", None, s)).nothing_happened()
    given(codes.code, reserved).when(lambda s: codes.reserve(CODE, "P2-1", None, s)).refused_with(c.UnitBeingRegistered)


def test_a_units_code_is_nobody_elses_until_it_is_free_again():
    given(codes.code, taken).when(lambda s: codes.reserve(CODE, "P2-1", None, s)).refused_with(c.UnitRegisteredAlready)
    given(codes.code).when(lambda s: codes.reserve(CODE, "P2-1", "U7", s)).refused_with(c.UnitRegisteredAlready)
    given(codes.code, taken).when(lambda s: codes.release(CODE, "U2", s)).nothing_happened()
    given(codes.code, taken).when(lambda s: codes.release(CODE, "U1", s)).then([c.CreditCodeReleased(CODE)])


@pytest.mark.parametrize(("text", "why"), [("123", "应为18位"), (CODE[:-1] + "X", "校验码"), ("O" * 18, "字符")])
def test_a_wrong_code_is_told_why(text: str, why: str):
    with pytest.raises(c.CreditCodeWrong) as refused:
        codes.checked_code(text)
    assert why in str(refused.value)


# what a bill has open


def after(*events: Event) -> dict | None:
    document: dict | None = {}
    for event in events:
        document = fold_bill(document or {}, Fact(event, "records", "bill", "bill-U1-2026-10", 1, 0, 0, "", {}))
    return document


def billed(person: str, fen: int) -> records.BillAssessed:
    line = {"line": "pension", "base": 0, "employer": fen, "individual": 10, "account": 10}
    return records.BillAssessed("U1", "2026-10", "2026-11-15", [{"person_id": person, "lines": [line]}])  # type: ignore[list-item]


def more(person: str, fen: int) -> BillAdjusted:
    line = {"line": "pension", "number": 1, "old_base": 0, "base": 1, "employer": fen, "individual": 0, "account": 0}
    return BillAdjusted("U1", "2026-10", "2026-12-31", [{"person_id": person, "lines": [{**line, "policy": []}]}])  # type: ignore[list-item]


def paid(principal: int, charged: int = 0, fee: int = 0) -> records.PaymentArrived:
    line = {"line": "pension", "principal": principal, "late_fee": fee, "late_fee_charged": charged, "late_days": 0}
    return records.PaymentArrived("U1", "2026-10", "V1", "total", principal + fee, "2026-11-20", [line], 0)  # type: ignore[list-item]


def test_a_bill_owes_what_was_billed_and_not_paid():
    assert owed(after(billed("P1", 90), billed("P2", 190)) or {}) == 300
    assert owed(after(billed("P1", 90), billed("P2", 190), paid(120, charged=5)) or {}) == 185


def test_a_paid_bill_owes_nothing_but_its_late_fees():
    settled = records.LinesSettled("U1", "2026-10", 1, ["pension"], "V1", "2026-11-20")
    assert after(billed("P1", 90), paid(100), settled) is None
    assert owed(after(billed("P1", 90), paid(100, charged=7), settled) or {}) == 7
    assert after(billed("P1", 90), paid(100, charged=7), settled, paid(0, fee=7)) is None


def test_an_adjustment_leaves_the_bill_with_its_line():
    left = records.BillReduced("U1", "2026-10", [{"person_id": "P1", "lines": ["pension"]}], [], 1)
    assert owed(after(billed("P1", 90), billed("P2", 190), more("P1", 30), left) or {}) == 200
    assert after(billed("P1", 90), more("P1", 30), left) is None


def test_who_leaves_a_bill_is_not_owed_for():
    left = records.BillReduced("U1", "2026-10", [{"person_id": "P1", "lines": ["pension"]}], [], 1)
    assert owed(after(billed("P1", 90), billed("P2", 190), left) or {}) == 200
    assert after(billed("P1", 90), left) is None
