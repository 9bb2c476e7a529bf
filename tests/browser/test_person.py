"""A person's journeys, as a person walks them: in every width and version, with and without scripts."""

import re

import pytest

from tests.browser.conftest import Walk, sign_in
from tests.browser.test_every_page import employee
from tests.browser.test_unit import enter, tab_to
from tests.browser.views import NARROW, PLAIN, WALKED_IN, WIDE, View
from tests.browser.walker import Walker
from tests.journeys.clients import solved, until
from tests.journeys.phones import code_to
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_proofs import GOOD_CARD
from tests.journeys.test_staff_changes import enrolled

PASSWORD = "Qx-hu7-lan"
EVERYWHERE = pytest.mark.parametrize("view", WALKED_IN, ids=lambda view: view.name)


@EVERYWHERE
def test_a_newcomer_signs_up_and_comes_home(walk: Walk, platform: Platform, view: View) -> None:
    who = enrolled(platform)
    walker = walk(view)
    walker.open("/")
    walker.press("个人注册").shows("请准备好")
    walker.page.locator('[name="terms"]').check()
    walker.press("下一步").fill(id_number=who.id_number, name=who.name, mobile="13000000000").press("下一步")
    walker.answer_question().fill(password=PASSWORD, password_again=PASSWORD).press("完成注册")
    walker.shows("与参保档案不一致")
    assert walker.page.locator('[name="name"]').input_value() == who.name
    walker.fill(mobile=who.mobile).press("下一步")
    walker.answer_question().fill(password=PASSWORD, password_again=PASSWORD + "x").press("完成注册")
    walker.shows("两次输入的密码不一致")
    walker.answer_question().fill(password=PASSWORD, password_again=PASSWORD).press("完成注册")
    walker.shows("注册成功").press("去登录")
    walker.answer_question().fill(login=who.id_number, password=PASSWORD).press("登录")
    walker.shows("请先修改密码")
    walker.fill(old_password=PASSWORD, password=PASSWORD + "1", password_again=PASSWORD + "1").press("修改密码")
    walker.fill(address="中山路18号2单元301室").press("保存")
    walker.shows("实名认证").press("登记手机号验证").press("获取验证码")
    walker.fill(code=code_to(platform, who.mobile, "实名认证")).press("提交")
    walker.shows("查询信息需要2级").press("银行卡认证").fill(number=GOOD_CARD, mobile=who.mobile).press("开始认证")
    walker.shows("您好")


@EVERYWHERE
def test_a_forgotten_password_is_set_anew_by_a_code(walk: Walk, platform: Platform, view: View) -> None:
    who = enrolled(platform)
    platform.person(who)
    walker = walk(view)
    walker.open("/sign-in")
    walker.press("忘记密码").press("登记手机号接收验证码").answer_question()
    walker.fill(id_number=who.id_number, mobile=who.mobile).press("获取验证码").shows("验证码已发送")
    walker.fill(code=code_to(platform, who.mobile, "重置密码"), password=PASSWORD, password_again=PASSWORD)
    walker.press("设置新密码").shows("密码已重新设置")


@EVERYWHERE
def test_a_wrong_month_is_reported_from_its_row_checked_and_followed(
    walk: Walk, platform: Platform, view: View
) -> None:
    walker = walk(view, employee(platform))
    walker.open("/me/contributions")
    walker.press("核实").choose("problem", "wrong")
    walker.attach("evidence", PDF).fill(base_fen="much")
    walker.press("下一步：核对").shows("请填写金额")
    assert walker.page.locator('[name="month"]').input_value()
    walker.fill(base_fen="8,000.00", explanation="工资条上是8000元").press("下一步：核对")
    walker.shows("请核对您填写的内容").shows("¥8,000.00").press("返回修改")
    assert walker.page.locator('[name="base_fen"]').input_value() == "8000.00"


def test_the_browsers_way_back_from_checking_leads_to_what_was_typed(walk: Walk, platform: Platform) -> None:
    walker = walk(NARROW, employee(platform))
    walker.open("/me")
    walker.open("/apply/record-correction?line=medical&month=2025-06")
    walker.press("下一步：核对").shows("请选择")
    walker.choose("problem", "missing").fill(explanation="这个月单位已缴费", arrived_on="2025-07-10", base_fen="6000")
    walker.attach("evidence", PDF).press("下一步：核对").shows("请核对您填写的内容")
    walker.page.go_back()
    assert walker.page.locator('[name="explanation"]').input_value() == "这个月单位已缴费"
    walker.page.go_back()
    walker.page.go_back()
    assert walker.at == "/me"


def test_a_draft_is_saved_gone_on_with_handed_in_and_withdrawn(walk: Walk, platform: Platform) -> None:
    walker = walk(PLAIN, employee(platform))
    walker.open("/apply/record-correction?line=medical&month=2025-06")
    walker.choose("problem", "missing").fill(base_fen="6000").fill(
        explanation="这个月单位已缴费", arrived_on="2025-07-10"
    )
    walker.attach("evidence", PDF).press("保存，以后再填").shows("保存成功")
    walker.press("继续填写").press("下一步：核对").press("确认无误，提交").shows("申请已提交")
    walker.press("查看办件").shows("这个月单位已缴费").press("撤回").shows("是否作废该办件")
    walker.press("是，作废该办件").shows("已撤回")
    until(lambda: walker.open("/me/cases").ok and "已撤回" in walker.text, "the list")


