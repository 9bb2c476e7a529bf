"""Ending sessions, so that every gateway process hears of it and takes no token of theirs any more."""

from typing import Any

from kernel.aggregate import Aggregate
from kernel.commands import execute_across
from kernel.context import Context
from kernel.store import EventStore
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.session import domain
from services.identity.session.domain import days_barred, sessions, stream_of, streams_of

Reply = dict[str, Any]
access: Aggregate[None] = Aggregate(None, lambda _state, _happened: None)
"""Nothing is decided on what was revoked before."""


def end_sessions(unit: Unit, account_id: str, reason: c.SessionEndReason, keep: str | None = None) -> int:
    """End all sessions of an account but `keep` (a session id), in the caller's transaction; how many have ended.

    Whoever holds a token of theirs is out within two seconds, everywhere. Who is just signing in with what was proved
    before is refused: both append to the day's stream, so one of them is second and sees the other.
    """
    ended: list[str] = []
    for stream in streams_of(account_id, unit.context.today):
        known = unit.load(stream, sessions)
        wanted = [name for name in known if name != keep]
        ended += _end(unit, stream, wanted, reason)
    for stream in days_barred(account_id, unit.context.today):
        unit.append(stream, [c.SessionsBarred(account_id, unit.context.instant)])
    return _revoke(unit, account_id, ended, reason)


def end_session(unit: Unit, session_id: str, reason: c.SessionEndReason) -> int:
    """End one session; 1 where it was there and had not ended."""
    stream = stream_of(session_id)
    return _revoke(unit, session_id.split(".")[0], _end(unit, stream, [session_id], reason), reason)


def _end(unit: Unit, stream: str, wanted: list[str], reason: c.SessionEndReason) -> list[str]:
    events = domain.end(unit.load(stream, sessions), wanted, reason, unit.context)
    unit.append(stream, events)
    return [event.session_id for event in events]


def _revoke(unit: Unit, account_id: str, ended: list[str], reason: c.SessionEndReason) -> int:
    unit.append(c.ACCESS.stream(account_id), domain.revoked(account_id, ended, reason, unit.context))
    return len(ended)


def end_one(store: EventStore, session_id: str, reason: c.SessionEndReason, context: Context) -> Reply:
    """The same as a command of its own. Result: `{}`."""

    def decide(unit: Unit) -> Reply:
        end_session(unit, session_id, reason)
        return unit.reply(stream_of(session_id))

    return execute_across(store, decide, context)
