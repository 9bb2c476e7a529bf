"""What guessers get: ten thousand tries at codes, passwords and ID numbers, each from an address of its own.

Behind the limits 50 guesses a day meet a code for one thing of one mobile: tests/domain/identity/test_codes.py.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.city import Known, id_number
from tests.journeys.clients import Answer, Api, Browser
from tests.journeys.pictures import face
from tests.journeys.platform import Platform, registration
from tests.journeys.test_proofs import code_at, ticket_for

AT_ONCE = 8
CROWD = 24
"""More than the web has threads."""
GUESSER = "A-guess-at-9!"


def tried(
    platform: Platform, source: str, tries: int, path: str, body: Callable[[int], dict[str, Any]]
) -> Counter[int]:
    """How often each status was answered to a guesser at `source`."""
    clients = [Api(platform.address, source=source) for _ in range(AT_ONCE)]

    def each(number: int) -> int:
        return clients[number % AT_ONCE].post(path, body(number)).status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(each, range(tries)))


@pytest.mark.feature("ID-07")
def test_guessing_codes_fails(platform: Platform, someone: Known) -> None:
    told = {"mobile": someone.mobile, "ticket": ticket_for(platform.anyone(), someone.mobile)}
    code = int(code_at(platform, someone.mobile))

    def guess(number: int) -> dict[str, Any]:
        return {**told, "code": f"{(code + 1 + number) % 10**6:06d}"}

    found = tried(platform, "127.0.9.1", 4000, "/sign-in/by-code", guess)
    assert found.keys() <= {422, 429}
    assert found[422] <= 20
    right = platform.anyone().post("/sign-in/by-code", {**told, "code": f"{code:06d}"})
    assert right.status in (422, 429)  # five wrong ones have made it void


@pytest.mark.feature("ID-06")
def test_trying_one_password_on_many_accounts_fails(platform: Platform) -> None:
    def guess(number: int) -> dict[str, Any]:
        return {"login": f"139{number:08d}", "password": GUESSER}

    found = tried(platform, "127.0.9.2", 3000, "/sign-in", guess)
    # 503: more passwords at once than the few threads that hash them can take, so that others are still answered.
    assert found.keys() <= {401, 422, 429, 503}
    assert found[401] + found[422] + found.get(503, 0) <= 2 * 120


@pytest.mark.feature("ID-01")
def test_finding_out_who_is_insured_here_fails(platform: Platform) -> None:
    told = registration(platform.anyone(), platform.stranger(), GUESSER)

    def guess(number: int) -> dict[str, Any]:
        day = f"{1 + number // 28 % 12:02d}{1 + number % 28:02d}"
        number_told = id_number(f"{platform.city.region}{1950 + number // 336}{day}331")
        return told | {"id_number": number_told, "captcha": platform.anyone(f"127.0.11.{number % 250}").captcha()}

    found = tried(platform, "127.0.9.3", 400, "/accounts", guess)
    assert found.keys() <= {422, 429}
    assert found[422] <= 100 + AT_ONCE  # those under way together are counted when they are answered


@pytest.mark.feature("ID-07")
def test_one_address_has_few_sms_sent(platform: Platform) -> None:
    def answered(number: int) -> dict[str, Any]:
        captcha = platform.anyone(f"127.0.10.{number}").captcha()
        return {"mobile": f"1340000{number:04d}", "captcha": captcha}

    found = tried(platform, "127.0.9.4", 200, "/sign-in/codes", answered)
    assert found.keys() <= {200, 429}
    assert found[200] <= 100


@pytest.mark.feature("ID-07")
def test_pages_and_programs_are_counted_together(platform: Platform) -> None:
    mobile, browser = "13400099001", Browser(platform.address, source="127.0.9.6")
    browser.open("/sign-in/code")
    for _ in range(20):
        browser.send({"mobile": mobile, "code": "000000", "do": "enter"}, "/sign-in/code")
        assert browser.status == 422, browser.text
    guess = {"mobile": f"+86 {mobile[:3]}-{mobile[3:]}", "ticket": "", "code": "000000"}  # however it is typed
    platform.anyone("127.0.9.6").post("/sign-in/by-code", guess).refused("too_many_requests", 429)
    browser.send(guess | {"do": "enter"}, "/sign-in/code")
    assert browser.status == 429
    # From elsewhere the owner still comes to the code.
    platform.anyone("127.0.9.12").post("/sign-in/by-code", guess).refused("code_wrong", 422)


@pytest.mark.feature("ID-21")
def test_a_crowd_of_faces_is_told_to_come_again_and_leaves_the_web_to_everybody_else(platform: Platform) -> None:
    def come(number: int) -> Answer:
        told = {"login": f"1340001{number:04d}", "image": face()}
        return Api(platform.address, source=f"127.0.11.{number}").post("/sign-in/by-face", told)

    with ThreadPoolExecutor(CROWD) as pool:
        crowd = [pool.submit(come, 1 + number) for number in range(CROWD)]
        answered = 0
        while any(not each.done() for each in crowd):
            platform.anyone().get("/advice").ok  # noqa: B018
            answered += 1
    told = Counter(each.result().json["code"] for each in crowd)
    assert told.keys() <= {"face_not_recognised", "provider_down", "busy"}
    busy = next(each.result() for each in crowd if each.result().json["code"] == "busy")
    assert "再提交一次" in busy.refused("busy", 503)["detail"]
    assert answered > 3


@pytest.mark.feature("ID-01")
def test_a_program_has_no_sms_sent(platform: Platform) -> None:
    anyone, who = platform.anyone("127.0.9.5"), platform.stranger()
    reset = {"id_number": who.id_number, "mobile": who.mobile}
    for path, body in (("/sign-in/codes", {"mobile": who.mobile}), ("/password/codes", reset)):
        anyone.post(path, body).refused("captcha_needed", 422)
        wrong = {**anyone.captcha(), "answer": "0"}
        anyone.post(path, {**body, "captcha": wrong}).refused("captcha_wrong", 422)
        anyone.answered(path, body).ok  # noqa: B018
