"""Opening an account, whoever it is for: account, logins and password at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.commands import execute_across
from kernel.context import Context
from kernel.identifiers import Mobile, mobile
from kernel.privacy import Sealer
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, Owner, account, login, open_account, reserve, reserve_if_free
from services.identity.account.logins import login_id
from services.identity.password.keeping import put_password
from services.identity.wiring import Identity

Reply = dict[str, Any]


@dataclass(frozen=True)
class Opening:
    """An account about to be opened. `logins` must be free, `extra_logins` are taken where they are."""

    kind: c.AccountKind
    roles: tuple[str, ...]
    name: str
    mobile: str
    password_hash: str
    initial: bool
    logins: Sequence[str]
    extra_logins: Sequence[str] = ()
    person_id: str | None = None
    unit_id: str | None = None
    terms: str = ""
    """The version of the terms that was agreed to."""


def open_with(service: Identity, opening: Opening, context: Context) -> Reply:
    """Account, logins and password in one transaction: all of them or none, whoever comes at the same time."""
    account_id = context.new_id("account")

    def decide(unit: Unit) -> Reply:
        if isinstance(unit.load(c.ACCOUNT.stream(account_id), account), Account):
            raise c.AlreadyRegistered()
        for typed in opening.logins:
            stream = _login_stream(service, typed, context)
            unit.append(stream, reserve(unit.load(stream, login), account_id))
        taken = 0
        for typed in opening.extra_logins:
            stream = _login_stream(service, typed, context)
            events = reserve_if_free(unit.load(stream, login), account_id)
            unit.append(stream, events)
            taken += len(events)
        sealer = service.account_keys.create(account_id, unit.session)
        unit.append(c.ACCOUNT.stream(account_id), open_account(account_id, _owner(opening, sealer), context))
        put_password(unit, account_id, sealer, opening.password_hash, initial=opening.initial)
        return unit.reply(c.ACCOUNT.stream(account_id), account_id=account_id, extra_logins=taken)

    return execute_across(service.store, decide, context)


def _owner(opening: Opening, sealer: Sealer) -> Owner:
    """The owner as the account's events hold them: sealed with the account's own key."""
    name, phone = (sealer.seal(text) if text else "" for text in (opening.name, opening.mobile))
    due = opening.initial and opening.kind == "person"
    return Owner(opening.kind, opening.roles, name, phone, opening.person_id, opening.unit_id, due, opening.terms)


def _login_stream(service: Identity, typed: str, context: Context) -> str:
    return c.LOGIN.stream(login_id(typed, context.today, service.settings.person_id_key))


def with_login(reply: Reply, name: str) -> Reply:
    """A login may be made of somebody's name: it is told, but not stored with the reply."""
    return {**reply, "result": {"account_id": reply["result"]["account_id"], "login": name}}


def checked_mobile(text: str) -> str:
    """The eleven digits. Raises WrongMobile."""
    phone = mobile(text)
    if not isinstance(phone, Mobile):
        raise c.WrongMobile()
    return phone.number
