"""The office's journeys: a clerk, a reviewer, an administrator, who keeps accounts and who audits, as they work."""

import pytest

from tests.browser.conftest import Walk
from tests.browser.views import ELDER_NARROW, NARROW, PLAIN, WIDE, View
from tests.browser.walker import Walker
from tests.journeys.city import Known
from tests.journeys.clients import until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import enrolled

LOOKED_AT = pytest.mark.parametrize("views", [(WIDE, NARROW), (ELDER_NARROW,)], ids=["usual", "elder"])
WALKED_IN = pytest.mark.parametrize("view", [WIDE, PLAIN], ids=lambda view: view.name)
MOST_TABS = 400
FORMS = ("unlock", "prove", "register-authority", "reset-agent", "close-bases", "pay-subsidy", "unit-payment")
OF_SECURITY = (
    "ask-officer-reset",
    "reset-officer",
    "appoint-officer",
    "confirm-appointment",
    "appoint-agent",
    "change-roles",
    "end-appointment",
    "ask-factor-removal",
    "remove-second-factor",
)


def declared(on: Platform) -> tuple[Known, str]:
    """Somebody a unit wants to enrol, and the case of it, once it waits for the office."""
    who = on.stranger()
    form = {"id_number": who.id_number, "name": who.name, "lines": ["pension"], "start_month": "2026-11"}
    reply = on.declare({**form, "wage_fen": 700_000})
    on.as_("reviewer").after(reply, "/work-list")
    return who, str(reply.result["case_id"])


def person_pages(walker: Walker, who: Known) -> str:
    """Find somebody at the window; the address of their page, without the reason."""
    walker.open("/office/persons")
    walker.fill(id_number=who.id_number).press("查找")
    return walker.at.partition("?")[0]


# ------------------------------------------------------------------ reviewing


@WALKED_IN
def test_a_reviewer_works_through_the_list(walk: Walk, platform: Platform, view: View) -> None:
    (_, first), (_, second) = declared(platform), declared(platform)
    walker = walk(view, "reviewer")
    walker.open("/office?matter=staff-add&whose=unclaimed")
    walker.shows("待办事项").shows("临近期限").shows("已超期")
    walker.open(f"/cases/{first}?matter=staff-add&whose=all")
    walker.press("受理").shows("已受理").shows("档案记录").shows("¥7,000.00")
    paper = walker.page.request.get(walker.address + str(walker.page.locator("iframe.paper").get_attribute("src")))
    assert (paper.ok, paper.headers["x-frame-options"]) == (True, "SAMEORIGIN")
    walker.fill(reason="劳动合同没有盖章，请盖章后重新申报。").press("审核不通过").shows("已退回，原因已告知申请人")
    assert f"/cases/{first}" not in walker.at
    walker.open(f"/cases/{second}")
    walker.press("受理").fill(reason="合同缺第二页").press("通知补正").shows("请选择需要申请人补正的材料")
    assert walker.page.locator('[name="reason"]').input_value() == "合同缺第二页"
    walker.choose("wanted", "labour_contract").press("通知补正").shows("已通知补正材料")


def test_the_keyboard_alone_completes_a_review(walk: Walk, platform: Platform) -> None:
    _, case_id = declared(platform)
    walker = walk(WIDE, "reviewer")
    walker.open("/office?matter=staff-add&whose=unclaimed")
    press(walker, f"document.activeElement.pathname == '/cases/{case_id}'")
    press(walker, "document.activeElement.textContent == '受理'")
    walker.shows("已受理")
    press(walker, "document.activeElement.textContent == '审核通过'")
    walker.shows(f"（{case_id}）：审核通过")


def press(walker: Walker, found: str) -> None:
    """Tab until this is true of what has the focus, and press it."""
    for _ in range(MOST_TABS):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate(found):
            break
    else:
        pytest.fail(f"the keyboard does not come to: {found}")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")


def test_a_clerk_prepares_and_hands_back_but_does_not_decide(walk: Walk, platform: Platform) -> None:
    _, case_id = declared(platform)
    walker = walk(NARROW, "clerk")
    walker.open("/office?matter=staff-add&whose=unclaimed")
    row = walker.page.locator("tr", has=walker.page.locator(f'a[href*="{case_id}"]'))
    with walker.page.expect_navigation():
        row.get_by_role("button", name="受理").click()
    walker.shows("已受理")
    assert not walker.page.get_by_role("button", name="审核通过").count()
    assert walker.look("review-clerk") == []
    walker.press("退回待办").shows("已退回待办清单")


# ------------------------------------------------------------------ the counter


@WALKED_IN
def test_a_clerk_serves_who_stands_at_the_window(walk: Walk, platform: Platform, view: View) -> None:
    who = enrolled(platform)
    walker = walk(view, "clerk")
    walker.open("/office/persons")
    walker.fill(id_number=who.id_number[:-1] + "?").press("查找").shows("没有提交成功")
    assert walker.page.locator('[name="id_number"]').input_value() == who.id_number[:-1] + "?"
    walker.fill(id_number=who.id_number).press("查找").shows("参保")
    person = walker.at
    assert who.id_number not in walker.text + walker.at
    walker.page.locator("summary", has_text="查看完整信息").click()
    walker.choose("fields", "id_number").press("显示").shows(who.id_number)
    walker.press("缴费明细").shows("缴费明细")
    walker.open(person)
    walker.press("代为申请事项").press("灵活就业人员参保登记").shows("由另一名工作人员审核")


