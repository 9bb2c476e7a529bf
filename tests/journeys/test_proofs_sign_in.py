"""ID-21, ID-22: signing in by face, and through other platforms."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from tests.journeys.city import Known, units
from tests.journeys.clients import Answer, Api, until
from tests.journeys.pictures import face
from tests.journeys.platform import Platform

# ------------------------------------------------------------------ ID-21


def by_face(platform: Platform, who: Known, picture: str) -> Answer:
    return platform.anyone().post("/sign-in/by-face", {"login": who.id_number, "image": picture})


@pytest.mark.feature("ID-21")
def test_who_has_proved_by_face_signs_in_by_face(platform: Platform, someone: Known) -> None:
    by_face(platform, someone, face()).refused("face_not_recognised", 401)
    platform.person(someone).post("/me/proofs/face", {"image": face()}).ok  # noqa: B018
    signed_in = by_face(platform, someone, face()).ok
    claims = jwt.decode(signed_in["access_token"], options={"verify_signature": False})
    assert (claims["amr"], claims["level"], signed_in["role"]) == (["face"], 3, "person")


@pytest.mark.feature("ID-21")
def test_after_three_misses_the_other_ways_are_offered(platform: Platform, someone: Known) -> None:
    platform.person(someone).post("/me/proofs/face", {"image": face()}).ok  # noqa: B018
    for picture in ("other", "not_live", "other"):
        problem = by_face(platform, someone, face(picture)).refused("face_not_recognised", 401)  # type: ignore[arg-type]
        assert "短信验证码登录" in problem["detail"]
    problem = by_face(platform, someone, face()).refused("face_sign_in_locked", 423)
    assert "15分钟" in problem["detail"]
    assert "密码登录" in problem["detail"]
    login, password = platform.accounts[someone.id_number]
    platform.anyone().post("/sign-in", {"login": login, "password": password}).ok  # noqa: B018
    with platform.at("2026-11-18", hour=16):
        by_face(platform, someone, face()).ok  # noqa: B018


@pytest.mark.feature("ID-21")
def test_an_unknown_account_gets_the_same_answer_as_one_that_never_proved_by_face(
    platform: Platform, someone: Known
) -> None:
    answers = [by_face(platform, who, face()) for who in (someone, platform.stranger())]
    assert answers[0].refused("face_not_recognised") == answers[1].refused("face_not_recognised")


@pytest.mark.feature("ID-21")
def test_while_the_provider_is_down_the_other_ways_are_offered(platform: Platform, someone: Known) -> None:
    platform.person(someone).post("/me/proofs/face", {"image": face()}).ok  # noqa: B018
    with platform.held("sandbox"):
        problem = by_face(platform, someone, face()).refused("provider_down", 503)
    assert "短信验证码登录" in problem["detail"]


# ------------------------------------------------------------------ ID-22


def sent_there(platform: Platform, code: str, **told: str) -> dict[str, str]:
    """Somebody signs in at the platform; what the browser brings back."""
    begun = platform.anyone().post("/sign-in/platforms", {"platform": code}).ok
    back = requests.post(begun["address"], data=told, allow_redirects=False, timeout=5)
    returned = {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}
    assert returned["state"] == begun["state"]
    return {"state": returned["state"], "code": returned["code"]}


def come_back(platform: Platform, code: str, **told: str) -> Answer:
    return platform.anyone().post("/sign-in/platforms/return", sent_there(platform, code, **told))


def as_person(who: Known, subject: str = "") -> dict[str, str]:
    return {"subject": subject or f"user-{who.id_number}", "name": who.name, "id_number": who.id_number}


def linked(platform: Platform, who: Known, code: str = "wechat", subject: str = "", **more: Any) -> Answer:
    offered = come_back(platform, code, **as_person(who, subject)).ok
    return platform.anyone().post("/sign-in/platforms/links", {"link": offered["link"], "agreed": True} | more)


@pytest.mark.feature("ID-22")
def test_a_city_says_which_platforms_it_takes(platform: Platform) -> None:
    offered = platform.anyone().get("/sign-in/platforms").ok["offered"]
    assert {"微信", "支付宝"} < {one["name"] for one in offered}
    assert {one["kind"] for one in offered} == {"person", "unit"}
    platform.anyone().post("/sign-in/platforms", {"platform": "myspace"}).refused("platform_not_offered", 404)


@pytest.mark.feature("ID-22")
def test_the_first_time_the_data_are_shown_and_agreed_to_and_the_face_is_matched(
    platform: Platform, someone: Known
) -> None:
    offered = come_back(platform, "wechat", **as_person(someone)).ok
    assert (offered["next"], offered["platform_name"]) == ("face", "微信")
    shown = {part["name"]: part["value"] for part in offered["passed"]}
    assert shown["身份证号"] == f"{someone.id_number[:6]}********{someone.id_number[-4:]}"
    assert someone.id_number not in str(offered)
    agreed = {"link": offered["link"], "agreed": True}
    anyone = platform.anyone()
    anyone.post("/sign-in/platforms/links", agreed | {"image": face("other")}).refused("proof_refused", 422)
    assert anyone.post("/sign-in/platforms/links", agreed | {"image": face()}).ok["role"] == "person"
    anyone.post("/sign-in/platforms/links", agreed | {"image": face()}).refused("platform_answer_wrong", 422)
    again = come_back(platform, "wechat", **as_person(someone)).ok
    assert again["access_token"]


@pytest.mark.feature("ID-22")
def test_who_does_not_agree_is_not_signed_in_and_nothing_is_linked(platform: Platform, someone: Known) -> None:
    offered = come_back(platform, "alipay", **as_person(someone)).ok
    refused = {"link": offered["link"], "agreed": False, "image": face()}
    platform.anyone().post("/sign-in/platforms/links", refused).refused("platform_not_agreed", 409)
    assert "link" in come_back(platform, "alipay", **as_person(someone)).ok


@pytest.mark.feature("ID-22")
def test_a_link_is_ended_and_made_anew(platform: Platform, someone: Known) -> None:
    token = linked(platform, someone, image=face()).ok["access_token"]
    person = Api(platform.address, token)
    assert [one["platform"] for one in person.get("/sign-in/platforms").ok["linked"]] == ["wechat"]
    person.post("/me/platforms/wechat/end").ok  # noqa: B018
    assert person.get("/sign-in/platforms").ok["linked"] == []
    person.post("/me/platforms/wechat/end").refused("platform_not_linked", 409)
    assert "link" in come_back(platform, "wechat", **as_person(someone)).ok
    assert linked(platform, someone, image=face()).ok["access_token"]


@pytest.mark.feature("ID-22")
def test_somebody_without_an_account_is_told_to_register(platform: Platform) -> None:
    come_back(platform, "wechat", **as_person(platform.stranger())).refused("platform_stranger", 409)
    come_back(platform, "wechat", subject="u").refused("platform_stranger", 409)


@pytest.mark.feature("ID-22")
def test_one_account_there_is_one_account_here(platform: Platform, someone: Known) -> None:
    subject = f"shared-{someone.id_number}"
    linked(platform, someone, subject=subject, image=face()).ok  # noqa: B018
    other = platform.city.payer
    platform.person(other)
    come_back(platform, "wechat", **as_person(other, subject)).refused("platform_taken", 409)
    second = linked(platform, someone, subject=f"second-{someone.id_number}", image=face())
    second.refused("platform_taken", 409)


@pytest.mark.feature("ID-22")
def test_a_unit_signs_in_by_its_agent(platform: Platform) -> None:
    code = next(row["credit_code"] for row in units(platform.city) if row["unit_number"] == platform.city.unit)
    agent = {"subject": "legal-1", "credit_code": code, "name": "孙经办", "mobile": "13312345678"}
    offered = come_back(platform, "zhrs", **agent).ok
    assert (offered["next"], offered["passed"][1]["value"]) == ("agent_check", "孙*办")
    signed_in = platform.anyone().post("/sign-in/platforms/links", {"link": offered["link"], "agreed": True}).ok
    assert (signed_in["role"], signed_in["unit_id"]) == ("agent", platform.city.unit)
    assert come_back(platform, "zhrs", **agent).ok["unit_id"] == platform.city.unit


@pytest.mark.feature("ID-22")
def test_an_agent_who_left_and_came_again_is_found_in_the_account_that_is_open(platform: Platform) -> None:
    unit, manager = platform.city.unit, platform.as_("agent")
    code = next(row["credit_code"] for row in units(platform.city) if row["unit_number"] == unit)
    who = {"name": "归再来", "mobile": "13312340099"}
    accounts = []
    for agent in ("again1", "again2"):
        told = {**who, "agent": agent, "duty": "declarer"}
        accounts.append(manager.post(f"/units/{unit}/agents", told).result["account_id"])
        if agent == "again1":
            manager.post(f"/units/{unit}/agents/{accounts[0]}/end", {"reason": "left"}).ok  # noqa: B018

    def offered() -> dict[str, Any] | None:
        answer = come_back(platform, "zhrs", subject="legal-again", credit_code=code, **who)
        return None if answer.status == 409 else dict(answer.ok)  # 409: identity's list of agents lags

    found = until(offered, "the account that is open is known") or {}
    signed_in = platform.anyone().post("/sign-in/platforms/links", {"link": found["link"], "agreed": True}).ok
    assert signed_in["account_id"] == accounts[1]


@pytest.mark.feature("ID-22")
@pytest.mark.parametrize("wrong", [{"name": "别人"}, {"mobile": "13312345679"}, {"credit_code": "91320102MA0000099X"}])
def test_an_agent_or_unit_we_do_not_know_is_refused(platform: Platform, wrong: dict[str, str]) -> None:
    code = next(row["credit_code"] for row in units(platform.city) if row["unit_number"] == platform.city.unit)
    agent = {"subject": "legal-2", "credit_code": code, "name": "孙经办", "mobile": "13312345678", **wrong}
    come_back(platform, "province_unit", **agent).refused("platform_stranger", 409)


@pytest.mark.feature("ID-22")
def test_what_did_not_come_from_the_platform_is_refused(platform: Platform, someone: Known) -> None:
    anyone, good = platform.anyone(), sent_there(platform, "wechat", **as_person(someone))
    anyone.post("/sign-in/platforms/return", good | {"code": "guessed"}).refused("platform_answer_wrong", 422)
    anyone.post("/sign-in/platforms/return", good | {"state": "x" * 100}).refused("platform_answer_wrong", 422)
    elsewhere = sent_there(platform, "wechat", **as_person(someone))
    anyone.post("/sign-in/platforms/return", good | {"code": elsewhere["code"]}).refused("platform_answer_wrong", 422)
    anyone.post("/sign-in/platforms/return", good).ok  # noqa: B018
    anyone.post("/sign-in/platforms/return", good).refused("platform_answer_wrong", 422)


@pytest.mark.feature("ID-22")
def test_a_platform_that_is_down_leaves_the_other_ways(platform: Platform, someone: Known) -> None:
    good = sent_there(platform, "wechat", **as_person(someone))
    with platform.held("sandbox"):
        problem = platform.anyone().post("/sign-in/platforms/return", good).refused("platform_down", 503)
    assert "短信验证码" in problem["detail"]
