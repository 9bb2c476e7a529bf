"""Signing in with a password (ID-06, ID-09), keeping and ending a session."""

from dataclasses import replace
from typing import Any

from kernel.aggregate import Aggregate
from kernel.calendar import add_days, add_minutes
from kernel.commands import execute
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import Account, account, login
from services.identity.account.logins import login_id
from services.identity.office.domain import check_open
from services.identity.password.hashing import matches
from services.identity.password.lock import LockRule, PasswordLock
from services.identity.sign_in import domain
from services.identity.sign_in.domain import Open, attempts, session
from services.identity.wiring import Identity

Reply = dict[str, Any]
REPEATABLE_MINUTES = 1
"""How long the same exchange of a refresh token may be repeated."""


def sign_in(service: Identity, command: c.SignIn, context: Context) -> Reply:
    """Every step is taken for a login that nobody has, too. Raises SignInRefused, SignInLocked, AccountEnded."""
    typed = login_id(command.login, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(typed), login)
    who = account_id or typed
    stream, past = _attempts(service, who, context)
    rule = _lock_rule(service, context)
    locked = service.store.state(stream, past)[0].holds(context.instant)
    right = not locked and matches(command.password, _password_hash(service, who))
    reply = execute(
        service.store,
        stream,
        past,
        lambda lock: domain.try_password(lock, right, rule, context),
        context,
        result=lambda lock: {"failed": lock.failures > 0, "locked": lock.locked_until},
    )
    _refuse(reply["result"], rule, context)
    return open_session(service, who, context)


def _refuse(tried: dict[str, Any], rule: LockRule, context: Context) -> None:
    if tried["locked"]:
        lock = PasswordLock(rule.threshold, tried["locked"])
        raise c.SignInLocked(minutes=domain.minutes_left(lock, context.instant))
    if tried["failed"]:
        raise c.SignInRefused(threshold=rule.threshold, minutes=rule.minutes)


def _attempts(service: Identity, who: str, context: Context) -> tuple[str, Aggregate[PasswordLock]]:
    """This month's stream of attempts, and an aggregate that begins where the month before it ended.

    Cut by month, it stays short however long an account lives or somebody tries.
    """
    before = add_days(f"{context.month}-01", -1)[:7]
    lock, _ = service.store.state(c.SIGN_IN.stream(who, before), attempts)
    return c.SIGN_IN.stream(who, context.month), Aggregate(lock, domain.evolve_attempts)


def _lock_rule(service: Identity, context: Context) -> LockRule:
    return LockRule(**service.city.policy.at("sign_in/lock", context.today).values)


def _password_hash(service: Identity, who: str) -> str | None:
    events, _ = service.store.load(c.CREDENTIAL.stream(who))
    last = events[-1] if events else None
    return service.sealer.open(last.hash) if isinstance(last, c.PasswordSet) else None


def open_session(service: Identity, account_id: str, context: Context) -> Reply:
    """A session for whoever has proved to own the account; the result is that of `SignIn`.

    The session's id follows from the command's, so that a repeated command finds its session open."""
    owner, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    if not isinstance(owner, Account):
        raise TypeError(f"a password without an account: {account_id}")
    check_open(owner)
    longest = service.city.policy.at("sign_in/session", context.today).values["longest"]
    session_id = context.new_id("session")
    opened = c.SessionOpened(
        session_id,
        account_id,
        list(owner.roles),
        owner.person_id,
        owner.unit_id,
        context.instant,
        add_minutes(context.instant, longest),
    )
    # The attempt carries the command's id.
    own = replace(context, command_id=None, command_hash=None)
    stream = c.SESSION.stream(session_id)
    execute(service.store, stream, session, lambda known: domain.open_session(known, opened), own)
    return _answer(service, session_id, generation=0)


def refresh(service: Identity, command: c.Refresh, context: Context) -> Reply:
    """The next pair of tokens. Raises SessionOver.

    Two tabs that renew at once send the same command and get the same answer, but not for long: later it is an old
    token that comes again.
    """
    session_id, generation = service.tokens.read_refresh_token(command.refresh_token)
    stream = c.SESSION.stream(session_id)
    reply = execute(
        service.store,
        stream,
        session,
        lambda known: domain.renew(known, generation, context),
        context,
        result=lambda known: {"at": known.at if isinstance(known, Open) else None},
    )
    renewed_at = reply["result"]["at"]
    if renewed_at and context.instant > add_minutes(renewed_at, REPEATABLE_MINUTES):
        own = replace(context, command_id=None, command_hash=None)
        execute(service.store, stream, session, lambda known: domain.end_reused(known, context), own)
    return _answer(service, session_id, generation + 1)


def sign_out(service: Identity, command: c.SignOut, context: Context) -> Reply:
    """The session ends at once; its access token is good for the rest of its minutes. Raises SessionOver."""
    session_id, _ = service.tokens.read_refresh_token(command.refresh_token)
    stream = c.SESSION.stream(session_id)
    return execute(service.store, stream, session, lambda known: domain.sign_out(known, context), context)


def _answer(service: Identity, session_id: str, generation: int) -> Reply:
    """The tokens of a generation, the same each time; worked out anew, so that nothing that opens a door is stored."""
    stream = c.SESSION.stream(session_id)
    events, _ = service.store.load(stream)
    known = session.after(events[: generation + 1])
    if not isinstance(known, Open) or not isinstance(session.after(events), Open):
        raise c.SessionOver()
    result = {
        "account_id": known.account_id,
        "role": known.roles[0],
        "roles": list(known.roles),
        "person_id": known.person_id,
        "unit_id": known.unit_id,
        "access_token": service.tokens.access_token(known),
        "expires_in": c.ACCESS_TOKEN_SECONDS,
        "refresh_token": service.tokens.refresh_token(known),
    }
    return {"result": result, "stream": stream, "version": generation + 1}
