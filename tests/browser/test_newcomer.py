"""A newcomer follows only what the pages say: from the front page to an enrolment that its person sees."""

from tests.browser.conftest import Walk
from tests.browser.test_person import PASSWORD
from tests.browser.views import WIDE
from tests.browser.walker import Walker
from tests.journeys.city import Known
from tests.journeys.clients import until
from tests.journeys.phones import code_to
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_proofs import GOOD_CARD
from tests.journeys.test_staff_changes import found


def test_from_the_front_page_to_an_enrolment_that_its_person_sees(walk: Walk, platform: Platform) -> None:
    who = platform.stranger()
    case_id = declared(at_the_door(walk(WIDE), platform, "单位登录", "agent"), who)
    reviewed(at_the_door(walk(WIDE), platform, "登录", "reviewer"), case_id)
    until(lambda: found(platform, who)["active_lines"], "records has enrolled")
    person = registered(walk(WIDE), platform, who)
    until(lambda: person.open("/me").ok and "养老保险" in person.text, "the person sees it")
    person.shows("正常参保").shows("远信软件有限公司")
    assert person.look("newcomer-sees") == []


def at_the_door(walker: Walker, on: Platform, door: str, who: str) -> Walker:
    """From the front page in, with the sign-in that was printed."""
    on.as_(who)
    login, password = on.accounts[who]
    walker.open("/")
    return walker.press(door).answer_question().fill(login=login, password=password).press("登录")


def declared(agent: Walker, who: Known) -> str:
    """By the unit's agent; the number that the page tells."""
    agent.press("职工增员").fill(id_number=who.id_number).press("下一步")
    agent.fill(name=who.name, mobile=who.mobile).press("下一步")
    agent.fill(wage_fen="7000").press("下一步")
    agent.attach("labour_contract", PDF).press("下一步").press("确认无误，提交").shows("办件编号")
    return agent.page.locator(".number").inner_text()


def reviewed(officer: Walker, case_id: str) -> None:
    """By an officer, found in the work list."""
    listed = officer.page.locator(f'main a[href*="/cases/{case_id}"]')

    def seen() -> bool:
        officer.open("/office")
        while not listed.count() and officer.page.get_by_role("link", name="下一页").count():
            officer.press("下一页")
        return bool(listed.count())

    until(seen, "the work list shows it")
    with officer.page.expect_navigation():
        listed.first.click()
    officer.press("受理").press("审核通过").shows("审核通过")


def registered(person: Walker, on: Platform, who: Known) -> Walker:
    """By the person: an account, its first steps, and the proof that records ask for."""
    person.open("/")
    person.press("个人注册").page.locator('[name="terms"]').check()
    person.press("下一步").fill(id_number=who.id_number, name=who.name, mobile=who.mobile).press("下一步")
    person.answer_question().fill(password=PASSWORD, password_again=PASSWORD).press("完成注册").press("去登录")
    person.answer_question().fill(login=who.id_number, password=PASSWORD).press("登录").shows("请先修改密码")
    changed = PASSWORD + "1"
    person.fill(old_password=PASSWORD, password=changed, password_again=changed).press("修改密码")
    person.fill(address="中山路18号2单元301室").press("保存")
    person.press("登记手机号验证").press("获取验证码").fill(code=code_to(on, who.mobile, "实名认证")).press("提交")
    return person.press("银行卡认证").fill(number=GOOD_CARD, mobile=who.mobile).press("开始认证")
