"""ID-14: the agents of a unit: appointed, listed, given a new password at the counter."""

from dataclasses import replace
from typing import Any

from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.privacy import Sealer
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.account.logins import agent_login
from services.identity.account.opening import Opening, checked_mobile, open_with, with_login
from services.identity.account.queries import accounts_of
from services.identity.identity import Identity
from services.identity.office import domain
from services.identity.password.hashing import hash_password
from services.identity.password.initial import first_password, initial_password, with_password
from services.identity.password.keeping import put_first_password
from services.identity.session.ending import end_sessions
from services.identity.session.keeping import without_command
from services.identity.sign_in.unlocking import proved

Reply = dict[str, Any]


def appoint_agent(service: Identity, command: c.AppointAgent, context: Context) -> Reply:
    """An initial password, told and not stored. Raises Forbidden, WrongMobile, UnitUnknown, AlreadyRegistered."""
    name = agent_login(command.unit_id, command.agent)
    if repeated := first_reply(service.store, context):
        return with_password(with_login(repeated, name), initial_password(context, service.settings.service_token_key))
    domain.may_keep_agents(command.unit_id, asker(service, context), context)
    opening, first = _opening(service, command), first_password(service, context)
    opening = replace(opening, password_hash=first.hash, good_until=first.good_until)
    return with_password(with_login(open_with(service, opening, context), name), first.text)


def open_agent(service: Identity, command: c.AppointAgent, password: str, context: Context) -> Reply:
    """An agent whom nobody appoints, by the machine itself (see `first_run`). Raises as `appoint_agent`."""
    opening = replace(_opening(service, command), password_hash=hash_password(password), initial=False)
    return with_login(open_with(service, opening, context), agent_login(command.unit_id, command.agent))


def _opening(service: Identity, command: c.AppointAgent) -> Opening:
    phone, unit = checked_mobile(command.mobile), service.units.get(command.unit_id)
    if unit is None:
        raise c.UnitUnknown()
    return Opening(
        "agent",
        ("agent", command.duty),
        command.name,
        phone,
        password_hash="",
        initial=True,
        logins=[agent_login(command.unit_id, command.agent)],
        extra_logins=[agent_login(unit["credit_code"], command.agent)] if unit["credit_code"] else [],
        unit_id=command.unit_id,
    )


def reset_password(service: Identity, command: c.ResetAgentPassword, context: Context) -> Reply:
    """An initial password, told and not stored; a lock of password sign-in is lifted (ID-09).

    Raises Forbidden, CounterProofsMissing, AccountUnknown, AccountEnded.
    """
    domain.check_counter_proofs(command.proofs, context)
    stream, first = c.ACCOUNT.stream(command.account_id), first_password(service, context)

    def decide(unit: Unit) -> Reply:
        agent = domain.agent_in_office(unit.load(stream, account))
        put_first_password(unit, agent.account_id, service.account_keys.sealer(agent.account_id), first)
        end_sessions(unit, agent.account_id, "password_reset")
        return unit.reply(c.CREDENTIAL.stream(agent.account_id), account_id=agent.account_id)

    reply = execute_across(service.store, decide, context)
    proved(service, command.account_id, "password_reset", without_command(context))
    return with_password(reply, first.text)


def get_agents(service: Identity, query: c.GetAgents, context: Context) -> dict[str, Any]:
    """See `GetAgents`. Raises Forbidden."""
    domain.may_see_agents(query.unit_id, asker(service, context), context)
    found = agents_of(service, query.unit_id)
    sealers = service.account_keys.sealers(agent.account_id for agent in found)
    return {"agents": [_shown(agent, sealers[agent.account_id]) for agent in found]}


def agents_of(service: Identity, unit_id: str) -> list[Account]:
    """Everybody who is or was an agent of the unit, as their streams have it."""
    return accounts_of(service.store, (service.agents.get(unit_id) or {}).get("account_ids", []))


def asker(service: Identity, context: Context) -> Account | None:
    """The account of the agent who asks; None where it is somebody else."""
    if context.role != "agent":
        return None
    state, _ = service.store.state(c.ACCOUNT.stream(context.actor), account)
    return state if isinstance(state, Account) else None


def _shown(agent: Account, sealer: Sealer) -> dict[str, Any]:
    return {
        "account_id": agent.account_id,
        "name": sealer.masked("name", agent.name),
        "mobile": sealer.masked("phone", agent.mobile) if agent.mobile else "",
        "duty": domain.duty_of(agent),
        "registered_on": agent.registered_on,
        "ended_on": agent.ended_on,
    }
