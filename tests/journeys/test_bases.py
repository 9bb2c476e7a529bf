"""Yearly bases (ENR-11): declared one by one and in bulk in the window, seen, confirmed, objected to; missed ones."""

from typing import Any

import pytest

from tests.journeys.clients import until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import enrolled, of_staff

IN_WINDOW, AFTER_WINDOW = "2026-02-10", "2026-03-10"


def own(platform: Platform, who: Any, year: int = 2026) -> dict[str, Any] | None:
    bases = platform.person(who).get("/me/bases").ok["bases"]
    return next((base for base in bases if base["year"] == year), None)


def declare(platform: Platform, who: Any, wage_fen: int) -> dict[str, Any]:
    body = {"year": 2026, "rows": [{"id_number": who.id_number, "wage_fen": wage_fen}]}
    return dict(platform.as_("agent").post(f"/units/{platform.city.unit}/bases", body).result)


@pytest.mark.feature("ENR-11")
def test_a_base_is_declared_in_the_window_shown_clamped_and_confirmed(platform: Platform) -> None:
    who, unit = platform.city.employee, platform.city.unit
    with platform.at(IN_WINDOW):
        told = declare(platform, who, 1)
        assert (told["declared"], told["rows"][0]["lines"][0]["clamped"]) == (1, "floor")
        told = declare(platform, who, 700_000)
        assert (told["declared"], told["rows"][0]["lines"][0]["base"]) == (1, 700_000)
        assert declare(platform, who, 700_000)["unchanged"] == 1
    listed = platform.as_("agent").get(f"/units/{unit}/bases/2026", limit=200).ok
    assert listed["window"]["open"] is False
    assert "declared" in {staff["state"] for staff in listed["staff"]}
    person = platform.person(who)
    until(lambda: (own(platform, who) or {}).get("wage_fen") == 700_000, "the base")
    seen = own(platform, who) or {}
    assert (seen["state"], seen["wage_fen"], seen["from_month"]) == ("declared", 700_000, "2026-01")
    about = {"unit_id": unit, "year": 2026}
    person.post("/me/bases/confirmation", about).ok  # noqa: B018
    until(lambda: (own(platform, who) or {})["state"] == "confirmed", "the base is confirmed")
    person.post("/me/bases/confirmation", {**about, "year": 2025}).refused("base_nothing_declared", 409)
    relation = until(lambda: wage_at(platform, who) == 700_000, "records knows the wage")
    assert relation


@pytest.mark.feature("ENR-11")
def test_who_came_later_in_the_year_is_not_waited_for(platform: Platform) -> None:
    person = of_staff(platform, enrolled(platform))["person_id"]
    listed = platform.as_("agent").get(f"/units/{platform.city.unit}/bases/2026", limit=200).ok["staff"]
    assert {staff["state"] for staff in listed if staff["person_id"] == person} == {"not_wanted"}


def wage_at(platform: Platform, who: Any) -> int:
    lines = platform.person(who).get("/me/status").ok["lines"]
    relations = [r for line in lines for r in line["relations"] if r["unit_id"] == platform.city.unit]
    return int(relations[0]["wage_fen"])