def test_what_is_not_locked_is_told_so_and_a_unit_is_served(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE, "clerk")
    walker.open("/office/forms/unlock")
    walker.press("解除锁定").shows("登录账号：")
    walker.fill(login=platform.accounts["other_agent"][0], reason="已核对公章和经办人身份证").press("解除锁定")
    walker.shows("登录账号：该账号的密码登录没有")
    assert walker.page.locator('[name="reason"]').input_value() == "已核对公章和经办人身份证"
    walker.open("/office/units")
    walker.fill(unit_id="00000").press("查找").shows("没有找到该单位")
    walker.fill(unit_id=platform.city.other_unit).press("查找").shows("经办人账号").press("职工名册").shows("姓名")


# ------------------------------------------------------------------ who keeps accounts, who audits, who watches


def test_security_opens_an_account_gives_other_roles_and_ends_it(walk: Walk, platform: Platform) -> None:
    walker = walk(WIDE, "security")
    walker.open("/")
    walker.shows("账号管理").press("开通工作人员账号")
    walker.fill(login="1", name="赵新").choose("roles", "clerk").press("提出开通")
    walker.shows("登录名以字母开头")
    walker.fill(login="zhao.xin").press("提出开通").shows("请另一位管理员当面核验本人身份后确认任用")
    account = walker.page.locator("dt", has_text="账号编号").locator("xpath=following-sibling::dd").inner_text()
    until(lambda: walker.open("/office/accounts").ok and account in walker.page.content(), "the list has it")
    walker.shows("待确认：经办员")
    second = walk(WIDE, "second_security")
    confirm(second, account, "clerk").shows("初始密码（只显示这一次）")
    walker.open(f"/office/accounts/{account}")
    walker.press("调整岗位").choose("roles", "reviewer").press("调整岗位").shows("等待另一位管理员确认后生效")
    confirm(second, account, "reviewer").shows("已确认")
    walker.open(f"/office/accounts/{account}")
    walker.shows("复核员").press("停用账号").choose("reason", "left").press("停用账号").shows("账号已停用")
    walker.open(f"/office/accounts/{account}")
    walker.shows("停用")


def confirm(walker: Walker, account: str, role: str) -> Walker:
    """Another administrator confirms what was proposed."""
    walker.open(f"/office/forms/confirm-appointment?account_id={account}")
    return walker.fill(name="赵新").choose("roles", role).press("确认任用")


def test_nobody_sees_what_he_may_not_do(walk: Walk, platform: Platform) -> None:
    entries = {}
    for who in ("clerk", "admin", "security", "auditor"):
        walker = walk(PLAIN, who)
        walker.open("/")
        entries[who] = walker.page.locator("nav.menu a").all_inner_texts()
    office = ["待办", "个人窗口", "单位窗口", "征缴", "统计"]
    assert entries == {
        "clerk": [*office, "我的账户"],
        "admin": [*office, "系统状态", "我的账户"],
        "security": ["账号管理", "我的账户"],
        "auditor": ["异议核查", "查看审计", "账号管理", "我的账户"],
    }


# ------------------------------------------------------------------ every page


def pages_of_a_clerk(on: Platform, person: str) -> dict[str, str]:
    why, unit = "?reason=window", f"/office/units/{on.city.unit}"
    _, case_id = declared(on)
    return {
        "work": "/office",
        "review": f"/cases/{case_id}",
        "find-person": "/office/persons",
        "person": person + why,
        "person-records": f"{person}/records/contributions{why}",
        "person-transferred": f"{person}/records/transferred{why}",
        "person-matters": f"{person}/matters{why}",
        "person-certificates": f"{person}/certificates{why}",
        "person-transfers": f"{person}/transfers{why}",
        "person-cards": f"{person}/cards{why}",
        "person-authorities": f"{person}/authorities{why}",
        "find-unit": "/office/units",
        "unit": unit,
        "unit-staff": f"{unit}/staff",
        "unit-bases": f"{unit}/bases",
        "unit-bill": f"{unit}/bills/2026-10",
        "unit-subsidies": f"{unit}/subsidies",
        "unit-matters": f"{unit}/matters",
        "books": "/office/books",
        "assessments": "/office/books/assessments",
        "interest": "/office/books/interest",
        "closing": "/office/closing",
        "doubles": "/office/doubles/relations",
        "payments": "/office/payments",
        "draw-answers": "/office/draw-answers",
        "figures": "/office/figures",
        **{f"form-{code}": f"/office/forms/{code}" for code in FORMS},
    }


PAGES = {
    "reviewer": {"form-revoke": "/office/forms/revoke-certificate"},
    "admin": {"system": "/office/system"},
    "auditor": {"disputes": "/office/disputes", "audit": "/office/looks"},
    "security": {"accounts": "/office/accounts", **{f"form-{code}": f"/office/forms/{code}" for code in OF_SECURITY}},
}


@LOOKED_AT
def test_pages_of_officers_have_no_barrier(walk: Walk, platform: Platform, views: tuple[View, ...]) -> None:
    walker = walk(views[0], "clerk")
    person = person_pages(walker, platform.city.employee)
    wrong = walker.look_at(named(pages_of_a_clerk(platform, person)), views)
    for who, pages in PAGES.items():
        wrong += walk(views[0], who).look_at(named(pages), views)
    assert wrong == []


def named(pages: dict[str, str]) -> dict[str, str]:
    """As their pictures are: of the office."""
    return {f"office-{name}": path for name, path in pages.items()}
