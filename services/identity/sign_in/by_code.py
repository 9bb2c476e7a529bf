"""Signing in with a code sent to the bound mobile (ID-07)."""

from typing import Any

from kernel.context import Context
from kernel.identifiers import Mobile, mobile
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.account.logins import login_id
from services.identity.codes.asking import asker_of
from services.identity.codes.sending import CodeFor, check_code, send_code
from services.identity.identity import Identity
from services.identity.session.keeping import Arrival, open_session, opened_before, times_barred

Reply = dict[str, Any]


def send_sign_in_code(service: Identity, command: c.SendSignInCode, context: Context) -> Reply:
    """The same answer whether or not the mobile is bound; only a bound one gets an SMS.

    Raises WrongMobile, CodeTooSoon, CodeTooMany, SmsUnavailable.
    """
    number = _number(command.mobile)
    typed, account_id = _bound(service, number, context)
    asker = asker_of(service, typed, account_id, account_id is not None, command)
    return send_code(service, CodeFor("sign_in", typed, number), context, asker)


def sign_in_by_code(service: Identity, command: c.SignInByCode, context: Context) -> Reply:
    """Raises WrongMobile, CodeWrong."""
    if repeated := opened_before(service, context):
        return repeated
    number = _number(command.mobile)
    typed, account_id = _bound(service, number, context)
    barred = times_barred(service, account_id or typed, context)
    check_code(service, CodeFor("sign_in", typed, number), command, context)
    if account_id is None:  # unbound since the code was sent
        raise c.CodeWrong()
    return open_session(service, account_id, Arrival("sms", barred, command.source, command.public_computer), context)


def _bound(service: Identity, number: str, context: Context) -> tuple[str, str | None]:
    """The login of a mobile, and whose account it leads to."""
    typed = login_id(number, context.today, service.settings.person_id_key)
    return typed, service.store.state(c.LOGIN.stream(typed), login)[0]


def _number(text: str) -> str:
    found = mobile(text)
    if not isinstance(found, Mobile):
        raise c.WrongMobile()
    return found.number
