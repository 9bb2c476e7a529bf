"""Whatever is sent: an answer with a stable code and a Chinese sentence that helps, never a 500, nothing half done."""

from typing import Any

import pytest

from tests.journeys.clients import until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_staff_changes import addition

# ------------------------------------------------------------------ JSON


@pytest.mark.parametrize(
    ("body", "content_type", "code", "status"),
    [
        (b"{", "application/json", "not_json", 400),
        (b"\xff\xfe{}", "application/json", "not_json", 400),
        ('{"kind": "临时"}'.encode("gb18030"), "application/json", "not_json", 400),
        (b'{"kind": "\\ud800"}', "application/json", "not_json", 400),
        (b'{"kind": NaN}', "application/json", "not_json", 400),
        (b"null", "application/json", "invalid", 422),
        (b"[]", "application/json", "invalid", 422),
        (b'"temp"', "application/json", "invalid", 422),
        (b'{"kind": null}', "application/json", "invalid", 422),
        (b'{"kind": 1}', "application/json", "invalid", 422),
        (b'{"kind": ["temp"]}', "application/json", "invalid", 422),
        (b'{"kind": {"$ne": "formal"}}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "other": 1}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "card_id": "a\\u0000b"}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "card_id": "../../etc"}', "application/json", "invalid", 422),
        (b"[" * 21 + b"]" * 21, "application/json", "json_too_deep", 400),
        (b'{"a":' * 100_000, "application/json", "json_too_deep", 400),
        (b'{"kind": "' + b"x" * 1_000_001 + b'"}', "application/json", "too_large", 413),
        (b'{"kind": "temp"}', "text/plain", "unsupported_media_type", 415),
        (b"kind=temp", "application/x-www-form-urlencoded", "unsupported_media_type", 415),
        (b"<kind>temp</kind>", "application/xml", "unsupported_media_type", 415),
    ],
)
def test_a_body_that_is_no_such_message_is_refused(
    platform: Platform, body: bytes, content_type: str, code: str, status: int
) -> None:
    person = platform.person(platform.city.payer)
    answer = person.post("/me/card/loss", data=body, headers={"Content-Type": content_type})
    problem = answer.refused(code, status)
    assert code != "invalid" or problem["errors"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"form": None}, "form"),
        ({"form": []}, "form"),
        ({"form": {"id_number": 1}}, "form.id_number"),
        ({"form": {"wage_fen": 1.5}}, "form.wage_fen"),
        ({"form": {"wage_fen": True}}, "form.wage_fen"),
        ({"form": {"wage_fen": 10**18}}, "form.wage_fen"),
        ({"form": {"lines": "pension"}}, "form.lines"),
        ({"form": {"lines": [["pension"]]}}, "form.lines.0"),
        ({"form": {"start_month": "2026-11-18"}}, "form.start_month"),
        ({"form": {"$where": "1"}}, "form.$where"),
        ({"materials": {}}, "materials"),
        ({"materials": [1]}, "materials.0"),
        ({"case_id": "x" * 200}, "case_id"),
    ],
)
def test_every_wrong_field_is_named(platform: Platform, wrong: dict[str, Any], field: str) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    body = {"form": addition(platform.stranger()), "materials": [], **wrong}
    problem = agent.post(f"/units/{unit}/additions", body).refused("invalid", 422)
    assert any(name == field or name.startswith(f"{field}.") for name in problem["errors"]), problem["errors"]
    assert all(sentence for sentences in problem["errors"].values() for sentence in sentences)


def test_a_draft_may_hold_anything_that_is_no_program(platform: Platform) -> None:
    agent = platform.as_("agent")
    for form in ({"$set": {"a.b": 1}}, {"a\u0000b": 1}, {"name": "x" * 100_000}, {"a": [[[[[[1]]]]]]}):
        answer = agent.post("/matters/staff-add/cases", {"form": form, "draft": True})
        assert answer.status in (200, 422), answer.json


@pytest.mark.parametrize(
    "path", ["/cases/%00", "/cases/..%2f..", "/cases/" + "x" * 3000, "/cases/%F0%9F%98%80", "/units/%24ne/glance"]
)
def test_hostile_addresses_are_not_found_or_refused(platform: Platform, path: str) -> None:
    answer = platform.as_("clerk").get(path)
    assert answer.status in (404, 422)
    assert answer.json["detail"]


