"""ID-18: a session that ends while a form is filled in costs nothing that was typed; nobody else is shown it."""

import re

import pytest

from tests.journeys.clients import Browser, until
from tests.journeys.platform import Platform
from tests.journeys.test_delegation import given
from tests.journeys.test_staff_changes import enrolled

TYPED = "爱人的单位也漏缴了三个月"


def csrf_of(browser: Browser) -> str:
    """The token of the forms on this page."""
    found = re.search('name="csrf" value="([^"]+)"', browser.text)
    assert found
    return found[1]


def signs_in(platform: Platform, browser: Browser, login: str) -> str:
    """By the form of the page that asks for it."""
    name, password = platform.accounts[login]
    browser.open(browser.link("去登录"))
    return browser.send({"login": name, "password": password})


def with_a_form_too_late(platform: Platform, minute: int) -> Browser:
    """An agent's browser that sent the first page of an addition twenty minutes after it was opened."""
    with platform.at("2026-11-18", hour=14, minute=minute - 20):
        browser = platform.browser("agent")
        browser.open("/unit/enrol")
    with platform.at("2026-11-18", hour=14, minute=minute):
        browser.send({"id_number": TYPED}, do="next")
    assert (browser.status, "已为您保留30分钟" in browser.text) == (401, True)
    assert TYPED not in browser.text
    return browser


@pytest.mark.feature("ID-18")
def test_who_signs_in_again_finds_the_form_as_it_was_typed_and_sends_it_themself(platform: Platform) -> None:
    browser = with_a_form_too_late(platform, 30)
    with platform.at("2026-11-18", hour=14, minute=31):
        assert "刚才填写的内容还在" in signs_in(platform, browser, "agent")
        browser.send({}, action="/unit/enrol")
        assert f'value="{TYPED}"' in browser.text


@pytest.mark.feature("ID-18")
def test_nothing_is_shown_to_another_account_that_signs_in_there(platform: Platform) -> None:
    browser = with_a_form_too_late(platform, 30)
    with platform.at("2026-11-18", hour=14, minute=31):
        assert "没有可以继续填写的内容" in signs_in(platform, browser, "other_agent")
        assert TYPED not in browser.text
        own = platform.browser("other_agent")
        own.open("/unit/enrol")
        assert "没有可以继续填写的内容" in own.send({"id_number": "1"}, go_on="yes")


@pytest.mark.feature("ID-18")
def test_what_is_taken_up_again_is_shown_and_not_sent(platform: Platform) -> None:
    platform.person(platform.city.retired)
    number = platform.city.retired.id_number
    with platform.at("2026-11-18", hour=16):
        browser = platform.browser(number)
        browser.open("/me/account/misuse")
    with platform.at("2026-11-18", hour=16, minute=20):
        browser.send({"about": "sign_in", "note": TYPED}, action="/misuse")
    with platform.at("2026-11-18", hour=16, minute=21):
        signs_in(platform, browser, number)
        browser.send({}, action="/misuse")
        assert (browser.status, "还没有提交" in browser.text) == (409, True)
        assert f"{TYPED}</textarea>" in browser.text
        browser.open("/go-on")
        browser.send({}, action="/go-on")
        assert "没有可以继续填写的内容" in browser.open("/go-on")


@pytest.mark.feature("ID-18")
def test_a_page_of_the_session_before_keeps_its_form_for_the_same_account_alone(platform: Platform) -> None:
    for minute, login in ((0, "other_agent"), (30, "agent")):
        with platform.at("2026-11-18", hour=19, minute=minute):
            browser = platform.browser("agent")
            page = browser.open("/unit/enrol")
        with platform.at("2026-11-18", hour=19, minute=minute + 20):
            browser.open("/unit/roster")  # the session has ended, and another begins
            name, password = platform.accounts[login]
            browser.send({"login": name, "password": password})
            browser.text = page
            browser.send({"id_number": TYPED}, action="/unit/enrol")
            assert (browser.status, "已为您保留30分钟" in browser.text) == (403, login == "agent")
            assert TYPED not in browser.text
    with platform.at("2026-11-18", hour=19, minute=51):
        browser.open(browser.link("接着填写"))
        browser.send({}, action="/unit/enrol")
        assert f'value="{TYPED}"' in browser.text


# ------------------------------------------------------------------ who acts for another


