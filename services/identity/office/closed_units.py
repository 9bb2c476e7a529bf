"""A unit that was closed has no agents any more (EMP-07): what employer's news makes identity do."""

from typing import cast

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.employer import contract as employer
from services.identity import contract as c
from services.identity.account import of_unit
from services.identity.account.domain import Account, account
from services.identity.account.of_unit import unit_agents
from services.identity.identity import Identity
from services.identity.session.ending import end_sessions


def on_unit(unit: Unit, fact: Fact, service: Service) -> None:
    """The accounts of its agents open nothing from now on, their sessions end, and no other account is opened.

    The list of agents, which lags, is asked for those alone who were there before units kept their own.
    """
    if not isinstance(fact.event, employer.UnitClosed):
        return
    unit_id = fact.event.unit_id
    stream = c.UNIT_AGENTS.stream(unit_id)
    known = unit.load(stream, unit_agents)
    unit.append(stream, of_unit.shut(known, unit_id, unit.context.today))
    listed = (cast(Identity, service).agents.get(unit_id) or {}).get("account_ids", [])
    for account_id in dict.fromkeys([*known.account_ids, *listed]):
        _end(unit, account_id)


def _end(unit: Unit, account_id: str) -> None:
    agent = unit.load(c.ACCOUNT.stream(account_id), account)
    if isinstance(agent, Account) and not agent.ended_on:
        unit.append(c.ACCOUNT.stream(account_id), [c.AppointmentEnded(account_id, "left", unit.context.today)])
        end_sessions(unit, account_id, "revoked")
