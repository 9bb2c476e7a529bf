"""Signing in by a live face match (ID-21), for who has once proved who they are by face (ID-04)."""

from typing import Any

from kernel.aggregate import Aggregate
from kernel.calendar import add_days
from kernel.commands import execute
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import login_id
from services.identity.identity import Identity
from services.identity.password.lock import LockRule, PasswordLock, attempt, minutes_left
from services.identity.proof.domain import proofs
from services.identity.proof.pace import ANSWERED_WITHIN, refused_at_one_time
from services.identity.proof.proving import Owner, check_reached, face_of, owner_of
from services.identity.session.keeping import Arrival, open_session, opened_before, times_barred
from services.identity.sign_in.domain import AttemptEvent, evolve_attempts

Reply = dict[str, Any]
OTHERS = "密码登录、短信验证码登录、扫码登录"


def sign_in_by_face(service: Identity, command: c.SignInByFace, context: Context) -> Reply:
    """Raises FaceNotRecognised, FaceSignInLocked, ProviderDown."""
    if repeated := opened_before(service, context):
        return repeated
    typed = login_id(command.login, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(typed), login)
    barred = times_barred(service, account_id or typed, context)
    with refused_at_one_time():
        _try(service, account_id, typed, command.image, context)
    arrival = Arrival("face", barred, command.source, command.public_computer)
    return open_session(service, account_id or typed, arrival, context)


def _try(service: Identity, account_id: str | None, typed: str, image: str, context: Context) -> None:
    rule = LockRule(**service.city.policy.at("sign_in/face", context.today).values)
    stream, past = _attempts(service, typed, context)
    _check_open(service.store.state(stream, past)[0], context)
    check_reached(service, "face", OTHERS)
    seen = _recognised(service, account_id, image, context)

    def decide(lock: PasswordLock) -> list[AttemptEvent]:
        _check_open(lock, context)
        tried, outcome = attempt(lock, context.instant, bool(seen), rule)
        return (
            [c.SignedIn(context.instant)] if outcome == "ok" else [c.SignInFailed(context.instant, tried.locked_until)]
        )

    if seen is not None:
        execute(service.store, stream, past, decide, context)
    if not seen:
        raise c.FaceNotRecognised(others=OTHERS, threshold=rule.threshold, minutes=rule.minutes)


def _recognised(service: Identity, account_id: str | None, image: str, context: Context) -> bool | None:
    """Whether it is the face of the account's owner, who has proved it before; None where the provider fell silent,
    which counts as no try."""
    owner = _proved(service, account_id) if account_id else None
    if owner is None:
        return False
    try:
        return face_of(service, owner, image, context, ANSWERED_WITHIN) == "same"
    except c.ProviderDown:  # over this account alone, which must not show: see proof/pace.py
        return None


def _proved(service: Identity, account_id: str) -> Owner | None:
    """The account's owner; None for whom there is nothing to compare a face with, which nobody is told."""
    if "face" not in service.store.state(c.PROOF.stream(account_id), proofs)[0]:
        return None
    try:
        return owner_of(service, account_id)
    except c.NobodyToProve:
        return None


def _check_open(lock: PasswordLock, context: Context) -> None:
    if lock.holds(context.instant):
        raise c.FaceSignInLocked(minutes=minutes_left(lock, context.instant), others=OTHERS)


def _attempts(service: Identity, typed: str, context: Context) -> tuple[str, Aggregate[PasswordLock]]:
    """This month's stream of attempts by face, going on from the month before; by what was typed, as of passwords."""
    before = add_days(f"{context.month}-01", -1)[:7]
    past = Aggregate(PasswordLock(), evolve_attempts)
    lock, _ = service.store.state(c.SIGN_IN.stream(typed, "face", before), past)
    return c.SIGN_IN.stream(typed, "face", context.month), Aggregate(lock, evolve_attempts)
