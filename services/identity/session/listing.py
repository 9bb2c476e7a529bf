"""The sessions that are open, shown to whose they are (ID-18)."""

from typing import Any

from kernel.context import Context
from services.identity.identity import Identity
from services.identity.session.domain import sessions, streams_of


def get_sessions(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetSessions`."""
    loaded = service.store.load_many(streams_of(context.actor, context.today))
    states = [sessions.after(events) for events in loaded.values()]
    found = [session for state in states for session in state.values() if session.open_at(context.instant)]
    sealer = service.account_keys.sealer(context.actor)
    warn = service.city.policy.at("sign_in/session", context.today).values["warn"]
    told = [
        {
            "session_id": session.session_id,
            "opened_at": session.opened_at,
            "seen_at": session.at,
            "ends_at": session.ends_at,
            "idle": session.idle,
            "warn": warn,
            "means": list(session.means),
            "channel": session.channel,
            "source": sealer.open(session.source) if session.source else "",
        }
        for session in sorted(found, key=lambda s: s.opened_at, reverse=True)
    ]
    return {"sessions": told}
