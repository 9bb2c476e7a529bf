"""A person's pages in a browser without scripts: what was received, what it would come to, and acting for another."""

import re
from base64 import b64decode
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests

from kernel.privacy import person_id
from tests.journeys.city import Known
from tests.journeys.clients import Browser, until
from tests.journeys.pictures import face
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_bases import IN_WINDOW, declare, own
from tests.journeys.test_proofs_sign_in import as_person
from tests.journeys.test_staff_changes import enrolled
from tests.journeys.test_wards import ward_of

FUTURE = "2099-01-01"


def at_home(platform: Platform, who: Known) -> Browser:
    """Somebody's browser, signed in."""
    platform.person(who)
    return platform.browser(who.id_number)


def test_who_has_retired_is_offered_nothing_for_those_who_still_pay(platform: Platform) -> None:
    offered = {"待遇领取", "快要退休", "自己缴费", "养老金测算"}

    def shown(who: Known) -> set[str]:
        page = at_home(platform, who).open("/me")
        return {title for title in offered if f">{title}<" in page}

    assert shown(platform.city.retired) == {"待遇领取"}
    assert shown(platform.city.employee) == offered


@pytest.mark.feature("QRY-03")
@pytest.mark.feature("QRY-14")
def test_a_pension_is_read_narrowed_and_taken_away_as_a_file(platform: Platform) -> None:
    person = at_home(platform, platform.city.retired)
    assert person.open("/me/benefits").count("¥3,210.50") == 6
    assert "6笔，共¥19,263.00" in person.text
    assert "1笔，共¥3,210.50" in person.open("/me/benefits?line=pension&from_month=2026-11")
    assert "2026-11,2026-11,3210.5" in person.open(person.link("导出CSV"))
    person.open("/me/benefits")
    assert "¥126.00" in person.open(person.link("养老补发"))
    person.open("/me/benefits/file?format=doc")
    assert person.status == 404


@pytest.mark.feature("QRY-13")
@pytest.mark.feature("QRY-15")
def test_where_nothing_is_found_the_page_says_why_and_what_to_do(platform: Platform) -> None:
    person = at_home(platform, platform.city.retired)
    person.open("/me/benefits?line=injury")
    assert "尚未享受该项待遇" in person.text
    assert "提交信息核实" in person.text
    person.open("/me/benefits?line=pension&to_month=1999-01")
    assert "所选期间没有记录" in person.text
    person.open("/me/benefits?as_of=2026-11-17")
    assert "本页是2026-11-17当天结束时的记录" in person.text
    assert "¥3,210.50" not in person.text
    assert "¥3,210.50" in person.open(person.link("查看现在的记录"))
    person.open(f"/me/benefits?as_of={FUTURE}")
    assert (person.status, "只能查询今天" in person.text) == (422, True)


@pytest.mark.feature("QRY-05")
@pytest.mark.feature("QRY-09")
def test_reimbursement_and_what_came_from_elsewhere_have_their_pages(platform: Platform) -> None:
    person = at_home(platform, platform.city.employee)
    person.open("/me/medical")
    for told in ("合肥市", "郑*海", "惠民大药房", "¥66.60"):
        assert told in person.text
    assert "惠民大药房" in person.open(person.link("导出CSV"))
    veteran = at_home(platform, platform.city.veteran)
    veteran.open("/me/transferred-in")
    assert "共转入24个月" in veteran.text
    assert "¥14,400.00" in veteran.open("/me/transferred-in?scope=outside")
    assert "¥1,800.00" in veteran.open("/me/transferred-in?scope=medical")


@pytest.mark.feature("QRY-16")
def test_a_pension_is_estimated_with_its_arithmetic_or_told_why_not(platform: Platform) -> None:
    veteran = at_home(platform, platform.city.veteran)
    veteran.open("/me/estimate")
    assert "不作为待遇核定依据" in veteran.text
    assert "怎么算出来的" in veteran.text
    woman = at_home(platform, platform.city.colleague)
    at_50 = woman.open("/me/estimate")
    at_55 = woman.open(woman.link("原55周岁退休的女职工"))
    assert at_50 != at_55
    newcomer = at_home(platform, enrolled(platform))
    assert "暂时不能测算" in newcomer.open("/me/estimate")
    assert "缴费记录" in newcomer.open(newcomer.link("查看缴费记录"))
    retired = at_home(platform, platform.city.retired)
    assert "不再测算" in retired.open("/me/estimate")
    assert retired.open(retired.link("查看养老待遇发放")).count("¥3,210.50") == 6


