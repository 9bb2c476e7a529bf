"""ID-19: a passkey made and used by a real browser, whose authenticator is a virtual one."""

import pytest
from playwright.sync_api import CDPSession

from tests.browser.conftest import Walk
from tests.browser.test_every_page import employee
from tests.browser.views import ELDER_NARROW, WIDE, View
from tests.browser.walker import Walker
from tests.journeys.platform import Platform

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(walker: Walker) -> tuple[CDPSession, str]:
    """A telephone that knows its owner's finger: the browser's session, and the authenticator's id in it."""
    session = walker.page.context.new_cdp_session(walker.page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, str(made["authenticatorId"])


def signed_out(walker: Walker) -> Walker:
    with walker.page.expect_navigation():
        walker.page.get_by_role("button", name="退出", exact=True).first.click()
    return walker


@pytest.mark.feature("ID-19")
@pytest.mark.parametrize("view", [WIDE, ELDER_NARROW], ids=lambda view: view.name)
def test_a_passkey_is_added_signs_in_and_is_taken_away(walk: Walk, platform: Platform, view: View) -> None:
    who = employee(platform)
    walker = walk(view, who)
    session, authenticator = with_authenticator(walker)
    walker.open("/me/account/passkeys")
    walker.fill(name="我的手机").press("添加").shows("请填写登录密码")
    assert session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"] == []
    walker.fill(name="我的手机", password=platform.accounts[who][1]).press("添加").shows("通行密钥已添加")
    assert walker.look("account-passkeys-one") == []
    signed_out(walker).open("/sign-in/passkey")
    walker.press("使用通行密钥").shows("您好")
    assert walker.at == "/me"
    walker.open("/me/account/passkeys")
    walker.press("删除 我的手机").shows("通行密钥已删除").shows("还没有添加")
    signed_out(walker).open("/sign-in/passkey")
    walker.press("使用通行密钥").shows("没有提交成功")


def test_who_does_not_confirm_is_told_so_and_stays(walk: Walk) -> None:
    walker = walk(WIDE)
    session, authenticator = with_authenticator(walker)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    walker.open("/sign-in/passkey")
    walker.page.get_by_role("button", name="使用通行密钥").click()
    walker.page.locator("[data-failed]").wait_for(state="visible")
    walker.shows("没有完成。请重试，或改用其他方式登录。")
