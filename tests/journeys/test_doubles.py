"""ENR-22: what is there twice is listed, decided by an officer, and can be undone; no money is lost."""

from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_ledger import PDF, decided
from tests.journeys.test_staff_changes import addition, enrolled, stop


def listed(platform: Platform, kind: str) -> list[dict[str, Any]]:
    """The list of a search that has just been made."""
    clerk = platform.as_("clerk")
    run = clerk.post("/double-searches").result

    def done() -> bool:
        told = clerk.get(f"/double-searches/{run['of']}").ok
        return bool((told["number"], told["state"]) == (run["number"], "completed"))

    until(done, "the search")
    return list(clerk.get(f"/doubles/{kind}", limit=200).ok["rows"])


def by_clerk(platform: Platform, matter: str, person_id: str, form: dict[str, Any]) -> Answer:
    clerk = platform.as_("clerk", "window")
    kept = clerk.upload(f"/matters/{matter}/documents?applicant={person_id}", PDF, "proof.pdf").result["document"]
    body = {"form": form, "applicant": person_id, "materials": [{"material": "proof", "document": kept}]}
    return clerk.post(f"/matters/{matter}/cases", body)


def person_id_of(api: Api) -> str:
    return str(api.get("/me/status").ok["person_id"])


def also_with(platform: Platform, who: Known) -> None:
    """Another unit insures them as well."""
    case = platform.declare(addition(who), "other_agent", platform.city.other_unit)
    platform.approve(case.result["case_id"]).ok  # noqa: B018


def units_of(api: Api) -> set[str]:
    return {r["unit_id"] for line in api.get("/me/status").ok["lines"] for r in line["relations"]}


@pytest.mark.feature("ENR-22")
def test_two_active_relations_are_listed_and_one_is_ended_and_opened_again(platform: Platform) -> None:
    who = enrolled(platform)
    also_with(platform, who)
    api = platform.person(who)
    until(lambda: any(line["double"] for line in api.get("/me/status").ok["lines"]), "both relations are there")
    person_id = person_id_of(api)
    [row] = [one for one in listed(platform, "relations") if one["person_id"] == person_id]
    assert row["lines"][0]["units"] == sorted([platform.city.unit, platform.city.other_unit])
    assert "*" in row["name"]
    lines = [line["line"] for line in row["lines"]]
    form = {"unit_id": platform.city.other_unit, "lines": lines, "from_month": "2026-11"}
    by_clerk(platform, "double-relation", person_id, {**form, "unit_id": "404"}).refused("records_not_double", 409)
    too_early = {**form, "from_month": "2020-01"}
    by_clerk(platform, "double-relation", person_id, too_early).refused("records_stop_before_start")
    too_late = {**form, "from_month": "2099-01"}
    by_clerk(platform, "double-relation", person_id, too_late).refused("records_cleared_too_late")
    asked = by_clerk(platform, "double-relation", person_id, form)
    platform.as_("clerk").post(f"/cases/{asked.result['case_id']}/approval").refused("forbidden", 403)
    assert "终止" in decided(platform, asked)
    assert not any(line["double"] for line in api.get("/me/status").ok["lines"])
    assert person_id not in [one["person_id"] for one in listed(platform, "relations")]
    undone = {"unit_id": platform.city.other_unit, "lines": lines}
    wrong = {**undone, "unit_id": platform.city.unit}
    by_clerk(platform, "double-relation-undo", person_id, wrong).refused("records_not_cleared_here", 409)
    decided(platform, by_clerk(platform, "double-relation-undo", person_id, undone))
    assert any(line["double"] for line in api.get("/me/status").ok["lines"])


