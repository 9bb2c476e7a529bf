"""Signing in: what checking a token costs, and what others notice while people sign in."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Any

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from gateway.web.caller import Tokens
from kernel.clock import system_clock
from services.identity import contract as identity
from services.identity.password.hashing import hash_password, matches
from tests.bench.measure import percentile, say
from tests.bench.platform import Platform, platform

TOKENS = 2000
PASSWORDS = 20
SIGN_INS_A_SECOND = 8
LOOKS_A_SECOND = 50
SECONDS = 20.0
RUNS = 3


def token_check_us(_found: Platform | None) -> None:
    """An access token that a process sees for the first time, and one that it has seen before."""
    key = Ed25519PrivateKey.generate()
    public = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    tokens = Tokens(lambda: {"keys": [{**public, "kid": "1", "alg": "EdDSA"}]}, system_clock, frozenset({"gone"}))
    signed = [_token(key, number) for number in range(TOKENS)]
    for name, seconds in (("first", _each(tokens, signed)), ("again", _each(tokens, signed))):
        say("token_check_us", statistics.median(seconds) * 1e6, "us", bound="< 200", seen=name)


def _token(key: Ed25519PrivateKey, number: int) -> str:
    now = int(system_clock().timestamp())
    claims: dict[str, Any] = {
        "iss": identity.ISSUER,
        "aud": identity.AUDIENCE,
        "sub": f"account{number}",
        "sid": f"s{number}",
    }
    claims |= {"role": "person", "roles": ["person"], "person_id": "P" * 33}
    return jwt.encode({**claims, "iat": now, "exp": now + 300}, key, "EdDSA", {"kid": "1"})


def _each(tokens: Tokens, signed: list[str]) -> list[float]:
    taken = []
    for token in signed:
        began = time.perf_counter()
        tokens.caller(token, "api")
        taken.append(time.perf_counter() - began)
    return taken


def password_check_ms(_found: Platform | None) -> None:
    """Comparing a password with its hash, one at a time."""
    known = hash_password("Xuanwu!7hu")
    taken = []
    for number in range(PASSWORDS):
        began = time.perf_counter()
        assert matches("Xuanwu!7hu" if number % 2 else "wrong", known) == bool(number % 2)
        taken.append((time.perf_counter() - began) * 1000)
    say("password_check_ms", statistics.median(taken), "ms", bound="50 to 250")


def glance_during_sign_ins(found: Platform | None) -> None:
    """Milliseconds that 99 % of looks at the person's page stay under while eight people a second sign in: at fifty
    looks a second, against the same with nobody signing in."""
    assert found is not None
    pairs = []
    for _ in range(RUNS):
        idle = _looks(found)
        with _signing_in(found) as count:
            busy = _looks(found)
        pairs.append((percentile(busy, 99), percentile(idle, 99), count() / SECONDS))
    busy_p99, idle_p99, a_second = (statistics.median(side) for side in zip(*pairs, strict=True))
    say("glance_during_sign_ins", busy_p99, "ms p99", idle_p99, "the same with nobody", "< 2", sign_ins=a_second)


def _looks(found: Platform) -> list[float]:
    """Milliseconds of each look, sent at a steady pace whatever the last one took."""
    http = urllib3.PoolManager(timeout=30, retries=False)
    headers = {"Authorization": f"Bearer {found.token('person')}"}
    taken, began = [], time.perf_counter()
    for number in range(int(SECONDS * LOOKS_A_SECOND)):
        due = began + number / LOOKS_A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = http.request("GET", f"{found.address}/api/v1/me/glance", headers=headers)
        assert answer.status == 200, answer.data
        taken.append((time.perf_counter() - max(due, began)) * 1000)
    return taken


@contextmanager
def _signing_in(found: Platform) -> Iterator[Callable[[], int]]:
    """Somebody signs in every eighth of a second, from one address after the other; gives how many have."""
    stop, done = Event(), []
    notes = cycle(found.notes.values())
    addresses = cycle([f"127.0.2.{number}" for number in range(1, 21)])

    def sign_in(note: dict[str, str], source: str) -> None:
        http = urllib3.PoolManager(timeout=30, retries=False, source_address=(source, 0))
        body = {"login": note["login"], "password": note["password"]}
        done.append(http.request("POST", f"{found.address}/api/v1/sign-in", json=body).status)

    def keep_on(pool: ThreadPoolExecutor) -> None:
        while not stop.wait(1 / SIGN_INS_A_SECOND):
            pool.submit(sign_in, next(notes), next(addresses))

    with ThreadPoolExecutor(32) as pool, ThreadPoolExecutor(1) as pace:
        pace.submit(keep_on, pool)
        try:
            yield lambda: len(done)
        finally:
            stop.set()
    assert set(done) == {200}, done


ALL = (token_check_us, password_check_ms, glance_during_sign_ins)


def measure(names: list[str]) -> None:
    """Those of these figures; the platform is started where one needs it."""
    for alone in (token_check_us, password_check_ms):
        if alone.__name__ in names:
            alone(None)
    if "glance_during_sign_ins" in names:
        directory = Path(tempfile.mkdtemp(prefix="bench"))
        try:
            with platform(directory, 100) as found:
                glance_during_sign_ins(found)
        finally:
            shutil.rmtree(directory, ignore_errors=True)
