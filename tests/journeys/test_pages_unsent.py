"""ID-18: a session that ends while a form is filled in costs nothing that was typed; nobody else is shown it."""

import pytest

from tests.journeys.clients import Browser
from tests.journeys.platform import Platform

TYPED = "爱人的单位也漏缴了三个月"


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
