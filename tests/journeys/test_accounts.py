"""ID-01, ID-02: opening an account, with what the city asks for."""

from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Browser, solved, until
from tests.journeys.platform import Platform, registration
from tests.journeys.test_staff_changes import enrolled

PASSWORD = "Qx-hu7-lan"


def told(platform: Platform, known: Known, **other: Any) -> dict[str, Any]:
    return registration(platform.anyone(), known, other.pop("password", PASSWORD), **other)


def _register(platform: Platform, known: Known, **other: Any) -> dict[str, Any]:
    """Once the archive knows them."""

    def tried() -> dict[str, Any] | None:
        answer = platform.anyone().post("/accounts", told(platform, known, **other))
        return None if answer.status == 422 and answer.json["code"] == "not_in_archive" else dict(answer.ok)

    return until(tried, "an account")


@pytest.mark.feature("ID-01")
def test_the_first_page_says_what_to_have_ready_and_shows_the_terms(platform: Platform) -> None:
    guide = platform.anyone().get("/registration").ok
    assert "灵活就业人员、退休人员和领取失业保险金人员" in guide["for_whom"]
    assert guide["have_ready"] == ["本人身份证", "参保时登记的手机，用于核对和接收验证码"]
    assert "注销" in guide["terms"]["text"]
    assert "8到16位" in guide["password_rule"]


@pytest.mark.feature("ID-01")
def test_where_more_is_asked_the_first_page_says_so(shenzhen: Platform) -> None:
    more = shenzhen.anyone().get("/registration").ok
    assert {"个人电脑号", "社会保障卡"} <= set(more["have_ready"])
    assert [field["name"] for field in more["fields"]][-2:] == ["computer_number", "card_number"]
    assert "8到64位" in more["password_rule"]


@pytest.mark.feature("ID-01")
@pytest.mark.parametrize("who", ["employee", "retired", "flexible", "unemployed"])
def test_every_insured_person_registers_and_signs_in_with_the_id_number(platform: Platform, who: str) -> None:
    known: Known = getattr(platform.city, who)
    if known.id_number not in platform.accounts:
        assert _register(platform, known)["told"] == "注册成功，请使用身份证号码登录。"
        platform.accounts[known.id_number] = (known.id_number, PASSWORD)
    assert platform.person(known).get("/me").ok["kind"] == "person"


@pytest.mark.feature("ID-01")
def test_the_terms_must_be_agreed_to_first(platform: Platform) -> None:
    for terms in ("", "t1999"):
        answer = platform.anyone().post("/accounts", told(platform, platform.city.veteran, terms=terms))
        assert "我同意" in answer.refused("terms_not_accepted", 422)["detail"]


@pytest.mark.feature("ID-01")
def test_a_program_must_answer_a_question_first(platform: Platform) -> None:
    wanted = told(platform, platform.city.veteran)
    assert platform.anyone().post("/accounts", {**wanted, "captcha": None}).refused("captcha_needed", 422)
    wrong = {**platform.anyone().captcha(), "answer": "99"}
    assert platform.anyone().post("/accounts", {**wanted, "captcha": wrong}).refused("captcha_wrong", 422)


@pytest.mark.feature("ID-01")
def test_who_is_not_in_the_archive_is_told_the_three_causes_and_what_to_do(platform: Platform) -> None:
    detail = (
        platform.anyone().post("/accounts", told(platform, platform.stranger())).refused("not_in_archive")["detail"]
    )
    for words in ("身份证号不存在", "没有在本市参保", "输入有误", "尚未录入", "持身份证到服务窗口", "12333"):
        assert words in detail


@pytest.mark.feature("ID-01")
@pytest.mark.parametrize("other", [{"name": "别人"}, {"mobile": "13912345678"}])
def test_what_does_not_match_is_never_said(platform: Platform, other: dict[str, str]) -> None:
    platform.person(platform.city.veteran)  # known by now
    problem = platform.anyone().post("/accounts", told(platform, platform.city.veteran, **other))
    assert set(problem.refused("details_do_not_match")["errors"]) >= {"id_number", "name", "mobile"}


@pytest.mark.feature("ID-01")
def test_numbers_that_cannot_be_and_passwords_that_differ_are_told(platform: Platform) -> None:
    who = platform.city.veteran
    cases = [
        ({"id_number": who.id_number[:-1] + "5"}, "wrong_id_number"),
        ({"id_number": who.id_number[:15]}, "wrong_id_number"),
        ({"mobile": "1234"}, "wrong_mobile"),
        ({"password_again": PASSWORD + "x"}, "passwords_differ"),
    ]
    for other, code in cases:
        assert platform.anyone().post("/accounts", told(platform, who, **other)).refused(code, 422)


