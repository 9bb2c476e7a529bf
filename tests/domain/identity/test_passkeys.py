"""The passkeys of an account (ID-19), after the library has verified what a browser says."""

from datetime import UTC, datetime

from kernel.context import Context
from services.identity.contract import PasskeyAdded, PasskeyNotFound, PasskeyRefused, PasskeyRemoved, PasskeyUsed
from services.identity.passkeys import domain
from services.identity.passkeys.domain import passkeys
from tests.domain.specification import given

NOW = Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC), role="person", actor="A1")
ADDED = PasskeyAdded("A1", "key1", "public", 0, "sealed", "challenge1", NOW.instant)


def used(count: int, challenge: str, key: str = "key1") -> PasskeyUsed:
    return PasskeyUsed("A1", key, count, challenge, NOW.instant)


def test_a_passkey_is_added_once_and_for_a_challenge_of_its_own() -> None:
    given(passkeys).when(lambda known: domain.add(known, ADDED)).then([ADDED])
    given(passkeys, ADDED).when(lambda known: domain.add(known, ADDED)).refused_with(PasskeyRefused)


def test_each_challenge_is_answered_once() -> None:
    given(passkeys, ADDED).when(lambda known: domain.use(known, used(0, "c2"))).then([used(0, "c2")])
    past = [ADDED, used(0, "c2")]
    for challenge in ("c2", "challenge1"):
        given(passkeys, *past).when(lambda known, c=challenge: domain.use(known, used(0, c))).refused_with(
            PasskeyRefused
        )


def test_a_count_that_does_not_rise_betrays_a_copy() -> None:
    past = [ADDED, used(5, "c2")]
    given(passkeys, *past).when(lambda known: domain.use(known, used(6, "c3"))).then([used(6, "c3")])
    for count in (5, 4, 0):
        given(passkeys, *past).when(lambda known, n=count: domain.use(known, used(n, "c3"))).refused_with(
            PasskeyRefused
        )


def test_one_that_was_taken_away_opens_nothing() -> None:
    gone = PasskeyRemoved("A1", "key1", NOW.instant)
    given(passkeys, ADDED).when(lambda known: domain.remove(known, "key1", NOW)).then([gone])
    given(passkeys, ADDED).when(lambda known: domain.remove_since(known, "A1", "", NOW)).then([gone])
    given(passkeys, ADDED).when(lambda known: domain.remove_since(known, "A1", ADDED.at, NOW)).then([gone])
    given(passkeys, ADDED).when(lambda known: domain.remove_since(known, "A1", "9999", NOW)).nothing_happened()
    given(passkeys, ADDED, gone).when(lambda known: domain.remove(known, "key1", NOW)).refused_with(PasskeyNotFound)
    given(passkeys, ADDED, gone).when(lambda known: domain.use(known, used(1, "c2"))).refused_with(PasskeyRefused)
