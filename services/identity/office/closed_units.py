"""A unit that was closed has no agents any more (EMP-07): what employer's news makes identity do."""

from typing import cast

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.employer import contract as employer
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.office.agents import agents_of
from services.identity.session.ending import end_sessions


def on_unit(unit: Unit, fact: Fact, service: Service) -> None:
    """The accounts of its agents open nothing from now on, and their sessions end."""
    if not isinstance(fact.event, employer.UnitClosed):
        return
    for agent in agents_of(cast(Identity, service), fact.event.unit_id):
        if not agent.ended_on:
            ended = c.AppointmentEnded(agent.account_id, "left", unit.context.today)
            unit.append(c.ACCOUNT.stream(agent.account_id), [ended])
            end_sessions(unit, agent.account_id, "revoked")
