"""ID-14: registering as a unit's first agent, and being told at the door where the registration stands."""

from typing import Any

from kernel.cases.effects import Filing
from kernel.cases.events import CASE
from kernel.cases.life import case, status
from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account
from services.identity.account.logins import agent_login, person_named
from services.identity.account.opening import Opening, checked_mobile, open_in, with_login
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.password.check import check_new_password
from services.identity.password.hashing import hash_password

Reply = dict[str, Any]


def keep_document(service: Identity, command: c.KeepAgentDocument, context: Context) -> Reply:
    """Raises UnitUnknown, DocumentWrong."""
    document = service.desk.documents.keep(_unit(service, command.unit)[0], command.content, context)
    return {"result": {"document": document}, "stream": "", "version": 0}


def register_agent(service: Identity, command: c.RegisterAgent, context: Context) -> Reply:
    """Account, login, password and case at once.

    Raises UnitUnknown, WrongIdNumber, WrongMobile, PasswordsDiffer, PasswordNotAllowed, AlreadyRegistered,
    DocumentUnknown, MaterialMissing.
    """
    unit_id, credit_code = _unit(service, command.unit)
    login = agent_login(unit_id, command.agent)
    if repeated := first_reply(service.store, context):
        return with_login(repeated, login)
    _, number = person_named(command.id_number, context.today, service.settings.person_id_key)
    phone = checked_mobile(command.mobile)
    numbers = [number, phone]
    check_new_password(command.password, command.password_again, numbers, service.passwords, context.today)
    opening = Opening(
        "agent",
        ("agent", "manager"),
        command.name,
        phone,
        hash_password(command.password),
        initial=False,
        logins=[login],
        extra_logins=[agent_login(credit_code, command.agent)] if credit_code else [],
        unit_id=unit_id,
    )
    form = c.UnitAccountForm(unit_id, command.name, number, phone)
    case_id = service.desk.new_case_id(unit_id, context)
    filing = Filing(c.UNIT_ACCOUNT, unit_id, case_id, form, tuple(command.materials))

    def decide(unit: Unit) -> Reply:
        account_id, _ = open_in(unit, service, opening)
        application = filing.applied(service.desk.sealer, account_id=account_id)
        service.desk.check_documents(application)
        told = service.desk.submit(unit, application, c.UNIT_ACCOUNT)
        stream = c.ACCOUNT.stream(account_id)
        unit.append(stream, [c.AgentApplied(account_id, unit_id, case_id, context.today)])
        return unit.reply(stream, account_id=account_id, case_id=case_id, **told)

    return with_login(execute_across(service.store, decide, context), login)


def check_usable(service: Identity, owner: Account) -> None:
    """Whether who has proved to be `owner` is let in. Raises AccountEnded, UnitAccountNotActive."""
    domain.check_open(owner)
    if owner.standing != "open":
        state, _ = service.store.state(CASE.stream(owner.case_id), case)
        raise c.UnitAccountNotActive(stands=domain.stands(status(state), getattr(state, "due_on", "")))


def _unit(service: Identity, typed: str) -> tuple[str, str]:
    """The number and the credit code of the unit that was named by either. Raises UnitUnknown."""
    named = normalise(typed)
    found = service.units.get(named)
    if found is not None:
        return named, found["credit_code"]
    by_code = service.units.serving().find_one({"credit_code": named}) if named else None
    if by_code is None:
        raise c.UnitUnknown()
    return by_code["_id"], named
