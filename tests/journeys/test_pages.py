"""The same way by hand: pages in a browser without scripts, for the agent, the officer, the person and anyone."""

import re
from typing import Any

import pytest

from kernel.privacy import person_id
from tests.journeys.city import Known
from tests.journeys.clients import Browser, until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_contributions import payment_file
from tests.journeys.test_staff_changes import enrolled, found

CONTRACT = {"labour_contract": ("contract.pdf", PDF)}


def reloaded(browser: Browser, path: str, words: str) -> str:
    """The page, as soon as it says these words: what other services make of a command takes a moment."""
    return until(lambda: words in browser.open(path) and browser.text, f"{words} on {path}")


def told_of(agent: Browser, who: Known, **changed: Any) -> str:
    """The pages of an addition, up to checking."""
    agent.open("/unit/enrol")
    agent.send({"id_number": who.id_number}, do="next")
    agent.send({"name": changed.get("name", who.name), "mobile": who.mobile}, do="next")
    terms = {"lines": ["pension", "medical"], "start_month": "2026-11", "wage_fen": "7,000.50"}
    agent.send({**terms, **changed}, do="next")
    return agent.send({}, do="next", files=CONTRACT)


def test_an_agent_enrols_and_an_officer_approves_by_hand(platform: Platform) -> None:
    who, agent = platform.stranger(), platform.browser("agent")
    agent.open(agent.link("职工增员"))
    assert "新参保人员" in agent.send({"id_number": who.id_number}, do="next")
    text = told_of(agent, who)
    assert "请核对您填写的内容" in text
    assert "¥7,000.50" in text
    assert "增员申报已提交" in agent.send({}, do="hand_in")
    assert re.search(r"预计20\d\d-\d\d-\d\d", agent.text)
    case_id = agent.at.rpartition("/")[2]
    case = f"/cases/{case_id}"

    officer = platform.browser("reviewer")
    reloaded(officer, "/office", case_id)
    officer.open(case)
    officer.send({}, action="/claim")
    assert "已受理" in officer.text
    officer.send({}, action="/approval")
    assert "审核通过" in officer.text
    assert "办结" in reloaded(agent, case, "已办结")
    person = platform.person(who)
    until(lambda: person.get("/me/glance").ok.get("lines"), "the lines")


def test_a_form_that_is_refused_comes_back_with_what_was_typed_and_what_is_wrong(platform: Platform) -> None:
    who, agent = platform.stranger(), platform.browser("agent")
    agent.open("/unit/enrol")
    agent.send({"id_number": who.id_number[:-1] + "?"}, do="next")
    assert (agent.status, "公民身份号码不正确" in agent.text) == (422, True)
    agent.send({"id_number": who.id_number}, do="next")
    agent.send({"name": "", "mobile": who.mobile}, do="next")
    assert (agent.status, "请填写姓名" in agent.text) == (422, True)
    agent.send({"name": who.name, "mobile": who.mobile}, do="next")
    typed = {"lines": "pension", "start_month": "2026-09"}
    agent.send({**typed, "wage_fen": "a lot"}, do="next")
    assert (agent.status, "请填写金额" in agent.text, 'value="a lot"' in agent.text) == (422, True, True)
    agent.send({**typed, "wage_fen": "7000"}, do="next")
    agent.send({}, do="next")
    assert (agent.status, "请上传劳动合同" in agent.text) == (422, True)
    agent.send({}, do="next", files=CONTRACT)
    agent.send({}, do="hand_in")
    assert (agent.status, "本次可选的月份为2026-11" in agent.text) == (422, True)
    assert 'value="7,000.00"' in agent.text
    agent.send({**typed, "start_month": "2026-11", "wage_fen": "7000"}, do="next")
    assert "已上传：劳动合同" in agent.text


@pytest.mark.feature("ENR-01", "ENR-03")
def test_who_cannot_be_added_or_stopped_is_told_at_once(platform: Platform) -> None:
    who = enrolled(platform, lines=["pension", "medical", "unemployment", "injury", "maternity"])
    agent = platform.browser("agent")
    agent.open("/unit/enrol")
    agent.send({"id_number": who.id_number}, do="next")
    assert (agent.status, "无需重复增员" in agent.text) == (422, True)
    agent.open("/unit/stop")
    agent.send({"id_number": platform.stranger().id_number}, do="next")
    assert (agent.status, "目前不在本单位参保" in agent.text) == (422, True)