@pytest.mark.feature("QRY-14")
@pytest.mark.feature("QRY-15")
def test_balance_and_base_are_pictures_with_their_tables(platform: Platform) -> None:
    person = at_home(platform, platform.city.veteran)
    told = {"/me/balances": ("养老保险个人账户余额", "年初"), "/me/contributions": ("养老保险缴费基数", "自该月起")}
    for path, (title, table) in told.items():
        person.open(path)
        assert f">{title}</title><desc" in person.text
        assert table in person.text
    assert "本页是2026-11-17当天结束时的记录" in person.open("/me/contributions?as_of=2026-11-17")


@pytest.mark.feature("ENR-11")
def test_a_person_agrees_with_the_base_that_the_unit_declared(platform: Platform) -> None:
    who = platform.city.colleague
    with platform.at(IN_WINDOW):
        declare(platform, who, 710_000)
    until(lambda: (own(platform, who) or {}).get("wage_fen") == 710_000, "the base")
    person = at_home(platform, who)
    person.open("/me/bases")
    assert "¥7,100.00" in person.text
    assert "提出异议" in person.text
    person.send({}, action="/me/bases")
    assert "已确认缴费基数" in person.text
    until(lambda: "待您确认" not in person.open("/me/bases"), "the base is confirmed")
    person.open("/me/statement?month=2026-10")
    assert "单位为我缴了多少" in person.text
    assert "没有单位为您缴费的记录" in person.open("/me/statement?month=1999-01")


def test_a_paper_that_will_do_is_kept_when_another_is_refused(platform: Platform) -> None:
    person = at_home(platform, platform.city.employee)
    person.open("/apply/back-payment-demand")
    told = {"unit_id": platform.city.unit, "lines": "pension", "wage_fen": "6000"}
    told |= {"from_month": "2024-03", "to_month": "2024-04"}
    papers = {"proof": ("proof.pdf", PDF), "legal_document": ("judgment.txt", b"no paper")}
    person.send(told, action="/apply/", files=papers, do="check")
    assert (person.status, "材料应为PDF" in person.text) == (422, True)
    assert (person.text.count("已上传："), person.text.count("还没有保存文件")) == (1, 1)
    assert "请核对您填写的内容" in person.send(told, action="/apply/", do="check")


def test_several_papers_may_be_large_together(platform: Platform) -> None:
    person = at_home(platform, platform.city.employee)
    person.open("/apply/new-company")
    large = PDF + bytes(3_900_000)
    papers = {name: (f"{name}.pdf", large) for name in ("licence", "legal_person_id", "labour_contracts")}
    person.send({}, action="/apply/", files=papers, do="check")
    assert (person.status, person.text.count("已上传：")) == (422, 3)


@pytest.mark.feature("ENR-19")
@pytest.mark.feature("ENR-23")
def test_who_owes_nothing_is_told_what_to_do_instead(platform: Platform) -> None:
    person = at_home(platform, platform.city.veteran)
    assert "没有需要您自己缴的费" in person.open("/me/payments")
    assert "城乡居民基本养老保险" in person.open("/me/residents")


@pytest.mark.feature("QRY-10")
def test_a_guardian_opens_the_page_of_a_ward_and_of_nobody_else(platform: Platform) -> None:
    ward = ward_of(platform, platform.city.flexible)
    guardian = at_home(platform, platform.city.flexible)
    assert "郑*海" in guardian.open("/me/wards")
    guardian.open(f"/me/wards/{ward}")
    for told in ("2015-06-06", "¥450.00", "市儿童医院"):
        assert told in guardian.text
    assert "2026-01,医疗保险" in guardian.open(f"/me/wards/{ward}/contributions/file?format=csv")
    assert "市儿童医院" in guardian.open(f"/me/wards/{ward}/spending/file?format=csv")
    stranger = at_home(platform, enrolled(platform))
    assert "没有登记由您监护的孩子" in stranger.open("/me/wards")
    stranger.open(f"/me/wards/{ward}")
    assert (stranger.status, "没有找到该委托" in stranger.text) == (404, True)


