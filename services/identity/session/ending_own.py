"""Ending sessions of one's own (ID-18)."""

from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.session.ending import end_session, end_sessions
from services.identity.session.recent import check_recent

Reply = dict[str, Any]


def end_own(service: Identity, command: c.EndSessions, context: Context) -> Reply:
    """ID-18: the asker ends one session of their own, or all but one. Raises SessionNotFound, and as `check_recent`.

    In an emergency nobody looks for a password: "this was not me" (ID-20) ends all others without.
    """
    if repeated := first_reply(service.store, context):
        return repeated
    if command.session_id is None or command.session_id != command.keep:
        check_recent(service, command.keep, command.password, context)

    def decide(unit: Unit) -> Reply:
        if command.session_id is None:
            ended = end_sessions(unit, context.actor, "ended", command.keep)
        else:
            if command.session_id.split(".")[0] != context.actor:
                raise c.SessionNotFound()
            ended = end_session(unit, command.session_id, "ended")
            if not ended:
                raise c.SessionNotFound()
        return unit.reply(c.ACCESS.stream(context.actor), ended=ended)

    return execute_across(service.store, decide, context)
