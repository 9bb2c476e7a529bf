"""What a stranger gets no further with: somebody's number, a stolen password, an answered question, a guess."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Api, until
from tests.journeys.pictures import face
from tests.journeys.platform import Platform, first_steps
from tests.journeys.test_accounts import told
from tests.journeys.test_accounts_kept import NEXT, login_of, registered, renewed, reset_by_code, signed_in
from tests.journeys.test_sign_in_officers import enrolled, new_officer
from tests.journeys.test_sign_in_passkeys import add, answer_of, sign_in

TRIES = 12
"""More than a city lets anybody miss in a day."""


@pytest.mark.feature("ID-12")
def test_who_has_proved_nothing_sends_neither_money_nor_codes_elsewhere(platform: Platform, someone: Known) -> None:
    person, new = platform.person(someone), "13900009876"
    person.post("/me/mobile/codes", {"mobile": new}).refused("proof_needed", 403)
    person.post("/me/mobile", {"mobile": new, "ticket": "", "code": "123456", "password": "x"}).refused(
        "proof_needed", 403
    )
    person.post("/me/bank-account/codes").refused("proof_needed", 403)
    bank = {"bank_account": "6228480000000011239", "ticket": "", "code": "123456", "password": "x"}
    problem = person.post("/me/bank-account", bank).refused("proof_needed", 403)
    assert "到服务窗口办理" in problem["detail"]


@pytest.mark.feature("CRD-01")
def test_who_has_proved_nothing_activates_no_card(platform: Platform, someone: Known) -> None:
    platform.person(someone).post("/me/card/activation", {"card_id": "P1-1"}).refused("proof_needed", 403)


@pytest.mark.feature("ID-01")
def test_an_answered_question_opens_one_door_once_whatever_the_key(shenzhen: Platform) -> None:
    anyone, body = (
        shenzhen.anyone(),
        told(shenzhen, shenzhen.stranger(), computer_number="600000000", card_number="A12345678"),
    )
    anyone.post("/accounts", body, key="the-same").refused("not_in_archive", 422)
    anyone.post("/accounts", {**body, "name": "别人"}, key="the-same").refused("captcha_wrong", 422)


@pytest.mark.feature("ID-15")
def test_a_stolen_password_is_not_changed_without_the_second_factor(shenzhen: Platform) -> None:
    weak = Api(shenzhen.address, new_officer(shenzhen, "second.stolen")["access_token"])
    enrolled(shenzhen, weak, shenzhen.accounts["second.stolen"][1])
    change = {"old_password": "x", "password": NEXT, "password_again": NEXT}
    weak.post("/me/password", change).refused("second_factor_first", 403)


@pytest.mark.feature("ID-10")
def test_resetting_by_proof_does_not_tell_whether_there_is_an_account(platform: Platform) -> None:
    def answers(number: str, mobile: str, source: str) -> list[str]:
        anyone = platform.anyone(source)
        body: dict[str, Any] = {"id_number": number, "mobile": mobile, "password": NEXT, "password_again": NEXT}
        wrong = [anyone.post("/password/by-bank-card", {**body, "number": "1"}).json["code"]]
        return wrong + [
            anyone.post("/password/by-bank-card", {**body, "number": "622848000000000"}).json["code"]
            for _ in range(TRIES)
        ]

    who, stranger = registered(platform), platform.stranger()
    numbers, mobiles = zip(*((one.id_number, one.mobile) for one in (who, stranger)), strict=True)
    with ThreadPoolExecutor(2) as pool:  # each refusal takes seconds
        of_account, of_nobody = pool.map(answers, numbers, mobiles, ("127.0.9.7", "127.0.9.8"))
    assert of_account == of_nobody
    assert (of_account[0], of_account[1], of_account[-1]) == ("wrong_bank_card", "proof_refused", "proof_too_many")


@pytest.mark.feature("ID-04")
@pytest.mark.feature("ID-12")
def test_what_a_stranger_tries_takes_nothing_from_the_owner(platform: Platform) -> None:
    who = registered(platform)
    person, _ = signed_in(platform, who)
    stranger = platform.anyone("127.0.9.9")
    stranger.answered("/sign-in/codes", {"mobile": who.mobile}).ok  # noqa: B018
    stranger.answered("/password/codes", {"id_number": who.id_number, "mobile": who.mobile}).ok  # noqa: B018
    person.post("/me/bank-account/codes").ok  # noqa: B018
    reset = {"id_number": who.id_number, "password": NEXT, "password_again": NEXT}
    for _ in range(TRIES):
        tried = stranger.post("/password/by-face", {**reset, "image": face("other")})
    tried.refused("proof_too_many", 429)
    assert person.post("/me/proofs/face", {"image": face()}).result["means"] == "face"


@pytest.mark.feature("ID-02")
@pytest.mark.feature("ID-10")
def test_a_reset_by_proof_takes_no_password_with_the_registered_mobile(platform: Platform) -> None:
    who = registered(platform)
    anyone, password = platform.anyone("127.0.9.10"), f"Qx-{who.mobile[-6:]}"
    told = {"id_number": who.id_number, "password": password, "password_again": password}
    anyone.post("/password/by-face", {**told, "image": face("other")}).refused("proof_refused", 422)
    problem = anyone.post("/password/by-face", {**told, "image": face()}).refused("password_not_allowed", 422)
    assert "手机号" in problem["detail"]


@pytest.mark.feature("ID-20")
def test_a_way_back_that_a_stranger_has_left_is_shut(platform: Platform) -> None:
    who = registered(platform)
    person, _ = signed_in(platform, who)
    key, added = add(platform, who.id_number)
    assert added.status == 200
    person.post("/me/misuse", {"about": "change"}).ok  # noqa: B018
    sign_in(platform, answer_of(platform, key)).refused("passkey_refused", 401)


@pytest.mark.feature("ID-15")
@pytest.mark.feature("ID-20")
def test_an_authenticator_that_a_stranger_has_enrolled_does_not_keep_the_owner_out(platform: Platform) -> None:
    who = registered(platform)
    stranger, _ = signed_in(platform, who)
    app = enrolled(platform, stranger, login_of(platform, who)[1])
    strong = Api(platform.address, stranger.post("/me/second-factor/codes", {"code": app.code()}).ok["access_token"])
    owner, tokens = signed_in(platform, who)
    assert tokens["duties"] == ["second_factor"]
    owner.post("/me/contact", {"address": "x"}).refused("second_factor_first", 403)
    assert owner.post("/me/misuse", {"about": "change"}).result["second_factor_stays"], "it may be the owner's own"
    until(lambda: {strong.get("/me").status, owner.get("/me").status} == {401}, "the password alone keeps nobody in")
    platform.signing_in(who.id_number, login_of(platform, who)[1]).refused("password_unsafe", 403)
    reset_by_code(platform, who)
    tokens = platform.signing_in(who.id_number, NEXT).ok
    assert tokens["duties"] == ["second_factor"], "a code by SMS proves no more than the mobile"
    by_face = {"id_number": who.id_number, "password": NEXT, "password_again": NEXT, "image": face()}
    platform.anyone("127.0.9.13").post("/password/by-face", by_face).ok  # noqa: B018
    tokens = platform.signing_in(who.id_number, NEXT).ok
    proved = Api(platform.address, tokens["access_token"])
    assert not proved.post("/me/misuse", {"about": "change"}).result["second_factor_stays"]
    tokens, password = first_steps(platform.address, renewed(platform, tokens).ok, NEXT)
    again = Api(platform.address, tokens["access_token"])
    assert again.get("/me/second-factor").ok == {"enrolled": False, "prepared": False}
    assert platform.signing_in(who.id_number, password).ok["duties"] == []


@pytest.mark.feature("ID-01")
@pytest.mark.feature("ID-08")
@pytest.mark.feature("ID-22")
def test_what_was_sealed_for_one_thing_is_taken_for_no_other(platform: Platform) -> None:
    shown = platform.anyone().post("/sign-in/qr", {}).ok
    for text in (shown["ticket"], shown["poll"]):
        body = {"state": text, "code": "x"}
        assert platform.anyone().post("/sign-in/platforms/return", body).status == 422
        question = {"captcha": {"token": text, "answer": "7"}}
        anyone = platform.anyone()
        anyone.post("/sign-in/codes", {"mobile": "13900001111", **question}).refused("captcha_wrong", 422)
    asked = platform.anyone().captcha()["token"]
    platform.anyone().post("/sign-in/qr/exchange", {"poll": asked}).refused("qr_expired", 410)
    key = {"asked": asked, "credential": {"id": "x"}}
    platform.anyone().post("/sign-in/passkey", key).refused("passkey_refused", 401)
    begun = platform.anyone().post("/sign-in/platforms", {"platform": "wechat"}).ok
    link = {"link": begun["state"], "agreed": True}
    assert platform.anyone().post("/sign-in/platforms/links", link).refused("platform_answer_wrong")