@pytest.mark.feature("ENR-04")
def test_a_draft_is_saved_gone_on_with_and_handed_in_with_its_document(platform: Platform) -> None:
    who, agent = platform.stranger(), platform.browser("agent")
    agent.open("/unit/enrol")
    agent.send({"id_number": who.id_number}, do="next")
    agent.send({"name": who.name}, do="to-papers")
    agent.send({}, do="save", files=CONTRACT)
    assert "保存成功" in agent.text
    case = agent.at
    agent.open(agent.link("继续填写"))
    assert f"职工：{who.name}" in agent.text
    agent.send({"lines": ["pension"], "start_month": "2026-11", "wage_fen": "7,000.00"}, do="next")
    assert "已上传：劳动合同" in agent.text
    agent.send({}, do="next")
    agent.send({}, do="hand_in")
    assert "待审核" in agent.open(case)
    assert who.id_number not in agent.text, "masked, as on the roster"


def test_a_form_sent_twice_acts_once(platform: Platform) -> None:
    who, agent = platform.stranger(), platform.browser("agent")
    told_of(agent, who)
    form = agent.text, agent.at
    cases = []
    for _ in range(2):
        agent.text, agent.at = form
        agent.send({}, do="hand_in")
        cases.append(agent.at)
    assert cases[0] == cases[1]
    assert "/declared/" in cases[0]


@pytest.mark.feature("ENR-04")
def test_a_case_is_withdrawn_after_the_question(platform: Platform) -> None:
    who = platform.stranger()
    form = {"id_number": who.id_number, "name": who.name, "lines": ["pension"], "start_month": "2026-11"}
    case_id = platform.declare({**form, "wage_fen": 700_000}).result["case_id"]
    agent = platform.browser("agent")
    agent.open(f"/cases/{case_id}")
    assert "是否作废该办件" in agent.send({}, action="/withdrawal")
    assert "已撤回" in agent.send({}, action="/withdrawal", sure="yes")
    assert found(platform, who)["case_id"] is None


def test_a_stop_a_file_and_the_lists(platform: Platform) -> None:
    who, agent = enrolled(platform), platform.browser("agent")
    agent.open("/unit/stop")
    agent.send({"id_number": who.id_number}, do="next")
    agent.send({"lines": ["pension", "injury"], "stop_month": "2026-11", "reason": "resigned"}, do="next")
    assert "本人辞职" in agent.send({}, do="next")
    assert "减员申报已提交" in agent.send({}, do="hand_in")
    header = "变更类型,公民身份号码,姓名,险种,生效月份,月工资"
    rows = f"{header}\n增员,{platform.stranger().id_number},吴甲,养老,2026-11,7000\n增员,1,吴乙,养老,2026-11,7000\n"
    file = {"file": ("staff.csv", rows.encode())}
    agent.open("/unit/upload")
    agent.send({}, files=file)
    tried = reloaded(agent, agent.at, "试算完毕")
    assert "可以办理的1行" in tried
    assert "第3行" in tried
    agent.send({}, action="/commit")
    assert "第3行" in reloaded(agent, agent.at, "办理完毕")
    assert "吴乙" in agent.open(agent.link("下载CSV"))
    assert "单位业务申报进度" in agent.open("/unit/cases")
    assert "吴*" in agent.open("/unit/roster")


def test_somebody_is_stopped_from_the_roster_without_the_number_being_typed_or_shown(platform: Platform) -> None:
    who, agent = enrolled(platform), platform.browser("agent")
    chosen = f"/unit/stop?staff={person_id(who.id_number, platform.kept()['PERSON_ID_KEY'])}"
    agent.open("/unit/roster")
    assert chosen in agent.send({"search": who.id_number[-6:]}, action="/unit/roster")
    agent.open(chosen)
    assert "停保险种和原因" in agent.text
    assert who.id_number not in agent.text
    agent.send({"lines": ["pension"], "stop_month": "2026-11", "reason": "resigned"}, do="next")
    text = agent.send({}, do="next")
    assert "本人辞职" in text
    assert who.id_number not in text
    who_page = agent.send({}, do="to-who")
    assert f'value="{who.id_number[:6]}********{who.id_number[-4:]}"' in who_page
    agent.send({"id_number": f"{who.id_number[:6]}********{who.id_number[-4:]}"}, do="to-check")
    assert "减员申报已提交" in agent.send({}, do="hand_in")
    agent.open(agent.link("查看办件"))
    assert who.id_number not in reloaded(agent, agent.at, f"{who.name[0]}*"), "masked, as on the roster"