def test_the_password_is_changed_and_other_sessions_end(walk: Walk, platform: Platform) -> None:
    who = enrolled(platform)
    platform.person(who)
    other, walker = walk(NARROW, who.id_number), walk(WIDE, who.id_number)
    walker.open("/me/account").ok  # noqa: B018
    walker.shows("已登录的设备").press("修改 登录密码")
    walker.fill(old_password="wrong", password=PASSWORD, password_again=PASSWORD).press("修改密码").shows(
        "没有提交成功"
    )
    old = platform.accounts[who.id_number][1]
    walker.fill(old_password=old, password=PASSWORD, password_again=PASSWORD).press("修改密码").shows("密码已修改")
    until(lambda: "/sign-in" in (other.page.goto(other.address + "/me") and other.at), "the other session ends")


def test_signing_out_leaves_nothing_behind(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE, employee(platform))
    walker.open("/me")
    with walker.page.expect_navigation():
        walker.page.get_by_role("button", name="退出", exact=True).click()
    walker.page.go_back()
    until(lambda: walker.at.startswith("/sign-in") or "个人账户" not in walker.text, "nothing is shown")


def test_who_is_idle_is_warned_and_one_key_extends(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE)
    walker.page.clock.install()
    sign_in(walker, platform, employee(platform))
    warned = walker.page.locator("#idle")
    walker.page.clock.fast_forward("13:30")
    warned.wait_for(state="visible")
    assert walker.look("idle-warning") == []
    walker.page.keyboard.press("Space")
    warned.wait_for(state="hidden")


@pytest.mark.feature("ID-18")
def test_who_was_led_out_finds_what_stood_in_the_form_and_nobody_sent_it(walk: Walk, platform: Platform) -> None:
    who = employee(platform)
    with platform.at("2026-11-18", hour=9):
        walker = walk(NARROW)
        walker.page.clock.install()
        sign_in(walker, platform, who)
        walker.open("/me/account/misuse")
        walker.choose("about", "sign_in").fill(note="写到一半")
        with walker.page.expect_response(re.compile("/stay")):
            walker.page.clock.fast_forward("01:05")
    with platform.at("2026-11-18", hour=9, minute=14):
        walker.page.clock.fast_forward("13:30")
        walker.page.locator("#idle").wait_for(state="visible")
        assert "保留30分钟" in walker.text
        assert walker.look("idle-warning-form") == []
    with platform.at("2026-11-18", hour=9, minute=16):
        walker.page.clock.fast_forward("02:00")
        walker.page.wait_for_url(re.compile("/idle"))
        walker.shows("您已自动退出").press("登录后接着填写")
        assert walker.look("idle-kept") == []
        login, password = platform.accounts[who]
        walker.answer_question().fill(login=login, password=password).press("登录")
        walker.press("继续填写").shows("还没有提交")
    assert walker.page.locator('[name="note"]').input_value() == "写到一半"
    assert walker.page.locator('[name="about"][value="sign_in"]').is_checked()


def test_a_code_by_sms_signs_in(walk: Walk, platform: Platform) -> None:
    who = enrolled(platform)
    platform.person(who)
    walker = walk(NARROW)
    walker.open("/sign-in")
    walker.press("短信验证码").answer_question().fill(mobile=who.mobile).press("获取验证码")
    walker.fill(code="000000").press("登录").shows("验证码不正确")
    walker.fill(code=code_to(platform, who.mobile, "登录")).press("登录").shows("您好")


def test_a_telephone_confirms_a_qr_code(walk: Walk, platform: Platform) -> None:
    who = employee(platform)
    for view in (WIDE, PLAIN):
        page, phone = walk(view), walk(NARROW, who)
        page.open("/sign-in/qr")
        ticket = page.page.locator('[name="ticket"]').input_value()
        phone.open(f"/qr/{ticket}")
        phone.press("确认登录").shows("已确认登录")
        if not view.scripts:
            page.press("已在手机上确认，进入")
        page.page.wait_for_url(re.compile("/me"))


def test_a_telephone_refuses_a_qr_code_and_the_page_that_waits_says_so(walk: Walk, platform: Platform) -> None:
    page, phone = walk(WIDE), walk(NARROW, employee(platform))
    page.open("/sign-in/qr")
    ticket = page.page.locator('[name="ticket"]').input_value()
    phone.open(f"/qr/{ticket}")
    phone.press("不是我")
    page.page.get_by_text("手机上已拒绝本次登录").first.wait_for()
    page.press("换一个二维码").shows("等待手机确认")


def test_the_large_version_is_a_switch_on_every_page_and_stays(walk: Walk) -> None:
    walker = walk(PLAIN)
    walker.open("/questions?text=挂失")
    walker.press("长辈版")
    assert "/questions?text=" in walker.at
    assert walker.page.locator("html").get_attribute("data-size") == "large"
    walker.press("特大")
    walker.open("/help")
    assert walker.page.locator("html").get_attribute("data-size") == "largest"
    walker.press("标准版")
    assert walker.page.locator("html").get_attribute("data-version") is None


def test_the_keyboard_alone_signs_up(walk: Walk, platform: Platform) -> None:
    who, walker = enrolled(platform), walk(WIDE)
    keys = walker.page.keyboard
    walker.open("/sign-up")
    keys.press("Tab")
    walker.shows("跳到正文")
    keys.press("Enter")
    tab_to(walker, "document.activeElement.name === 'terms'")
    keys.press("Space")
    enter(walker)
    for name, text in (("id_number", who.id_number), ("name", who.name), ("mobile", who.mobile)):
        type_in(walker, name, text)
    enter(walker)
    tab_to(walker, "document.activeElement.textContent === '看不清，改用文字题'")
    enter(walker)
    for name, text in (("password", PASSWORD), ("password_again", PASSWORD), ("captcha", solved(walker.text))):
        type_in(walker, name, text)
    enter(walker)
    walker.shows("注册成功")


def type_in(walker: Walker, name: str, text: str) -> None:
    tab_to(walker, f"document.activeElement.name === '{name}'")
    walker.page.keyboard.type(text)
