"""Units and who acts for them."""

from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.refusals import Forbidden, Refused
from services.employer import contract as c
from services.employer.units.domain import appoint_agent, check_own, registered, unit
from tests.domain.specification import given

TODAY = Context(datetime(2026, 11, 22, tzinfo=UTC), role="clerk")
imported = c.UnitImported("U1", "91320100MA1MXXXX0X", "某公司", "320102", "2001-02-03", 2)
appointed = c.AgentAppointed("U1", "A1", "2026-11-22")


def test_an_agent_is_appointed_once():
    given(unit, imported).when(lambda s: appoint_agent("A1", s, TODAY)).then([appointed])
    given(unit, imported, appointed).when(lambda s: appoint_agent("A1", s, TODAY)).nothing_happened()


def test_nobody_is_appointed_for_a_unit_that_is_not_there():
    given(unit).when(lambda s: appoint_agent("A1", s, TODAY)).refused_with(c.UnitUnknown)


def test_a_unit_knows_its_agents():
    assert registered(unit.after([imported, appointed])).agents == ("A1",)


@pytest.mark.parametrize(("role", "of"), [("agent", "U1"), ("clerk", ""), ("reviewer", ""), ("admin", "")])
def test_an_agent_acts_for_his_own_unit_and_an_officer_for_all(role: str, of: str):
    check_own("U1", Context(TODAY.now, role=role, on_behalf_of=of))


@pytest.mark.parametrize(
    ("role", "of", "refusal"), [("agent", "U2", c.NotYourUnit), ("person", "P1", Forbidden), ("", "", Forbidden)]
)
def test_nobody_else_does(role: str, of: str, refusal: type[Refused]):
    with pytest.raises(refusal):
        check_own("U1", Context(TODAY.now, role=role, on_behalf_of=of))
