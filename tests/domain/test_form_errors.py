"""What is wrong with a form stands at the fields of its page, and says by name what was left empty."""

import pytest
from flask import Flask
from marshmallow import ValidationError

from gateway.web.pages.forms import EMPTY, refused
from kernel.refusals import Invalid
from kernel.schema import field_for
from services.employer.contract.unit_matters import UnitName

ASKING = {
    "unit": "请填写单位信息。",
    "unit.name": "请填写单位名称。",
    "staff": "请填写首批职工。",
    "staff.0.lines": "请选择险种。",
}


@pytest.mark.parametrize(
    ("path", "field", "told"),
    [
        ("form.unit.name", "unit.name", "请填写单位名称。"),
        ("unit", "unit", "请填写单位信息。"),
        ("staff.0.lines.1", "staff.0.lines", "请选择险种。"),
        ("staff.3.name", "staff", "请填写首批职工。"),
        ("month.0", "month", EMPTY),
    ],
)
def test_an_error_stands_at_the_nearest_field_that_the_page_has(path: str, field: str, told: str) -> None:
    with Flask(__name__).test_request_context("/", method="POST"):
        assert refused(Invalid(errors={path: [EMPTY]}), ASKING).errors == {field: [told]}


def test_two_errors_of_one_field_are_both_told_and_each_once() -> None:
    wrong = {"lines.0": ["请选择险种。"], "lines.1": ["请选择险种。"], "lines": ["请至少选择一项。"]}
    with Flask(__name__).test_request_context("/", method="POST"):
        assert refused(Invalid(errors=wrong)).errors == {"lines": ["请选择险种。", "请至少选择一项。"]}


@pytest.mark.parametrize(
    ("typed", "told"), [("x", "请填写单位名称，2到100个字。"), ("名" * 101, "请填写单位名称，2到100个字。")]
)
def test_a_length_is_told_with_the_name_of_its_field(typed: str, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        field_for(UnitName).deserialize(typed)
    with Flask(__name__).test_request_context("/", method="POST"):
        assert refused(Invalid(errors={"unit.name": caught.value.messages}), ASKING).errors == {"unit.name": [told]}
        assert refused(Invalid(errors={"note": ["请填写500个字以内。"]}), {"note": "请填写备注。"}).errors == {
            "note": ["请填写备注，500个字以内。"]
        }
