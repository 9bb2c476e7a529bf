"""A person's pages in a browser without scripts: what was received, what it would come to, and acting for another."""

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Browser, until
from tests.journeys.platform import Platform
from tests.journeys.test_bases import IN_WINDOW, declare, own
from tests.journeys.test_wards import ward_of

FUTURE = "2099-01-01"


def at_home(platform: Platform, who: Known) -> Browser:
    """Somebody's browser, signed in."""
    platform.person(who)
    return platform.browser(who.id_number)


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
