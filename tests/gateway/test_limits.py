"""Limits are declared once, leave room for an office behind one address, and hold up who goes beyond."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from limits import parse_many

import gateway.web
from gateway.web import limits
from gateway.web.rights import needs
from services.identity.contract import DetailsDoNotMatch

HERE = Path(gateway.web.__file__).parent
HALL, HALL_SECONDS = 50, 300


def test_no_route_declares_a_limit_of_its_own():
    own = [path for path in HERE.rglob("*.py") if path.name != "limits.py" and "limiter." in path.read_text("utf-8")]
    assert own == []


@pytest.mark.parametrize(
    ("limit", "each"),
    [
        (limits.ENTRIES, 8),  # signing up is four pages, one of them twice, and then one signs in
        (limits.RENEWALS, 1),
        (limits.CODES, 2),
        (limits.PROOFS, 1),  # refused: who is proved does not count
        (limits.MISMATCHES, 2),
        (limits.FILES, 4),  # the materials of a unit's registration
        (limits.UNKNOWN_CODES, 1),
    ],
)
def test_fifty_people_in_five_minutes_pass_what_is_counted_by_address(limit: str, each: int):
    for one in parse_many(limit):
        share = min(1.0, one.get_expiry() / HALL_SECONDS)
        assert HALL * each * share <= one.amount, one


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    ],
)
def test_whoever_has_a_network_of_addresses_is_one_visitor(app: Flask, address: str, counted: str):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.visitor() == counted


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:3::1", "2001:db8:1::/48"),
        ("2001:db8:2:3::1", "2001:db8:2::/48"),
    ],
)
def test_all_networks_of_one_household_are_one_site(app: Flask, address: str, counted: str):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.site() == counted


@limits.limited_mismatches_of_one()
@needs("sign in")
def told_wrong() -> Response:
    """Details that are not those of the archive. (Here, since the limiter keeps what it once decorated.)"""
    raise DetailsDoNotMatch()


@pytest.fixture
def tried(app: Flask, client: FlaskClient) -> Callable[..., tuple[int, str]]:
    """Wrong details of one ID number, told from an address: status and sentence that come back."""
    app.post("/api/tried", endpoint="tried")(told_wrong)

    def tried(address: str, number: str = "11010119900307001X") -> tuple[int, str]:
        answer = client.post("/api/tried", json={"id_number": number}, environ_overrides={"REMOTE_ADDR": address})
        return answer.status_code, answer.get_json()["detail"]

    return tried


def test_a_household_with_many_networks_is_held_up_as_one_visitor(tried: Callable[..., tuple[int, str]]):
    told = [tried(f"2001:db8:1:{network:x}::1")[0] for network in range(21)]
    assert told == [422] * 20 + [429]


def test_whoever_has_many_sites_is_sent_to_the_window_in_the_end(tried: Callable[..., tuple[int, str]]):
    told = [tried(f"2001:db8:{guess // 3 + 1:x}::1")[0] for guess in range(200)]
    assert told == [422] * 200
    status, sentence = tried("2001:db8:ffff::1")
    assert (status, sentence) == (429, limits.TO_THE_WINDOW)
    assert tried("2001:db8:ffff::1", "110101199003070370")[0] == 422


def test_a_hall_is_let_ask_for_codes_and_who_goes_on_is_told_to_wait(client: FlaskClient):
    asked = [client.post("/api/v1/sign-in/codes", json={"mobile": f"1390000{n:04d}"}) for n in range(2 * HALL + 1)]
    assert [each.status_code for each in asked].index(429) == 2 * HALL
    assert "too_many_requests" in asked[-1].text
