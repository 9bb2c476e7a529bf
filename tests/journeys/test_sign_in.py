"""Signing in and out as a person does: password, its lock, a code on a page that a telephone confirms."""

import os
import time
from typing import Any

import jwt
import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Api, solved, until
from tests.journeys.phones import code_to, ticket_to
from tests.journeys.platform import Platform

WRONG = "Wrong-qx-7hu"


def login_of(platform: Platform, known: Known) -> tuple[str, str]:
    """Login and password of a registered person."""
    platform.person(known)
    return platform.accounts[known.id_number]


def api_of(platform: Platform, signed_in: dict[str, Any]) -> Api:
    return Api(platform.address, signed_in["access_token"])


def until_locked(platform: Platform, login: str, tries: int = 5) -> list[str]:
    """The codes that wrong passwords are answered with."""
    answers = [platform.anyone().post("/sign-in", {"login": login, "password": WRONG}) for _ in range(tries)]
    return [str(answer.json["code"]) for answer in answers]


# ------------------------------------------------------------------ password


@pytest.mark.feature("ID-06")
def test_id_number_and_mobile_both_sign_in(platform: Platform) -> None:
    known = platform.city.employee
    _, password = login_of(platform, known)
    for login in (known.id_number, known.id_number.lower(), known.mobile):
        reply = platform.sign_in(login, password)
        assert (reply["role"], reply["expires_in"], reply["idle"]) == ("person", 300, 15)
        assert api_of(platform, reply).get("/me").ok["kind"] == "person"


@pytest.mark.feature("ID-06")
def test_unknown_account_and_wrong_password_get_one_answer_in_one_time(platform: Platform) -> None:
    login, _ = login_of(platform, platform.city.employee)
    told, taken = [], []
    for tried in (login, platform.stranger().id_number, "13999999999", "nobody"):
        began = time.monotonic()
        problem = (
            platform.anyone().post("/sign-in", {"login": tried, "password": WRONG}).refused("sign_in_refused", 401)
        )
        taken.append(time.monotonic() - began)
        told.append(problem)
    assert told == [told[0]] * 4
    for cause in ("账号是否正确", "密码是否正确", "是否已经注册", "是否在本市参保"):
        assert cause in told[0]["detail"]
    assert max(taken) < 4 * min(taken), taken


@pytest.mark.feature("ID-06")
def test_where_the_city_asks_a_question_no_password_is_looked_at_without_its_answer(shenzhen: Platform) -> None:
    known = shenzhen.city.employee
    login, password = login_of(shenzhen, known)
    told = {"login": login, "password": password}
    shenzhen.anyone().post("/sign-in", told).refused("captcha_needed", 422)
    wrong = {**shenzhen.anyone().captcha(), "answer": "99"}
    shenzhen.anyone().post("/sign-in", {**told, "captcha": wrong}).refused("captcha_wrong", 422)
    answered = shenzhen.anyone().captcha()
    assert shenzhen.anyone().post("/sign-in", {**told, "captcha": answered}).ok["role"] == "person"
    shenzhen.anyone().post("/sign-in", {**told, "captcha": answered}).refused("captcha_wrong", 422)


@pytest.mark.feature("ID-06")
def test_the_question_comes_as_an_image_or_in_words(shenzhen: Platform) -> None:
    assert shenzhen.anyone().get("/captcha").ok["image"]
    assert "等于几" in shenzhen.anyone().get("/captcha", form="words").ok["question"]


@pytest.mark.feature("ID-06")
def test_the_page_asks_the_question_too_in_words_for_who_cannot_see_it(shenzhen: Platform) -> None:
    login, password = login_of(shenzhen, shenzhen.city.employee)
    browser = shenzhen.browser()
    browser.open("/sign-in")
    assert "验证码图片" in browser.text
    browser.send({"login": login, "do": "words"})
    assert f'value="{login}"' in browser.text
    browser.send({"login": login, "password": password, "captcha": "99"})
    assert "验证码不正确" in browser.text
    browser.send({"login": login, "do": "words"})
    browser.send({"login": login, "password": password, "captcha": solved(browser.text)})
    assert "退出" in browser.text


@pytest.mark.feature("ID-06")
def test_who_has_not_proved_who_they_are_is_led_there(platform: Platform) -> None:
    signed_in = platform.sign_in(*login_of(platform, platform.city.retired))
    proved = api_of(platform, signed_in).get("/me/proofs").ok["level"]
    assert signed_in["next_step"] == (None if proved else "real_name")


