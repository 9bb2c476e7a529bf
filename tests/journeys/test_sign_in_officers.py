"""ID-15: the second factor of officers, what it keeps shut, and how a lost one is replaced."""

from typing import Any

import pytest

from tests.journeys.authenticator import Authenticator
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform

pytestmark = pytest.mark.feature("ID-15")


def new_officer(platform: Platform, login: str) -> dict[str, Any]:
    """A clerk who has just been appointed; the answer to the first sign-in."""
    platform.officer(login, "clerk")
    return dict(platform.signing_in(*platform.accounts[login]).ok)


def known_officer(platform: Platform, login: str) -> tuple[str, str]:
    """Login and password of a clerk who has done the first steps."""
    platform.officer(login, "clerk")
    platform.as_(login)
    return platform.accounts[login]


def enrolled(platform: Platform, api: Api, password: str) -> Authenticator:
    api.post("/me/second-factor/secret", {"password": "not-this-1"}).refused("wrong_password", 422)
    made = api.post("/me/second-factor/secret", {"password": password}).ok
    assert made["uri"].startswith("otpauth://totp/")
    assert made["qr"].startswith("data:image/svg+xml")
    return Authenticator(made["secret"], platform.directory / "clock")


def test_an_officer_does_nothing_before_the_second_factor(shenzhen: Platform) -> None:
    signed_in = new_officer(shenzhen, "second.first")
    assert signed_in["duties"][0] == "second_factor"
    weak = Api(shenzhen.address, signed_in["access_token"])
    assert weak.get("/work-list").refused("second_factor_first", 403)
    assert weak.post("/officers", {}).refused("forbidden", 403)
    assert weak.get("/me").refused("second_factor_first", 403)
    assert weak.get("/me/second-factor").ok == {"enrolled": False, "prepared": False}
    password = shenzhen.accounts["second.first"][1]
    app = enrolled(shenzhen, weak, password)
    strong = weak.post("/me/second-factor/codes", {"code": app.code()}).ok
    assert "second_factor" not in strong["duties"]
    assert weak.get("/me/second-factor").ok == {"enrolled": True, "prepared": False}
    weak.get("/work-list").refused("second_factor_first", 403)  # the old token stays what it was
    weak.post("/me/second-factor/secret", {"password": password}).refused("second_factor_there", 409)


def test_each_code_is_good_once_and_five_wrong_ones_lock(shenzhen: Platform) -> None:
    weak = Api(shenzhen.address, new_officer(shenzhen, "second.codes")["access_token"])
    weak.post("/me/second-factor/codes", {"code": "123456"}).refused("second_factor_not_prepared", 409)
    app = enrolled(shenzhen, weak, shenzhen.accounts["second.codes"][1])
    first = app.code()
    assert weak.post("/me/second-factor/codes", {"code": first}).status == 200
    told = [weak.post("/me/second-factor/codes", {"code": first}).json["code"] for _ in range(6)]
    assert told == ["second_factor_wrong"] * 5 + ["second_factor_locked"]
    problem = weak.post("/me/second-factor/codes", {"code": app.code()}).refused("second_factor_locked", 423)
    assert "15分钟" in problem["detail"]


REASON, NAMED = {"reason": "手机遗失，已当面核实"}, {"name": "冯一清"}