@pytest.mark.feature("ENR-22")
def test_two_entries_of_one_person_are_merged_shown_together_and_undone(platform: Platform) -> None:
    first = enrolled(platform)
    second = Known(platform.stranger().id_number, first.name, first.mobile)
    also_with(platform, second)
    one, clerk = platform.person(first), platform.as_("clerk")
    kept = person_id_of(one)

    def alike() -> list[str]:
        found = next((row["others"] for row in listed(platform, "entries") if row["person_id"] == kept), [])
        return [other["person_id"] for other in found]

    [gone] = until(alike, "the second entry is listed beside the first")
    form = {"other_id_number": second.id_number}
    kept_document = one.upload("/matters/double-entry/documents", PDF, "proof.pdf").result["document"]
    own = {"form": form, "materials": [{"material": "proof", "document": kept_document}]}
    one.post("/matters/double-entry/cases", own).refused("records_officers_only", 403)
    unknown = {"other_id_number": platform.stranger().id_number}
    by_clerk(platform, "double-entry", kept, unknown).refused("records_entry_unknown", 409)
    assert "合并" in decided(platform, by_clerk(platform, "double-entry", kept, form))
    assert units_of(one) == {platform.city.unit, platform.city.other_unit}
    asked = clerk.get(f"/persons/{gone}/status", reason="window").ok
    assert {r["unit_id"] for line in asked["lines"] for r in line["relations"]} == units_of(one)
    by_clerk(platform, "double-entry", kept, {**form, "reason": "x"}).refused("records_entry_merged_already", 409)
    assert kept not in [found["person_id"] for found in listed(platform, "entries")]
    decided(platform, by_clerk(platform, "double-entry-undo", kept, form))
    assert units_of(one) == {platform.city.unit}
    by_clerk(platform, "double-entry-undo", kept, {**form, "reason": "x"}).refused("records_not_merged", 409)


@pytest.mark.feature("ENR-22")
def test_only_officers_search_and_see_the_lists(platform: Platform) -> None:
    platform.as_("agent").post("/double-searches").refused("forbidden", 403)
    platform.as_("agent").get("/doubles/relations").refused("forbidden", 403)
    platform.as_("clerk").get("/doubles/nothing").refused("invalid", 422)


@pytest.mark.feature("ENR-22")
def test_what_goes_on_after_a_death_one_unit_reports_is_listed_ended_and_both_come_back(platform: Platform) -> None:
    who = enrolled(platform)
    also_with(platform, who)
    api = platform.person(who)
    until(lambda: any(line["double"] for line in api.get("/me/status").ok["lines"]), "both relations are there")
    unit, other, person_id = platform.city.unit, platform.city.other_unit, person_id_of(api)
    asked = platform.as_("agent").post(f"/units/{unit}/stops", {"form": stop(who, reason="died")})
    platform.approve(asked.result["case_id"]).ok  # noqa: B018
    until(
        lambda: relations_of(api) == {unit: "closed", other: "active"}, "the report ends the unit's own relation alone"
    )
    row = final(platform, person_id)
    assert row["reports"] == [{"unit_id": unit, "reason": "died", "title": "死亡", "paid_through": "2026-10"}]
    assert {unit_id for line in row["lines"] for unit_id in line["units"]} == {other}
    shown = platform.browser("clerk").open("/office/doubles/final")
    assert "申报死亡" in shown
    assert "误报恢复" in shown
    lines = [line["line"] for line in row["lines"]]
    form = {"unit_id": other, "lines": lines, "from_month": "2026-11"}
    decided(platform, by_clerk(platform, "double-relation", person_id, form))
    assert relations_of(api) == {unit: "closed", other: "closed"}
    assert final(platform, person_id) == {}
    by_clerk(platform, "double-relation", person_id, {**form, "reason": "again"}).refused("records_not_double", 409)
    for mistaken in (other, unit):
        back = {"unit_id": mistaken, "lines": lines}
        decided(platform, by_clerk(platform, "double-relation-undo", person_id, back))
    assert relations_of(api) == {unit: "active", other: "active"}
    assert final(platform, person_id) == {}


def relations_of(api: Api) -> dict[str, str]:
    """Each unit's relation with the person, on whatever line."""
    lines = api.get("/me/status").ok["lines"]
    return {relation["unit_id"]: relation["status"] for line in lines for relation in line["relations"]}


def final(platform: Platform, person_id: str) -> dict[str, Any]:
    """The row of who goes on being insured after a death or retirement; empty where there is none."""
    return next((row for row in listed(platform, "final") if row["person_id"] == person_id), {})
