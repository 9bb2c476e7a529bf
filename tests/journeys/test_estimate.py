"""QRY-16: an estimate opens to its steps, its policy and its assumptions; a wrong figure is disputed from there."""

from typing import Any

import pytest

from tests.journeys.platform import Platform
from tests.journeys.test_ledger import asked_for


@pytest.mark.feature("QRY-16")
def test_an_estimate_opens_to_the_formula_the_wage_base_and_what_it_takes_for_granted(platform: Platform) -> None:
    person = platform.person(platform.city.veteran)
    told = person.get("/me/evidence", figure="estimate").ok
    assert told["value"] == sum(step["amount"] for step in told["steps"]) > 0
    assert "不作为待遇核定依据" in told["notice"]
    assert told["steps"][0]["text"].startswith("基础养老金＝计发基数")
    assert told["retirement"]["category"] == "M"
    assert any("最低缴费年限" in one for one in told["assumptions"])
    used = {entry["series"]: entry for entry in told["policy"]}
    assert {"wage/pension_base", "pension/divisor"} <= used.keys()
    assert used["wage/pension_base"]["source"]


@pytest.mark.feature("QRY-16")
def test_an_estimate_says_what_going_on_paying_would_come_to(platform: Platform) -> None:
    person = platform.person(platform.city.veteran)
    now = person.get("/me/evidence", figure="estimate").ok
    later = person.get("/me/evidence", figure="estimate", projected="true").ok
    assert later["retirement"]["months"] > now["retirement"]["months"]
    assert later["value"] == sum(step["amount"] for step in later["steps"]) > now["value"]
    assert any("再缴费" in one for one in later["assumptions"])
    wrong = person.get("/me/evidence", figure="estimate", projected="maybe").refused("invalid", 422)
    assert "projected" in wrong["errors"]


@pytest.mark.feature("QRY-16")
def test_a_woman_chooses_her_category_and_an_unfit_one_is_refused(platform: Platform) -> None:
    person = platform.person(platform.city.colleague)
    at_50 = person.get("/me/evidence", figure="estimate").ok
    at_55 = person.get("/me/evidence", figure="estimate", category="F55").ok
    assert (at_50["retirement"]["category"], at_55["retirement"]["category"]) == ("F50", "F55")
    assert at_50["retirement"]["retire_month"] < at_55["retirement"]["retire_month"]
    person.get("/me/evidence", figure="estimate", category="M").refused("records_pension_category", 422)
    assert "category" in person.get("/me/evidence", figure="estimate", category="X").refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-16")
def test_what_cannot_be_estimated_is_refused_with_the_reason(platform: Platform) -> None:
    drawn = platform.person(platform.city.retired).get("/me/evidence", figure="estimate")
    assert "养老发放明细" in drawn.refused("records_pension_already_drawn", 409)["detail"]
    person = platform.person(platform.city.employee)
    person.get("/me/evidence", figure="estimate", line="injury").refused("records_figure_unknown", 404)
    person.get("/me/evidence", figure="estimate", as_of="2026-11-17").refused("records_figure_unknown", 404)


@pytest.mark.feature("QRY-16")
def test_a_wrong_figure_is_disputed_from_its_evidence(platform: Platform) -> None:
    person = platform.person(platform.city.steady)
    asked = {"figure": "base", "line": "pension", "month": "2025-04"}
    evidence = person.get("/me/evidence", **asked, unit_id=platform.city.other_unit).ok
    person.get("/me/evidence", **asked, unit_id=platform.city.unit).refused("records_figure_unknown", 404)
    dispute: dict[str, Any] = evidence["dispute"]
    known = {"line": "pension", "month": "2025-04", "unit_id": platform.city.other_unit}
    assert dispute["form"] == {**known, "problem": "wrong"}
    case = asked_for(person, dispute["matter"], {**dispute["form"], "base_fen": 700_000}, "evidence")
    told = person.get(f"/cases/{case.result['case_id']}").ok
    assert (told["matter"], told["status"]) == ("record-correction", "submitted")
    person.post(f"/cases/{case.result['case_id']}/withdrawal", {"confirmed": True}).ok  # noqa: B018
    for figure in ("balance", "months", "estimate"):
        assert person.get("/me/evidence", figure=figure).ok["dispute"]["form"]["line"] == "pension"
