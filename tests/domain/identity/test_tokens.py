"""Access tokens that others check with a public key, refresh tokens that only identity makes."""

import os
import stat
import time
from pathlib import Path

import jwt
import pytest

from services.identity.contract import ACCESS_TOKEN_SECONDS, AUDIENCE, ISSUER, SessionOver
from services.identity.session.domain import Session
from services.identity.session.keys import KEEP_SECONDS, SETTLE_SECONDS, KeyRing, key_files, rotate
from services.identity.session.tokens import Tokens

START, END = "2026-11-22T04:00:00.000Z", "2026-11-22T12:00:00.000Z"
SESSION = Session(
    "S1", "A1", ("clerk", "reviewer"), None, None, START, END, 10, ("password",), "web", "", START, generation=3
)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "keys")


def test_an_access_token_says_who_it_is_and_is_checked_with_the_public_keys(tokens: Tokens) -> None:
    token = tokens.access_token(SESSION, {})
    keys = jwt.PyJWKSet.from_dict(tokens.key_set())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, ["EdDSA"], audience=AUDIENCE, issuer=ISSUER, options={"verify_exp": False})
    assert claims == {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "A1",
        "sid": "S1",
        "role": "clerk",
        "roles": ["clerk", "reviewer"],
        "amr": ["password"],
        "iat": 1795320000,
        "exp": 1795320000 + ACCESS_TOKEN_SECONDS,
    }


def test_a_token_of_another_city_is_not_good_here(tokens: Tokens, tmp_path: Path) -> None:
    other = Tokens(tmp_path / "other").access_token(SESSION, {})
    (key,) = jwt.PyJWKSet.from_dict(tokens.key_set()).keys
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(other, key, ["EdDSA"], audience=AUDIENCE, options={"verify_exp": False})


def test_public_keys_hold_nothing_private(tokens: Tokens) -> None:
    (key,) = tokens.key_set()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}


def test_the_key_is_readable_by_its_owner_only_and_is_the_same_for_every_process(tmp_path: Path) -> None:
    first, second = Tokens(tmp_path / "keys"), Tokens(tmp_path / "keys")
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.access_token(SESSION, {}) == second.access_token(SESSION, {})


def test_a_refresh_token_names_session_and_generation(tokens: Tokens) -> None:
    assert tokens.read_refresh_token(tokens.refresh_token("S1", 3)) == ("S1", 3)


@pytest.mark.parametrize("wrong", ["", "S1.3", "S1.3.", "S1.4.{mac}", "S2.3.{mac}", "S1.3.{mac}0", "é.1.{mac}", "..."])
def test_a_refresh_token_that_we_did_not_make_is_refused(tokens: Tokens, wrong: str) -> None:
    mac = tokens.refresh_token("S1", 3).rpartition(".")[2]
    with pytest.raises(SessionOver):
        tokens.read_refresh_token(wrong.format(mac=mac))


def test_a_new_key_is_told_at_once_and_signs_a_minute_later(tmp_path: Path) -> None:
    old = Tokens(tmp_path)
    before = old.access_token(SESSION, {})
    made, gone = rotate(tmp_path)
    assert (made.name, gone) == ("2.pem", [])
    both = Tokens(tmp_path)
    assert both.key_set()["keys"][0]["kid"] == old.key_set()["keys"][0]["kid"]
    assert len(both.key_set()["keys"]) == 2
    assert both.access_token(SESSION, {}) == before
    age(made, SETTLE_SECONDS + 1)
    settled = Tokens(tmp_path)
    assert settled.access_token(SESSION, {}) != before
    assert settled.read_refresh_token(old.refresh_token("S1", 3)) == ("S1", 3)
    assert both.read_refresh_token(settled.refresh_token("S1", 4)) == ("S1", 4)


def test_a_running_process_hears_of_a_new_key(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    assert len(ring.keys) == 1
    rotate(tmp_path)
    ring._looked = float("-inf")
    assert len(ring.keys) == 2


def test_keys_are_in_the_order_of_their_numbers_and_go_a_day_after_the_next_has_taken_over(tmp_path: Path) -> None:
    KeyRing(tmp_path)
    for _ in range(10):
        rotate(tmp_path)
    assert [path.stem for path in key_files(tmp_path)] == [str(number) for number in range(1, 12)]
    for path in key_files(tmp_path)[:10]:
        age(path, SETTLE_SECONDS + KEEP_SECONDS + 1)
    _, gone = rotate(tmp_path)
    assert [path.stem for path in gone] == [str(number) for number in range(1, 10)]
    assert [path.stem for path in key_files(tmp_path)] == ["10", "11", "12"]


def age(path: Path, seconds: float) -> None:
    """Let a file be so old."""
    made = time.time() - seconds
    os.utime(path, (made, made))
