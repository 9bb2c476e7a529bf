"""Two decisions on one person's relations at the same moment: the second sees what the first has left (ENR-22)."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.cases.effects import Filing
from kernel.commands import execute_across
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.closing.queries import get_closing
from services.records.contract import doubles as dc
from services.records.contract import refunds
from services.records.contract.closing import GetClosing
from services.records.contributions.domain import Owed, contributions
from services.records.doubles.desk import double_effects
from services.records.enrolment.domain import enrolment
from services.records.repairs.desk import repair_effects
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, register, sums, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_double_search import by_officer, pay

PERSON = "PTWICE"
Approve = Callable[[Unit], Document]


def cleared(records: Any, unit_id: str) -> Approve:
    """An approval: this relation ends on the pension."""

    def approve(unit: Unit) -> Document:
        form = dc.ClearRelation(unit_id, ["pension"], unit.context.month)
        application = Filing(dc.CLEAR_RELATION, PERSON, f"case{unit_id}", form).applied(records.sealer, PERSON)
        double_effects(records)[dc.CLEAR_RELATION.code].carry_out(unit, application)
        return unit.reply(c.ENROLMENT.stream(PERSON, unit_id))

    return approve


def at_once(records: Any, one: Approve, other: Approve) -> None:
    """The other is carried out while the one is being decided, which so has to be decided again."""
    others: list[Document] = []

    def decide(unit: Unit) -> Document:
        reply = one(unit)
        if not others:
            others.append(execute_across(records.store, other, records.context("b")))
        return reply

    execute_across(records.store, decide, records.context("a"))


def test_the_second_of_two_clearings_at_once_finds_no_double_any_more(alone: Any) -> None:
    enrol(alone, [(PERSON, "U1"), (PERSON, "U2")])
    with pytest.raises(dc.NotDouble):
        at_once(alone, cleared(alone, "U1"), cleared(alone, "U2"))
    left = {one: alone.store.state(c.ENROLMENT.stream(PERSON, one), enrolment)[0] for one in ("U1", "U2")}
    assert [left[one].status("pension") for one in ("U1", "U2")] == ["active", "suspended"]


# ------------------------------------------------------------------ refund and reopening


def paid_and_cleared(records: Any) -> str:
    """Two units' relation with one person, one of which has paid the month and was ended from that month on."""
    person_id: str = records.person_id(ID_NUMBER)
    register(records, person_id)
    enrol(records, [(person_id, "U1"), (person_id, "U2")])
    for unit_id in ("U1", "U2"):
        unit_known(records, unit_id)
    assess(records)
    pay(records, "U2", sums(records)["billed"] // 2, "V1", f"{MONTH}-20")
    by_officer(records, dc.CLEAR_RELATION, person_id, dc.ClearRelation("U2", ["pension"], MONTH))
    return person_id


def refunded(records: Any) -> Approve:
    """An approval: the pension of the month goes back to the unit."""

    def approve(unit: Unit) -> Document:
        form = refunds.Refund(MONTH, "", "重复参保", ID_NUMBER, ["pension"])
        application = Filing(refunds.REFUND, "U2", "caserefund", form).applied(records.sealer)
        repair_effects(records)[refunds.REFUND.code].carry_out(unit, application)
        return unit.reply(c.BILL.stream("U2", MONTH))

    return approve


def reopened(records: Any, person_id: str) -> Approve:
    """An approval: the relation goes on after all."""

    def approve(unit: Unit) -> Document:
        form = dc.ReopenRelation("U2", ["pension"])
        application = Filing(dc.REOPEN_RELATION, person_id, "caseopen", form).applied(records.sealer, person_id)
        double_effects(records)[dc.REOPEN_RELATION.code].carry_out(unit, application)
        return unit.reply(c.ENROLMENT.stream(person_id, "U2"))

    return approve


def october(records: Any, person_id: str) -> Owed:
    year, _ = records.store.state(c.CONTRIBUTION.stream(person_id, MONTH[:4]), contributions)
    owed: Owed = year.owed[MONTH, "U2", "pension"]
    return owed


def test_a_relation_that_is_opened_again_while_its_month_goes_back_owes_the_month_again(alone: Any) -> None:
    person_id = paid_and_cleared(alone)
    at_once(alone, reopened(alone, person_id), refunded(alone))
    owed = october(alone, person_id)
    assert (owed.refunded_on, owed.arrived_on) == (None, None)
    assert get_closing(alone, GetClosing(MONTH), alone.context().today)["differences"] == []


def test_a_month_does_not_go_back_whose_relation_is_opened_again_at_that_moment(alone: Any) -> None:
    person_id = paid_and_cleared(alone)
    with pytest.raises(refunds.NotPaidTwice):
        at_once(alone, refunded(alone), reopened(alone, person_id))
    owed = october(alone, person_id)
    assert (owed.refunded_on, owed.arrived_on) == (None, f"{MONTH}-20")
