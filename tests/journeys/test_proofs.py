"""ID-04, ID-07: proving who one is, and signing in with a code by SMS, with a sandbox for the providers."""

from typing import Any

import jwt
import pytest
import requests

from tests.journeys.city import Known
from tests.journeys.clients import Api, solved, until
from tests.journeys.phones import ticket_to
from tests.journeys.pictures import face
from tests.journeys.platform import Platform

GOOD_CARD, OTHERS_CARD = "6222 0200 0000 000", "622848000000000"


def texts(platform: Platform, mobile: str) -> list[str]:
    """Every SMS that has come to a mobile, newest first."""
    found = requests.get(f"{platform.sandbox}/sms/messages", params={"mobile": mobile}, timeout=5).json()
    return [message["text"] for message in found["messages"]]


def code_at(platform: Platform, mobile: str, before: int = 0) -> str:
    """The newest code, once more than `before` messages have come."""
    newest = until(lambda: len(texts(platform, mobile)) > before and texts(platform, mobile)[0], f"SMS to {mobile}")
    return str(newest).partition("验证码")[2][:6]


def ticket_for(api: Api, mobile: str) -> str:
    """The ticket for the code that a mobile is sent to sign in with."""
    return ticket_to(api, "/sign-in/codes", mobile=mobile)


def _answers(sandbox: str) -> bool:
    try:
        return requests.get(f"{sandbox}/health", timeout=2).ok
    except requests.ConnectionError:
        return False


def signed_in_anew(platform: Platform, who: Known) -> tuple[Api, dict[str, Any]]:
    """The person with a token made now, and its claims."""
    login, password = platform.accounts[who.id_number]
    token = platform.anyone().post("/sign-in", {"login": login, "password": password}).ok["access_token"]
    return Api(platform.address, token), jwt.decode(token, options={"verify_signature": False})


# ------------------------------------------------------------------ ID-04


@pytest.mark.feature("ID-04")
def test_a_new_account_sees_its_level_and_the_ways_to_a_higher_one(platform: Platform, someone: Known) -> None:
    shown = platform.person(someone).get("/me/proofs").ok
    assert (shown["level"], shown["proofs"], shown["levels_needed"]) == (0, [], {"query": 2, "change": 3})
    assert {way["means"]: way["level"] for way in shown["ways"]} == {
        "mobile": 1,
        "bank_card": 2,
        "face": 3,
        "window": 3,
    }
    assert all(way["available"] for way in shown["ways"])


@pytest.mark.feature("ID-04")
def test_a_face_match_gives_level_3_and_the_next_token_says_so(platform: Platform, someone: Known) -> None:
    person = platform.person(someone)
    assert person.post("/me/proofs/face", {"image": face()}).result == {"means": "face", "level": 3}
    assert person.get("/me/proofs").ok["level"] == 3
    assert signed_in_anew(platform, someone)[1]["level"] == 3


@pytest.mark.feature("ID-04")
def test_a_renewed_session_has_the_new_level(platform: Platform, someone: Known) -> None:
    login, password = platform.accounts[someone.id_number]
    tokens = platform.anyone().post("/sign-in", {"login": login, "password": password}).ok
    person = Api(platform.address, tokens["access_token"])
    person.post("/me/proofs/bank-card", {"number": GOOD_CARD, "mobile": someone.mobile}).ok  # noqa: B018
    renewed = platform.anyone().post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]}).ok
    claims = [jwt.decode(t["access_token"], options={"verify_signature": False})["level"] for t in (tokens, renewed)]
    assert claims == [0, 2]


@pytest.mark.feature("ID-04")
def test_somebody_elses_face_is_refused_with_other_ways_until_the_day_is_over(
    platform: Platform, someone: Known
) -> None:
    person = platform.person(someone)
    broken = face()[:100]
    for picture in (face("other"), face("not_live"), broken, face("other"), face("other")):
        problem = person.post("/me/proofs/face", {"image": picture}).refused("proof_refused", 422)
        assert "银行卡认证" in problem["detail"]
        assert "窗口" in problem["detail"]
    person.post("/me/proofs/face", {"image": face()}).refused("proof_too_many", 429)
    person.post("/me/proofs/bank-card", {"number": GOOD_CARD, "mobile": someone.mobile}).ok  # noqa: B018
    assert person.get("/me/proofs").ok["level"] == 2
    with platform.at("2026-11-19"):
        signed_in_anew(platform, someone)[0].post("/me/proofs/face", {"image": face()}).ok  # noqa: B018