@pytest.mark.feature("ID-16")
def test_authority_is_given_taken_on_used_and_ended_by_hand(platform: Platform) -> None:
    principal, delegate = enrolled(platform), enrolled(platform)
    giver, taker = at_home(platform, principal), at_home(platform, delegate)
    giver.open("/me/delegations")
    giver.open(giver.link("委托别人代我办理"))
    told = {"delegate_id_number": delegate.id_number, "matters": ["records", "card"], "begins_on": "2026-11-18"}
    giver.send({**told, "delegate_name": "李四", "ends_on": "2026-12-31"}, action="/new")
    assert giver.status == 422
    assert 'value="李四"' in giver.text
    giver.send({**told, "delegate_name": delegate.name, "ends_on": "2030-01-01"}, action="/new")
    assert "委托期限不正确" in giver.text
    giver.send({**told, "delegate_name": delegate.name, "ends_on": "2026-12-31"}, action="/new")
    assert "委托已提交" in giver.text

    until(lambda: "等待确认" in taker.open("/me/delegations"), "the authority is listed")
    taker.send({}, action="/confirmation")
    until(lambda: "开始代办" in taker.open("/me/delegations"), "it holds")
    taker.send({}, action="/acting")
    assert "您正在代" in taker.text
    assert "缴费记录" in taker.open("/me/contributions")
    for path in ("/me/account", "/me/messages", "/me/cases", "/me/wards", "/apply/record-correction"):
        taker.open(path)
        assert (path, taker.status, "您受托的事项不包括此项" in taker.text) == (path, 403, True)
    taker.send({}, action="/me/acting/end")
    assert "已结束代办" in taker.text
    assert "您正在代" not in taker.text
    until(lambda: "代查参保信息" in giver.open("/me/looks"), "the principal reads of it")


@pytest.mark.feature("ID-16")
def test_an_authority_that_is_ended_ends_what_is_done_with_it(platform: Platform) -> None:
    principal, delegate = enrolled(platform), enrolled(platform)
    giver, taker = at_home(platform, principal), at_home(platform, delegate)
    told = {"delegate_id_number": delegate.id_number, "delegate_name": delegate.name, "matters": ["records"]}
    giver.open("/me/delegations/new")
    giver.send({**told, "begins_on": "2026-11-18", "ends_on": "2026-12-31"}, action="/new")
    until(lambda: "等待确认" in taker.open("/me/delegations"), "the authority is listed")
    taker.send({}, action="/confirmation")
    until(lambda: "开始代办" in taker.open("/me/delegations"), "it holds")
    taker.send({}, action="/acting")
    assert "您正在代" in taker.text
    until(lambda: "有效" in giver.open("/me/delegations"), "the giver reads that it holds")
    giver.send({}, action="/end")
    assert "委托已终止" in giver.text
    taker.open("/me")
    assert (taker.status, "不能代办" in taker.text) == (403, True)
    assert "您正在代" not in taker.open("/me")
    assert taker.status == 200


def sent_back(browser: Browser, platform: Platform, code: str, who: Known, link: str = "") -> str:
    """Somebody signs in at the platform to which the browser was sent; the way back."""
    browser.open(link or f"/sign-in/platforms/{code}")
    back = requests.post(browser.at, data=as_person(who), allow_redirects=False, timeout=5)
    way = urlsplit(back.headers["Location"])
    return browser.open(f"{way.path}?{way.query}")


@pytest.mark.feature("ID-22")
def test_a_platform_is_agreed_to_signed_in_with_and_unlinked_by_hand(platform: Platform, someone: Known) -> None:
    browser = Browser(platform.address)
    browser.open("/sign-in/platforms")
    assert "微信" in browser.text
    sent_back(browser, platform, "wechat", someone)
    assert "将要传递的信息" in browser.text
    assert someone.id_number not in browser.text
    picture = {"image": ("face.jpg", b64decode(face()))}
    browser.send({}, action="/return", files=picture)
    assert "没有同意" in browser.text
    browser.send({"agreed": "yes"}, action="/return", files=picture)
    assert "退出" in browser.text
    again = Browser(platform.address)
    assert "退出" in sent_back(again, platform, "wechat", someone)
    again.open("/me/account/platforms")
    again.send({}, action="/wechat")
    assert "关联已解除" in again.text


