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
from services.identity.account import of_unit
from services.identity.account.domain import Account, Owner, account, login, open_account, reserve, reserve_if_free
from services.identity.account.logins import login_id
from services.identity.account.of_unit import unit_agents
from services.identity.identity import Identity
from services.identity.password.keeping import put_password

Reply = dict[str, Any]


@dataclass(frozen=True)
class Opening:
    """An account about to be opened. `logins` must be free, `extra_logins` are taken where they are.

    Without a password nobody signs in until there is one; one that somebody was told is `good_until` an instant.
    """

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
    good_until: str | None = None
    terms: str = ""
    """The version of the terms that was agreed to."""


def open_with(service: Identity, opening: Opening, context: Context) -> Reply:
    """The same as a command of its own. Result: `{account_id, extra_logins}`."""

    def decide(unit: Unit) -> Reply:
        account_id, taken = open_in(unit, service, opening)
        return unit.reply(c.ACCOUNT.stream(account_id), account_id=account_id, extra_logins=taken)

    return execute_across(service.store, decide, context)


def open_in(unit: Unit, service: Identity, opening: Opening) -> tuple[str, int]:
    """Account, logins and password in the unit's transaction: all of them or none, whoever comes at the same time.

    The account's id, and how many of the extra logins lead to it. Raises AlreadyRegistered, UnitUnknown.
    """
    context = unit.context
    account_id = context.new_id("account")
    stream = c.ACCOUNT.stream(account_id)
    if isinstance(unit.load(stream, account), Account):
        raise c.AlreadyRegistered()
    own = [_login_stream(service, typed, context) for typed in opening.logins]
    named = [c.LOGIN.stream(opening.person_id)] if opening.person_id else []  # by it news about a person is placed
    for name in dict.fromkeys([*own, *named]):
        unit.append(name, reserve(_holder(unit, name), account_id))
    taken = 0
    for typed in opening.extra_logins:
        name = _login_stream(service, typed, context)
        events = reserve_if_free(_holder(unit, name), account_id)
        unit.append(name, events)
        taken += len(events)
    sealer = service.account_keys.create(account_id, unit.session)
    unit.append(stream, open_account(account_id, _owner(opening, sealer), context))
    if opening.unit_id:
        agents = c.UNIT_AGENTS.stream(opening.unit_id)
        unit.append(agents, of_unit.opened(unit.load(agents, unit_agents), opening.unit_id, account_id))
    if opening.password_hash:
        hashed, until = opening.password_hash, opening.good_until
        put_password(unit, account_id, sealer, hashed, initial=opening.initial, good_until=until)
    return account_id, taken


def _holder(unit: Unit, stream: str) -> str | None:
    """The account that a login leads to; none where that account's registration was refused (ID-14), or it ended before
    anybody had confirmed it (ID-15)."""
    account_id = unit.load(stream, login)
    if account_id is None:
        return None
    held = unit.load(c.ACCOUNT.stream(account_id), account)
    never = isinstance(held, Account) and (
        held.standing == "refused" or (held.standing == "proposed" and held.ended_on)
    )
    return None if never else account_id


def _owner(opening: Opening, sealer: Sealer) -> Owner:
    """The owner as the account's events hold them: sealed with the account's own key."""
    name, phone = (sealer.seal(text) if text else "" for text in (opening.name, opening.mobile))
    due = opening.initial and opening.kind == "person"
    return Owner(opening.kind, opening.roles, name, phone, opening.person_id, opening.unit_id, due, opening.terms)


def _login_stream(service: Identity, typed: str, context: Context) -> str:
    return c.LOGIN.stream(login_id(typed, context.today, service.settings.person_id_key))


def with_login(reply: Reply, name: str) -> Reply:
    """A login may be made of somebody's name: it is told, but not stored with the reply."""
    told = {key: value for key, value in reply["result"].items() if key != "extra_logins"}
    return {**reply, "result": told | {"login": name}}


def checked_mobile(text: str) -> str:
    """The eleven digits. Raises WrongMobile."""
    phone = mobile(text)
    if not isinstance(phone, Mobile):
        raise c.WrongMobile()
    return phone.number
