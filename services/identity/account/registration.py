"""Opening accounts: a person's by registration against the insured archive, others' by an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.commands import execute_across
from kernel.context import Context
from kernel.identifiers import Mobile, ResidentId, mobile, resident_id
from kernel.privacy import Sealer, person_id
from kernel.refusals import Invalid
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.archive import check_archive
from services.identity.account.domain import (
    Account,
    Owner,
    account,
    login,
    open_account,
    reserve,
    reserve_if_free,
)
from services.identity.account.guide import REACHED, asked_fields, registration_policy
from services.identity.account.logins import agent_login, login_id
from services.identity.office.domain import check_roles, only_security
from services.identity.password.check import check_new_password, check_password
from services.identity.password.hashing import hash_password
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


@dataclass(frozen=True)
class Known:
    """Somebody in the insured archive."""

    id_number: str
    name: str
    mobile: str


def register_person(service: Identity, command: c.RegisterPerson, context: Context) -> Reply:
    """ID-01. Raises TermsNotAccepted, Invalid, WrongIdNumber, WrongMobile, PasswordsDiffer, PasswordNotAllowed,
    NotInArchive, DetailsDoNotMatch, AlreadyRegistered.

    Whether there is an account is told only to someone who knows what the archive holds.
    """
    policy = registration_policy(service.city, context.today)
    if command.terms != policy["terms"]:
        raise c.TermsNotAccepted()
    told = _told(command, asked_fields(policy))
    number, phone = _id_number(command.id_number, context), _mobile(command.mobile)
    check_new_password(command.password, command.password_again, [number, phone], service.city, context.today)
    person = person_id(number, service.settings.person_id_key)
    check_archive(service, person, told)
    known = Known(number, command.name, phone)
    initial = service.city.policy.at("sign_in/first_login", context.today)["after_registration"]
    reply = open_person_account(service, known, command.password, context, initial=initial)
    result = reply["result"]
    shown = {"account_id": result["account_id"], "mobile_signs_in": result["extra_logins"] > 0, "told": REACHED}
    return {**reply, "result": shown}


def open_person_account(
    service: Identity, known: Known, password: str, context: Context, *, initial: bool = False
) -> Reply:
    """The account of somebody in the archive. Raises AlreadyRegistered."""
    opening = Opening(
        "person",
        ("person",),
        known.name,
        known.mobile,
        hash_password(password),
        initial=initial,
        logins=[known.id_number],
        extra_logins=[known.mobile],
        person_id=person_id(known.id_number, service.settings.person_id_key),
    )
    return _open(service, opening, context)


def _told(command: c.RegisterPerson, asked: Sequence[str]) -> dict[str, str]:
    """What is compared with the archive beside the ID number, by field. Raises Invalid where something is left out."""
    told = {name: str(getattr(command, name)) for name in asked if name != "id_number"}
    if not told.get("computer_number", "-").strip():
        raise Invalid(errors={"computer_number": ["请填写此项。"]})
    return told


def appoint_agent(service: Identity, command: c.AppointAgent, context: Context) -> Reply:
    """ID-14. Raises Forbidden, WrongMobile, PasswordNotAllowed, UnitUnknown, AlreadyRegistered."""
    only_security(context)
    phone = _mobile(command.mobile)
    check_password(command.password, [phone], service.city, context.today)
    unit = service.units.get(command.unit_id)
    if unit is None:
        raise c.UnitUnknown()
    name = agent_login(command.unit_id, command.agent)
    opening = Opening(
        "agent",
        ("agent",),
        command.name,
        phone,
        hash_password(command.password),
        initial=True,
        logins=[name],
        extra_logins=[agent_login(unit["credit_code"], command.agent)] if unit["credit_code"] else [],
        unit_id=command.unit_id,
    )
    return _with_login(_open(service, opening, context), name)


def appoint_officer(service: Identity, command: c.AppointOfficer, context: Context) -> Reply:
    """ID-15. Raises Forbidden, RolesDoNotMix, PasswordNotAllowed, AlreadyRegistered."""
    only_security(context)
    check_roles(command.roles)
    check_password(command.password, [], service.city, context.today)
    opening = Opening(
        "officer",
        tuple(command.roles),
        command.name,
        "",
        hash_password(command.password),
        initial=True,
        logins=[command.login],
    )
    return _with_login(_open(service, opening, context), command.login)


def _with_login(reply: Reply, name: str) -> Reply:
    """A login may be made of somebody's name: it is told, but not stored with the reply."""
    return {**reply, "result": {"account_id": reply["result"]["account_id"], "login": name}}


def _open(service: Identity, opening: Opening, context: Context) -> Reply:
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
        sealed = service.sealer.seal(opening.password_hash)
        unit.append(
            c.CREDENTIAL.stream(account_id), [c.PasswordSet(account_id, sealed, opening.initial, context.today)]
        )
        return unit.reply(c.ACCOUNT.stream(account_id), account_id=account_id, extra_logins=taken)

    return execute_across(service.store, decide, context)


def _owner(opening: Opening, sealer: Sealer) -> Owner:
    """The owner as the account's events hold them: sealed with the account's own key."""
    name, phone = (sealer.seal(text) if text else "" for text in (opening.name, opening.mobile))
    return Owner(opening.kind, opening.roles, name, phone, opening.person_id, opening.unit_id)


def _login_stream(service: Identity, typed: str, context: Context) -> str:
    return c.LOGIN.stream(login_id(typed, context.today, service.settings.person_id_key))


def _id_number(text: str, context: Context) -> str:
    number = resident_id(text, context.today)
    if not isinstance(number, ResidentId):
        raise c.WrongIdNumber()
    return number.number


def _mobile(text: str) -> str:
    phone = mobile(text)
    if not isinstance(phone, Mobile):
        raise c.WrongMobile()
    return phone.number
