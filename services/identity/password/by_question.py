"""The security question where the city has it (ID-10, ID-12): never alone, its answer hashed (handbook 13)."""

import hmac
from typing import Any

from kernel.aggregate import Aggregate
from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from services.identity import contract as c
from services.identity.account.domain import Account, account, login
from services.identity.account.logins import person_named
from services.identity.details.changing import own_account
from services.identity.identity import Identity
from services.identity.password.changing import check_own_numbers, reset_to
from services.identity.password.check import check_new_password
from services.identity.password.hashing import hash_password, matches
from services.identity.password.proving import prove_password
from services.identity.session.keeping import without_command
from services.identity.sign_in.attempts import try_at_door

Reply = dict[str, Any]
LAST_DIGITS = 6
question: Aggregate[c.SecurityQuestionSet | None] = Aggregate(None, lambda _before, happened: happened)


def set_question(service: Identity, command: c.SetSecurityQuestion, context: Context) -> Reply:
    """ID-12. Raises QuestionNotOffered, Forbidden, NotFound, WrongPassword, SignInLocked."""
    _check_offered(service, context)
    if repeated := first_reply(service.store, context):
        return repeated
    owner = own_account(service, context)
    prove_password(service, owner.account_id, command.password, context)
    sealer = service.account_keys.sealer(owner.account_id)
    sealed = sealer.seal(command.question), sealer.seal(hash_password(normalise(command.answer)))
    happened = c.SecurityQuestionSet(owner.account_id, *sealed, context.today)
    stream = c.SECURITY_QUESTION.stream(owner.account_id)
    return execute(service.store, stream, question, lambda _: [happened], context)


def reset_by_question(service: Identity, command: c.ResetPasswordByQuestion, context: Context) -> Reply:
    """ID-10.

    Raises QuestionNotOffered, WrongIdNumber, PasswordsDiffer, PasswordNotAllowed, QuestionRefused, SignInLocked.
    """
    _check_offered(service, context)
    if repeated := first_reply(service.store, context):
        return repeated
    person, number = person_named(command.id_number, context.today, service.settings.person_id_key)
    check_new_password(command.password, command.password_again, [number], service.passwords, context.today)
    account_id, _ = service.store.state(c.LOGIN.stream(person), login)
    who = account_id or person
    own = without_command(context)  # the new password carries the command's id
    if not try_at_door(service, person, who, lambda: _is_right(service, who, command), own) or account_id is None:
        raise c.QuestionRefused()
    check_own_numbers(service, account_id, command.password, context)
    return reset_to(service, account_id, command.password, context)


def _is_right(service: Identity, who: str, command: c.ResetPasswordByQuestion) -> bool:
    """Question, answer and second factor, all compared whichever is wrong; the same steps where there is no account."""
    known, _ = service.store.state(c.SECURITY_QUESTION.stream(who), question)
    sealer = service.account_keys.find(who)
    there = known is not None and sealer is not None
    asked = sealer.open(known.question) if known and sealer else ""
    answered = matches(normalise(command.answer), sealer.open(known.answer) if known and sealer else None)
    same = hmac.compare_digest(_last_six(service, who).encode(), normalise(command.last_six).encode())
    return there and asked == command.question and answered and same


def _last_six(service: Identity, who: str) -> str:
    """Of the bank account that the archive has."""
    owner, _ = service.store.state(c.ACCOUNT.stream(who), account)
    archived = service.archive.get(owner.person_id) if isinstance(owner, Account) and owner.person_id else None
    sealed = (archived or {}).get("bank_account")
    return service.sealer.open(sealed)[-LAST_DIGITS:] if sealed else ""


def _check_offered(service: Identity, context: Context) -> None:
    if not service.city.policy.at("sign_in/recovery", context.today)["question"]:
        raise c.QuestionNotOffered()
