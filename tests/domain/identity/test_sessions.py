"""Sessions of an account on a day, their refresh tokens, idling and ending (ID-18)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Refused
from services.identity.contract import (
    AccessRevoked,
    RefreshReused,
    SessionEnded,
    SessionIdle,
    SessionOpened,
    SessionOver,
    SessionRenewed,
    SessionsBarred,
    SessionStrengthened,
    SignInOverlapped,
)
from services.identity.session import domain
from services.identity.session.domain import sessions
from tests.domain.specification import given

START = datetime(2026, 11, 22, 4, tzinfo=UTC)
FIRST, SECOND = "A1.2026-11-22.1", "A1.2026-11-22.2"


def at(minutes: float) -> Context:
    return Context(now=START + timedelta(minutes=minutes), channel="web", command_id="c1")


def opened(session_id: str = FIRST, idle: int = 15) -> SessionOpened:
    return SessionOpened(
        *(session_id, "A1", ["person"], "P1", None, at(0).instant, at(480).instant),
        *(idle, ["password"], "web", ""),
    )


def renewed() -> list[Event]:
    return [opened(), SessionRenewed(FIRST, 1, at(10).instant)]


def renewing(generation: int, minutes: float, seen_at: str | None = None):  # type: ignore[no-untyped-def]
    return lambda known: domain.renew(known, FIRST, generation, seen_at, at(minutes))


def test_a_session_is_opened_once() -> None:
    given(domain.door).when(lambda known: domain.open_session(known, opened(), 0)).then([opened()])
    given(domain.door, opened()).when(lambda known: domain.open_session(known, opened(), 0)).nothing_happened()


def test_what_was_proved_before_all_sessions_ended_opens_none() -> None:
    barred = SessionsBarred("A1", at(1).instant)
    given(domain.door, barred).when(lambda known: domain.open_session(known, opened(), 0)).refused_with(
        SignInOverlapped
    )
    given(domain.door, barred).when(lambda known: domain.open_session(known, opened(), 1)).then([opened()])
    given(domain.door, opened(), barred).when(lambda known: domain.open_session(known, opened(), 0)).nothing_happened()


def test_a_sign_in_on_its_way_is_barred_on_both_sides_of_midnight() -> None:
    assert domain.days_barred("A1", "2026-11-22") == tuple(f"session-A1-2026-11-{day}" for day in (21, 22, 23))


def test_a_refresh_token_is_exchanged_for_the_next() -> None:
    given(sessions, *renewed()).when(renewing(1, 20)).then([SessionRenewed(FIRST, 2, at(20).instant)])


def test_a_refresh_token_that_comes_again_is_refused_as_such() -> None:
    given(sessions, *renewed()).when(renewing(0, 20)).refused_with(RefreshReused)


def test_a_session_ends_after_its_longest_time() -> None:
    given(sessions, opened(idle=600)).when(renewing(0, 480)).refused_with(SessionOver)


def test_a_session_that_nobody_uses_is_over_to_the_minute() -> None:
    given(sessions, *renewed()).when(renewing(1, 25)).then([SessionRenewed(FIRST, 2, at(25).instant)])
    given(sessions, *renewed()).when(renewing(1, 25.1)).refused_with(SessionIdle, minutes=15)


def test_what_the_gateway_has_seen_of_a_session_keeps_it_alive() -> None:
    seen = at(14).instant
    given(sessions, *renewed()).when(renewing(1, 29, seen)).then([SessionRenewed(FIRST, 2, at(29).instant)])
    given(sessions, *renewed()).when(renewing(1, 29.1, seen)).refused_with(SessionIdle)
    given(sessions, *renewed()).when(renewing(1, 29, "9999")).then([SessionRenewed(FIRST, 2, at(29).instant)])


def test_further_proof_is_noted_once() -> None:
    stronger = SessionStrengthened(FIRST, "totp", at(11).instant)
    given(sessions, *renewed()).when(lambda known: domain.strengthen(known, FIRST, "totp", at(11))).then([stronger])
    past = [*renewed(), stronger]
    given(sessions, *past).when(lambda known: domain.strengthen(known, FIRST, "totp", at(12))).nothing_happened()
    assert sessions.after(past)[FIRST].means == ("password", "totp")
    given(sessions, *past).when(lambda known: domain.strengthen(known, SECOND, "totp", at(12))).refused_with(
        SessionOver
    )


def test_sessions_end_one_by_one() -> None:
    ended = SessionEnded(FIRST, "signed_out", at(11).instant)
    past = [*renewed(), opened(SECOND)]

    def ending(known):  # type: ignore[no-untyped-def]
        return domain.end(known, [FIRST], "signed_out", at(11))

    given(sessions, *past).when(ending).then([ended])
    given(sessions, *past, ended).when(ending).nothing_happened()
    given(sessions, *past, ended).when(renewing(1, 12)).refused_with(SessionOver)
    given(sessions).when(renewing(0, 12)).refused_with(SessionOver)
    left = sessions.after([*past, ended])
    assert [name for name, session in left.items() if session.open_at(at(12).instant)] == [SECOND]


def test_what_has_ended_is_told_until_its_tokens_have_run_out() -> None:
    assert domain.revoked("A1", [FIRST], "ended", at(0)) == [
        AccessRevoked("A1", [FIRST], "ended", at(0).instant, at(6).instant)
    ]
    assert domain.revoked("A1", [], "ended", at(0)) == []


@pytest.mark.parametrize("made_up", ["", "S1", "A1.2026-11-22", "A1.2026-11-22.1.1"])
def test_an_id_that_we_never_made_names_no_session(made_up: str) -> None:
    with pytest.raises(SessionOver):
        domain.stream_of(made_up)


@every(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=12))
def test_whatever_tokens_come_each_generation_is_exchanged_at_most_once(tries: list[tuple[int, int]]) -> None:
    past: list[Event] = [opened()]
    minute = 0
    for pause, generation in tries:
        minute += pause
        try:
            past += domain.renew(sessions.after(past), FIRST, generation, None, at(minute))
        except Refused:
            continue
    exchanged = [event.generation for event in past if isinstance(event, SessionRenewed)]
    assert exchanged == list(range(1, len(exchanged) + 1))
