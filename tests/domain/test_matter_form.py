"""Any matter's form on a page: what kinds of controls it has, what is read from them, and shown in them again."""

import pytest
from werkzeug.datastructures import MultiDict

from gateway.web.matters import all_matters
from gateway.web.pages.matter_form import Control, as_typed, asking, controls, filled_in
from kernel.cases import Matter
from kernel.refusals import Invalid
from services.employer import contract as employer
from services.records import contract as records

CORRECTION = records.MATTERS["record-correction"].catalogue_entry()["form"]
COMPANY = employer.NEW_COMPANY.catalogue_entry()["form"]


def kinds(shown: tuple[Control, ...]) -> dict[str, str]:
    return {control.name: control.kind for control in shown}


def test_a_control_is_what_its_field_is() -> None:
    shown = kinds(controls(CORRECTION, {}))
    told = {"line": "one", "month": "month", "problem": "one", "base_fen": "money", "arrived_on": "date"}
    assert {name: shown[name] for name in told} == told
    assert shown["explanation"] == "long"


def test_forms_within_a_form_have_rows_and_names_of_their_own() -> None:
    unit, staff, *_ = controls(COMPANY, {"district": (("320102", "玄武区"),)}, rows=2)
    assert kinds(unit.inner)["unit.uscc"] == "text"
    assert kinds(unit.inner)["unit.district"] == "select"
    assert [row.name for row in staff.inner] == ["staff.0", "staff.1"]
    assert kinds(staff.inner[1].inner)["staff.1.lines"] == "several"


def test_what_is_filled_in_is_what_the_message_takes() -> None:
    sent = MultiDict([("line", "pension"), ("month", "2025-06"), ("base_fen", "¥8,000.50"), ("explanation", " ")])
    assert filled_in(controls(CORRECTION, {}), sent) == {"line": "pension", "month": "2025-06", "base_fen": 800_050}


@pytest.mark.parametrize("amount", ["much", "1.234", "NaN", "1e99", "9e999999"])
def test_an_amount_that_is_none_is_told_at_its_field(amount: str) -> None:
    with pytest.raises(Invalid) as refused:
        filled_in(controls(CORRECTION, {}), MultiDict({"base_fen": amount}))
    assert "请填写金额" in refused.value.arguments["errors"]["base_fen"][0]


@pytest.mark.parametrize("typed", ["８０００．５０", "￥8,000.50", " 8000.5 ", "8，000.50"])
def test_an_amount_is_taken_as_people_type_it(typed: str) -> None:
    assert filled_in(controls(CORRECTION, {}), MultiDict({"base_fen": typed})) == {"base_fen": 800_050}


def test_a_form_within_a_form_that_is_wanted_is_there_though_empty_and_its_fields_have_names() -> None:
    shown = controls(COMPANY, {})
    assert filled_in(shown, MultiDict()) == {"unit": {}, "staff": [{}]}
    assert asking(shown)["unit.name"] == "请填写单位名称。"
    assert asking(shown)["staff.0.lines"] == "请选择险种。"


def test_what_is_chosen_by_its_name_is_not_asked_for_by_its_code() -> None:
    by_code = {control.name: control for control in controls(CORRECTION, {})}["unit_id"]
    by_name = {control.name: control for control in controls(CORRECTION, {"unit_id": (("1", "远信"),)})}["unit_id"]
    assert (by_code.title, by_name.title) == ("当时的缴费单位编号", "当时的缴费单位")


def test_rows_that_were_left_empty_are_left_out() -> None:
    sent = MultiDict([("staff.0.id_number", "3201"), ("staff.0.lines", "pension"), ("staff.0.lines", "injury")])
    shown = controls(COMPANY, {}, rows=3)
    assert filled_in(shown, sent)["staff"] == [{"id_number": "3201", "lines": ["pension", "injury"]}]


def test_a_draft_comes_back_as_it_was_typed() -> None:
    shown = controls(COMPANY, {}, rows=1)
    form = {"unit": {"name": "新公司"}, "staff": [{"wage_fen": 700_050, "lines": ["pension"]}]}
    assert as_typed(shown, form) == {
        "unit.name": "新公司",
        "staff.0.wage_fen": "7000.50",
        "staff.0.lines": ["pension"],
    }


@pytest.mark.parametrize("matter", list(all_matters()), ids=lambda matter: matter.code)
def test_every_matter_has_a_form_that_shows(matter: Matter) -> None:
    for control in controls(matter.catalogue_entry()["form"], {}):
        assert control.title
        assert control.kind not in ("one", "select", "several") or control.choices, control.name
