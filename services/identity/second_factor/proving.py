"""Enrolling an authenticator app and giving its codes (ID-15)."""

import base64
from secrets import token_bytes
from typing import Any, cast

from kernel.commands import execute, execute_across, first_reply
from kernel.context import Context
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.notices.telling import tell_of_way_in
from services.identity.password.lock import lock_rule
from services.identity.password.proving import prove_password
from services.identity.second_factor import domain, totp
from services.identity.second_factor.domain import second_factor
from services.identity.session.domain import sessions, stream_of, strengthen
from services.identity.session.keeping import answer, without_command

Reply = dict[str, Any]
MEANS = "totp"


def prepare(service: Identity, command: c.PrepareSecondFactor, context: Context) -> Reply:
    """A new secret for the asker's app. Raises SecondFactorThere, WrongPassword, SignInLocked."""
    reply = first_reply(service.store, context) or _prepare(service, command.password, context)
    # Read back and not kept with the reply: nothing that opens a door is stored in clear.
    events, _ = service.store.load(reply["stream"])
    prepared = cast(c.SecondFactorPrepared, events[reply["version"] - 1])
    plain = service.account_keys.sealer(context.actor).open(prepared.secret)
    uri = totp.provisioning_uri(plain, context.actor[:8], service.city["branding"]["title"])
    return {**reply, "result": {"secret": plain, "uri": uri}}


def _prepare(service: Identity, password: str, context: Context) -> Reply:
    stream = c.SECOND_FACTOR.stream(context.actor)
    known, _ = service.store.state(stream, second_factor)
    domain.check_none(known)
    prove_password(service, context.actor, password, context)
    sealer = service.account_keys.sealer(context.actor)
    secret = sealer.seal(base64.b32encode(token_bytes(totp.SECRET_BYTES)).decode())
    return execute(
        service.store,
        stream,
        second_factor,
        lambda factor: domain.prepare(factor, context.actor, secret, context),
        context,
    )


def give(service: Identity, command: c.GiveSecondFactor, context: Context) -> Reply:
    """Raises SecondFactorNotPrepared, SecondFactorWrong, SecondFactorLocked, SessionOver."""
    if command.session_id.split(".")[0] != context.actor:
        raise c.SessionOver()
    _check(service, command.code, context)
    stream = stream_of(command.session_id)
    own = without_command(context)
    execute(service.store, stream, sessions, lambda known: strengthen(known, command.session_id, MEANS, own), own)
    known, _ = service.store.state(stream, sessions)
    return answer(service, command.session_id, known[command.session_id].generation, context)


def _check(service: Identity, code: str, context: Context) -> None:
    stream = c.SECOND_FACTOR.stream(context.actor)
    sealer = service.account_keys.sealer(context.actor)

    def decide(unit: Unit) -> Reply:
        factor = unit.load(stream, second_factor)
        step = totp.step_of(code, sealer.open(factor.secret), context.instant) if factor.secret else None
        events = domain.give(factor, context.actor, step, lock_rule(service.city, context.today), context)
        unit.append(stream, events)
        if any(isinstance(happened, c.SecondFactorEnrolled) for happened in events):
            tell_of_way_in(service, unit, context.actor, "totp")
        return unit.reply(stream, missed=unit.load(stream, second_factor).lock.failures > 0)

    reply = execute_across(service.store, decide, context)
    if reply["result"]["missed"]:
        raise c.SecondFactorWrong()


def get_second_factor(service: Identity, context: Context) -> dict[str, bool]:
    """See `GetSecondFactor`."""
    factor, _ = service.store.state(c.SECOND_FACTOR.stream(context.actor), second_factor)
    return {"enrolled": factor.enrolled, "prepared": factor.secret is not None and not factor.enrolled}
