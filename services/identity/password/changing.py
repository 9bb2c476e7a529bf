"""Changing a password that is known (ID-11), setting one that is forgotten (ID-10)."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import Mobile, mobile
from kernel.refusals import NotFound
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account, login
from services.identity.account.logins import person_named
from services.identity.codes.asking import asker_of
from services.identity.codes.sending import CodeFor, check_code, send_code
from services.identity.identity import Identity
from services.identity.password.check import check_new_password, check_password
from services.identity.password.domain import credential
from services.identity.password.hashing import hash_password
from services.identity.password.keeping import put_password
from services.identity.password.lock import lock_rule
from services.identity.password.proving import prove_password
from services.identity.proof.levels import good_until
from services.identity.session.ending import end_sessions
from services.identity.session.keeping import without_command
from services.identity.sign_in.unlocking import proved

Reply = dict[str, Any]
AT_WINDOW: tuple[c.ProofMeans, ...] = ("window",)
"""Whoever has the telephone may not be its owner, unless that one has been at a window, too, which leads to a code."""
RESET = "密码已重新设置，请使用新密码登录。"


def change_password(service: Identity, command: c.ChangePassword, context: Context) -> Reply:
    """ID-11. Raises PasswordsDiffer, SamePassword, PasswordNotAllowed, WrongOldPassword, SignInLocked, NotFound."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner, _ = service.store.state(c.ACCOUNT.stream(context.actor), account)
    if not isinstance(owner, Account):
        raise NotFound()
    numbers = personal_numbers(service, owner)
    check_new_password(command.password, command.password_again, numbers, service.passwords, context.today)
    stream = c.CREDENTIAL.stream(owner.account_id)
    proved, _ = service.store.state(stream, credential)
    prove_password(service, owner.account_id, command.old_password, context, c.WrongOldPassword)
    if command.password == command.old_password:
        raise c.SamePassword()
    hashed = hash_password(command.password)

    def decide(unit: Unit) -> Reply:
        if unit.load(stream, credential) != proved:  # changed meanwhile: what was proved is the old one no more
            raise c.WrongOldPassword(**asdict(lock_rule(service.city, context.today)))
        set_password(service, unit, owner.account_id, hashed)
        end_sessions(unit, owner.account_id, "password_changed", command.keep)
        return unit.reply(c.CREDENTIAL.stream(owner.account_id))

    return execute_across(service.store, decide, context)


def forget_password(service: Identity, command: c.ForgetPassword, context: Context) -> Reply:
    """ID-10: the same answer whoever asks; a code goes to the registered mobile alone.

    Raises WrongIdNumber, WrongMobile, CodeTooSoon, CodeTooMany, SmsUnavailable.
    """
    (subject, _), phone, owner = _whose(service, command.id_number, command.mobile, context)
    account_id = owner.account_id if owner else None
    asker = asker_of(service, subject, account_id, _is_registered(service, owner, phone), command)
    return send_code(service, CodeFor("reset", subject, phone), context, asker)


def reset_password(service: Identity, command: c.ResetPassword, context: Context) -> Reply:
    """ID-10. Raises WrongIdNumber, WrongMobile, PasswordsDiffer, PasswordNotAllowed, CodeWrong."""
    if repeated := first_reply(service.store, context):
        return repeated
    (subject, number), phone, owner = _whose(service, command.id_number, command.mobile, context)
    numbers = [number, phone]
    check_new_password(command.password, command.password_again, numbers, service.passwords, context.today)
    check_code(service, CodeFor("reset", subject, phone), command, context)
    if owner is None or not _is_registered(service, owner, phone):  # changed since the code was sent
        raise c.CodeWrong()
    return reset_to(service, owner.account_id, command.password, context, AT_WINDOW)


def reset_to(
    service: Identity, account_id: str, password: str, context: Context, by: Collection[c.ProofMeans] = ()
) -> Reply:
    """A new password for somebody who has proved to own the account, `by` these real-name proofs if any.

    All sessions end, and a lock of password sign-in is lifted (ID-09).
    """
    hashed, until = hash_password(password), good_until(service, account_id, by, context)

    def decide(unit: Unit) -> Reply:
        set_password(service, unit, account_id, hashed, proved_until=until)
        end_sessions(unit, account_id, "password_reset")
        return unit.reply(c.CREDENTIAL.stream(account_id), told=RESET)

    reply = execute_across(service.store, decide, context)
    proved(service, account_id, "password_reset", without_command(context))
    return reply


def set_password(
    service: Identity, unit: Unit, account_id: str, hashed: str, *, proved_until: str | None = None
) -> None:
    """The account's own choice of password from now on, within a unit of work."""
    sealer = service.account_keys.sealer(account_id)
    put_password(unit, account_id, sealer, hashed, initial=False, proved_until=proved_until)


def check_own_numbers(service: Identity, account_id: str, password: str, context: Context) -> None:
    """Whether a new password holds nothing of what the account's owner is known by. Raises PasswordNotAllowed.

    Only for who has proved to be the owner: the answer tells something of the mobile.
    """
    owner, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    if isinstance(owner, Account):
        check_password(password, personal_numbers(service, owner), service.passwords, context.today)


def personal_numbers(service: Identity, owner: Account) -> list[str]:
    """ID number and mobile, which no password may hold a part of."""
    numbers = [service.account_keys.sealer(owner.account_id).open(owner.mobile)] if owner.mobile else []
    archived = service.archive.get(owner.person_id) if owner.person_id else None
    return [*numbers, service.sealer.open(archived["id_number"])] if archived else numbers


def _whose(
    service: Identity, id_number: str, typed: str, context: Context
) -> tuple[tuple[str, str], str, Account | None]:
    """Who forgot: the person's name and number, the mobile, the account if there is one."""
    named, phone = person_named(id_number, context.today, service.settings.person_id_key), mobile(typed)
    if not isinstance(phone, Mobile):
        raise c.WrongMobile()
    account_id, _ = service.store.state(c.LOGIN.stream(named[0]), login)
    owner = service.store.state(c.ACCOUNT.stream(account_id or named[0]), account)[0]
    return named, phone.number, owner if isinstance(owner, Account) else None


def _is_registered(service: Identity, owner: Account | None, phone: str) -> bool:
    return owner is not None and service.account_keys.sealer(owner.account_id).open(owner.mobile) == phone