# ------------------------------------------------------------------ lock


@pytest.mark.feature("ID-09")
def test_the_fifth_wrong_password_locks_for_a_quarter_of_an_hour_of_the_citys_clock(platform: Platform) -> None:
    known = platform.city.veteran
    login, password = login_of(platform, known)
    with platform.at("2026-11-18", hour=11):
        assert until_locked(platform, login, 6) == ["sign_in_refused"] * 4 + ["sign_in_locked"] * 2
        problem = platform.anyone().post("/sign-in", {"login": login, "password": password}).refused("sign_in_locked")
        for told in ("15分钟", "12333", "窗口"):
            assert told in problem["detail"]
        # tries are counted by what was typed: nobody finds out that this mobile leads to the same account
        wrong = {"login": known.mobile, "password": "wrong-one1"}
        platform.anyone().post("/sign-in", wrong).refused("sign_in_refused", 401)
    with platform.at("2026-11-18", minute=16, hour=11):
        assert platform.sign_in(login, password)["role"] == "person"


@pytest.mark.feature("ID-09")
def test_an_officer_lifts_the_lock_at_the_counter(platform: Platform) -> None:
    login, password = login_of(platform, platform.city.veteran)
    with platform.at("2026-11-18", hour=12):
        until_locked(platform, login)
        clerk = platform.as_("clerk")
        told = {"login": login, "reason": "持身份证到窗口核对"}
        platform.person(platform.city.employee).post("/sign-in/unlocking", told).refused("forbidden", 403)
        assert clerk.post("/sign-in/unlocking", told).status == 200
        assert platform.sign_in(login, password)["role"] == "person"
        clerk.post("/sign-in/unlocking", told).refused("sign_in_not_locked", 409)
        own, _ = platform.accounts["clerk"]
        clerk.post("/sign-in/unlocking", {**told, "login": own}).refused("not_for_oneself")


@pytest.mark.feature("ID-09")
def test_a_code_by_sms_lifts_the_lock_at_once_so_that_a_strangers_tries_shut_nobody_out(platform: Platform) -> None:
    known = platform.city.veteran
    login, password = login_of(platform, known)
    with platform.at("2026-11-20", hour=12):
        assert until_locked(platform, login)[-1] == "sign_in_locked"
        ticket = ticket_to(platform.anyone(), "/sign-in/codes", mobile=known.mobile)
        told = {"mobile": known.mobile, "ticket": ticket, "code": code_to(platform, known.mobile, "登录")}
        assert platform.anyone().post("/sign-in/by-code", told).ok["role"] == "person"
        assert platform.sign_in(login, password)["role"] == "person"


# ------------------------------------------------------------------ a code that a telephone confirms


def shown(platform: Platform) -> dict[str, Any]:
    """A code as a page shows it."""
    return dict(platform.anyone().post("/sign-in/qr", {}).ok)


def poll(platform: Platform, code: dict[str, Any]) -> Any:
    return platform.anyone().post("/sign-in/qr/exchange", {"poll": code["poll"]})


@pytest.mark.feature("ID-08")
def test_a_signed_in_telephone_lets_the_page_in_once(platform: Platform) -> None:
    phone = platform.person(platform.city.employee)
    code = shown(platform)
    assert code["qr"].startswith("data:image/svg+xml")
    assert code["seconds"] == 120
    assert poll(platform, code).ok == {"state": "waiting"}
    assert "网络 127.0.0.*" in phone.post("/me/sign-in-codes", {"ticket": code["ticket"]}).ok["source"]
    assert phone.post("/me/sign-in-codes/answer", {"ticket": code["ticket"], "agreed": True}).status == 200
    signed_in = poll(platform, code).ok
    assert (signed_in["state"], signed_in["role"]) == ("signed_in", "person")
    listed = api_of(platform, signed_in).get("/me/sessions").ok["sessions"]
    assert next(one for one in listed if one["current"])["means"] == ["qr"]
    poll(platform, code).refused("qr_answered", 409)
    phone.post("/me/sign-in-codes/answer", {"ticket": code["ticket"], "agreed": True}).refused("qr_answered", 409)


@pytest.mark.feature("ID-08")
def test_the_holder_of_the_telephone_can_say_no(platform: Platform) -> None:
    phone, code = platform.person(platform.city.employee), shown(platform)
    assert phone.post("/me/sign-in-codes/answer", {"ticket": code["ticket"], "agreed": False}).status == 200
    poll(platform, code).refused("qr_declined", 403)