@pytest.mark.feature("ID-01")
def test_a_person_registers_once(platform: Platform) -> None:
    who = platform.city.veteran
    platform.person(who)
    detail = platform.anyone().post("/accounts", told(platform, who)).refused("already_registered", 409)["detail"]
    assert "忘记密码" in detail


@pytest.mark.feature("ID-01")
def test_details_cannot_be_tried_out_without_end(platform: Platform) -> None:
    people = [enrolled(platform) for _ in range(6)]
    for known in people:
        until(lambda known=known: _known(platform, known), "the archive knows them")  # type: ignore[misc]
    elsewhere = platform.anyone("127.0.13.1")
    codes = []
    for place in range(102):  # seventeen of each, fewer than are held up for the person's sake
        wrong = told(platform, people[place % 6], mobile=f"139{place:08d}")
        codes.append(elsewhere.post("/accounts", wrong).json["code"])
    assert (set(codes[:90]), codes[-1]) == ({"details_do_not_match"}, "too_many_requests")


@pytest.mark.feature("ID-01")
def test_nobodys_details_are_tried_out_from_many_places_and_the_owner_still_comes_in(platform: Platform) -> None:
    known = enrolled(platform)
    until(lambda: _known(platform, known), "the archive knows them")
    codes: dict[str, list[str]] = {f"127.0.11.{place}": [] for place in (1, 2, 3, 4)}
    for source, told_codes in codes.items():
        for number in range(20):  # seventeen of them beyond the first three, of which all have forty together
            wrong = told(platform, known, mobile=f"139{number:08d}")
            told_codes.append(platform.anyone(source).post("/accounts", wrong).json["code"])
    first, second, third, fourth = codes.values()
    assert set(first + second) == {"details_do_not_match"}
    assert (third[8], third[9:]) == ("details_do_not_match", ["too_many_requests"] * 11)
    assert (fourth[2], fourth[3:]) == ("details_do_not_match", ["too_many_requests"] * 17)
    other = told(platform, platform.stranger())
    platform.anyone("127.0.11.4").post("/accounts", other).refused("not_in_archive", 422)
    assert platform.anyone("127.0.11.5").post("/accounts", told(platform, known)).ok["account_id"]


@pytest.mark.feature("ID-01")
def test_the_pages_count_what_is_tried_out_with_the_programs(platform: Platform) -> None:
    known = enrolled(platform)
    until(lambda: _known(platform, known), "the archive knows them")  # the first of twenty
    for number in range(19):
        wrong = told(platform, known, mobile=f"139{number:08d}")
        platform.anyone("127.0.12.21").post("/accounts", wrong).refused("details_do_not_match")
    browser = _signing_up(platform, known, "127.0.12.21")
    assert (browser.status, 'data-code="details_do_not_match"' in browser.text) == (422, True)
    wrong = told(platform, known, mobile="13900000099")
    platform.anyone("127.0.12.21").post("/accounts", wrong).refused("too_many_requests", 429)


@pytest.mark.feature("ID-01")
def test_no_page_is_reached_past_the_terms(platform: Platform) -> None:
    browser = platform.browser()
    who = {"id_number": "x", "name": "别人", "mobile": "13900000001", "told": "x"}
    for step in ("details", "back", "words", "register"):
        browser.open("/sign-up")
        text = browser.send({"do": step, **who, "password": PASSWORD, "password_again": PASSWORD}, "/sign-up")
        assert (browser.status, 'data-code="terms_not_accepted"' in text) == (422, True)


@pytest.mark.feature("ID-01")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"id_number": "320102199003072819"}, "请核对18位号码"),
        ({"mobile": "1234"}, "请填写11位手机号"),
        ({"name": "名" * 201}, "请填写姓名，1到200个字"),
        ({"name": ""}, "请填写姓名"),
    ],
)
def test_the_page_of_the_details_says_at_once_what_nobodys_can_be(
    platform: Platform, wrong: dict[str, str], words: str
) -> None:
    browser, who = platform.browser(), platform.stranger()
    browser.open("/sign-up")
    browser.send({"do": "terms", "terms": platform.anyone().get("/registration").ok["terms"]["version"]}, "/sign-up")
    good = {"do": "details", "id_number": who.id_number, "name": who.name, "mobile": who.mobile}
    text = browser.send({**good, **wrong}, "/sign-up")
    assert (browser.status, words in text, "填写您的信息" in text) == (422, True, True)
    assert "设置登录密码" in browser.send(good, "/sign-up")


