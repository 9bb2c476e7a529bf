"""ENR-23: residents and children by the year: enrolled, paid, stopped; a child through the guardian."""

from typing import Any

import pytest

from tests.journeys.city import Known, id_number
from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_delegation import _registered, registered


def apply(api: Api, matter: str, **form: Any) -> Answer:
    return api.post(f"/matters/{matter}/cases", {"form": form})


def scheme_of(found: dict[str, Any], scheme: str) -> dict[str, Any]:
    return next((one for one in found["schemes"] if one["scheme"] == scheme), {})


def shown_child(api: Api) -> dict[str, Any]:
    """The child as the guardian sees it."""
    children = api.get("/me/resident-insurance").ok["children"]
    return next(child for child in children if child["name"] == "李*乐")


def paid(platform: Platform, number: str, scheme: str, year: int, amount: str, voucher: str) -> dict[str, Any]:
    row = {"id_number": number, "scheme": scheme, "year": str(year), "amount": amount, "voucher": voucher}
    rows = [{**row, "arrived_on": "2026-11-18"}]
    [told] = platform.as_("clerk").post("/resident-payments", {"rows": rows}).result["rows"]
    return dict(told)


@pytest.mark.feature("ENR-23")
def test_a_resident_enrols_pays_the_year_and_stops(platform: Platform) -> None:
    who = platform.city.unemployed
    api = platform.person(who)
    offered = {one["scheme"]: one for one in api.get("/me/resident-insurance").ok["offered"]}
    assert offered["resident_pension"]["years"] == [2026, 2027]
    form = {"scheme": "resident_pension", "year": 2026, "tier_fen": 60_000}
    assert (
        "2026、2027"
        in apply(api, "resident-enrol", **{**form, "year": 2030}).refused("records_resident_year")["detail"]
    )
    tiers = apply(api, "resident-enrol", **{**form, "tier_fen": 1}).refused("records_resident_tier")["detail"]
    assert "600.00" in tiers
    apply(api, "resident-stop", scheme="resident_pension").refused("records_resident_not_active", 409)
    case = apply(api, "resident-enrol", **form).result["case_id"]
    platform.approve(case).ok  # noqa: B018
    apply(api, "resident-enrol", **form).refused("records_resident_already", 409)
    own = scheme_of(api.get("/me/resident-insurance").ok, "resident_pension")
    assert (own["status_name"], own["years"][0]["state_name"], own["years"][0]["own"]) == ("正常参保", "待缴费", 60_000)
    assert paid(platform, who.id_number, "resident_pension", 2026, "1.00", "VR0")["code"] == "records_resident_amount"
    told = paid(platform, who.id_number, "城乡居民基本养老保险", 2026, "600.00", "VR1")
    assert told["outcome"] == "full"
    assert paid(platform, who.id_number, "resident_pension", 2026, "600.00", "VR1")["outcome"] in (
        "repeated",
        "rejected",
    )
    again = paid(platform, who.id_number, "resident_pension", 2026, "600.00", "VR2")
    assert again["code"] == "records_resident_nothing_owed"
    own = scheme_of(api.get("/me/resident-insurance").ok, "resident_pension")
    assert (own["years"][0]["state"], own["paid"]) == ("paid", 70_000)
    assert "已停止" in apply(api, "resident-stop", scheme="resident_pension").result["outcome"]
    own = scheme_of(api.get("/me/resident-insurance").ok, "resident_pension")
    assert (own["status"], own["through_year"]) == ("stopped", 2026)


@pytest.mark.feature("ENR-23")
def test_who_is_insured_as_an_employee_or_too_old_is_refused(platform: Platform) -> None:
    employee, retired = platform.person(platform.city.employee), platform.person(platform.city.retired)
    medical = {"scheme": "resident_medical", "year": 2026, "tier_fen": 40_000}
    refused = apply(employee, "resident-enrol", **medical).refused("records_resident_employed", 409)
    assert "医疗保险" in refused["detail"]
    pension = {"scheme": "resident_pension", "year": 2026, "tier_fen": 60_000}
    apply(retired, "resident-enrol", **pension).refused("records_person_draws_pension", 409)
    clerk = platform.as_("clerk", "window")
    person_id = employee.get("/me/status").ok["person_id"]
    body = {"form": medical, "applicant": person_id}
    clerk.post("/matters/resident-enrol/cases", body).refused("records_resident_employed", 409)


