"""ID-05, ID-11 to ID-13: the first sign-in, changing a password and details, deregistering."""

from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Api, until
from tests.journeys.phones import code_to, texts_to, ticket_to
from tests.journeys.platform import Platform, first_steps, registration
from tests.journeys.test_individual import opened
from tests.journeys.test_staff_changes import enrolled

RESET, NEW_MOBILE, BANK = "重置密码", "绑定新手机号", "变更领取待遇的银行账户"
NEXT = "Zq-lan8-hu"
ADDRESS = "玄武大道9号5幢702室"


def newcomer(platform: Platform) -> Known:
    """Somebody newly insured, whom identity knows, without an account."""
    return enrolled(platform)


def registered(platform: Platform) -> Known:
    """The same with an account and everything done."""
    who = newcomer(platform)
    platform.person(who)
    return who


def login_of(platform: Platform, who: Known) -> tuple[str, str]:
    return platform.accounts[who.id_number]


def signed_in(platform: Platform, who: Known) -> tuple[Api, dict[str, Any]]:
    tokens = platform.signing_in(*login_of(platform, who)).ok
    return Api(platform.address, tokens["access_token"]), tokens


def renewed(platform: Platform, tokens: dict[str, Any]) -> Any:
    return platform.anyone().post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]})


def reset_by_code(platform: Platform, who: Known) -> None:
    """Set the password anew, to NEXT, with a code to the registered mobile."""
    ticket = ticket_to(platform.anyone(), "/password/codes", id_number=who.id_number, mobile=who.mobile)
    code = code_to(platform, who.mobile, RESET)
    told = {"ticket": ticket, "code": code, "id_number": who.id_number, "mobile": who.mobile}
    platform.anyone().post("/password", {**told, "password": NEXT, "password_again": NEXT}).ok  # noqa: B018


def changing(old: str, new: str, again: str = "") -> dict[str, str]:
    return {"old_password": old, "password": new, "password_again": again or new}


# ------------------------------------------------------------------ ID-05


@pytest.mark.feature("ID-05")
def test_after_registering_in_nanjing_everything_leads_to_password_and_details(platform: Platform) -> None:
    who = newcomer(platform)
    password = "Own-lan5-q"
    told = registration(platform.anyone(), who, password)
    until(lambda: platform.anyone().post("/accounts", {**told, "captcha": platform.anyone().captcha()}).status == 200)
    tokens = platform.signing_in(who.id_number, password).ok
    assert tokens["duties"] == ["password", "details"]
    person = Api(platform.address, tokens["access_token"])
    for path in ("/me", "/me/glance", "/me/cards", "/me/contributions"):
        assert person.get(path).refused("password_first", 403)

    assert person.post("/me/password", changing(password, password)).refused("same_password", 422)
    person.post("/me/password", changing(password, NEXT)).ok  # noqa: B018
    tokens = renewed(platform, tokens).ok
    assert tokens["duties"] == ["details"]
    person = Api(platform.address, tokens["access_token"])
    assert person.get("/me/glance").refused("details_first", 403)
    assert person.post("/me/details", {"address": ""}).refused("invalid", 422)
    person.post("/me/details", {"address": ADDRESS, "email": "hu@example.cn"}).ok  # noqa: B018
    tokens = renewed(platform, tokens).ok
    person = Api(platform.address, tokens["access_token"])
    assert tokens["duties"] == []
    person.get("/me/cards").refused("proof_needed", 403)  # which is the next thing, and no duty
    assert person.get("/me").ok["address"] == ADDRESS
    platform.accounts[who.id_number] = (who.id_number, NEXT)


@pytest.mark.feature("ID-05")
def test_on_the_pages_the_first_sign_in_leads_there_too(platform: Platform) -> None:
    who = newcomer(platform)
    password = "Own-lan5-q"
    told = registration(platform.anyone(), who, password)
    until(lambda: platform.anyone().post("/accounts", {**told, "captcha": platform.anyone().captcha()}).status == 200)
    browser = platform.browser()
    browser.open("/sign-in")
    browser.send({"login": who.id_number, "password": password})
    assert (browser.at, "请先修改密码" in browser.text) == ("/first-steps", True)
    browser.send({"old_password": "wrong-one1", "password": NEXT, "password_again": NEXT}, "password")
    assert "原密码不正确" in browser.text
    assert NEXT not in browser.text
    browser.send({"old_password": password, "password": NEXT, "password_again": NEXT}, "password")
    assert "请补充个人信息" in browser.text
    browser.open("/me")
    assert browser.at == "/first-steps"
    browser.send({"address": ADDRESS}, "details")
    assert browser.at == "/me/proof?then=/me", "the next open step: proving who they are"
    platform.accounts[who.id_number] = (who.id_number, NEXT)


