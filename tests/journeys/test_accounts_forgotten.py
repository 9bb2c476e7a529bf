"""ID-10: a forgotten password is set anew, by the registered mobile, by proof, or by a question if the city has it."""

import pytest

from tests.journeys.city import BANK_ACCOUNT
from tests.journeys.clients import solved, until
from tests.journeys.phones import code_to, texts_to
from tests.journeys.pictures import face
from tests.journeys.platform import Platform
from tests.journeys.test_accounts_kept import NEXT, RESET, login_of, registered, signed_in


@pytest.mark.feature("ID-10")
def test_a_forgotten_password_is_set_anew_with_a_code_to_the_registered_mobile(platform: Platform) -> None:
    who = registered(platform)
    session, _ = signed_in(platform, who)
    asked = platform.anyone().answered("/password/codes", {"id_number": who.id_number, "mobile": who.mobile}).ok
    assert {**asked, "ticket": ""} == {"ticket": "", "minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    for _ in range(5):
        locked = platform.signing_in(who.id_number, "wrong-one1")
    locked.refused("sign_in_locked", 423)
    told = {"id_number": who.id_number, "mobile": who.mobile, "password": NEXT, "password_again": NEXT}
    told["ticket"] = asked["ticket"]
    assert platform.anyone().post("/password", {**told, "code": "000000"}).refused("code_wrong", 422)
    code = code_to(platform, who.mobile, RESET)
    assert (
        platform.anyone()
        .post("/password", {**told, "code": code, "password": "abc", "password_again": "abc"})
        .refused("password_not_allowed")
    )
    assert "新密码" in platform.anyone().post("/password", {**told, "code": code}).ok["told"]
    until(lambda: session.get("/me").status == 401, "sessions end")
    platform.accounts[who.id_number] = (who.id_number, NEXT)
    assert signed_in(platform, who)[1]["duties"] == []
    assert platform.anyone().post("/password", {**told, "code": code}).refused("code_wrong", 422)
    assert not any(NEXT in text for text in texts_to(platform, who.mobile)), "a password is never sent"


@pytest.mark.feature("ID-10")
def test_another_mobile_or_person_gets_the_same_answer_and_no_code(platform: Platform) -> None:
    who = registered(platform)
    stranger = platform.stranger()
    for number, mobile in ((who.id_number, "13899990001"), (stranger.id_number, "13899990002")):
        asked = platform.anyone().answered("/password/codes", {"id_number": number, "mobile": mobile}).ok
        assert {**asked, "ticket": ""} == {"ticket": "", "minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    platform.anyone().answered("/password/codes", {"id_number": who.id_number, "mobile": who.mobile}).ok  # noqa: B018
    assert code_to(platform, who.mobile, RESET)
    assert texts_to(platform, "13899990001") == texts_to(platform, "13899990002") == []


@pytest.mark.feature("ID-10")
def test_numbers_that_cannot_be_are_told(platform: Platform) -> None:
    who = platform.city.employee
    for told, code in (
        ({"id_number": "1234", "mobile": who.mobile}, "wrong_id_number"),
        ({"id_number": who.id_number, "mobile": "1234"}, "wrong_mobile"),
    ):
        assert platform.anyone().answered("/password/codes", told).refused(code, 422)


@pytest.mark.feature("ID-10")
def test_who_has_lost_the_mobile_proves_by_face_or_bank_card_who_it_is(platform: Platform) -> None:
    who = registered(platform)
    session, _ = signed_in(platform, who)
    told = {"id_number": who.id_number, "password": NEXT, "password_again": NEXT}
    by_face, by_card = "/password/by-face", "/password/by-bank-card"
    anyone = platform.anyone("127.0.9.2")
    assert anyone.post(by_face, {**told, "image": face("other")}).refused("proof_refused", 422)
    stranger = {**told, "id_number": platform.stranger().id_number}
    assert anyone.post(by_face, {**stranger, "image": face()}).refused("proof_refused", 422)
    assert anyone.post(by_face, {**told, "image": face(), "password_again": "x"}).refused("passwords_differ", 422)
    anyone.post(by_face, {**told, "image": face()}).ok  # noqa: B018
    until(lambda: session.get("/me").status == 401, "sessions end")
    assert platform.signing_in(who.id_number, NEXT).ok["duties"] == []

    again = {**told, "password": f"{NEXT}2", "password_again": f"{NEXT}2", "mobile": who.mobile}
    assert anyone.post(by_card, {**again, "number": "622848000000000"}).refused("proof_refused", 422)
    anyone.post(by_card, {**again, "number": "6222 0200 0000 000"}).ok  # noqa: B018
    assert platform.signing_in(who.id_number, f"{NEXT}2").status == 200
    platform.accounts[who.id_number] = (who.id_number, f"{NEXT}2")


@pytest.mark.feature("ID-10")
@pytest.mark.feature("ID-12")
def test_a_city_may_use_a_security_question_but_never_alone(shenzhen: Platform) -> None:
    who = shenzhen.city.colleague
    shenzhen.person(who)
    person, password = signed_in(shenzhen, who)[0], login_of(shenzhen, who)[1]
    assert shenzhen.anyone().get("/password/questions").ok["offered"]
    answer = {"question": "first_street", "answer": "老街 口"}
    assert person.post("/me/security-question", {**answer, "password": "wrong-one1"}).refused("wrong_password", 422)
    person.post("/me/security-question", {**answer, "password": password}).ok  # noqa: B018
    told = {
        **answer,
        "id_number": who.id_number,
        "last_six": BANK_ACCOUNT[-6:],
        "password": NEXT,
        "password_again": NEXT,
    }
    wrong = [{"answer": "新街口"}, {"question": "first_unit"}, {"last_six": "000000"}]
    wrong.append({"id_number": shenzhen.city.newcomer.id_number})
    for other in wrong:
        assert shenzhen.anyone().post("/password/by-question", {**told, **other}).refused("question_refused", 422)
    own_digits = {**told, "password": f"Qx-{who.mobile[-6:]}", "password_again": f"Qx-{who.mobile[-6:]}"}
    shenzhen.anyone().post("/password/by-question", own_digits).refused("password_not_allowed", 422)
    shenzhen.anyone().post("/password/by-question", {**told, "answer": " 老街口"}).ok  # noqa: B018
    shenzhen.accounts[who.id_number] = (who.id_number, NEXT)
    assert signed_in(shenzhen, who)[1]["duties"] == []


@pytest.mark.feature("ID-10")
@pytest.mark.feature("ID-12")
def test_a_question_is_set_and_asked_for_by_hand_and_none_is_chosen_for_anybody(shenzhen: Platform) -> None:
    who = shenzhen.city.payer
    shenzhen.person(who)
    browser, (login, password) = shenzhen.browser(), login_of(shenzhen, who)
    browser.open("/sign-in?then=/me/account/question")
    browser.send({}, do="words")
    browser.send({"login": login, "password": password, "captcha": solved(browser.text)})
    assert ("密码提示问题" in browser.text, "checked" in browser.text) == (True, False)
    browser.send({"answer": "红楼梦", "password": password}, action="/question")
    assert (browser.status, "请从给出的选项中选择" in browser.text) == (422, True)
    browser.send({"question": "favourite_book", "answer": "红楼梦", "password": password}, action="/question")
    assert "密码提示问题已设置" in browser.text
    stranger = shenzhen.browser()
    assert "银行账号的最后6位" in stranger.open("/forgotten/question")
    told = {"id_number": who.id_number, "question": "favourite_book", "answer": "水浒传", "last_six": "000000"}
    stranger.send({**told, "password": NEXT, "password_again": NEXT}, action="/question")
    assert (stranger.status, 'value="favourite_book" checked' in stranger.text) == (422, True)


@pytest.mark.feature("ID-10")
def test_elsewhere_there_is_no_security_question(platform: Platform) -> None:
    assert not platform.anyone().get("/password/questions").ok["offered"]
    who = platform.city.employee
    told = {"id_number": who.id_number, "question": "first_unit", "answer": "远信", "last_six": "123456"}
    told |= {"password": NEXT, "password_again": NEXT}
    assert platform.anyone().post("/password/by-question", told).refused("question_not_offered", 409)
    own = {"question": "first_unit", "answer": "远信", "password": "any"}
    assert platform.person(who).post("/me/security-question", own).refused("question_not_offered", 409)
    browser = platform.browser()
    browser.open("/forgotten/question")
    assert browser.status == 409
    assert "本市不使用密码提示问题" in browser.text
    assert all(f'href="/forgotten/{way}"' in browser.text for way in ("code", "face", "bank-card"))
    assert 'href="/forgotten/question"' not in browser.text
