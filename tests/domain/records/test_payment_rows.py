"""Rows of a payment file (ENR-13): what is wrong with one is told at once, field by field."""

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.bills.rows import read_payment

ROW = {
    "unit_id": "U1",
    "month": "2026-10",
    "line": "养老",
    "amount": "12.30",
    "arrived_on": "2026-11-20",
    "voucher": "V1",
}
TODAY = "2026-11-22"


def refusal(**changed: str) -> Refused:
    with pytest.raises(Refused) as refused:
        read_payment({**ROW, **changed}, TODAY)
    return refused.value


def test_a_right_row_is_a_payment() -> None:
    read = read_payment(ROW, TODAY)
    assert (read.unit_id, read.period, read.line, read.amount) == ("U1", "2026-10", "pension", 1230)


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"unit_id": ""}, c.PaymentFieldInvalid),
        ({"arrived_on": "2026-13-40"}, c.PaymentFieldInvalid),
        ({"arrived_on": "2026-11-23"}, c.ArrivalInFuture),
        ({"line": "车险"}, c.PaymentLineInvalid),
        ({"amount": "十元"}, c.AmountInvalid),
        ({"amount": "-1"}, c.AmountInvalid),
    ],
)
def test_one_wrong_field_has_its_own_refusal(changed: dict[str, str], refused: type[Refused]) -> None:
    assert type(refusal(**changed)) is refused


def test_several_wrong_fields_are_named_together() -> None:
    told = refusal(voucher="", arrived_on="2027-01-01", amount="abc", line="车险")
    assert told.arguments == {"field": "凭证号、到账日期、险种、金额"}