@pytest.mark.feature("ENR-11")
def test_a_file_of_bases_tells_every_bad_row_and_again_changes_nothing(platform: Platform) -> None:
    who, agent, unit = platform.city.employee, platform.as_("agent"), platform.city.unit
    rows = f"{who.id_number},7100.00\n{platform.stranger().id_number},7000\n{who.id_number}1,7000\n{who.id_number},x\n"
    content = ("公民身份号码,月平均工资\n" + rows).encode()
    with platform.at(IN_WINDOW):
        agent = platform.as_("agent")
        told = agent.upload(f"/units/{unit}/base-files/2026", content, "bases.csv").result
        assert told["declared"] == 1
        assert [row.get("code") for row in told["rows"]] == [None, "base_not_staff", "id_number_wrong", "wage.amount"]
        again = agent.upload(f"/units/{unit}/base-files/2026", content, "bases.csv").result
        assert (again["declared"], again["unchanged"]) == (0, 1)
        both = agent.upload(f"/units/{unit}/base-files/2026", "公民身份号码,月平均工资\n,x\n".encode()).result["rows"]
        assert ["公民身份号码没有填写" in row["sentence"] and "月平均工资应为" in row["sentence"] for row in both] == [
            True
        ]
        empty = "公民身份号码,月平均工资\n".encode()
        agent.upload(f"/units/{unit}/base-files/2026", empty).refused("base_file_empty", 422)
        agent.upload(f"/units/{unit}/base-files/2026", b"a,b\n1,2\n").refused("table_columns", 422)
        agent.upload(f"/units/{unit}/base-files/2031", content).refused("no_policy", 409)


@pytest.mark.feature("ENR-11")
def test_outside_the_window_nothing_is_declared_and_the_days_are_told(platform: Platform) -> None:
    told = declare(platform, platform.city.employee, 999_900)
    assert told["rows"][0]["code"] == "base_window_closed"
    assert "2026-01-11至2026-03-06" in told["rows"][0]["sentence"]


@pytest.mark.feature("ENR-11")
def test_an_objection_is_reviewed_and_corrects_the_base(platform: Platform) -> None:
    who, unit = platform.city.employee, platform.city.unit
    with platform.at(IN_WINDOW):
        declare(platform, who, 600_000)
    person = platform.person(who)
    until(lambda: (own(platform, who) or {}).get("wage_fen") == 600_000, "the base")
    form = {"unit_id": unit, "year": 2026, "wage_fen": 880_000, "reason": "工资条合计与申报不符"}
    wrong = person.post("/matters/base-objection/cases", {"form": {**form, "year": 2025}})
    wrong.refused("base_nothing_declared", 409)
    case_id = person.post("/matters/base-objection/cases", {"form": form}).result["case_id"]
    person.post("/matters/base-objection/cases", {"form": form}).refused("base_objected_already", 409)
    platform.approve(case_id).ok  # noqa: B018
    until(lambda: (own(platform, who) or {}).get("wage_fen") == 880_000, "the base is corrected")
    until(lambda: wage_at(platform, who) == 880_000, "records knows the wage")


@pytest.mark.feature("ENR-11")
def test_who_was_not_declared_owes_110_percent_until_it_is_settled(platform: Platform) -> None:
    unit, clerk = platform.city.other_unit, platform.as_("clerk")
    with platform.at(IN_WINDOW):
        early = platform.as_("clerk").post(f"/units/{unit}/base-closings", {"year": 2026})
        early.refused("base_window_still_open", 409)
    undeclared = clerk.post(f"/units/{unit}/base-closings", {"year": 2026}).result["undeclared"]
    assert undeclared >= 1
    assert clerk.post(f"/units/{unit}/base-closings", {"year": 2026}).result["undeclared"] == undeclared
    veteran = platform.city.veteran

    def wage() -> int:
        lines = platform.person(veteran).get("/me/status").ok["lines"]
        return int(next(r for line in lines for r in line["relations"] if r["unit_id"] == unit)["wage_fen"])

    until(lambda: wage() == 660_000, "110 percent of 6000")
    body = {"year": 2026, "rows": [{"id_number": veteran.id_number, "wage_fen": 650_000}]}
    told = platform.as_("other_agent").post(f"/units/{unit}/bases", body).result
    assert told["declared"] == 1
    until(lambda: wage() == 650_000, "settled")


@pytest.mark.feature("ENR-11")
def test_nobody_declares_or_sees_another_units_bases(platform: Platform) -> None:
    other, unit = platform.as_("other_agent"), platform.city.unit
    other.get(f"/units/{unit}/bases/2026").refused("forbidden", 403)
    other.post(f"/units/{unit}/bases", {"year": 2026, "rows": []}).refused("forbidden", 403)
