"""Two officers clear a person's two relations at the same moment: one of them ends, not both (ENR-22)."""

from typing import Any

import pytest

from kernel.cases.effects import Filing
from kernel.commands import execute_across
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.doubles.desk import double_effects
from services.records.enrolment.domain import enrolment
from tests.services.records.pasts import enrol

PERSON = "PTWICE"


def cleared(records: Any, unit: Unit, unit_id: str) -> Document:
    """An approval: this relation ends on the pension."""
    form = dc.ClearRelation(unit_id, ["pension"], unit.context.month)
    application = Filing(dc.CLEAR_RELATION, PERSON, f"case{unit_id}", form).applied(records.sealer, PERSON)
    double_effects(records)[dc.CLEAR_RELATION.code].carry_out(unit, application)
    return unit.reply(c.ENROLMENT.stream(PERSON, unit_id))


def test_the_second_of_two_clearings_at_once_finds_no_double_any_more(alone: Any) -> None:
    enrol(alone, [(PERSON, "U1"), (PERSON, "U2")])
    others: list[Document] = []

    def while_another_clears(unit: Unit) -> Document:
        reply = cleared(alone, unit, "U1")
        if not others:
            others.append(execute_across(alone.store, lambda other: cleared(alone, other, "U2"), alone.context("b")))
        return reply

    with pytest.raises(dc.NotDouble):
        execute_across(alone.store, while_another_clears, alone.context("a"))
    left = {one: alone.store.state(c.ENROLMENT.stream(PERSON, one), enrolment)[0] for one in ("U1", "U2")}
    assert [left[one].status("pension") for one in ("U1", "U2")] == ["active", "suspended"]
