"""ID-14: the agents of a unit: appointed, listed, given a new password at the counter."""

from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.privacy import MaskKind, mask
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.account.logins import agent_login
from services.identity.account.opening import Opening, checked_mobile, open_with, with_login
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.password.check import check_password
from services.identity.password.hashing import hash_password
from services.identity.password.initial import initial_password
from services.identity.password.keeping import put_password
from services.identity.session.ending import end_sessions
from services.identity.session.keeping import without_command
from services.identity.sign_in.unlocking import proved

Reply = dict[str, Any]


def appoint_agent(service: Identity, command: c.AppointAgent, context: Context, *, initial: bool = True) -> Reply:
    """The password is to be changed first where it is `initial`.

    Raises Forbidden, WrongMobile, PasswordNotAllowed, UnitUnknown, AlreadyRegistered.
    """
    name = agent_login(command.unit_id, command.agent)
    if repeated := first_reply(service.store, context):
        return with_login(repeated, name)
    domain.may_keep_agents(command.unit_id, asker(service, context), context)
    phone = checked_mobile(command.mobile)
    check_password(command.password, [phone], service.passwords, context.today)
    unit = service.units.get(command.unit_id)
    if unit is None:
        raise c.UnitUnknown()
    opening = Opening(
        "agent",
        ("agent", command.duty),
        command.name,
        phone,
        hash_password(command.password),
        initial=initial,
        logins=[name],
        extra_logins=[agent_login(unit["credit_code"], command.agent)] if unit["credit_code"] else [],
        unit_id=command.unit_id,
    )
    return with_login(open_with(service, opening, context), name)


def reset_password(service: Identity, command: c.ResetAgentPassword, context: Context) -> Reply:
    """An initial password, told and not stored; a lock of password sign-in is lifted (ID-09).

    Raises Forbidden, CounterProofsMissing, AccountUnknown, AccountEnded.
    """
    domain.check_counter_proofs(command.proofs, context)
    password = initial_password(context, service.settings.service_token_key)
    hashed = hash_password(password)
    stream = c.ACCOUNT.stream(command.account_id)

    def decide(unit: Unit) -> Reply:
        agent = domain.agent_in_office(unit.load(stream, account))
        put_password(unit, agent.account_id, service.account_keys.sealer(agent.account_id), hashed, initial=True)
        end_sessions(unit, agent.account_id, "password_reset")
        return unit.reply(c.CREDENTIAL.stream(agent.account_id), account_id=agent.account_id)

    reply = execute_across(service.store, decide, context)
    proved(service, command.account_id, "password_reset", without_command(context))
    return {**reply, "result": {**reply["result"], "password": password}}


def get_agents(service: Identity, query: c.GetAgents, context: Context) -> dict[str, Any]:
    """See `GetAgents`. Raises Forbidden."""
    domain.may_see_agents(query.unit_id, asker(service, context), context)
    return {"agents": [_shown(service, agent) for agent in agents_of(service, query.unit_id)]}


def agents_of(service: Identity, unit_id: str) -> list[Account]:
    """Everybody who is or was an agent of the unit, as their streams have it."""
    listed = (service.agents.get(unit_id) or {}).get("account_ids", [])
    states = (service.store.state(c.ACCOUNT.stream(account_id), account)[0] for account_id in listed)
    return [state for state in states if isinstance(state, Account)]


def asker(service: Identity, context: Context) -> Account | None:
    """The account of the agent who asks."""
    state, _ = service.store.state(c.ACCOUNT.stream(context.actor), account)
    return state if isinstance(state, Account) else None


def _shown(service: Identity, agent: Account) -> dict[str, Any]:
    sealer = service.account_keys.sealer(agent.account_id)

    def masked(kind: MaskKind, sealed: str) -> str:
        return mask(kind, sealer.open(sealed)) if sealed else ""

    return {
        "account_id": agent.account_id,
        "name": masked("name", agent.name),
        "mobile": masked("phone", agent.mobile),
        "duty": domain.duty_of(agent),
        "registered_on": agent.registered_on,
        "ended_on": agent.ended_on,
    }
