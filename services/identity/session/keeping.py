"""Opening a session whichever way somebody has proved who they are, and keeping it up (ID-18)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kernel.calendar import add_minutes, add_seconds
from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.events import Event
from services.identity import contract as c
from services.identity.account.domain import Account, Closed, account
from services.identity.identity import Identity
from services.identity.notices.telling import note_place
from services.identity.office.unit_accounts import check_usable
from services.identity.proof.levels import level_of
from services.identity.session import domain
from services.identity.session.domain import LONGEST_MINUTES, door, sessions, stream_of
from services.identity.session.duties import duties_of
from services.identity.session.ending import end_one
from services.identity.sign_in.unlocking import proved

Reply = dict[str, Any]
REPEATABLE_SECONDS = 30
"""How long the same exchange of a refresh token may be repeated: two tabs that renew at once."""


@dataclass(frozen=True)
class Arrival:
    """How somebody came in: by which proof (`password`, `sms`, `qr` …), coarsely from where, at a public computer?

    `barred` is what `times_barred` was before the proof was looked at.
    """

    means: str
    barred: int
    source: str = "?"
    public_computer: bool = False


def times_barred(service: Identity, who: str, context: Context) -> int:
    """How often all sessions were ended today: to be asked before anything is proved (see `Arrival`)."""
    return service.store.state(c.SESSION.stream(who, context.today), door)[0].barred


def open_session(service: Identity, account_id: str, arrival: Arrival, context: Context) -> Reply:
    """A session for an account that is proved. The reply is that of `SignIn`.

    Raises AccountEnded, UnitAccountNotActive, SignInOverlapped. Who calls asks `opened_before` first: proof is used up
    by being given.
    """
    owner, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    if isinstance(owner, Closed):
        raise c.AccountEnded(ended_on=owner.closed_on)
    if not isinstance(owner, Account):
        raise TypeError(f"a sign-in without an account: {account_id}")
    check_usable(service, owner)
    if arrival.means != "password":
        proved(service, account_id, arrival.means, without_command(context))
    session_id = f"{account_id}.{context.today}.{context.new_id('session')[:16]}"
    opened = _opened(service, owner, session_id, arrival, context)
    note_place(service, opened, arrival.source, without_command(context))
    execute(
        service.store,
        stream_of(session_id),
        door,
        lambda known: domain.open_session(known, opened, arrival.barred),
        _opening(context),
        result=lambda _: {"session_id": session_id},
    )
    return answer(service, session_id, 0, context)


def opened_before(service: Identity, context: Context) -> Reply | None:
    """The answer of a sign-in that was carried out already (promise K2). Raises CommandIdReused, SessionOver."""
    reply = first_reply(service.store, _opening(context))
    return answer(service, reply["result"]["session_id"], 0, context) if reply else None


def _opening(context: Context) -> Context:
    """What proved the account carries the command's id, the session one made of it."""
    return replace(context, command_id=context.command_id and f"{context.command_id}/session")


def _opened(service: Identity, owner: Account, session_id: str, arrival: Arrival, context: Context) -> c.SessionOpened:
    rule = service.city.policy.at("sign_in/session", context.today).values
    idle = rule["staff_idle"] if owner.kind == "officer" else rule["idle"]
    if arrival.public_computer:
        idle = min(idle, service.city.policy.at("sign_in/public_computer", context.today).values["idle"])
    return c.SessionOpened(
        session_id,
        owner.account_id,
        list(owner.roles),
        owner.person_id,
        owner.unit_id,
        context.instant,
        add_minutes(context.instant, min(rule["longest"], LONGEST_MINUTES)),
        idle,
        [arrival.means],
        context.channel,
        service.account_keys.sealer(owner.account_id).seal(arrival.source),
    )


def refresh(service: Identity, command: c.Refresh, context: Context) -> Reply:
    """The next pair of tokens. Raises SessionOver, SessionIdle, RefreshReused.

    Two tabs that renew at once send the same command and get the same answer, but not for long: later it is an old
    token that comes again, and whoever holds one of the session's is out.
    """
    session_id, generation = service.tokens.read_refresh_token(command.refresh_token)
    _check_owner(service, session_id, context)
    try:
        reply = execute(
            service.store,
            stream_of(session_id),
            sessions,
            lambda known: domain.renew(known, session_id, generation, command.seen_at, context),
            context,
            result=lambda known: {"at": known[session_id].at},
        )
        if context.instant > add_seconds(reply["result"]["at"], REPEATABLE_SECONDS):
            raise c.RefreshReused()
    except c.RefreshReused:
        end_one(service.store, session_id, "reused", without_command(context))
        raise
    return answer(service, session_id, generation + 1, context)


def _check_owner(service: Identity, session_id: str, context: Context) -> None:
    """Whether the account still opens anything: a session never outlives it. Raises SessionOver."""
    owner, _ = service.store.state(c.ACCOUNT.stream(session_id.split(".")[0]), account)
    if not isinstance(owner, Account) or owner.ended_on:
        end_one(service.store, session_id, "revoked", without_command(context))
        raise c.SessionOver()


def sign_out(service: Identity, command: c.SignOut, context: Context) -> Reply:
    """The session ends, and its access token with it. Raises SessionOver."""
    session_id, _ = service.tokens.read_refresh_token(command.refresh_token)
    return end_one(service.store, session_id, "signed_out", context)


def answer(service: Identity, session_id: str, generation: int, context: Context) -> Reply:
    """The tokens of a generation, worked out anew, so that nothing that opens a door is stored. Raises SessionOver."""
    events, _ = service.store.load(stream_of(session_id))
    today = sessions.after(events).get(session_id)
    known = sessions.after(until_generation(events, session_id, generation)).get(session_id)
    if known is None or today is None or today.ended:
        raise c.SessionOver()
    duties = duties_of(service, known, context)
    level = level_of(service, known.account_id, context)
    rule = service.city.policy.at("sign_in/session", context.today).values
    result = {
        "account_id": known.account_id,
        "role": known.roles[0],
        "roles": list(known.roles),
        "person_id": known.person_id,
        "unit_id": known.unit_id,
        "session_id": session_id,
        "level": level,
        "access_token": service.tokens.access_token(known, {"level": level} | ({"duties": duties} if duties else {})),
        "expires_in": c.ACCESS_TOKEN_SECONDS,
        "refresh_token": service.tokens.refresh_token(session_id, generation),
        "duties": duties,
        "next_step": "real_name" if known.person_id and not level else None,
        "idle": known.idle,
        "warn": rule["warn"],
        "ends_at": known.ends_at,
    }
    return {"result": result, "stream": stream_of(session_id), "version": len(events)}


def until_generation(events: Sequence[Event], session_id: str, generation: int) -> list[Event]:
    """The events before the session's next renewal after `generation`."""
    later = (
        number
        for number, event in enumerate(events)
        if isinstance(event, c.SessionRenewed) and (event.session_id, event.generation) == (session_id, generation + 1)
    )
    return list(events[: next(later, len(events))])


def without_command(context: Context) -> Context:
    """For what a command does beside what it is remembered by."""
    return replace(context, command_id=None, command_hash=None)
