"""A unit's agent, as one walks: staff added and stopped, many in a file, bills and bases, other agents."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Walk
from tests.browser.views import ELDER_NARROW, NARROW, PLAIN, WALKED_IN, WIDE, View
from tests.browser.walker import Walker
from tests.journeys.clients import until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_bases import IN_WINDOW
from tests.journeys.test_contributions import assess
from tests.journeys.test_staff_changes import addition, enrolled

EVERYWHERE = pytest.mark.parametrize("view", WALKED_IN, ids=lambda view: view.name)
SOME = pytest.mark.parametrize("view", [WIDE, ELDER_NARROW, PLAIN], ids=lambda view: view.name)
HEADER = "变更类型,公民身份号码,姓名,险种,生效月份,月工资"


def ticked(walker: Walker) -> list[str]:
    return [one.get_attribute("value") or "" for one in walker.page.locator('[name="lines"]:checked').all()]


def refused_empty(walker: Walker, words: str) -> Walker:
    """What is missing is told by the page; without scripts the browser itself does not send it."""
    return walker.press("下一步").shows(words) if walker.view.scripts else walker


@EVERYWHERE
def test_somebody_is_added_page_by_page_and_the_number_told(walk: Walk, platform: Platform, view: View) -> None:
    who, walker = platform.stranger(), walk(view, "agent")
    walker.open("/unit/enrol")
    assert walker.look("enrol-who") == []
    walker.fill(id_number=who.id_number[:-1]).press("下一步").shows("没有提交成功").shows("应为18位")
    assert walker.look("enrol-who-wrong") == []
    assert walker.page.locator('[name="id_number"]').input_value() == who.id_number[:-1]
    assert walker.page.locator('#summary a[href="#id_number"]').count() == 1
    walker.fill(id_number="320102201203150230").press("下一步").shows("2028-03-15才满16周岁")
    walker.fill(id_number=who.id_number).press("下一步").shows("新参保人员")
    walker.fill(name="123", mobile="12").press("下一步").shows("姓名填写不正确").shows("手机号码不正确")
    refused_empty(walker.fill(name="", mobile=""), "请填写姓名").fill(name=who.name, mobile=who.mobile).press("下一步")
    assert walker.look("enrol-insurance") == []
    assert len(ticked(walker)) == 5
    walker.page.locator('[name="lines"][value="maternity"]').uncheck()
    walker.fill(wage_fen="0").press("下一步").shows("月工资应大于0")
    walker.fill(wage_fen="much").press("下一步").shows("请填写金额")
    assert (len(ticked(walker)), walker.page.locator('[name="wage_fen"]').input_value()) == (4, "much")
    walker.fill(wage_fen="7,000.50").press("下一步")
    assert refused_empty(walker, "请上传劳动合同").look("enrol-papers-wrong") == []
    walker.attach("labour_contract", PDF).press("下一步").shows("请核对您填写的内容").shows("¥7,000.50")
    assert walker.look("enrol-check") == []
    walker.press("修改 月工资").fill(wage_fen="8000").press("下一步").shows("已上传：劳动合同").press("下一步")
    walker.shows("¥8,000.00").press("确认无误，提交").shows("增员申报已提交").shows("接下来")
    assert walker.look("enrol-done") == []
    case_id = walker.page.locator(".number").inner_text()
    until(lambda: walker.open("/unit").ok and case_id in walker.page.content(), "what waits stands at home")
    walker.shows("等社保经办机构")


@SOME
def test_somebody_is_stopped_and_withdraws_it(walk: Walk, platform: Platform, view: View) -> None:
    who, walker = enrolled(platform), walk(view, "agent")
    walker.open("/unit/stop")
    walker.fill(id_number=platform.stranger().id_number).press("下一步").shows("目前不在本单位参保")
    walker.fill(id_number=who.id_number).press("下一步")
    assert sorted(ticked(walker)) == ["injury", "pension"]
    assert refused_empty(walker, "请选择停保原因").look("stop-insurance-wrong") == []
    walker.choose("reason", "resigned").press("下一步").press("下一步").shows("本人辞职")
    walker.press("确认无误，提交").shows("减员申报已提交").press("查看办件").press("撤回").shows("是否作废该办件")
    walker.press("是，作废该办件").shows("已撤回")


def test_a_draft_waits_and_is_gone_on_with(walk: Walk, platform: Platform) -> None:
    who, walker = platform.stranger(), walk(PLAIN, "agent")
    walker.open("/unit/enrol")
    walker.fill(id_number=who.id_number).press("下一步").fill(name=who.name).press("保存，以后再填").shows("保存成功")
    walker.press("继续填写").shows(f"职工：{who.name}").press("上一步")
    assert walker.page.locator('[name="name"]').input_value() == who.name


def test_the_keyboard_alone_stops_somebody(walk: Walk, platform: Platform) -> None:
    who, walker = enrolled(platform), walk(WIDE, "agent")
    keys = walker.page.keyboard
    walker.open("/unit")
    tab_to(walker, "document.activeElement.textContent.trim() === '职工减员'")
    enter(walker)
    tab_to(walker, "document.activeElement.name === 'id_number'")
    keys.type(who.id_number)
    enter(walker)
    tab_to(walker, "document.activeElement.name === 'reason'")
    keys.press("Space")
    enter(walker)
    for words in ("下一步", "确认无误，提交"):
        tab_to(walker, f"document.activeElement.textContent.trim() === '{words}'")
        enter(walker)
    walker.shows("减员申报已提交")


def tab_to(walker: Walker, there: str) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(60):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate(there):
            return
    raise AssertionError(there)


def enter(walker: Walker) -> None:
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")


@pytest.mark.parametrize("view", [WIDE, NARROW, PLAIN], ids=lambda view: view.name)
def test_a_file_is_tried_out_committed_and_its_bad_rows_sent_again(walk: Walk, platform: Platform, view: View) -> None:
    who, walker = platform.stranger(), walk(view, "agent")
    walker.open("/unit/upload")
    if view.scripts:
        walker.press("上传并试算").shows("请选择要上传的文件")
    rows = f"增员,{who.id_number},{who.name},养老、失业,2026-11,10000\n增员,1,吴乙,养老,2026-11,7000\n"
    walker.attach("file", f"{HEADER}\n{rows}".encode(), "staff.csv", "text/csv").press("上传并试算")
    comes(walker, "试算完毕")
    walker.shows("合计每月：单位¥1,650.00，个人¥850.00").shows("新参保").shows("第3行")
    assert walker.look("file-checked") == []
    walker.press("核对无误，提交申报")
    comes(walker, "办理完毕")
    walker.shows("已申报1行")
    assert walker.look("file-done") == []
    with walker.page.expect_download() as kept:
        walker.page.get_by_role("link", name="下载CSV").click()
    assert "吴乙" in kept.value.path().read_text("utf-8-sig")


def comes(walker: Walker, words: str) -> None:
    """It is told by itself, or after looking again where there are no scripts."""
    look: Callable[[], object] = walker.page.reload if not walker.view.scripts else (lambda: None)
    until(lambda: words in walker.text or (look(), words in walker.text)[1], words)


def test_somebody_is_found_by_the_end_of_the_number_and_nothing_stands_in_the_address(
    walk: Walk, platform: Platform
) -> None:
    who, walker = platform.city.employee, walk(WIDE, "agent")
    walker.open("/unit/roster")
    walker.fill(search=who.id_number[-6:]).press("查找").shows("查找“" + who.id_number[-6:])
    assert walker.at == "/unit/roster"
    assert walker.look("roster-found") == []
    walker.fill(search="查无此人").press("查找").shows("没有找到这位职工")
    assert walker.look("roster-none") == []


def test_a_bill_is_opened_from_the_list_and_taken_along(walk: Walk, platform: Platform) -> None:
    walker, month = walk(NARROW, "agent"), "2026-10"
    assess(platform, month)
    until(lambda: walker.open("/unit/bills").ok and month in walker.text, "the bill")
    walker.press(month).shows(f"{month}账单").shows("每名职工的明细")
    assert walker.look("bill") == []
    with walker.page.expect_download() as kept:
        walker.page.get_by_role("link", name="导出明细Excel").click()
    assert kept.value.suggested_filename.endswith(f"{month}.xlsx")
    walker.press("职工阅知情况").shows("是否已阅知")
    assert walker.look("bill-seen") == []


def test_bases_are_declared_one_by_one_and_in_a_file_within_the_window(walk: Walk, platform: Platform) -> None:
    who = platform.city.colleague
    with platform.at(IN_WINDOW):
        walker = walk(WIDE, "agent")
        walker.open("/unit/bases")
        walker.fill(id_number=who.id_number[:-1], wage_fen="9000").press("申报").shows("公民身份号码不正确")
        assert walker.page.locator('[name="wage_fen"]').input_value() == "9000"
        walker.fill(id_number=who.id_number, wage_fen="1").press("申报").shows("已申报1人").shows("低于下限，按下限")
        assert walker.look("bases-declared") == []
        rows = f"公民身份号码,月平均工资\n{who.id_number},9000\n{platform.stranger().id_number},7000\n"
        walker.attach("file", rows.encode(), "bases.csv", "text/csv").press("上传并申报")
        walker.shows("已申报1人").shows("目前不在本单位参保")
        assert walker.look("bases-file") == []
    outside = walk(WIDE, "agent")
    outside.open("/unit/bases")
    outside.shows("现在不在申报期内")


def test_a_colleague_who_only_looks_is_appointed_and_ended(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE, "agent")
    walker.open("/unit/more")
    walker.press("经办人").fill(name="李查询", mobile="133", agent="09").choose("duty", "viewer")
    walker.press("开通账号").shows("没有提交成功")
    assert walker.page.locator('[name="name"]').input_value() == "李查询"
    walker.fill(mobile="13312340001").press("开通账号").shows("初始密码（只显示这一次）")
    login = f"{platform.city.unit}/09"
    walker.shows(login)
    assert walker.look("agents") == []
    platform.accounts["viewer"] = (login, str(walker.page.locator("[role=status] strong").text_content()))
    walker.fill(name="赵查询", mobile="13312340002", agent="09").press("开通账号").shows("这个经办人编号已有人用过")
    viewer = walk(NARROW, "viewer")
    viewer.open("/unit")
    assert [viewer.page.get_by_role("link", name=name, exact=True).count() for name in ("增员", "职工增员")] == [0, 0]
    until(lambda: walker.open("/unit/agents").ok and "李*询" in walker.text, "the list of agents, a view of identity's")
    walker.press("停用 李").shows("停用后立即退出登录")
    assert walker.look("agents-end") == []
    walker.press("是，停用").shows("请选择停用的原因").choose("reason", "left").press("是，停用").shows(
        "已停用，该账号不能再登录"
    )


def test_a_subsidy_names_the_condition_that_is_not_met(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE, "agent")
    until(lambda: walker.open("/unit/subsidies").ok and "11个月" in walker.text, "the figures")
    walker.shows("不符合").press("申请社保补贴").shows("招用人员")
    assert walker.look("apply-subsidy") == []


def test_what_waits_is_withdrawn_from_the_list(walk: Walk, platform: Platform) -> None:
    case_id = platform.declare(addition(platform.stranger())).result["case_id"]
    walker = walk(PLAIN, "agent")
    until(lambda: walker.open("/unit/cases?status=submitted").ok and case_id in walker.text, "the list")
    with walker.page.expect_navigation():
        walker.page.locator(f'a[href$="{case_id}#withdraw"]').click()
    walker.press("撤回").press("是，作废该办件").shows("已撤回")
