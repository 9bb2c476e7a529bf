"""Setting a forgotten password by real-name proof (ID-10, ID-04), for who has lost the mobile, too."""

from dataclasses import replace
from typing import Any

from kernel.commands import first_reply
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import person_named
from services.identity.identity import Identity
from services.identity.password.changing import check_own_numbers, reset_to
from services.identity.password.check import check_new_password
from services.identity.proof.pace import refused_at_one_time
from services.identity.proof.proving import Try, card_told, prove_card, prove_face, prove_nobody

Reply = dict[str, Any]


def reset_by_face(service: Identity, command: c.ResetPasswordByFace, context: Context) -> Reply:
    """Raises WrongIdNumber, PasswordsDiffer, PasswordNotAllowed, and what `prove_by_face` raises."""
    if repeated := first_reply(service.store, context):
        return repeated
    with refused_at_one_time():
        tried = _try(service, command, "face", context)
        prove_face(service, tried, command.image, _as(tried, context))
    return _reset(service, tried, command.password, context)


def reset_by_bank_card(service: Identity, command: c.ResetPasswordByBankCard, context: Context) -> Reply:
    """Raises WrongIdNumber, PasswordsDiffer, PasswordNotAllowed, and what `prove_by_bank_card` raises."""
    if repeated := first_reply(service.store, context):
        return repeated
    card_told(command.number, command.mobile)  # before anybody is looked up: it is told to everybody alike
    with refused_at_one_time():
        tried = _try(service, command, "bank_card", context)
        prove_card(service, tried, c.ProveByBankCard(command.number, command.mobile), _as(tried, context))
    return _reset(service, tried, command.password, context)


def _try(
    service: Identity,
    command: c.ResetPasswordByFace | c.ResetPasswordByBankCard,
    means: c.ProofMeans,
    context: Context,
) -> Try:
    """For the account whose password it is. Who has none is refused like somebody whose proof does not match."""
    person, number = person_named(command.id_number, context.today, service.settings.person_id_key)
    check_new_password(command.password, command.password_again, [number], service.passwords, context.today)
    account_id, _ = service.store.state(c.LOGIN.stream(person), login)
    tried = Try(account_id or person, means, signed_in=False)
    if account_id is None:
        prove_nobody(service, tried, context)
    return tried


def _reset(service: Identity, tried: Try, password: str, context: Context) -> Reply:
    """What the account holds is compared with the password once its owner is proved: nobody else learns of it."""
    check_own_numbers(service, tried.who, password, context)
    return reset_to(service, tried.who, password, context, by=(tried.means,))


def _as(tried: Try, context: Context) -> Context:
    """The proof is the account's own; the command's id belongs to the new password."""
    return replace(context, actor=tried.who, command_id=f"{context.command_id}/proof", command_hash=None)
