"""Every route with every role: who gets in stands in rights.txt, written down apart from the code."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from gateway.views.inbox import inbox
from gateway.web.caller import Authority, Caller
from gateway.web.levels import LEVELS
from gateway.web.rights import DELEGABLE, FOR_ANYBODY, RIGHTS, action_of, allowed, for_themself, within_authority
from tests.gateway.conftest import PERSON, UNIT, Signer

ROLES = ("nobody", "person", "agent", "clerk", "reviewer", "admin", "security", "auditor")
VALUES = {"year": 2026, "unit_id": UNIT}


def written_down() -> dict[str, set[str]]:
    lines = (Path(__file__).parent / "rights.txt").read_text("utf-8").splitlines()
    rows = (line.rpartition(":") for line in lines if line and not line.startswith("#"))
    return {route.strip(): set(ROLES) if roles.strip() == "all" else set(roles.split()) for route, _, roles in rows}


def routes(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.rule}", method, rule


def test_every_route_is_written_down_and_says_what_it_does(app: Flask) -> None:
    assert {name for name, _, _ in routes(app)} == written_down().keys()
    assert {rule.endpoint for _, _, rule in routes(app) if action_of(app, rule.endpoint) is None} == set()


def test_every_action_of_the_table_has_a_route(app: Flask) -> None:
    assert {action_of(app, rule.endpoint) for _, _, rule in routes(app)} == RIGHTS.keys()


def test_who_is_let_in_is_what_is_written_down(
    app: Flask, signed_in: Callable[[str], FlaskClient], signer: Signer
) -> None:
    got_in = {
        name: {role for role in ROLES if let_in(app, signed_in(role), role, method, rule, signer)}
        for name, method, rule in routes(app)
    }
    assert got_in == written_down()


def let_in(app: Flask, browser: FlaskClient, role: str, method: str, rule: Rule, signer: Signer) -> bool:
    """Whether this role gets as far as the route: behind it are no services, so it is told 503 or what is wrong."""
    values = {name: VALUES.get(name, "x1") for name in rule.arguments}
    with app.test_request_context():
        address = app.url_for(rule.endpoint, **values)
    api = address.startswith("/api/")
    headers = {"Authorization": f"Bearer {signer.token(role)}"} if api and role != "nobody" else {}
    form = None if api else {"csrf": "csrf"}
    answer = browser.open(address, method=method, headers=headers, data=form if method == "POST" else None)
    assert answer.status_code != 500, (address, role)
    sent_to_sign_in = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
    return not sent_to_sign_in and answer.status_code not in (401, 403)


@pytest.mark.feature("ID-14")
def test_an_agent_who_may_only_look_changes_nothing_of_the_unit(app: Flask) -> None:
    """Of its own actions only searches are left, posted to keep numbers out of addresses; others are any account's."""
    viewer = Caller("A1", "agent", UNIT, roles=("agent", "viewer"))
    for_anybody = {action for action, roles in RIGHTS.items() if {"security", "auditor"} <= roles.keys()}
    changed = {
        name
        for name, method, rule in routes(app)
        if method != "GET" and (action := action_of(app, rule.endpoint)) not in for_anybody
        if allowed(viewer, action, {name: str(VALUES.get(name, "x1")) for name in rule.arguments})
    }
    assert changed == {"POST /unit/roster", "POST /api/v1/units/<unit_id>/roster/search"}


@pytest.mark.parametrize("path", ["glance", "roster", "cases"])
def test_an_agent_sees_no_other_unit(client: FlaskClient, signer: Signer, path: str) -> None:
    headers = {"Authorization": f"Bearer {signer.token('agent')}"}
    answer = client.get(f"/api/v1/units/99999/{path}", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("action", sorted(RIGHTS))
def test_who_acts_for_another_may_do_what_the_authority_names_and_nothing_else(action: str) -> None:
    nothing = Caller("A1", "person", "P2", authority=Authority("D1", frozenset()))
    everything = replace(nothing, authority=Authority("D1", frozenset(DELEGABLE.values())))
    assert within_authority(nothing, action) == (action in FOR_ANYBODY)
    assert within_authority(everything, action) == (action in FOR_ANYBODY or action in DELEGABLE)
    assert action not in DELEGABLE or allowed(everything, action, {})


def test_a_guardians_children_are_told_to_the_guardian_and_to_no_delegate() -> None:
    guardian = Caller("A1", "person", "P2")
    assert for_themself(guardian)
    assert not for_themself(replace(guardian, authority=Authority("D1", frozenset({"records"}))))


def test_a_level_is_asked_for_only_where_a_person_may_act_at_all() -> None:
    assert LEVELS.keys() <= {action for action, roles in RIGHTS.items() if "person" in roles}


@pytest.mark.parametrize(("level", "path", "let_by"), [(1, "glance", False), (2, "glance", True), (3, "glance", True)])
def test_a_record_is_shown_to_whom_has_proved_to_be_its_person(
    client: FlaskClient, signer: Signer, level: int, path: str, let_by: bool
) -> None:
    """Where the level is too low identity is asked for the ways to a higher one: it is away here, which says 503."""
    headers = {"Authorization": f"Bearer {signer.token('person', level=level)}"}
    assert client.get(f"/api/v1/me/{path}", headers=headers).status_code == (200 if let_by else 503)


def test_who_has_not_proved_to_be_the_person_reads_of_the_account_alone(
    app: Flask, client: FlaskClient, signer: Signer
) -> None:
    kept = app.extensions["edge"].views.generations(inbox).serving()
    at = "2026-11-02T00:00:00Z/records/1"
    paid = {"_id": "records/1", "to": [PERSON], "at": at, "kind": "draw_paid", "month": "2026-10", "amount": 100}
    added = {"_id": "identity/1", "to": ["account-person"], "at": at, "kind": "passkey_added"}
    kept.insert_many([paid, added])
    for level, kinds in ((1, {"passkey_added"}), (2, {"passkey_added", "draw_paid"})):
        headers = {"Authorization": f"Bearer {signer.token('person', level=level)}"}
        told = client.get("/api/v1/inbox", headers=headers).get_json()
        assert ({one["kind"] for one in told["notices"]}, told["proof_needed"]) == (kinds, level == 1)
