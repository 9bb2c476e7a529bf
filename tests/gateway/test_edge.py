"""What the web decides by itself: who asks, what may be sent, what an error is called, and captchas."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from gateway.web import bodies
from gateway.web.bodies import MOST_DEPTH, NotJson, TooDeep, parsed
from gateway.web.caller import Caller, Tokens
from gateway.web.captcha import NUMERALS, Captchas, CaptchaWrong
from gateway.web.problems import problem_of
from gateway.web.version import OWN_ADDRESS, here
from gateway.web.words import yuan
from kernel.clock import system_clock
from kernel.refusals import Unauthenticated, declared
from services.identity import contract as identity
from tests.gateway.conftest import PERSON, UNIT, Signer

# ------------------------------------------------------------------ who asks


def test_a_token_tells_account_role_and_whom_it_acts_for(signer: Signer) -> None:
    tokens = Tokens(signer.keys, system_clock)
    for role, whom, channel in (("person", PERSON, "api"), ("agent", UNIT, "web"), ("clerk", "", "api")):
        found = tokens.caller(signer.token(role), channel)
        assert found == Caller(f"account-{role}", role, whom, channel, roles=(role,), level=3)
        assert found.session == "s"


@pytest.mark.parametrize(
    "claims", [{"exp": 1}, {"aud": "elsewhere"}, {"iss": "somebody"}, {"sub": None}, {"exp": None}]
)
def test_a_token_that_is_over_or_for_somebody_else_is_none(signer: Signer, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        Tokens(signer.keys, system_clock).caller(signer.token("person", **claims), "api")


def test_a_token_is_over_by_the_deployments_own_clock(signer: Signer) -> None:
    later = Tokens(signer.keys, lambda: system_clock() + timedelta(minutes=11))
    with pytest.raises(Unauthenticated):
        later.caller(signer.token("person"), "api")


def test_keys_are_asked_for_once_however_many_tokens_name_none_of_them(signer: Signer) -> None:
    asked: list[int] = []

    def fetch() -> dict[str, Any]:
        asked.append(1)
        return signer.keys()

    tokens = Tokens(fetch, system_clock)
    head = signer.token("person").split(".")[1:]
    for number in range(20):
        with pytest.raises(Unauthenticated):
            tokens.caller(".".join(["eyJhbGciOiJFZERTQSIsImtpZCI6IjIifQ", *head[:-1], f"{number:04d}"]), "api")
    assert len(asked) == 1


# ------------------------------------------------------------------ what is sent


@given(st.integers(min_value=1, max_value=60))
def test_nesting_is_allowed_up_to_its_depth(depth: int) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        inner = b"1" if opening != b"[" else b""
        body = opening * depth + inner + closing * depth
        if depth <= MOST_DEPTH - (inner == b"1"):
            assert parsed(body) is not None
        elif depth > MOST_DEPTH:
            with pytest.raises(TooDeep):
                parsed(body)


@given(st.binary(max_size=200))
def test_bytes_are_json_or_refused(body: bytes) -> None:
    with suppress(NotJson, TooDeep):
        parsed(body)


def test_the_schema_of_a_body_lacks_what_the_gateway_fills_in() -> None:
    assert set(bodies.body_of(identity.GetAccount, "account_id").fields) == set()
    with pytest.raises(TypeError, match="no unit_id"):
        bodies.body_of(identity.SignIn, "unit_id")


# ------------------------------------------------------------------ problems


def test_every_refusal_of_every_service_is_a_problem_with_a_sentence(app: Flask) -> None:
    assert app
    for code, refused in declared().items():
        if not refused.__module__.startswith(("kernel.", "services.", "gateway.")):
            continue  # of another test
        arguments = dict.fromkeys(_named(refused.sentence), "甲")
        problem = problem_of(refused(**arguments)).to_wire()
        assert (problem["code"], 400 <= problem["status"] < 600) == (code, True)
        assert "{" not in problem["detail"]
        assert problem["title"] != "出现故障", (code, refused.status)


def _named(sentence: str) -> list[str]:
    import string

    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


def test_a_fault_tells_nothing_of_itself() -> None:
    problem = problem_of(KeyError("secret"))
    assert (problem.status, problem.code) == (500, "failed")
    assert "secret" not in str(problem.to_wire())


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nothing"])
def test_an_unknown_address_is_a_problem_for_programs_and_a_page_for_people(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    kind = "application/problem+json" if path.startswith("/api") else "text/html; charset=utf-8"
    assert (answer.status_code, answer.content_type) == (404, kind)


def test_a_service_that_is_down_is_a_clear_503_after_one_more_try(client: FlaskClient, signer: Signer) -> None:
    began = time.monotonic()
    answer = client.get("/api/v1/me/balances", headers={"Authorization": f"Bearer {signer.token('person')}"})
    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (503, "unavailable", "2")
    assert time.monotonic() - began < 5


# ------------------------------------------------------------------ captchas


@pytest.fixture
def captchas(app: Flask) -> Captchas:
    found: Captchas = app.extensions["edge"].captchas
    return found


def solved(question: str) -> str:
    one, other = question.removesuffix("等于几？请填数字。").split("加")
    return str(NUMERALS.index(one) + NUMERALS.index(other))


def test_a_captcha_is_good_once_and_again_for_the_same_submission(captchas: Captchas) -> None:
    asked = captchas.ask("words")
    captchas.check(asked.token, solved(asked.question), "submission 1")
    captchas.check(asked.token, solved(asked.question), "submission 1")
    with pytest.raises(CaptchaWrong):
        captchas.check(asked.token, solved(asked.question), "submission 2")


def test_a_wrong_answer_uses_it_up(captchas: Captchas) -> None:
    asked = captchas.ask("words")
    with pytest.raises(CaptchaWrong):
        captchas.check(asked.token, "0", "submission 1")
    with pytest.raises(CaptchaWrong):
        captchas.check(asked.token, solved(asked.question), "submission 2")


def test_an_old_or_made_up_captcha_is_wrong(app: Flask, captchas: Captchas) -> None:
    asked = captchas.ask("words")
    edge = app.extensions["edge"]
    later = Captchas(edge.sealer, lambda: datetime.now(UTC) + timedelta(minutes=11), edge.views.database)
    with pytest.raises(CaptchaWrong):
        later.check(asked.token, solved(asked.question), "submission")
    with pytest.raises(CaptchaWrong):
        captchas.check("made up", "7", "submission")


def test_an_image_has_no_answer_in_it_to_be_read(captchas: Captchas) -> None:
    asked = captchas.ask("image")
    assert asked.image.startswith(b"\x89PNG")
    assert asked.to_wire().keys() == {"token", "image"}


# ------------------------------------------------------------------ sessions and words


def test_a_cookie_is_for_pages_only_and_never_for_the_api(signed_in: Callable[[str], FlaskClient]) -> None:
    browser = signed_in("person")
    assert browser.get("/api/v1/me/glance").status_code == 401


def test_a_signed_in_browser_is_sent_home(signed_in: Callable[[str], FlaskClient]) -> None:
    homes = {role: signed_in(role).get("/").headers["Location"] for role in ("person", "agent", "clerk", "admin")}
    assert homes == {"person": "/me", "agent": "/unit", "clerk": "/office", "admin": "/office"}


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (123456789, "1,234,567.89"), (-100, "-1.00"), (None, "—")],
)
def test_money_is_shown_in_yuan(fen: int | None, shown: str) -> None:
    assert yuan(fen) == shown


@pytest.mark.parametrize(
    "wanted", ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "javascript:1"]
)
def test_signing_in_leads_to_our_own_addresses_only(wanted: str) -> None:
    assert OWN_ADDRESS.fullmatch(wanted) is None
    assert OWN_ADDRESS.fullmatch("/unit/enrol?case_id=1")


@pytest.mark.parametrize(
    ("path", "method", "referrer", "there"),
    [
        ("/guides?kind=card", "GET", "", "/guides?kind=card"),
        ("/me/card/loss", "POST", "http://localhost/me/card", "/me/card"),
        ("/me/card/loss", "POST", "", "/"),
        ("/me/card/loss", "POST", "http://elsewhere.example/me/card", "/"),
        ("/me/card/loss", "POST", "http://localhost//elsewhere.example", "/"),
        ("/nowhere", "GET", "http://localhost/me/card?a=1", "/me/card?a=1"),
    ],
)
def test_who_changes_to_the_large_version_comes_back_to_a_page(
    app: Flask, path: str, method: str, referrer: str, there: str
) -> None:
    with app.test_request_context(path, method=method, headers={"Referer": referrer}):
        assert here() == there


@pytest.mark.parametrize("csrf", ["é", "令牌", "", " ", "x"])
def test_a_form_with_a_token_that_is_no_token_is_too_old(app: Flask, csrf: str) -> None:
    # Another site can have a browser send a form; the cookie of the session stays behind then.
    without_session, with_one = app.test_client(), app.test_client()
    with_one.get("/sign-in")
    for browser in (without_session, with_one):
        answer = browser.post("/sign-in", data={"csrf": csrf})
        assert (answer.status_code, "页面已失效" in answer.text, "没有权限" in answer.text) == (403, True, False)