@pytest.mark.feature("ID-22")
def test_who_comes_back_from_a_platform_goes_where_they_wanted_to(platform: Platform, someone: Known) -> None:
    browser, again = Browser(platform.address), Browser(platform.address)
    for one in (browser, again):
        one.open("/me/card")
        one.open(one.link("其他平台"))
        one.open(one.link("我在用公共电脑"))
        offered = re.search('href="(/sign-in/platforms/wechat[^"]*)"', one.text)
        assert offered
        sent_back(one, platform, "wechat", someone, unescape(offered[1]))
        if one is browser:  # linked for the first time; refused once
            picture = {"image": ("face.jpg", b64decode(face()))}
            one.send({}, action="/return", files=picture)
            one.send({"agreed": "yes"}, action="/return", files=picture)
        assert one.at == "/me/card"


@pytest.mark.feature("ID-22")
def test_what_another_browser_was_sent_for_is_not_taken(platform: Platform, someone: Known) -> None:
    sent, other = Browser(platform.address), Browser(platform.address)
    sent.open("/sign-in/platforms/wechat")
    back = requests.post(sent.at, data=as_person(someone), allow_redirects=False, timeout=5)
    way = urlsplit(back.headers["Location"])
    assert "授权没有完成或已失效" in other.open(f"{way.path}?{way.query}")
    stranger = Browser(platform.address)
    assert "没有找到与该平台身份对应的账号" in sent_back(stranger, platform, "wechat", platform.stranger())
    assert "没有开通该平台" in stranger.open("/sign-in/platforms/myspace")


@pytest.mark.feature("ID-17")
def test_what_is_masked_is_shown_whole_when_asked_for(platform: Platform) -> None:
    who = enrolled(platform)
    person = at_home(platform, who)
    assert who.id_number not in person.open("/me/account")
    person.send({}, action="/whole")
    assert who.id_number in person.text
    assert who.mobile in person.text
    assert who.id_number not in person.at


@pytest.mark.feature("ID-12")
def test_a_city_without_security_questions_has_no_page_for_them(platform: Platform) -> None:
    person = at_home(platform, platform.city.employee)
    assert "密码提示问题" not in person.open("/me/account")
    person.open("/me/account/question")
    assert person.status == 404


@pytest.mark.feature("ENR-05")
@pytest.mark.parametrize("code", ["flexible-enrol", "resident-enrol"])
def test_who_applies_with_an_account_of_their_own_is_not_asked_their_number_and_name(
    platform: Platform, code: str
) -> None:
    asked = ('name="id_number"', 'name="name"')
    person = at_home(platform, platform.city.flexible)
    person.open(f"/apply/{code}")
    assert (person.status, [field in person.text for field in asked]) == (200, [False, False])
    clerk = platform.browser("clerk")
    clerk.open(
        f"/apply/{code}?applicant={person_id(platform.city.flexible.id_number, platform.kept()['PERSON_ID_KEY'])}"
    )
    assert (clerk.status, [field in clerk.text for field in asked]) == (200, [True, True])


@pytest.mark.feature("QRY-18")
def test_who_has_left_a_unit_may_still_name_it(platform: Platform) -> None:
    person = at_home(platform, platform.city.returning)
    asked = person.open("/apply/back-payment-demand")
    assert f'value="{platform.city.other_unit}"' in asked


@pytest.mark.feature("QRY-12")
def test_what_is_not_due_yet_is_neither_on_its_way_nor_in_doubt(platform: Platform) -> None:
    person = at_home(platform, enrolled(platform))
    told = person.open("/me/contributions")
    assert "还没有到缴费期限：单位参保的由单位按期缴纳，个人缴费的请在期限前缴清。" in told
    assert "到账在途" not in told
    assert "核实" not in told.partition("逐月明细")[2].partition("</table>")[0]
