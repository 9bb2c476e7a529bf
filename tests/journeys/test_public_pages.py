"""Pages for anybody: finding a service, guides, questions, help, old browsers (CHN-06, CHN-07, MSG-02)."""

import re

import pytest
import requests

from tests.journeys.platform import Platform

IE = "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"


@pytest.mark.feature("CHN-06")
def test_the_first_page_has_two_doors_and_a_search_leads_to_the_form(platform: Platform) -> None:
    anyone = platform.browser()
    anyone.open("/")
    assert anyone.link("个人登录").endswith("door=person")
    assert anyone.link("单位登录").endswith("door=unit")
    for most_used in ("缴费记录", "社保关系转移", "职工停保登记"):
        assert most_used in anyone.text
    assert "灵活就业人员参保登记" in anyone.open("/guides?text=自由职业")
    anyone.open("/guides/flexible-enrol")
    anyone.open(anyone.link("在线办理"))
    assert anyone.at.startswith("/sign-in")


@pytest.mark.feature("CHN-06")
def test_a_service_is_found_by_event_of_life_door_office_kind_and_words(platform: Platform) -> None:
    anyone = platform.browser()
    assert "社保关系转移" in anyone.open("/guides?event=move")
    assert "稳岗返还" in anyone.open("/guides?door=unit")
    assert "稳岗返还" not in anyone.open("/guides?door=person")
    medical = anyone.open(anyone.link("医保部门"))
    assert ("医疗报销" in medical, "养老金测算" in medical, "缴费记录" in medical) == (True, False, True)
    others = anyone.open("/guides?office=human_resources")
    assert ("医疗报销" in others, "养老金测算" in others) == (False, True)
    moving = anyone.open("/guides?kind=move")
    assert ("社保关系转移" in moving, "养老金测算" in moving) == (True, False)
    assert "没有找到相关事项" in anyone.open("/guides?text=彩票")
    assert "忘记密码" in anyone.open("/questions?text=重置")


def test_a_guide_says_who_what_how_long_for_how_much_and_when(platform: Platform) -> None:
    text = platform.browser().open("/guides/staff-add")
    for told in ("单位经办人", "劳动合同", "个工作日", "不收费", "办理时间", "参保起始月"):
        assert told in text, told


def test_policies_stand_with_their_dates_and_sources(platform: Platform) -> None:
    text = platform.browser().open("/policies?text=缴费基数")
    for told in ("下限¥4,952.00", "上限¥24,762.00", "2025-01-01起", "http://boss.njdaizhang.com/wenjian/240.html"):
        assert told in text, told


def test_every_matter_has_a_guide(platform: Platform) -> None:
    anyone = platform.browser()
    for matter in platform.anyone().get("/matters").ok["matters"]:
        assert matter["title"] in anyone.open(f"/guides/{matter['code']}")
        assert anyone.status == 200


@pytest.mark.feature("CHN-06")
def test_who_comes_to_the_other_door_is_shown_the_right_one(platform: Platform) -> None:
    platform.person(platform.city.employee)
    login, password = platform.accounts[platform.city.employee.id_number]
    person = platform.browser()
    person.open("/sign-in?door=unit")
    person.send({"login": login, "password": password})
    assert (person.at, "已为您进入个人页面" in person.text) == ("/me", True)
    person.open("/apply/record-correction")
    assert '<span class="required" aria-hidden="true">*</span>' in person.text
    assert "（选填）" in person.text
    assert "由单位办理" in person.open("/apply/stability-refund")
    assert person.status == 403
    agent = platform.browser("agent")
    assert "由个人办理" in agent.open("/apply/record-correction")


@pytest.mark.feature("CHN-07")
def test_browsers_are_named_and_help_says_what_to_try(platform: Platform) -> None:
    text = platform.browser().open("/help")
    for told in ("Chrome", "Edge", "极速模式", "检查网络", "换一个浏览器", "缓存", "维护", "12333"):
        assert told in text, told


@pytest.mark.feature("CHN-07")
def test_an_old_browser_is_told_which_to_use_and_keeps_plain_pages(platform: Platform) -> None:
    answer = requests.get(f"{platform.address}/sign-in", headers={"User-Agent": IE}, timeout=30)
    assert "您的浏览器版本过旧" in answer.text
    assert "谷歌浏览器" in answer.text
    assert "<script" not in answer.text
    assert 'name="password"' in answer.text
    sheet = re.search(r'href="(/assets/plain-[\w.]+)"', answer.text)
    assert sheet
    assert requests.get(platform.address + sheet[1], timeout=30).status_code == 200


def test_styles_are_sent_small_and_kept(platform: Platform) -> None:
    sheet = re.search(r'href="(/assets/portal-[\w.]+)"', platform.browser().open("/"))
    assert sheet
    answer = requests.get(platform.address + sheet[1], headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.raw.read()) < 50_000
