"""A unit as it was imported, and its agents. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.employer.contract import (
    AgentAppointed,
    NotYourUnit,
    UnitImported,
    UnitUnknown,
)

OFFICERS = ("clerk", "reviewer", "admin", "service", "system")


@dataclass(frozen=True, slots=True)
class NoUnit:
    """Nothing under this number."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit that declares. `contact` and `address` are sealed."""

    unit_id: str
    uscc: str
    name: str
    district: str
    registered_on: str
    industry_class: int
    contact: str
    address: str
    agents: tuple[str, ...] = ()


Unit = NoUnit | Registered


def evolve(state: Unit, event: Event) -> Unit:
    """The unit after the event."""
    match event, state:
        case UnitImported(), _:
            return Registered(
                event.unit_id,
                event.uscc,
                event.name,
                event.district,
                event.registered_on,
                event.industry_class,
                event.contact,
                event.address,
            )
        case AgentAppointed(), Registered():
            return replace(state, agents=(*state.agents, event.account_id))
    raise ValueError(f"{event.type} cannot happen to {state}")


unit: Aggregate[Unit] = Aggregate(NoUnit(), evolve)


def appoint_agent(account_id: str, state: Unit, context: Context) -> Sequence[Event]:
    """Let an account act for the unit; once is enough. Raises UnitUnknown."""
    known = registered(state)
    return [] if account_id in known.agents else [AgentAppointed(known.unit_id, account_id, context.today)]


def registered(state: Unit) -> Registered:
    """The unit, where there is one. Raises UnitUnknown."""
    if isinstance(state, NoUnit):
        raise UnitUnknown()
    return state


def check_own(unit_id: str, context: Context) -> None:
    """An agent acts for his own unit only; officers for all. Raises NotYourUnit, Forbidden."""
    if context.role == "agent":
        if context.on_behalf_of != unit_id:
            raise NotYourUnit()
    else:
        check_officer(context)


def check_officer(context: Context) -> None:
    """Raises Forbidden for anyone else."""
    if context.role not in OFFICERS:
        raise Forbidden()