def test_an_unknown_address_and_a_wrong_method_are_problems_too(platform: Platform) -> None:
    person = platform.person(platform.city.payer)
    person.get("/nothing/here").refused("not_found", 404)
    person.post("/me/glance").refused("method_not_allowed", 405)


@pytest.mark.parametrize("place", ["x", "cards/x", "cards/x:y", ":1", "cards/x:99999999999"])
def test_a_place_to_wait_for_that_is_none_is_refused(platform: Platform, place: str) -> None:
    platform.person(platform.city.payer).get("/me/glance", wait_for=place).refused("wait_for", 400)


def test_a_place_that_never_comes_is_waited_for_two_seconds_and_said_to_be_under_way(platform: Platform) -> None:
    answer = platform.person(platform.city.payer).get("/me/glance", wait_for="cards/card-never:1").ok
    assert answer["caught_up"] is False


# ------------------------------------------------------------------ who asks


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_token_that_identity_did_not_sign_is_refused(platform: Platform, token: str) -> None:
    for header in (f"Bearer {token}", f"Basic {token}", token):
        answer = platform.anyone().post("/me/card/loss", {"kind": "temp"}, headers={"Authorization": header})
        answer.refused("unauthenticated", 401)


def test_a_token_of_yesterday_is_refused(platform: Platform) -> None:
    person = platform.person(platform.city.payer)
    with platform.at("2026-11-19"):
        person.get("/me/glance").refused("unauthenticated", 401)


def test_wrong_passwords_and_unknown_accounts_get_the_same_answer(platform: Platform) -> None:
    known, unknown = platform.city.payer.id_number, platform.stranger().id_number
    platform.person(platform.city.payer)
    answers = [platform.anyone().post("/sign-in", {"login": who, "password": "wrong"}) for who in (known, unknown)]
    problems = [answer.refused("sign_in_refused", 401) for answer in answers]
    assert problems[0] == problems[1]


# ------------------------------------------------------------------ the same thing twice


def test_a_submission_repeated_with_its_key_acts_once(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    document = agent.upload(f"/units/{unit}/documents", PDF).result["document"]
    materials = [{"material": "labour_contract", "document": document}]
    body = {"form": addition(platform.stranger()), "materials": materials}
    first = agent.post(f"/units/{unit}/additions", body, key="once")
    again = agent.post(f"/units/{unit}/additions", body, key="once")
    assert (first.status, again.json) == (200, first.json)
    other = {"form": addition(platform.stranger()), "materials": materials}
    problem = agent.post(f"/units/{unit}/additions", other, key="once").refused("command_id_reused", 409)
    assert "刷新" in problem["detail"]


def test_without_a_key_the_answer_names_the_one_made_up(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    first = agent.upload(f"/units/{unit}/documents", PDF)
    assert agent.upload(f"/units/{unit}/documents", PDF, key=first.headers["Idempotency-Key"]).json == first.json


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(platform: Platform, key: str) -> None:
    person = platform.person(platform.city.payer)
    person.post("/me/card/loss", {"kind": "temp"}, key=key).refused("idempotency_key", 400)


def test_a_key_is_its_accounts_own(platform: Platform) -> None:
    """Two people with the same key do not meet."""
    for who in (platform.city.payer, platform.city.low_payer):
        platform.person(who).post("/me/card/loss", {"kind": "temp"}, key="1").refused("card_not_in_hand", 409)


def test_a_service_in_trouble_is_a_clear_503(platform: Platform) -> None:
    """Only what that service decides is away; what the views know is answered."""
    person = platform.person(platform.city.payer)
    with platform.held("cards"):
        problem = person.post("/me/card/loss", {"kind": "temp"})
        assert "稍后再试" in problem.refused("unavailable", 503)["detail"]
        assert int(problem.headers["Retry-After"]) > 0
        assert person.get("/me/glance").ok["card"]
    until(lambda: person.get("/me/cards").status == 200, "cards is back")


def test_the_api_describes_itself(platform: Platform) -> None:
    document = platform.anyone().get("/openapi.json").ok
    assert document["openapi"].startswith("3.1")
    loss = document["paths"]["/api/v1/me/card/loss"]["post"]
    assert {parameter["name"] for parameter in loss["parameters"]} >= {"Idempotency-Key"}
    assert "application/problem+json" in loss["responses"]["default"]["content"]