@pytest.mark.feature("ID-04")
def test_a_bank_card_with_its_mobile_gives_level_2(platform: Platform, someone: Known) -> None:
    person = platform.person(someone)
    reply = person.post("/me/proofs/bank-card", {"number": GOOD_CARD, "mobile": someone.mobile})
    assert reply.result == {"means": "bank_card", "level": 2}


@pytest.mark.feature("ID-04")
@pytest.mark.parametrize(
    ("number", "mobile", "code"),
    [
        (OTHERS_CARD, "13800005678", "proof_refused"),
        ("6222-0200-0000-000", "13800005678", "wrong_bank_card"),
        ("622202000000001", "13800005678", "wrong_bank_card"),
        ("49927398716", "13800005678", "wrong_bank_card"),
        (GOOD_CARD, "12345", "wrong_mobile"),
    ],
)
def test_a_bank_card_that_is_none_or_not_theirs_is_refused(
    platform: Platform, number: str, mobile: str, code: str
) -> None:
    person = platform.person(platform.city.payer)
    person.post("/me/proofs/bank-card", {"number": number, "mobile": mobile}).refused(code, 422)


@pytest.mark.feature("ID-04")
def test_the_registered_mobile_gives_level_1(platform: Platform, someone: Known) -> None:
    person = platform.person(someone)
    asked = person.post("/me/proofs/mobile/codes").result
    assert {**asked, "ticket": ""} == {"ticket": "", "minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    code, ticket = code_at(platform, someone.mobile), asked["ticket"]
    wrong = {"ticket": ticket, "code": f"{(int(code) + 1) % 10**6:06d}"}
    person.post("/me/proofs/mobile", wrong).refused("code_wrong", 422)
    assert person.post("/me/proofs/mobile", {"ticket": ticket, "code": code}).result == {"means": "mobile", "level": 1}
    person.post("/me/proofs/mobile/codes").refused("code_too_soon", 429)


@pytest.mark.feature("ID-04")
def test_a_city_that_does_not_ask_for_the_bank_account_names_the_other_ways(platform: Platform, someone: Known) -> None:
    problem = platform.person(someone).post("/me/proofs/bank-account", {"last_six": "123456"})
    assert "刷脸认证" in problem.refused("proof_not_offered", 409)["detail"]


@pytest.mark.feature("ID-04")
def test_an_officer_who_sees_person_and_document_proves_them(platform: Platform, someone: Known) -> None:
    clerk = platform.as_("clerk")
    assert clerk.post("/proofs/window", {"number": someone.id_number}).result == {"means": "window", "level": 3}
    assert platform.person(someone).get("/me/proofs").ok["level"] == 3
    clerk.post("/proofs/window", {"number": platform.stranger().id_number}).refused("nobody_to_prove", 409)
    platform.as_("agent").post("/proofs/window", {"number": someone.id_number}).refused("forbidden", 403)


@pytest.mark.feature("ID-04")
def test_while_a_provider_is_down_the_other_ways_are_offered(platform: Platform, someone: Known) -> None:
    person = platform.person(someone)
    with platform.held("sandbox"):
        for path, body in (
            ("/me/proofs/face", {"image": face()}),
            ("/me/proofs/bank-card", {"number": GOOD_CARD, "mobile": someone.mobile}),
        ):
            problem = person.post(path, body)
            assert "窗口" in problem.refused("provider_down", 503)["detail"]
    until(lambda: _answers(platform.sandbox), "the sandbox is back")
    person.post("/me/proofs/face", {"image": face()}).ok  # noqa: B018


# ------------------------------------------------------------------ ID-07


@pytest.mark.feature("ID-07")
def test_a_bound_mobile_signs_in_with_the_code_it_is_sent(platform: Platform, someone: Known) -> None:
    anyone = platform.anyone()
    asked = anyone.answered("/sign-in/codes", {"mobile": someone.mobile}).ok
    assert {**asked, "ticket": ""} == {"ticket": "", "minutes": 5, "pause_seconds": 60, "most_a_day": 10}
    code = code_at(platform, someone.mobile)
    assert "登录" in texts(platform, someone.mobile)[0]
    signed_in = {"mobile": someone.mobile, "ticket": asked["ticket"], "code": code}
    assert anyone.post("/sign-in/by-code", signed_in).ok["role"] == "person"
    anyone.post("/sign-in/by-code", signed_in).refused("code_wrong", 422)


@pytest.mark.feature("ID-07")
def test_a_number_that_is_not_bound_gets_the_same_answer_and_no_sms(platform: Platform, someone: Known) -> None:
    anyone, unbound = platform.anyone(), "17700001234"
    answers = [anyone.answered("/sign-in/codes", {"mobile": mobile}).ok for mobile in (someone.mobile, unbound)]
    tickets = [answer["ticket"] for answer in answers]
    assert {**answers[0], "ticket": ""} == {**answers[1], "ticket": ""}
    assert len(tickets[0]) == len(tickets[1])
    code_at(platform, someone.mobile)
    assert texts(platform, unbound) == []
    again = [anyone.answered("/sign-in/codes", {"mobile": mobile}) for mobile in (someone.mobile, unbound)]
    assert {answer.refused("code_too_soon", 429)["title"] for answer in again} == {"次数过多"}
    given = zip((someone.mobile, unbound), tickets, strict=True)
    wrong = [anyone.post("/sign-in/by-code", {"mobile": m, "ticket": t, "code": "000000"}) for m, t in given]
    assert wrong[0].refused("code_wrong") == wrong[1].refused("code_wrong")


@pytest.mark.feature("ID-07")
def test_a_code_is_void_after_five_minutes_and_after_five_tries(platform: Platform, someone: Known) -> None:
    anyone = platform.anyone()
    with platform.at("2026-11-18", hour=14):
        told = {"mobile": someone.mobile, "ticket": ticket_for(anyone, someone.mobile)}
        code = code_at(platform, someone.mobile)
    with platform.at("2026-11-18", hour=15):
        anyone.post("/sign-in/by-code", {**told, "code": code}).refused("code_wrong")
        told = {"mobile": someone.mobile, "ticket": ticket_for(anyone, someone.mobile)}
        second = code_at(platform, someone.mobile, before=1)
        for _ in range(5):
            wrong = {**told, "code": f"{(int(second) + 1) % 10**6:06d}"}
            anyone.post("/sign-in/by-code", wrong).refused("code_wrong")
        anyone.post("/sign-in/by-code", {**told, "code": second}).refused("code_wrong")


@pytest.mark.feature("ID-07")
def test_a_strangers_misses_and_askings_leave_the_owners_code_good(platform: Platform, someone: Known) -> None:
    owner, stranger = platform.anyone("127.0.21.1"), platform.anyone("127.0.22.1")
    told = {"mobile": someone.mobile, "ticket": ticket_for(owner, someone.mobile)}
    code = code_at(platform, someone.mobile)
    strangers = {"mobile": someone.mobile, "ticket": ticket_for(stranger, someone.mobile)}
    for guess in range(6):
        wrong = {**strangers, "code": f"{(int(code) + 1 + guess) % 10**6:06d}"}
        stranger.post("/sign-in/by-code", wrong).refused("code_wrong", 422)
    stranger.post("/sign-in/by-code", {**strangers, "code": code}).refused("code_wrong", 422)
    stranger.post("/sign-in/by-code", {**strangers, "ticket": "", "code": code}).refused("code_wrong", 422)
    assert owner.post("/sign-in/by-code", {**told, "code": code}).ok["role"] == "person"


@pytest.mark.feature("ID-07")
def test_a_page_signs_in_with_the_code_that_it_has_asked_for(platform: Platform, someone: Known) -> None:
    browser, other = platform.browser(), platform.browser()
    for one in (browser, other):
        one.open("/sign-in/code")
        one.send({"mobile": someone.mobile, "do": "words"}, "/sign-in/code")
    answered = {"mobile": someone.mobile, "captcha": solved(browser.text), "do": "send"}
    browser.send(answered, "/sign-in/code")
    told = {"mobile": someone.mobile, "code": code_at(platform, someone.mobile), "do": "enter"}
    other.send(told, "/sign-in/code")
    assert 'data-code="code_wrong"' in other.text
    browser.send(told, "/sign-in/code")
    assert "退出" in browser.text


@pytest.mark.feature("ID-07")
def test_the_eleventh_code_of_a_day_is_refused(platform: Platform) -> None:
    mobile = "17700005678"
    for hour in range(8, 18):
        with platform.at("2026-11-20", hour=hour):
            platform.anyone().answered("/sign-in/codes", {"mobile": mobile}).ok  # noqa: B018
    with platform.at("2026-11-20", hour=18):
        problem = platform.anyone().answered("/sign-in/codes", {"mobile": mobile}).refused("code_too_many", 429)
        assert "10次" in problem["detail"]


@pytest.mark.feature("ID-07")
def test_a_number_that_is_none_is_refused(platform: Platform) -> None:
    platform.anyone().answered("/sign-in/codes", {"mobile": "12345"}).refused("wrong_mobile", 422)
