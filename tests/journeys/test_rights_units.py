"""ID-14: 单位注册, from the form with its materials through the review to the first sign-in."""

from typing import Any

import pytest

from tests.journeys.city import Known, id_number
from tests.journeys.clients import Api, until
from tests.journeys.platform import PDF, Platform

PASSWORD = "Mochou-lake#62"
MATERIALS = ("licence", "authority", "agent_id")


def agent_of(platform: Platform) -> Known:
    """Somebody who works for the unit and is insured elsewhere."""
    return Known(id_number(f"{platform.city.region}19850606447"), "郑经办", "13355556666")


def filled_in(platform: Platform, of_unit: str, agent: str = "", **other: Any) -> dict[str, Any]:
    """The form, an answered question and all materials."""
    api, known = platform.anyone(), agent_of(platform)
    kept = api.upload(f"/unit-accounts/documents?unit={of_unit}", PDF, "licence.pdf").result["document"]
    told = {"unit": of_unit, "name": known.name, "id_number": known.id_number, "mobile": known.mobile, "agent": agent}
    secret = {"password": PASSWORD, "password_again": PASSWORD, "captcha": api.captcha()}
    return {**told, **secret, "materials": [{"material": one, "document": kept} for one in MATERIALS], **other}


def signing_in(platform: Platform, login: str) -> Any:
    return platform.anyone().post("/sign-in", {"login": login, "password": PASSWORD})


def claimed(platform: Platform, case_id: str) -> Api:
    """The reviewer, who has taken the case from the work list."""
    reviewer = platform.as_("reviewer")

    def waiting() -> bool:
        return any(one.get("case_id") == case_id for one in reviewer.get("/work-list", limit=200).ok["work"])

    until(waiting, "it is on the work list")
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    return reviewer


@pytest.mark.feature("ID-14")
def test_a_units_agent_registers_is_reviewed_and_activated(platform: Platform) -> None:
    unit = platform.city.paying_unit
    registered = platform.anyone().post("/unit-accounts", filled_in(platform, unit)).ok
    assert registered["login"] == unit
    stands = signing_in(platform, unit).refused("unit_account_not_active", 403)["detail"]
    assert "待审核" in stands
    assert registered["due_on"] in stands
    platform.anyone().post("/sign-in", {"login": unit, "password": "Wrong-one#62"}).refused("sign_in_refused", 401)
    reviewer = claimed(platform, registered["case_id"])
    assert "审核中" in signing_in(platform, unit).refused("unit_account_not_active", 403)["detail"]
    shown = reviewer.get(f"/cases/{registered['case_id']}").ok
    assert {one["material"] for one in shown["materials"]} == set(MATERIALS)
    assert shown["form"]["name"] == agent_of(platform).name
    reviewer.post(f"/cases/{registered['case_id']}/approval").ok  # noqa: B018
    assert signing_in(platform, unit).ok["unit_id"] == unit
    code = platform.as_("clerk").get(f"/units/{unit}/glance").ok["uscc"]
    assert signing_in(platform, code).ok["unit_id"] == unit


@pytest.mark.feature("ID-14")
def test_materials_are_asked_for_and_what_is_refused_may_be_registered_anew(platform: Platform) -> None:
    unit, login = platform.city.paying_unit, f"{platform.city.paying_unit}/second"
    case_id = platform.anyone().post("/unit-accounts", filled_in(platform, unit, "second")).ok["case_id"]
    reviewer = claimed(platform, case_id)
    reviewer.post(f"/cases/{case_id}/material-request", {"wanted": ["authority"], "reason": "未盖公章"}).ok  # noqa: B018
    assert "补正" in signing_in(platform, login).refused("unit_account_not_active", 403)["detail"]
    clerk = platform.as_("clerk")
    kept = clerk.upload(f"/matters/unit-account/documents?applicant={unit}", PDF, "authority.pdf").result["document"]
    attached = [{"material": "authority", "document": kept}]
    clerk.post(f"/cases/{case_id}/materials", {"materials": attached}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/rejection", {"reason": "授权书与单位名称不符"}).ok  # noqa: B018
    assert "审核不通过" in signing_in(platform, login).refused("unit_account_not_active", 403)["detail"]
    again = platform.anyone().post("/unit-accounts", filled_in(platform, unit, "second")).ok
    claimed(platform, again["case_id"]).post(f"/cases/{again['case_id']}/approval").ok  # noqa: B018
    assert signing_in(platform, login).ok["account_id"] == again["account_id"]


@pytest.mark.feature("ID-14")
@pytest.mark.feature("ID-24")
def test_an_agent_without_a_resident_id_registers_by_the_permits_number(platform: Platform) -> None:
    body = filled_in(platform, platform.city.paying_unit, "visitor", id_number="H0123456701", name="陈港生")
    assert platform.anyone().post("/unit-accounts", body).ok["case_id"]


@pytest.mark.feature("ID-14")
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"unit": "99999999"}, "account_unit_unknown"),
        ({"id_number": "320102199003072810"}, "wrong_id_number"),
        ({"mobile": "12345"}, "wrong_mobile"),
        ({"password_again": "Mochou-lake#63"}, "passwords_differ"),
        ({"password": "short1", "password_again": "short1"}, "password_not_allowed"),
        ({"materials": []}, "case_material_missing"),
        ({"materials": [{"material": one, "document": "D404"} for one in MATERIALS]}, "document_unknown"),
        ({"captcha": {"token": "no", "answer": "7"}}, "captcha_wrong"),
    ],
)
def test_what_is_refused_when_a_unit_registers(platform: Platform, other: dict[str, Any], code: str) -> None:
    body = filled_in(platform, platform.city.paying_unit, "third", **other)
    platform.anyone().post("/unit-accounts", body).refused(code)


@pytest.mark.feature("ID-14")
def test_a_login_that_is_taken_and_an_application_without_a_password_are_refused(platform: Platform) -> None:
    unit = platform.city.unit
    platform.anyone().post("/unit-accounts", filled_in(platform, unit)).refused("already_registered", 409)
    known = agent_of(platform)
    form = {"unit": unit, "name": known.name, "id_number": known.id_number, "mobile": known.mobile}
    platform.as_("agent").post("/matters/unit-account/cases", {"form": form}).refused("unit_account_by_registering")