@pytest.mark.feature("ID-16")
@pytest.mark.feature("ID-18")
def test_what_was_typed_for_another_is_shown_to_who_acts_for_them_again_alone(platform: Platform) -> None:
    principal, delegate = enrolled(platform), enrolled(platform)
    platform.person(principal)
    with platform.at("2026-11-18", hour=18):
        given(platform, principal, delegate, "records", "transfer")
        browser = platform.browser(delegate.id_number)
        until(lambda: "开始代办" in browser.open("/me/delegations"), "it holds")
        for_oneself = csrf_of(browser)
        browser.send({}, action="/acting")
        browser.open("/me/transfers")
        browser.send({"place": TYPED, "csrf": for_oneself}, action="/me/transfers")
        assert (browser.status, "页面已失效" in browser.text) == (403, True)
        browser.open("/me/transfers")
    with platform.at("2026-11-18", hour=18, minute=20):
        browser.send({"place": TYPED}, action="/me/transfers")
        assert (browser.status, "已为您保留30分钟" in browser.text) == (401, True)
    with platform.at("2026-11-18", hour=18, minute=21):
        assert "请先重新开始代办" in signs_in(platform, browser, delegate.id_number)
        browser.open("/me/transfers")
        assert "请先重新开始代办" in browser.send({}, action="/me/transfers", go_on="yes")
        assert "您正在代" in browser.send({}, action="/acting")
        browser.send({}, action="/me/transfers")
        assert f'value="{TYPED}"' in browser.text
        assert "还没有提交" in browser.text
        browser.send({}, action="/me/acting/end")
        assert "请先重新开始代办" in browser.open("/go-on")


# ------------------------------------------------------------------ who left a page alone


@pytest.mark.feature("ID-18")
def test_what_stood_in_a_form_that_was_left_alone_is_there_for_who_signs_in_again(platform: Platform) -> None:
    with platform.at("2026-11-18", hour=17):
        browser = platform.browser("agent")
        browser.open("/unit/enrol")
    with platform.at("2026-11-18", hour=17, minute=16):
        browser.leave({"id_number": TYPED}, form="/unit/enrol")
        assert ("已为您保留30分钟" in browser.text, TYPED in browser.text) == (True, False)
        browser.open(browser.link("登录后接着填写"))
        name, password = platform.accounts["agent"]
        assert "刚才填写的内容还在" in browser.send({"login": name, "password": password})
        browser.send({}, action="/unit/enrol")
        assert f'value="{TYPED}"' in browser.text
        assert "还没有提交" in browser.text
        assert "刚才填写的内容还在" in browser.open("/go-on")
        browser.open("/unit/enrol")
        browser.send({"id_number": platform.stranger().id_number}, action="/unit/enrol")
        assert "刚才填写的内容还在" not in browser.open("/go-on")


@pytest.mark.feature("ID-18")
def test_while_identity_is_away_what_was_left_alone_is_kept_all_the_same(platform: Platform) -> None:
    with platform.at("2026-11-18", hour=20):
        browser = platform.browser("agent")
        browser.open("/unit/enrol")
    with platform.at("2026-11-18", hour=20, minute=16), platform.held("identity"):
        browser.leave({"id_number": TYPED}, form="/unit/enrol")
        assert "已为您保留30分钟" in browser.text


@pytest.mark.feature("ID-18")
@pytest.mark.parametrize("wrong", [{"old_password": "x"}, {"csrf": "another"}, {"note": "长" * 64 * 1024}])
def test_no_secret_is_kept_nor_what_another_site_sends_nor_a_book(platform: Platform, wrong: dict[str, str]) -> None:
    with platform.at("2026-11-18", hour=17):
        browser = platform.browser("other_agent")
        browser.open("/unit/enrol")
    with platform.at("2026-11-18", hour=17, minute=16):
        browser.leave({"id_number": TYPED, **wrong}, form="/unit/enrol")
        assert ("您已自动退出" in browser.text, "保留30分钟" in browser.text) == (True, False)
        browser.open("/sign-in?then=/go-on")
        name, password = platform.accounts["other_agent"]
        assert "没有可以继续填写的内容" in browser.send({"login": name, "password": password})


@pytest.mark.feature("ID-18")
def test_a_page_that_was_left_alone_stays_while_another_is_used_and_keeps_no_session_alive(platform: Platform) -> None:
    with platform.at("2026-11-18", hour=17):
        browser = platform.browser("agent")
        browser.open("/unit/enrol")
        page = browser.text
    for minute in (6, 12):
        with platform.at("2026-11-18", hour=17, minute=minute):
            browser.text = page
            assert (browser.leave({"id_number": TYPED}, form="/unit/enrol"), browser.status) == ("", 204)
            assert "您在其他页面还在使用" in browser.open("/idle?then=/unit/enrol")
            assert browser.link("回到原来的页面") == "/unit/enrol"
    with platform.at("2026-11-18", hour=17, minute=16):
        assert "您已自动退出" in browser.open("/idle")
        browser.text = page
        assert "已为您保留30分钟" in browser.leave({"id_number": TYPED}, form="/unit/enrol"), "the second page's form"