def _signing_up(platform: Platform, known: Known, source: str) -> Browser:
    """Somebody who has told a wrong name, page by page."""
    browser = Browser(platform.address, source)
    browser.open("/sign-up")
    browser.send({"do": "terms", "terms": platform.anyone().get("/registration").ok["terms"]["version"]}, "/sign-up")
    told = {"id_number": known.id_number, "name": "别人", "mobile": known.mobile}
    browser.send({"do": "details", **told}, "/sign-up")
    asked = browser.send({"do": "words"}, "/sign-up")
    password = {"password": PASSWORD, "password_again": PASSWORD}
    browser.send({"do": "register", "captcha": solved(asked), **password}, "/sign-up")
    return browser


# ------------------------------------------------------------------ Shenzhen


@pytest.mark.feature("ID-01")
def test_a_city_may_ask_for_computer_number_and_card_number(shenzhen: Platform) -> None:
    who = shenzhen.city.returning
    until(lambda: _known(shenzhen, who), "the archive knows them")
    problem = shenzhen.anyone().post("/accounts", told(shenzhen, who, computer_number=""))
    assert list(problem.refused("invalid", 422)["errors"]) == ["computer_number"]
    for other in ({"computer_number": "600000000"}, {"card_number": "A12345678"}):
        assert shenzhen.anyone().post("/accounts", told(shenzhen, who, **other)).refused("details_do_not_match")
    assert _register(shenzhen, who)["account_id"]


@pytest.mark.feature("ID-01")
def test_who_has_a_card_tells_its_number_and_no_void_one(shenzhen: Platform) -> None:
    who, held, void = shenzhen.city.retired, "B20000001", "A10000001"
    until(lambda: _known(shenzhen, who), "the archive knows them")
    answer = shenzhen.anyone().post("/accounts", told(shenzhen, who, card_number=void))
    assert answer.refused("details_do_not_match", 422)
    until(
        lambda: shenzhen.anyone().post("/accounts", told(shenzhen, who, card_number=held.lower())).status == 200,
        "the archive knows the card",
    )


def _known(city: Platform, who: Known) -> bool:
    answer = city.anyone().post("/accounts", told(city, who, name="别人"))
    return bool(answer.json["code"] == "details_do_not_match")


# ------------------------------------------------------------------ ID-02


@pytest.mark.feature("ID-02")
@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("短a1", ["8到16位", "英文标点"]),
        ("abcdefghij", ["数字"]),
        ("1234567890", ["字母"]),
        ("a1" * 9, ["8到16位"]),
        ("中文密码abc123", ["英文标点"]),
        ("!!", ["8到16位", "字母", "数字"]),
        ("password1", ["常见密码"]),
    ],
)
def test_nanjing_tells_every_reason_why_a_password_is_refused(
    platform: Platform, password: str, words: list[str]
) -> None:
    wanted = told(platform, platform.city.veteran, password=password)
    detail = platform.anyone().post("/accounts", wanted).refused("password_not_allowed", 422)["detail"]
    assert all(word in detail for word in words), detail


@pytest.mark.feature("ID-02")
def test_a_password_holds_no_six_neighbouring_digits_of_id_number_or_mobile(platform: Platform) -> None:
    who = platform.city.veteran
    for digits in (who.id_number[6:12], who.mobile[-6:]):
        wanted = told(platform, who, password=f"qxw{digits}")
        assert "连续的六位数字" in platform.anyone().post("/accounts", wanted).refused("password_not_allowed")["detail"]


@pytest.mark.feature("ID-02")
def test_elsewhere_length_counts_and_no_composition(ningbo: Platform) -> None:
    who = ningbo.city.veteran
    short = told(ningbo, who, password="七个字的密码啊")
    assert "8到64位" in ningbo.anyone().post("/accounts", short).refused("password_not_allowed")["detail"]
    long = "春眠不觉晓 处处闻啼鸟 夜来风雨声"
    assert _register(ningbo, who, password=long)
    assert ningbo.anyone().post("/sign-in", {"login": who.id_number, "password": long}).ok
    ningbo.accounts[who.id_number] = (who.id_number, long)
