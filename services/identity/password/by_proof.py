"""Setting a forgotten password by real-name proof (ID-10, ID-04), for who has lost the mobile, too."""

from dataclasses import replace
from typing import Any

from kernel.commands import first_reply
from kernel.context import Context
from kernel.identifiers import ResidentId, resident_id
from kernel.privacy import person_id
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.password.changing import reset_to
from services.identity.password.check import check_new_password
from services.identity.proof.levels import others
from services.identity.proof.proving import prove_by_bank_card, prove_by_face
from services.identity.wiring import Identity

Reply = dict[str, Any]


def reset_by_face(service: Identity, command: c.ResetPasswordByFace, context: Context) -> Reply:
    """Raises WrongIdNumber, PasswordsDiffer, PasswordNotAllowed, and what `prove_by_face` raises."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = _owner(service, command, "face", context)
    prove_by_face(service, c.ProveByFace(command.image), _as(owner, context))
    return reset_to(service, owner, command.password, context)


def reset_by_bank_card(service: Identity, command: c.ResetPasswordByBankCard, context: Context) -> Reply:
    """Raises WrongIdNumber, PasswordsDiffer, PasswordNotAllowed, and what `prove_by_bank_card` raises."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = _owner(service, command, "bank_card", context)
    prove_by_bank_card(service, c.ProveByBankCard(command.number, command.mobile), _as(owner, context))
    return reset_to(service, owner, command.password, context)


def _owner(
    service: Identity,
    command: c.ResetPasswordByFace | c.ResetPasswordByBankCard,
    means: c.ProofMeans,
    context: Context,
) -> str:
    """The account whose password it is. Who has none is refused like somebody whose proof does not match."""
    number = resident_id(command.id_number, context.today)
    if not isinstance(number, ResidentId):
        raise c.WrongIdNumber()
    check_new_password(command.password, command.password_again, [number.number], service.city, context.today)
    person = person_id(number.number, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(person), login)
    if account_id is None:
        raise c.ProofRefused(others=others(service, means, context))
    return account_id


def _as(account_id: str, context: Context) -> Context:
    """The proof is the account's own; the command's id belongs to the new password."""
    return replace(context, actor=account_id, command_id=f"{context.command_id}/proof", command_hash=None)