def test_two_administrators_take_away_what_was_lost(shenzhen: Platform) -> None:
    signed_in = new_officer(shenzhen, "second.lost")
    weak = Api(shenzhen.address, signed_in["access_token"])
    app = enrolled(shenzhen, weak, shenzhen.accounts["second.lost"][1])
    weak.post("/me/second-factor/codes", {"code": app.code()}).ok  # noqa: B018
    asking, giving = removal_of(signed_in["account_id"])
    shenzhen.as_("clerk").post(asking, REASON).refused("forbidden", 403)
    shenzhen.as_("clerk").post(giving, NAMED).refused("forbidden", 403)
    security, second = shenzhen.as_("security"), shenzhen.as_("second_security")
    second.post(giving, NAMED).refused("removal_not_asked", 409)
    assert security.post(asking, REASON).result == {"account_id": signed_in["account_id"]}
    security.post(giving, NAMED).refused("removal_by_another", 403)
    second.post(giving, {"name": "冯二清"}).refused("removal_name_differs", 409)
    assert weak.get("/me/second-factor").ok["enrolled"] is True
    assert second.post(giving, NAMED).result["ended"] >= 1
    until(lambda: weak.get("/me").status == 401)
    security.post(asking, REASON).refused("no_second_factor", 409)
    fresh = shenzhen.signing_in(*shenzhen.accounts["second.lost"]).ok
    assert Api(shenzhen.address, fresh["access_token"]).get("/me/second-factor").ok["enrolled"] is False


def test_nobody_asks_or_does_it_for_oneself_or_for_nobody(platform: Platform) -> None:
    security = platform.as_("security")
    for address, told in zip(removal_of(security.get("/me").ok["account_id"]), (REASON, NAMED), strict=True):
        security.post(address, told).refused("not_for_oneself", 403)
    for address, told in zip(removal_of("nobody"), (REASON, NAMED), strict=True):
        security.post(address, told).refused("account_unknown", 404)
    platform.as_("admin").post(removal_of("nobody")[0], REASON).refused("forbidden", 403)
    gone = platform.officer("second.gone", "clerk")
    security.post(f"/accounts/{gone}/end", {"reason": "left"}).ok  # noqa: B018
    for address, told in zip(removal_of(gone), (REASON, NAMED), strict=True):
        security.post(address, told).refused("account_ended", 403)


def removal_of(account_id: str) -> tuple[str, str]:
    """Where it is asked for, and where it is carried out."""
    asking = f"/accounts/{account_id}/second-factor/removal"
    return asking, f"{asking}/confirmation"


def test_who_has_enrolled_gives_codes_where_nobody_must(platform: Platform) -> None:
    login, password = known_officer(platform, "second.wanted")
    first = platform.sign_in(login, password)
    assert first["duties"] == []
    api = Api(platform.address, first["access_token"])
    assert api.get("/me/second-factor").ok["enrolled"] is False
    app = enrolled(platform, api, password)
    api.post("/me/second-factor/codes", {"code": app.code()}).ok  # noqa: B018
    assert [one["kind"] for one in api.get("/me/security-notices").ok["notices"]] == ["totp_added"]
    again = platform.anyone().post("/sign-in", {"login": login, "password": password}).ok
    assert again["duties"] == ["second_factor"]


def test_on_pages_an_officer_is_led_to_the_code_and_then_on(platform: Platform) -> None:
    login, password = known_officer(platform, "second.pages")
    with platform.at("2027-01-04"):  # from this year on the city's policy asks for it
        browser = platform.browser()
        browser.open("/sign-in")
        browser.send({"login": login, "password": password})
        assert browser.at.endswith("/second-factor")
        browser.send({"do": "prepare", "password": "not-this-1"})
        assert "密码不正确" in browser.text
        browser.send({"do": "prepare", "password": password})
        secret = browser.text.split('<code id="secret">')[1].split("<")[0]
        app = Authenticator(secret, platform.directory / "clock")
        browser.send({"code": "000000"})
        assert "动态验证码不正确" in browser.text
        browser.send({"code": app.code()})
        assert "second-factor" not in browser.at


def test_an_officers_password_is_good_for_ninety_days(platform: Platform) -> None:
    login, password = known_officer(platform, "second.late")
    with platform.at("2027-02-16"):
        assert "password" not in platform.sign_in(login, password)["duties"]
    with platform.at("2027-02-17"):
        late = platform.sign_in(login, password)
        assert late["duties"] == ["password"]
        Api(platform.address, late["access_token"]).get("/work-list").refused("password_first", 403)
    with platform.at("2027-03-01"):
        known = platform.city.employee
        platform.person(known)
        assert platform.sign_in(*platform.accounts[known.id_number])["duties"] == []
