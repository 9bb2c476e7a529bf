"""EMP-07: a unit's closing meets an agent's registration, in any order: no account is left that opens anything."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kernel.events import Fact
from kernel.inbox import Inbox
from kernel.refusals import Refused
from services.employer.contract import CONTRACT as EMPLOYER
from services.employer.contract import UNIT, UnitClosed
from services.identity import contract as c
from services.identity.account.domain import account
from services.identity.service import IdentitySubscriptions
from tests.services.identity.conftest import World

pytestmark = pytest.mark.feature("EMP-07")
ROUNDS = 8


def closed(world: World, unit_id: str) -> None:
    """Identity hears that the unit was closed; its own lists know nothing of it yet."""
    event = UnitClosed(unit_id, "case", "dissolved", "2026-11-20")
    fact = Fact(event, EMPLOYER.service, UNIT.name, UNIT.stream(unit_id), 1, 0, 0, "", {})
    Inbox(world.service.database, IdentitySubscriptions.closed_units.effect(world.service)).apply([fact])


def appointed(world: World, unit_id: str) -> str:
    appoint = c.AppointAgent(unit_id, "王五", "13800001111")
    return str(world.http.command(appoint, world.http.context("security"))["result"]["account_id"])


def has_ended(world: World, account_id: str) -> bool:
    state, _ = world.service.store.state(c.ACCOUNT.stream(account_id), account)
    return bool(state.ended_on)  # type: ignore[union-attr]


def test_an_agent_whom_no_list_knows_yet_ends_with_the_unit(world: World) -> None:
    unit_id = world.unit()
    account_id = appointed(world, unit_id)
    closed(world, unit_id)
    assert has_ended(world, account_id)


def test_nobody_is_opened_for_a_unit_whose_closing_is_known(world: World) -> None:
    unit_id = world.unit()
    closed(world, unit_id)
    with pytest.raises(c.UnitUnknown):
        appointed(world, unit_id)


def test_of_both_at_once_either_is_first_and_no_agent_stays(world: World) -> None:
    for _ in range(ROUNDS):
        unit_id, start = world.unit(), Barrier(2)

        def appoints(unit_id: str = unit_id, start: Barrier = start) -> str | None:
            start.wait()
            try:
                return appointed(world, unit_id)
            except Refused:
                return None

        with ThreadPoolExecutor(1) as pool:
            appointing = pool.submit(appoints)
            start.wait()
            closed(world, unit_id)
        account_id = appointing.result()
        assert account_id is None or has_ended(world, account_id)
