"""Somebody of eighteen is enrolled as a child and as a resident at the same moment: in one of the two (ENR-23)."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.cases import Matter
from kernel.cases.effects import Filing
from kernel.commands import execute_across
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import resident_matters as rm
from services.records.contract import resident_refusals as rr
from services.records.contract import residents as r
from services.records.residents.desk import resident_effects
from services.records.residents.queries import get_resident
from tests.services.harness import happened

NUMBER, TODAY = "320102200903072814", "2026-11-22"
AS_CHILD = rm.ChildEnrolment(NUMBER, 2026)
AS_RESIDENT = rm.ResidentEnrolment("resident_medical", 2027, 40_000)


def somebody(records: Any) -> str:
    seal, person_id = records.sealer.seal, str(records.person_id(NUMBER))
    told = (seal(NUMBER), seal("张三"), seal(""), seal("2009-03-07"), "320102", "resident", "2026-09-01")
    happened(records, c.PERSON.stream(person_id), c.PersonRegistered(person_id, *told))
    return person_id


def enrolled(records: Any, matter: Matter, applicant: str, form: Any) -> Callable[[Unit], Document]:
    """An approval; an officer has seen the household register."""
    seen = {"register_seen": True} if matter is rm.CHILD_ENROLMENT else {}

    def approve(unit: Unit) -> Document:
        application = Filing(matter, applicant, f"case-{matter.code}", form).applied(records.sealer, applicant, **seen)
        resident_effects(records)[matter.code].carry_out(unit, application)
        return unit.reply(c.PERSON.stream(applicant))

    return approve


def test_the_second_of_two_enrolments_at_once_finds_the_first(alone: Any) -> None:
    person_id, others = somebody(alone), list[Document]()
    as_child = enrolled(alone, rm.CHILD_ENROLMENT, "PGUARDIAN", AS_CHILD)
    as_resident = enrolled(alone, rm.RESIDENT_ENROLMENT, person_id, AS_RESIDENT)

    def while_another_enrols(unit: Unit) -> Document:
        reply = as_resident(unit)
        if not others:
            others.append(execute_across(alone.store, as_child, alone.context("b")))
        return reply

    with pytest.raises(rr.ResidentTwice):
        execute_across(alone.store, while_another_enrols, alone.context("a"))
    schemes = get_resident(alone, r.GetResident(person_id), TODAY)["schemes"]
    assert [(one["scheme"], one["status"]) for one in schemes] == [("children_medical", "active")]


def test_schemes_of_different_lines_do_not_hinder_each_other(alone: Any) -> None:
    person_id = somebody(alone)
    for form in (AS_RESIDENT, rm.ResidentEnrolment("resident_pension", 2027, 30_000)):
        execute_across(alone.store, enrolled(alone, rm.RESIDENT_ENROLMENT, person_id, form), alone.context("a"))
    assert len(get_resident(alone, r.GetResident(person_id), TODAY)["schemes"]) == 2