def test_a_month_is_assessed_and_paid_by_hand(platform: Platform) -> None:
    clerk = platform.browser("clerk")
    clerk.open("/office/books/assessments")
    clerk.send({"of": "2026-11"})
    reloaded(clerk, "/office/books/assessments?of=2026-11", "已完成")
    clerk.open("/office/payments")
    unit = platform.city.other_unit
    content = payment_file((unit, "2026-04", "total", "9.99", "2026-05-10", "V2026PAGE"))
    clerk.send({}, files={"file": ("payments.csv", content)})
    assert "未匹配" in clerk.text
    assert "9.99" in reloaded(clerk, "/office/payments", "V2026PAGE")


def test_a_card_from_the_window_to_its_loss(platform: Platform) -> None:
    who = enrolled(platform)
    api = platform.person(who)
    until(lambda: api.get("/me/cards").ok["cards"], "the first card is ordered")
    clerk = platform.browser("clerk")
    clerk.open("/office/persons")
    clerk.send({"id_number": who.id_number, "reason": "window"})
    assert "制卡中" in clerk.open(clerk.at.replace("?", "/cards?"))
    clerk.send({"number": "B20261118"}, do="make")
    clerk.send({}, do="hand_over")
    assert "待激活" in clerk.text
    person = platform.browser(who.id_number)
    assert "待激活" in person.open("/me/card")
    person.send({}, action="/activation")
    assert "临时挂失立即生效" in person.text
    assert "临时挂失" in person.send({}, action="/loss", kind="temp")
    assert "2026-11-25" in person.text
    assert "临时挂失" in reloaded(person, "/me", "临时挂失至2026-11-25")
    for told in ("接下来怎么办", "2026-11-25以前", "发卡银行挂失"):
        assert told in person.open("/me/card")


def test_a_transfer_is_asked_for_and_its_steps_are_recorded(platform: Platform) -> None:
    who = enrolled(platform)
    platform.person(who)
    person = platform.browser(who.id_number)
    person.open("/me/transfers")
    assert "90天" in person.text
    asked = {"line": "pension", "direction": "in", "left_on": "2026-01-01"}
    assert "没有找到“桃花源”" in person.send({**asked, "place": "桃花源"}, action="/transfers")
    assert 'value="桃花源"' in person.text
    assert "同一城市" in person.send({**asked, "place": "南京"}, action="/transfers")
    assert "2026-12-09前完成" in person.send({**asked, "place": "杭州"}, action="/transfers")
    assert "杭州市 → 南京市" in person.text
    assert "可能影响待遇" in person.text
    transfer_id = person.at.rpartition("/")[2]
    clerk = platform.browser("clerk")
    clerk.open(f"/office/transfers/{transfer_id}")
    assert "2026-11-18完成" in clerk.send({}, do="advance")
    assert "2026-11-18完成" in person.open(f"/me/transfers/{transfer_id}")


def test_a_certificate_is_previewed_made_and_verified_by_hand(platform: Platform) -> None:
    platform.person(platform.city.employee)
    person = platform.browser(platform.city.employee.id_number)
    person.open("/me/certificates")
    wanted = {"lines": ["pension"], "from_month": "2025-01", "to_month": "2026-09"}
    until(lambda: "欧阳明" in person.send(wanted, do="preview"), "the preview")
    person.send(wanted, do="words")
    question = re.search(r"([零一二三四五六七八九十])加([零一二三四五六七八九十])等于几", person.text)
    assert question
    numerals = "零一二三四五六七八九十"
    answer = str(numerals.index(question[1]) + numerals.index(question[2]))
    person.send({**wanted, "captcha": "99"}, do="issue")
    assert "验证码不正确" in person.text
    person.send(wanted, do="words")
    question = re.search(r"([零一二三四五六七八九十])加([零一二三四五六七八九十])等于几", person.text)
    assert question
    answer = str(numerals.index(question[1]) + numerals.index(question[2]))
    person.send({**wanted, "captcha": answer}, do="issue")
    assert person.at.endswith(".pdf")
    anyone = platform.browser()
    anyone.open("/verify")
    assert "没有查到该查验码" in anyone.send({"code": "AAAABBBBCCCCDDDD"})


