"""What an account must do first closes every other way, for programs and on pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.web.duties import BEFORE_DUTIES, DUTIES
from gateway.web.rights import RIGHTS, action_of
from services.identity.session.duties import DUTIES as TOLD
from tests.gateway.conftest import Signer


def test_every_duty_that_identity_tells_has_a_sentence_and_a_page(app: Flask) -> None:
    assert TOLD.keys() <= DUTIES.keys()
    assert {refused.page for refused in DUTIES.values()} <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert RIGHTS.keys() >= BEFORE_DUTIES


@pytest.mark.parametrize("role", ["clerk", "security", "person"])
def test_nothing_else_is_open_until_the_duty_is_done(
    app: Flask, client: FlaskClient, signer: Signer, role: str
) -> None:
    headers = {"Authorization": f"Bearer {signer.token(role, duties=['second_factor', 'password'])}"}
    open_ways = set()
    for rule in app.url_map.iter_rules():
        action = action_of(app, rule.endpoint) or ""
        if not rule.rule.startswith("/api/") or "GET" not in (rule.methods or ()) or role not in RIGHTS[action]:
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "10001"))
        answer = client.get(address, headers=headers)
        if answer.status_code != 403:
            open_ways.add(action)
        elif action not in BEFORE_DUTIES:
            assert answer.get_json()["code"] == "second_factor_first"
    assert open_ways <= BEFORE_DUTIES


def test_pages_lead_to_where_the_duty_is_done(signed_in: Callable[[str], FlaskClient], signer: Signer) -> None:
    browser = signed_in("clerk")
    with browser.session_transaction() as session:
        session["access"] = signer.token("clerk", duties=["second_factor"])
    assert browser.get("/office").headers["Location"] == "/second-factor"


@pytest.mark.parametrize("path", ["/me", "/me/sessions", "/me/passkeys", "/me/security-notices", "/inbox"])
def test_what_is_private_is_shut_before_the_second_factor(client: FlaskClient, signer: Signer, path: str) -> None:
    headers = {"Authorization": f"Bearer {signer.token('person', duties=['second_factor'])}"}
    answer = client.get(f"/api/v1{path}", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "second_factor_first")


@pytest.mark.parametrize("path", ["/me/account", "/me/account/passkeys", "/me/messages"])
def test_so_are_its_pages(signed_in: Callable[[str], FlaskClient], signer: Signer, path: str) -> None:
    browser = signed_in("person")
    with browser.session_transaction() as session:
        session["access"] = signer.token("person", duties=["second_factor"])
    assert browser.get(path).headers["Location"] == "/second-factor"
    assert browser.get("/me/account/misuse").status_code == 200
