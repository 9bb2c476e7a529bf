"""Whose accounts end with a unit, and whether it has ended. Pure.

It is decided on one stream where an account is opened and where the unit is closed: one is second and sees the other.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.identity import contract as c


@dataclass(frozen=True, slots=True)
class UnitAgents:
    """The accounts that were opened for a unit, and whether it is closed."""

    account_ids: tuple[str, ...] = ()
    shut: bool = False


def evolve(known: UnitAgents, happened: c.AgentOpened | c.UnitShut) -> UnitAgents:
    """After an event."""
    match happened:
        case c.AgentOpened():
            return replace(known, account_ids=(*known.account_ids, happened.account_id))
        case c.UnitShut():
            return replace(known, shut=True)
        case _:
            assert_never(happened)


unit_agents: Aggregate[UnitAgents] = Aggregate(UnitAgents(), evolve)


def opened(known: UnitAgents, unit_id: str, account_id: str) -> list[c.AgentOpened]:
    """One more. Raises UnitUnknown where the unit was closed."""
    if known.shut:
        raise c.UnitUnknown()
    return [c.AgentOpened(unit_id, account_id)]


def shut(known: UnitAgents, unit_id: str, today: str) -> list[c.UnitShut]:
    """The unit was closed; again changes nothing."""
    return [] if known.shut else [c.UnitShut(unit_id, today)]