@pytest.mark.feature("ENR-23")
def test_the_next_year_is_assessed_for_everybody_once(platform: Platform) -> None:
    who, clerk = platform.city.returning, platform.as_("clerk")
    api = platform.person(who)
    form = {"scheme": "resident_medical", "year": 2026, "tier_fen": 40_000}
    platform.approve(apply(api, "resident-enrol", **form).result["case_id"]).ok  # noqa: B018
    clerk.post("/resident-assessments", {"year": 2031}).refused("records_resident_year_ahead", 409)

    def assessed() -> dict[str, Any]:
        number = clerk.post("/resident-assessments", {"year": 2027}).result["number"]

        def done() -> dict[str, Any] | None:
            run = clerk.get("/resident-assessments/2027").ok
            return run if (run["number"], run["state"]) == (number, "completed") else None

        return dict(until(done, "the year")["counts"])

    assert assessed()["assessed"] >= 1
    assert assessed().get("assessed", 0) == 0
    own = scheme_of(api.get("/me/resident-insurance").ok, "resident_medical")
    assert [year["year"] for year in own["years"]] == [2027, 2026]
    apply(api, "resident-stop", scheme="resident_medical", reason="moved").ok  # noqa: B018
    assert scheme_of(api.get("/me/resident-insurance").ok, "resident_medical")["years"] == []


@pytest.mark.feature("ENR-23")
def test_a_child_is_insured_through_the_guardian(platform: Platform) -> None:
    guardian = platform.city.colleague
    child = Known(id_number(f"{platform.city.region}20150605221"), "李小乐", "")
    api, clerk = platform.person(guardian), platform.as_("clerk", "window")
    form = {"child_id_number": child.id_number, "year": 2026, "child_name": child.name}
    apply(api, "child-enrol", **form).refused("records_not_guardian", 403)
    body = {"form": form, "applicant": api.get("/me/status").ok["person_id"]}
    nameless = {**body, "form": {**form, "child_name": ""}}
    clerk.post("/matters/child-enrol/cases", nameless).refused("records_resident_details", 422)
    platform.approve(clerk.post("/matters/child-enrol/cases", body).result["case_id"]).ok  # noqa: B018
    proofs = ["principal_id", "delegate_id", "relation"]
    told = registered(platform, child, guardian, kind="guardian", proofs=proofs)
    delegation = until(lambda: _registered(clerk, told), "the child is in the archive")
    platform.as_("reviewer").post(f"/delegations/{delegation}/confirmation").ok  # noqa: B018
    until(lambda: any(one["name"] == "李*乐" for one in api.get("/me/resident-insurance").ok["children"]), "the child")
    apply(api, "child-enrol", **form).refused("records_resident_already", 409)
    assert scheme_of(shown_child(api), "children_medical")["status"] == "active"
    assert paid(platform, child.id_number, "少儿医疗保险", 2026, "400.00", "VC1")["outcome"] == "full"
    assert scheme_of(shown_child(api), "children_medical")["years"][0]["state"] == "paid"
    grown = Known(id_number(f"{platform.city.region}19950605221"), "李大乐", "")
    other = {"child_id_number": grown.id_number, "year": 2026, "child_name": grown.name}
    apply(api, "child-enrol", **other).refused("records_not_guardian", 403)
    apply(platform.person(platform.city.returning), "child-stop", child_id_number=child.id_number).refused(
        "records_not_guardian", 403
    )
    apply(api, "child-stop", child_id_number=child.id_number).ok  # noqa: B018
    assert scheme_of(shown_child(api), "children_medical")["status"] == "stopped"


@pytest.mark.feature("ENR-23")
def test_rows_that_cannot_be_read_are_named_one_by_one(platform: Platform) -> None:
    who = platform.city.unemployed.id_number
    for changed in (
        ("1", "resident_pension", 2026, "1"),
        (who, "nothing", 2026, "1"),
        (who, "resident_pension", 26, "1"),
    ):
        assert paid(platform, *changed, "VX")["code"] == "records_resident_row"
    assert paid(platform, who, "resident_pension", 2026, "-1", "VX")["code"] == "records_resident_row"
    platform.as_("agent").post("/resident-payments", {"rows": []}).refused("forbidden", 403)
