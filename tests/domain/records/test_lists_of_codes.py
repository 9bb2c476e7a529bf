"""Lists of codes on the forms: each is chosen once, whatever the form (ENR-14, ENR-21, ENR-22)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.refusals import Invalid
from kernel.schema import checked
from services.records import contract as c
from services.records.contract.doubles import ClearRelation, ReopenRelation
from services.records.contract.refunds import OwnRefund, Refund
from services.records.contract.repairs import BackPayment, BackPaymentDemand

MONTHS = {"from_month": "2026-01", "to_month": "2026-02", "wage_fen": 800_000}
FORMS = [
    (Refund, {"month": "2026-10"}),
    (OwnRefund, {"month": "2026-10"}),
    (ClearRelation, {"unit_id": "U1", "from_month": "2026-11"}),
    (ReopenRelation, {"unit_id": "U1"}),
    (BackPayment, {"id_number": "1", **MONTHS}),
    (BackPaymentDemand, {"unit_id": "U1", **MONTHS}),
]


@pytest.mark.parametrize(("form", "rest"), FORMS)
@given(lines=st.lists(st.sampled_from(c.LINES), min_size=1, max_size=5))
def test_a_form_takes_each_line_once(form: type, rest: dict, lines: list[c.Line]) -> None:
    body = {**rest, "lines": lines}
    if len(set(lines)) == len(lines):
        assert checked(form, body).lines == lines  # type: ignore[attr-defined]
        return
    with pytest.raises(Invalid) as refused:
        checked(form, body)
    assert refused.value.arguments["errors"] == {"lines": ["同一项只能选择一次，请去掉重复的选项。"]}
