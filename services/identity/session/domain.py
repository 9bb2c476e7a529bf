"""The sessions that an account opened on a day, each with its own life. Pure; instants are UTC text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_days, add_minutes
from kernel.context import Context
from services.identity import contract as c

SessionEvent = c.SessionOpened | c.SessionRenewed | c.SessionStrengthened | c.SessionEnded | c.SessionsBarred
LONGEST_MINUTES = 24 * 60
"""Of any session, whatever policy says: so today's and yesterday's streams hold all that are open."""


@dataclass(frozen=True, slots=True)
class Session:
    """Signed in; `generation` counts the renewals, `at` is the last sign of life."""

    session_id: str
    account_id: str
    roles: tuple[str, ...]
    person_id: str | None
    unit_id: str | None
    opened_at: str
    ends_at: str
    idle: int
    means: tuple[str, ...]
    channel: str
    source: str
    at: str
    generation: int = 0
    ended: bool = False

    @property
    def is_officer(self) -> bool:
        """Whether it is an officer's: one acts for nobody in particular."""
        return self.person_id is None and self.unit_id is None

    def open_at(self, instant: str) -> bool:
        """Whether it can still be renewed, as far as is known here."""
        return not self.ended and instant < self.ends_at and instant <= add_minutes(self.at, self.idle)


Sessions = Mapping[str, Session]


def evolve(sessions: Sessions, happened: SessionEvent) -> Sessions:
    """The sessions after an event."""
    if isinstance(happened, c.SessionsBarred):
        return sessions
    known = sessions.get(happened.session_id)
    match happened:
        case c.SessionOpened():
            changed = _opened(happened)
        case _ if known is None:
            return sessions
        case c.SessionRenewed():
            changed = replace(known, generation=happened.generation, at=happened.at)
        case c.SessionStrengthened():
            changed = replace(known, means=(*known.means, happened.means), at=happened.at)
        case c.SessionEnded():
            changed = replace(known, ended=True)
        case _:
            assert_never(happened)
    return {**sessions, changed.session_id: changed}


def _opened(happened: c.SessionOpened) -> Session:
    return Session(
        happened.session_id,
        happened.account_id,
        tuple(happened.roles),
        happened.person_id,
        happened.unit_id,
        happened.at,
        happened.ends_at,
        happened.idle,
        tuple(happened.means),
        happened.channel,
        happened.source,
        happened.at,
    )


sessions: Aggregate[Sessions] = Aggregate({}, evolve)


def stream_of(session_id: str) -> str:
    """The stream that a session `<account>.<day>.<…>` is in. Raises SessionOver for an id that we never made."""
    parts = session_id.split(".")
    if len(parts) != 3:
        raise c.SessionOver()
    return c.SESSION.stream(parts[0], parts[1])


def streams_of(account_id: str, today: str) -> tuple[str, str]:
    """The streams in which an account's open sessions are."""
    return c.SESSION.stream(account_id, add_days(today, -1)), c.SESSION.stream(account_id, today)


@dataclass(frozen=True, slots=True)
class Door:
    """What a sign-in meets on a day: which sessions were opened, how often all were ended, and when last (UTC)."""

    opened: frozenset[str] = frozenset()
    barred: int = 0
    barred_at: str = ""


def evolve_door(door: Door, happened: SessionEvent) -> Door:
    """The door after an event."""
    match happened:
        case c.SessionOpened():
            return replace(door, opened=door.opened | {happened.session_id})
        case c.SessionsBarred():
            return replace(door, barred=door.barred + 1, barred_at=happened.at)
        case _:
            return door


door: Aggregate[Door] = Aggregate(Door(), evolve_door)


def days_barred(account_id: str, today: str) -> tuple[str, ...]:
    """The streams that a sign-in on its way may open a session in, on whichever side of midnight it began."""
    return *streams_of(account_id, today), c.SESSION.stream(account_id, add_days(today, 1))


def open_session(known: Door, opened: c.SessionOpened, barred: int) -> list[SessionEvent]:
    """A session begins, once. `barred` is how often all were ended before anything was proved. Raises SignInOverlapped
    where they were ended since: the password may be another by now, the appointment over."""
    if opened.session_id in known.opened:
        return []
    if known.barred != barred:
        raise c.SignInOverlapped()
    return [opened]


def renew(
    known: Sessions, session_id: str, generation: int, seen_at: str | None, context: Context
) -> list[SessionEvent]:
    """The refresh token of that generation is exchanged. Raises SessionOver; SessionIdle where nothing was heard of it
    since the last renewal, or since `seen_at`, for longer than policy allowed; RefreshReused for one that was exchanged
    before: of the two who hold it, one should not."""
    session = known.get(session_id)
    if session is None or session.ended or session.ends_at <= context.instant:
        raise c.SessionOver()
    if generation != session.generation:
        raise c.RefreshReused()
    alive = max(session.at, min(seen_at or "", context.instant))
    if context.instant > add_minutes(alive, session.idle):
        raise c.SessionIdle(minutes=session.idle)
    return [c.SessionRenewed(session_id, generation + 1, context.instant)]


def strengthen(known: Sessions, session_id: str, means: str, context: Context) -> list[SessionEvent]:
    """Further proof was given in this session. Raises SessionOver."""
    session = known.get(session_id)
    if session is None or not session.open_at(context.instant):
        raise c.SessionOver()
    return [] if means in session.means else [c.SessionStrengthened(session_id, means, context.instant)]


def end(known: Sessions, wanted: list[str], reason: c.SessionEndReason, context: Context) -> list[c.SessionEnded]:
    """Those of the wanted sessions end that have not; one that is over by time can be ended, too."""
    there = [name for name in wanted if name in known and not known[name].ended]
    return [c.SessionEnded(name, reason, context.instant) for name in there]


def revoked(account_id: str, ended: list[str], reason: c.SessionEndReason, context: Context) -> list[c.AccessRevoked]:
    """The news that the access tokens of ended sessions are not good any more."""
    if not ended:
        return []
    # A minute more than they live: clocks of several machines differ.
    until = add_minutes(context.instant, c.ACCESS_TOKEN_SECONDS // 60 + 1)
    return [c.AccessRevoked(account_id, ended, reason, context.instant, until)]
