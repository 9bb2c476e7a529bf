"""A unit: registered or imported, activated, changed, closed; and its agents. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.employer.contract import (
    AgentAppointed,
    NotYourUnit,
    UnitActivated,
    UnitChange,
    UnitChangeDropped,
    UnitChangeRequested,
    UnitChangeUnderWay,
    UnitClosed,
    UnitContactsChanged,
    UnitDetailsChanged,
    UnitImported,
    UnitIsClosed,
    UnitIsClosing,
    UnitNotActive,
    UnitRegistered,
    UnitUnknown,
)

OFFICERS = ("clerk", "reviewer", "admin", "service", "system")
NUMBER_DIGITS = 8


@dataclass(frozen=True, slots=True)
class NoUnit:
    """Nothing under this number."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit. `contact`, `address` and `bank` are sealed; `under_way` is the case of a reviewed change."""

    unit_id: str
    uscc: str
    name: str
    district: str
    registered_on: str
    industry_class: int
    contact: str
    address: str
    agents: tuple[str, ...] = ()
    bank: str = ""
    active: bool = True
    registrant: str = ""
    """The person who registered it; "" where it was imported."""
    under_way: str = ""
    closing: bool = False
    closed_on: str = ""


Unit = NoUnit | Registered


def evolve(state: Unit, event: Event) -> Unit:
    """The unit after the event."""
    match event, state:
        case UnitImported(), _:
            return _registered(event)
        case UnitRegistered(), NoUnit():
            return replace(_registered(event), bank=event.bank, active=False, registrant=event.registrant)
        case _, Registered():
            return _changed(state, event)
    raise ValueError(f"{event.type} cannot happen to {state}")


def _registered(event: UnitImported | UnitRegistered) -> Registered:
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


def _changed(state: Registered, event: Event) -> Unit:
    match event:
        case AgentAppointed():
            return replace(state, agents=(*state.agents, event.account_id))
        case UnitActivated():
            return replace(state, active=True)
        case UnitContactsChanged():
            return replace(state, contact=event.contact, address=event.address)
        case UnitChangeRequested():
            return replace(state, under_way=event.case_id, closing=event.change == "closing")
        case UnitChangeDropped():
            return replace(state, under_way="", closing=False)
        case UnitDetailsChanged():
            return replace(state, name=event.name, uscc=event.uscc, bank=event.bank, under_way="")
        case UnitClosed():
            return replace(state, closed_on=event.closed_on, under_way="", closing=False, agents=())
    raise ValueError(f"{event.type} cannot happen to {state}")


unit: Aggregate[Unit] = Aggregate(NoUnit(), evolve)

# ------------------------------------------------------------------ its life


def unit_number(region: str, uscc: str, attempt: int) -> str:
    """The number of a new unit: the city's region and digits made of its credit code; another one a further attempt."""
    digits = int(hashlib.sha256(f"{uscc}/{attempt}".encode()).hexdigest(), 16) % 10**NUMBER_DIGITS
    return f"{region[:4]}{digits:0{NUMBER_DIGITS}d}"


def activate(state: Unit, context: Context) -> list[Event]:
    """激活, by who registered it or an officer; once is enough. Raises UnitUnknown, Forbidden, UnitIsClosed."""
    known = open_unit(state)
    if context.role == "person" and context.on_behalf_of != known.registrant:
        raise UnitUnknown()
    if context.role != "person":
        check_officer(context)
    return [] if known.active else [UnitActivated(known.unit_id, context.today)]


def request_change(change: UnitChange, case_id: str, state: Unit) -> list[Event]:
    """A reviewed change begins. Raises what `declaring` raises, UnitChangeUnderWay."""
    known = declaring(state)
    if known.under_way:
        raise UnitChangeUnderWay(case_id=known.under_way)
    return [UnitChangeRequested(known.unit_id, case_id, change)]


def drop_change(case_id: str, state: Unit) -> list[Event]:
    """Nothing came of it; nothing where it was not under way."""
    if not isinstance(state, Registered) or state.under_way != case_id:
        return []
    return [UnitChangeDropped(state.unit_id, case_id)]


def appoint_agent(account_id: str, state: Unit, context: Context) -> Sequence[Event]:
    """Let an account act for the unit; once is enough. Raises UnitUnknown, UnitIsClosed."""
    known = open_unit(state)
    return [] if account_id in known.agents else [AgentAppointed(known.unit_id, account_id, context.today)]


# ------------------------------------------------------------------ what may be


def registered(state: Unit) -> Registered:
    """The unit, where there is one. Raises UnitUnknown."""
    if isinstance(state, NoUnit):
        raise UnitUnknown()
    return state


def open_unit(state: Unit) -> Registered:
    """The unit, where it has not been closed. Raises UnitUnknown, UnitIsClosed."""
    known = registered(state)
    if known.closed_on:
        raise UnitIsClosed(closed_on=known.closed_on)
    return known


def declaring(state: Unit) -> Registered:
    """The unit, where it may declare. Raises UnitUnknown, UnitIsClosed, UnitNotActive, UnitIsClosing."""
    known = open_unit(state)
    if not known.active:
        raise UnitNotActive()
    if known.closing:
        raise UnitIsClosing(case_id=known.under_way)
    return known


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