@pytest.mark.feature("ID-05")
def test_an_agents_initial_password_must_be_changed_and_nothing_else_is_asked(platform: Platform) -> None:
    security = platform.as_("security")
    told = {"unit_id": platform.city.unit, "name": "周经办", "mobile": "13300001234"}
    opened = security.post("/agents", {**told, "agent": "zhou5"}).result
    login, password = opened["login"], opened["password"]
    tokens = platform.signing_in(login, password).ok
    assert tokens["duties"] == ["password"]
    agent = Api(platform.address, tokens["access_token"])
    assert agent.get(f"/units/{platform.city.unit}/glance").refused("password_first", 403)
    tokens, _ = first_steps(platform.address, tokens, password)
    assert Api(platform.address, tokens["access_token"]).get(f"/units/{platform.city.unit}/glance").status == 200


@pytest.mark.feature("ID-05")
def test_elsewhere_who_chose_the_own_password_may_begin_at_once(ningbo: Platform) -> None:
    who = ningbo.city.colleague
    told = registration(ningbo.anyone(), who, NEXT)
    until(lambda: ningbo.anyone().post("/accounts", {**told, "captcha": ningbo.anyone().captcha()}).status == 200)
    ningbo.accounts[who.id_number] = (who.id_number, NEXT)
    person, tokens = signed_in(ningbo, who)
    assert tokens["duties"] == []
    person.get("/me/glance").refused("proof_needed", 403)  # which is the next thing, and no duty


# ------------------------------------------------------------------ ID-11


@pytest.mark.feature("ID-11")
def test_a_changed_password_ends_every_other_session(platform: Platform) -> None:
    who = registered(platform)
    old = login_of(platform, who)[1]
    person, tokens = signed_in(platform, who)
    elsewhere, other = signed_in(platform, who)
    person.post("/me/password", changing(old, NEXT)).ok  # noqa: B018
    until(lambda: elsewhere.get("/me").status == 401, "the other session is over")
    renewed(platform, other).refused("session_over", 401)
    assert person.get("/me").status == 200
    assert renewed(platform, tokens).status == 200
    assert platform.signing_in(who.id_number, old).refused("sign_in_refused", 401)
    platform.accounts[who.id_number] = (who.id_number, NEXT)
    assert signed_in(platform, who)


@pytest.mark.feature("ID-11")
def test_a_password_is_changed_only_to_another_allowed_one_typed_twice(platform: Platform) -> None:
    who = registered(platform)
    old = login_of(platform, who)[1]
    person, _ = signed_in(platform, who)
    for told, code in (
        (changing(old, NEXT, NEXT + "x"), "passwords_differ"),
        (changing(old, "short1"), "password_not_allowed"),
        (changing(old, f"qx{who.id_number[8:14]}"), "password_not_allowed"),
        (changing(old, old), "same_password"),
    ):
        assert person.post("/me/password", told).refused(code, 422)
    assert "123456" not in person.post("/me/password", changing(old, "password1")).refused("password_not_allowed")


@pytest.mark.feature("ID-11")
def test_a_wrong_old_password_counts_towards_the_lock(platform: Platform) -> None:
    who = registered(platform)
    old = login_of(platform, who)[1]
    person, _ = signed_in(platform, who)
    for _ in range(4):
        assert (
            "5次" in person.post("/me/password", changing("wrong-one1", NEXT)).refused("wrong_old_password")["detail"]
        )
    assert person.post("/me/password", changing("wrong-one1", NEXT)).refused("sign_in_locked", 423)
    assert person.post("/me/password", changing(old, NEXT)).refused("sign_in_locked", 423)


# ------------------------------------------------------------------ ID-12