PAGES = {
    "": ["/", "/sign-in", "/verify"],
    "person": [
        "/me",
        "/me/contributions",
        "/me/contributions?line=medical",
        "/me/balances",
        "/me/card",
        "/me/transfers",
        "/me/certificates",
        "/me/payments/2026-10",
    ],
    "agent": [
        "/unit",
        "/unit/enrol",
        "/unit/stop",
        "/unit/upload",
        "/unit/cases",
        "/unit/roster",
        "/unit/bases",
        "/unit/bills",
        "/unit/bills/2026-09",
        "/unit/files",
        "/unit/subsidies",
        "/unit/agents",
        "/unit/details",
        "/unit/more",
    ],
    "clerk": [
        "/office",
        "/office/persons",
        "/office/units",
        "/office/books",
        "/office/books/interest",
        "/office/payments",
    ],
}


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
def test_every_page_names_itself_labels_its_fields_and_needs_no_script(platform: Platform, who: str, path: str) -> None:
    platform.person(platform.city.employee)
    browser = platform.browser(platform.city.employee.id_number if who == "person" else who)
    text = browser.open(path)
    assert browser.status == 200
    assert text.count("<h1>") == 1
    assert '<html lang="zh-CN">' in text
    assert set(re.findall("<script[^>]*>", text)) <= set(re.findall(r'<script src="/assets/[\w.-]+" defer>', text))
    visible = re.findall(r'<(?:input|select|textarea)(?![^>]*type="(?:hidden|checkbox|radio)")[^>]*id="([^"]+)"', text)
    assert {f'for="{name}"' in text for name in visible} <= {True}


@pytest.mark.parametrize("token", ["", "x", "made-up-elsewhere"])
def test_a_form_of_another_site_is_refused(platform: Platform, token: str) -> None:
    agent = platform.browser("agent")
    agent.text = '<form action="/unit/enrol"><input type="hidden" name="key" value="k"></form>'
    assert "页面已失效" in agent.send({"csrf": token, "id_number": "1", "do": "find"})
    assert agent.status == 403


def test_the_wrong_door_leads_to_the_right_one_or_says_no(platform: Platform) -> None:
    anyone = platform.browser()
    anyone.open("/unit/enrol")
    assert anyone.at.startswith("/sign-in")
    assert "登录没有成功" in anyone.send({"login": "nobody", "password": "x"})
    login, password = platform.accounts["agent"]
    anyone.send({"login": login, "password": password})
    assert anyone.at == "/unit/enrol"
    assert "没有权限" in anyone.open("/office")
    assert anyone.status == 403
    anyone.open("/unit")
    out = re.search(r'name="csrf" value="([^"]+)"', anyone.text)
    assert out
    anyone.text = f'<form action="/sign-out?"><input type="hidden" name="csrf" value="{out[1]}"></form>'
    assert "个人登录" in anyone.send({})
    anyone.open("/unit")
    assert anyone.at.startswith("/sign-in")


def test_headers_keep_pages_to_themselves_and_the_cookie_from_scripts(platform: Platform) -> None:
    browser = platform.browser("agent")
    answer = browser.headers
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in browser.cookies)


@pytest.mark.feature("ENR-01")
def test_ningbo_names_the_entrance_of_medical_insurance(ningbo: Platform) -> None:
    agent = ningbo.browser("agent")
    who = ningbo.stranger()
    agent.open("/unit/enrol")
    agent.send({"id_number": who.id_number}, do="next")
    text = agent.send({"name": who.name}, do="next")
    assert "浙江政务服务网" in text
    assert "工伤保险由系统定为2026年11月" in text
    assert 'value="medical"' not in text