@pytest.mark.feature("ID-08")
def test_a_code_dies_after_two_minutes(platform: Platform) -> None:
    with platform.at("2026-11-18", hour=13):
        code = shown(platform)
        ticket = {"ticket": code["ticket"]}
    with platform.at("2026-11-18", hour=13, minute=3):
        phone = platform.person(platform.city.employee)
        phone.post("/me/sign-in-codes", ticket).refused("qr_expired", 410)
        phone.post("/me/sign-in-codes/answer", {**ticket, "agreed": True}).refused("qr_expired", 410)
        poll(platform, code).refused("qr_expired", 410)


@pytest.mark.feature("ID-08")
def test_the_telephone_must_be_signed_in_and_the_codes_be_ours(platform: Platform) -> None:
    code = shown(platform)
    answer = {"ticket": code["ticket"], "agreed": True}
    platform.anyone().post("/me/sign-in-codes/answer", answer).refused("unauthenticated", 401)
    phone = platform.person(platform.city.employee)
    for other in (code["poll"], "made-up"):
        phone.post("/me/sign-in-codes/answer", {"ticket": other, "agreed": True}).refused("qr_expired", 410)
    # what the page keeps for itself is not what the code says
    platform.anyone().post("/sign-in/qr/exchange", {"poll": code["ticket"]}).refused("qr_expired", 410)


# ------------------------------------------------------------------ sessions


@pytest.mark.feature("ID-18")
def test_every_web_process_shuts_out_a_session_within_two_seconds_of_its_end(platform: Platform) -> None:
    known = platform.city.employee
    login, password = login_of(platform, known)
    here, there = platform.sign_in(login, password), platform.sign_in(login, password)
    mine = api_of(platform, here)
    listed = {one["session_id"]: one for one in mine.get("/me/sessions").ok["sessions"]}
    assert listed[here["session_id"]]["current"]
    assert not listed[there["session_id"]]["current"]
    assert api_of(platform, there).get("/me").status == 200
    assert mine.post(f"/me/sessions/{there['session_id']}/end").result == {"ended": 1}
    ended = time.monotonic()
    # Two processes serve; each new connection meets one or the other.
    until(lambda: {api_of(platform, there).get("/me").status for _ in range(12)} == {401}, "shut out everywhere")
    assert time.monotonic() - ended < 2
    assert mine.get("/me").status == 200
    platform.anyone().post("/sign-in/refresh", {"refresh_token": there["refresh_token"]}).refused("session_over", 401)
    mine.post(f"/me/sessions/{there['session_id']}/end").refused("session_not_found", 404)


@pytest.mark.feature("ID-18")
def test_all_other_sessions_end_at_once(platform: Platform) -> None:
    login, password = login_of(platform, platform.city.retired)
    other, this = platform.sign_in(login, password), platform.sign_in(login, password)
    assert api_of(platform, this).post("/me/sessions/end-others").result["ended"] >= 1
    until(lambda: api_of(platform, other).get("/me").status == 401)
    (left,) = api_of(platform, this).get("/me/sessions").ok["sessions"]
    assert left["current"]


@pytest.mark.feature("ID-18")
def test_a_token_that_was_exchanged_before_shuts_out_everybody_but_harms_no_second_tab(platform: Platform) -> None:
    login, password = login_of(platform, platform.city.retired)
    first = platform.sign_in(login, password)
    browser, exchanged = platform.anyone(), {"refresh_token": first["refresh_token"]}
    tabs = [browser.post("/sign-in/refresh", exchanged).ok for _ in range(2)]
    assert tabs[0] == tabs[1]
    assert api_of(platform, tabs[0]).get("/me").status == 200
    thief = platform.anyone(source="127.0.0.9")
    thief.post("/sign-in/refresh", exchanged).refused("refresh_reused", 401)
    until(lambda: api_of(platform, tabs[0]).get("/me").status == 401)
    newest = {"refresh_token": tabs[0]["refresh_token"]}
    platform.anyone().post("/sign-in/refresh", newest).refused("session_over", 401)