@pytest.mark.feature("ID-12")
def test_a_new_mobile_needs_its_code_and_the_old_one_is_told(platform: Platform) -> None:
    who = registered(platform)
    password = login_of(platform, who)[1]
    person, _ = signed_in(platform, who)
    new = f"177{who.mobile[3:]}"
    assert person.post("/me/mobile/codes", {"mobile": who.mobile}).refused("same_mobile", 422)
    assert person.post("/me/mobile/codes", {"mobile": "1"}).refused("wrong_mobile", 422)
    ticket = person.post("/me/mobile/codes", {"mobile": new}).result["ticket"]
    code = code_to(platform, new, NEW_MOBILE)
    told = {"mobile": new, "ticket": ticket, "code": code, "password": password}
    assert person.post("/me/mobile", {**told, "password": "wrong-one1"}).refused("wrong_password", 422)
    assert person.post("/me/mobile", {**told, "code": "000000"}).refused("code_wrong", 422)
    assert person.post("/me/mobile", told).result == {"mobile_signs_in": True}
    assert person.get("/me").ok["mobile"] == f"177****{new[-4:]}"
    assert until(lambda: [t for t in texts_to(platform, who.mobile) if "新的手机号" in t], "the old one is told")
    assert platform.signing_in(new, password).status == 200
    assert platform.signing_in(who.mobile, password).refused("sign_in_refused", 401)


@pytest.mark.feature("ID-12")
def test_who_asks_for_another_code_too_soon_may_still_give_the_last(platform: Platform) -> None:
    who = registered(platform)
    new, browser = f"176{who.mobile[3:]}", platform.browser(who.id_number)
    browser.open("/me/account/mobile")
    browser.send({"mobile": new, "do": "send"}, "/me/account/mobile")
    browser.send({"mobile": new, "do": "send"}, "/me/account/mobile")
    assert 'data-code="code_too_soon"' in browser.text
    password = login_of(platform, who)[1]
    browser.send(
        {"mobile": new, "code": code_to(platform, new, NEW_MOBILE), "password": password, "do": "change"}, "mobile"
    )
    assert (browser.at, "已变更" in browser.text) == ("/me/account", True)


@pytest.mark.feature("ID-12")
def test_to_ask_for_a_code_is_no_guess(platform: Platform) -> None:
    who = registered(platform)
    new, browser = f"174{who.mobile[3:]}", platform.browser(who.id_number)
    browser.open("/me/account/mobile")
    for _ in range(21):
        browser.send({"mobile": new, "do": "send"}, "/me/account/mobile")
        assert browser.status == 200 or 'data-code="code_too_soon"' in browser.text
    password = login_of(platform, who)[1]
    code = code_to(platform, new, NEW_MOBILE)
    browser.send({"mobile": new, "code": code, "password": password, "do": "change"}, "mobile")
    assert browser.at == "/me/account"


@pytest.mark.feature("ID-12")
def test_address_and_e_mail_are_changed_alone(platform: Platform) -> None:
    person, _ = signed_in(platform, registered(platform))
    person.post("/me/contact", {"address": ADDRESS}).ok  # noqa: B018
    person.post("/me/contact", {"email": "lan@example.cn"}).ok  # noqa: B018
    shown = person.get("/me").ok
    assert (shown["address"], shown["email"][0], shown["email"][-1]) == (ADDRESS, "l", "n")
    assert person.post("/me/contact", {"email": "no address"}).refused("invalid", 422)


@pytest.mark.feature("ID-12")
@pytest.mark.parametrize("field", ["id_number", "name", "computer_number", "sex"])
def test_what_the_archive_holds_is_not_changed_here(platform: Platform, field: str) -> None:
    problem = platform.person(platform.city.employee).post("/me/contact", {field: "别的"}).refused("invalid", 422)
    assert list(problem["errors"]) == [field]


