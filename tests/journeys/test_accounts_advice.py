"""ID-23: advice for safe use, public computers, and reminders that force nobody."""

import pytest

from tests.journeys.platform import Platform
from tests.journeys.test_accounts_kept import login_of, registered, signed_in


@pytest.mark.feature("ID-23")
def test_advice_is_there_for_the_pages(platform: Platform) -> None:
    advice = "".join(platform.anyone().get("/advice").ok["advice"])
    assert all(words in advice for words in ("告诉", "定期更换", "公共电脑", "不安全的网络", "手机号、银行账户"))
    assert "公共电脑" in platform.browser().open("/sign-in")


@pytest.mark.feature("ID-23")
def test_at_a_public_computer_nothing_is_remembered_and_five_minutes_are_enough(platform: Platform) -> None:
    who = registered(platform)
    login, password = login_of(platform, who)
    told = {"login": login, "password": password, "public_computer": True}
    assert platform.anyone().post("/sign-in", told).ok["idle"] == 5
    browser = platform.browser()
    browser.open("/sign-in")
    browser.send({"login": login, "password": password, "public_computer": "yes"})
    assert "退出" in browser.text
    assert not any("expires" in cookie.lower() or "max-age" in cookie.lower() for cookie in browser.cookies)


@pytest.mark.feature("ID-23")
def test_who_has_not_changed_for_long_is_reminded_and_never_forced(platform: Platform) -> None:
    who = registered(platform)
    person, _ = signed_in(platform, who)
    assert person.get("/me").ok["reminders"] == []
    with platform.at("2027-12-01"):
        person, tokens = signed_in(platform, who)
        assert tokens["duties"] == []
        reminders = person.get("/me").ok["reminders"]
        assert [one["what"] for one in reminders] == ["password", "details"]
        assert "180天" in reminders[0]["told"]
        person.post("/me/details/confirmation").ok  # noqa: B018
        assert [one["what"] for one in person.get("/me").ok["reminders"]] == ["password"]
