"""Access tokens that others check with a public key, refresh tokens that only identity makes."""

import stat
from dataclasses import replace
from pathlib import Path

import jwt
import pytest

from services.identity.contract import ACCESS_TOKEN_SECONDS, AUDIENCE, ISSUER, SessionOver
from services.identity.session.domain import Session
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


def test_after_a_new_key_the_old_one_still_checks(tmp_path: Path) -> None:
    old = Tokens(tmp_path / "keys")
    Tokens(tmp_path / "new")
    (tmp_path / "new" / "1.pem").rename(tmp_path / "keys" / "2.pem")
    both = Tokens(tmp_path / "keys")
    assert [key["kid"] for key in both.key_set()["keys"]][:1] == [old.key_set()["keys"][0]["kid"]]
    assert both.read_refresh_token(old.refresh_token("S1", 3)) == ("S1", 3)
    assert both.access_token(SESSION, {}) != old.access_token(SESSION, {})
    assert both.access_token(replace(SESSION, generation=4), {}) == both.access_token(SESSION, {})