@pytest.mark.feature("ID-12")
def test_the_bank_account_needs_identity_proved_again(platform: Platform) -> None:
    who = registered(platform)
    password = login_of(platform, who)[1]
    person, _ = signed_in(platform, who)
    account, typed = "622202000000000", "６２２２ ０２００ ０００ ０００ ０"
    page = platform.browser(who.id_number)
    page.open("/me/account/bank-account")
    assert "银行账号不正确" in page.send({"bank_account": account[:-1] + "1", "do": "send"})  # and no code goes out
    ticket = person.post("/me/bank-account/codes").result["ticket"]
    told = {
        "bank_account": account,
        "ticket": ticket,
        "code": code_to(platform, who.mobile, BANK),
        "password": password,
    }
    assert person.post("/me/bank-account", {**told, "bank_account": account[:-1] + "1"}).refused(
        "wrong_bank_account", 422
    )
    assert person.post("/me/bank-account", {**told, "password": "wrong-one1"}).refused("wrong_password", 422)
    assert person.post("/me/bank-account", {**told, "code": "000000"}).refused("code_wrong", 422)
    person.post("/me/bank-account", {**told, "bank_account": typed}).ok  # noqa: B018
    assert person.get("/me").ok["bank_account"] == "***********0000"
    assert until(lambda: [t for t in texts_to(platform, who.mobile) if "银行账户" in t and "验证码" not in t], "told")
    with platform.at("2026-11-27"):  # a proof of days ago shows who opened the account, not who knows its password now
        person, _ = signed_in(platform, who)
        person.get("/me/status").ok  # noqa: B018
        person.post("/me/bank-account/codes").refused("proof_needed", 403)
        person.post("/me/mobile/codes", {"mobile": f"175{who.mobile[3:]}"}).refused("proof_needed", 403)
        browser = platform.browser(who.id_number)
        browser.open("/me/account/bank-account")
        assert (browser.at.partition("?")[0], "重新认证" in browser.text) == ("/me/proof", True)


# ------------------------------------------------------------------ ID-13


@pytest.mark.feature("ID-13")
def test_who_deregisters_is_out_everywhere_and_may_register_again(platform: Platform) -> None:
    who = registered(platform)
    password = login_of(platform, who)[1]
    person, tokens = signed_in(platform, who)
    before = person.get("/me").ok["account_id"]
    told = {"mobile": who.mobile, "password": password}
    assert person.post("/me/deregistration", {**told, "mobile": "13800000009"}).refused("mobile_differs", 422)
    assert person.post("/me/deregistration", {**told, "password": "wrong-one1"}).refused("wrong_password", 422)
    ticket = ticket_to(platform.anyone(), "/password/codes", id_number=who.id_number, mobile=who.mobile)
    code = code_to(platform, who.mobile, RESET)
    person.post("/me/deregistration", told).ok  # noqa: B018

    until(lambda: person.get("/me").status == 401, "the session is over")
    renewed(platform, tokens).refused("session_over", 401)
    for login in (who.id_number, who.mobile):
        assert platform.signing_in(login, password).refused("sign_in_refused", 401)
    reset = {"id_number": who.id_number, "mobile": who.mobile, "password": NEXT, "password_again": NEXT, "code": code}
    reset["ticket"] = ticket
    assert platform.anyone().post("/password", reset).refused("code_wrong", 422)

    again = platform.anyone().post("/accounts", registration(platform.anyone(), who, NEXT)).ok
    assert again["account_id"] != before
    assert again["mobile_signs_in"]
    tokens, password = first_steps(platform.address, platform.signing_in(who.id_number, NEXT).ok, NEXT)
    platform.accounts[who.id_number] = (who.id_number, password)
    Api(platform.address, tokens["access_token"]).get("/me/status").refused("proof_needed", 403)
    platform.as_("clerk", "window").post("/proofs/window", {"number": who.id_number}).ok  # noqa: B018
    assert signed_in(platform, who)[0].get("/me/status").ok["lines"], "the archive has stayed"


@pytest.mark.feature("ID-13")
def test_self_service_that_was_opened_with_the_account_ends_with_it(ningbo: Platform) -> None:
    who = ningbo.city.old_number
    person = opened(ningbo, who)
    assert person.get("/me/self-payment").ok["self_service"]["open"]
    told = {"mobile": who.mobile, "password": login_of(ningbo, who)[1]}
    person.post("/me/deregistration", told).ok  # noqa: B018
    del ningbo.accounts[who.id_number]
    ningbo.tokens.clear()
    again = ningbo.person(who)
    until(lambda: not again.get("/me/self-payment").ok["self_service"]["open"], "self-service has ended")