@pytest.mark.feature("ID-18")
@pytest.mark.parametrize(("who", "idle"), [("clerk", 10), ("agent", 15)])
def test_who_does_nothing_is_out_and_was_told_when_to_be_warned(platform: Platform, who: str, idle: int) -> None:
    login, password = platform.accounts[who]
    with platform.at("2026-11-18", hour=14):
        used, unused = platform.sign_in(login, password), platform.sign_in(login, password)
        assert (used["idle"], used["warn"]) == (idle, 2)
    with platform.at("2026-11-18", hour=14, minute=idle - 1):
        kept = platform.anyone().post("/sign-in/refresh", {"refresh_token": used["refresh_token"]}).ok
    with platform.at("2026-11-18", hour=14, minute=idle + 1):
        api_of(platform, unused).get("/me").refused("unauthenticated", 401)
        token = {"refresh_token": unused["refresh_token"]}
        assert f"{idle}分钟" in platform.anyone().post("/sign-in/refresh", token).refused("session_idle", 401)["detail"]
        assert platform.anyone().post("/sign-in/refresh", {"refresh_token": kept["refresh_token"]}).status == 200


@pytest.mark.feature("ID-18")
def test_pages_go_on_while_they_are_used_and_end_when_they_are_not(platform: Platform) -> None:
    platform.person(platform.city.employee)
    with platform.at("2026-11-18", hour=15):
        browser = platform.browser(platform.city.employee.id_number)
    for minute in (4, 16, 30):
        with platform.at("2026-11-18", hour=15, minute=minute):
            browser.open("/me")
            assert "我的社保" in browser.text
            assert 'data-idle-minutes="15" data-warn-minutes="2"' in browser.text
    with platform.at("2026-11-18", hour=15, minute=47):
        browser.open("/me")
        assert "账号" in browser.text
        assert "我的社保" not in browser.text


@pytest.mark.feature("ID-18")
def test_after_eight_hours_everybody_signs_in_again(platform: Platform) -> None:
    login, password = login_of(platform, platform.city.employee)
    with platform.at("2026-11-18", hour=8):
        tokens = platform.sign_in(login, password)
    for minute in range(14, 8 * 60, 14):
        with platform.at("2026-11-18", hour=8 + minute // 60, minute=minute % 60):
            tokens = platform.anyone().post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]}).ok
    with platform.at("2026-11-18", hour=16, minute=1):
        token = {"refresh_token": tokens["refresh_token"]}
        platform.anyone().post("/sign-in/refresh", token).refused("session_over", 401)


# ------------------------------------------------------------------ keys


@pytest.mark.feature("ID-18")
def test_keys_change_without_signing_anybody_out(platform: Platform) -> None:
    login, password = login_of(platform, platform.city.employee)
    before = platform.sign_in(login, password)
    directory = platform.directory / "identity-keys"
    known = set(directory.iterdir())
    done = platform.operate("deploy.cli", "keys", "rotate")
    assert done.returncode == 0, done.stderr
    (made,) = set(directory.iterdir()) - known
    os.utime(made, (time.time() - 61, time.time() - 61))  # a minute later

    def signed_with() -> str:
        return str(jwt.get_unverified_header(platform.sign_in(login, password)["access_token"])["kid"])

    old = jwt.get_unverified_header(before["access_token"])["kid"]
    until(lambda: signed_with() != old, "the new key signs")
    after = platform.sign_in(login, password)

    def let_in(signed_in: dict[str, Any]) -> bool:
        return {api_of(platform, signed_in).get("/me").status for _ in range(8)} == {200}

    for signed_in in (before, after):
        # In the minute that was skipped every web process would have asked for the keys.
        until(lambda signed_in=signed_in: let_in(signed_in), "all know the key")  # type: ignore[misc]
        token = {"refresh_token": signed_in["refresh_token"]}
        assert platform.anyone().post("/sign-in/refresh", token).status == 200


@pytest.mark.feature("ID-18")
def test_who_signed_in_some_time_ago_gives_the_password_before_other_sessions_are_ended(platform: Platform) -> None:
    who = platform.city.retired.id_number
    login, password = login_of(platform, platform.city.retired)
    with platform.at("2026-11-18", hour=15):
        other, browser = platform.sign_in(login, password), platform.browser(who)
    with platform.at("2026-11-18", hour=15, minute=11):
        browser.open("/me/account")
        assert "您登录已超过10分钟，请输入登录密码" in browser.send({}, "/me/account/sessions/others")
        assert "密码不正确" in browser.send({"password": password + "x"}, "/me/account/sessions/others")
        renewed = platform.anyone().post("/sign-in/refresh", {"refresh_token": other["refresh_token"]}).ok
        assert "已退出其他设备上的登录。" in browser.send({"password": password}, "/me/account/sessions/others")
        until(lambda: api_of(platform, renewed).get("/me").status == 401)
