"""A death or retirement that one unit reports: what goes on elsewhere is found, and ended or not (ENR-22)."""

import pytest

from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.doubles.domain import Place, Relations, active_after, clear, cleared_place, reopen, reports
from services.records.enrolment.domain import Relation, enrolment
from tests.domain.records.worlds import ANN, UNIT, enrolled, stopped

OTHER, TODAY = "U2", "2026-11-22"
HERE, THERE = (ANN, UNIT), (ANN, OTHER)


def relations(reason: str = "died") -> dict[Place, Relation]:
    """Ann's unit has stopped her for this reason; elsewhere she is active."""
    here = enrolment.after([enrolled(), stopped(reason=reason)])
    return {HERE: here, THERE: enrolment.after([enrolled(["pension"], start="2026-08", unit_id=OTHER)])}


def ended(event: c.PersonStopped, before: Relations) -> Relations:
    place = (event.person_id, event.unit_id)
    return {**before, place: enrolment.after([event], before[place])}


@pytest.mark.parametrize("reason", ["died", "retired"])
def test_what_goes_on_after_a_report_is_found_with_who_reported_it(reason: str) -> None:
    assert active_after(relations(reason)) == {"pension": [THERE]}
    assert reports(relations(reason)) == [(UNIT, reason, "2026-10")]


def test_who_has_only_left_goes_on_elsewhere_and_is_not_found() -> None:
    assert active_after(relations("resigned")) == {}
    assert reports(relations("resigned")) == []
    with pytest.raises(dc.NotDouble):
        clear(THERE, ["pension"], "2026-12", relations("resigned"), TODAY)


def test_an_officer_ends_what_goes_on_for_the_reason_reported_and_then_nothing_is_found() -> None:
    event = clear(THERE, ["pension"], "2026-12", relations(), TODAY)
    assert event == c.PersonStopped(*THERE, ["pension"], "2026-12", "2026-11", "died")
    after = ended(event, relations())
    assert active_after(after) == {}
    with pytest.raises(dc.NotDouble):
        clear(THERE, ["pension"], "2026-12", after, TODAY)


def test_what_an_officer_ended_wrongly_goes_on_again() -> None:
    after = ended(clear(THERE, ["pension"], "2026-12", relations(), TODAY), relations())
    [again] = reopen(*THERE, ["pension"], after[THERE])
    assert (again.start_month, again.wage_fen) == ("2026-12", 800_000)


def test_a_unit_that_reported_wrongly_gets_its_own_relation_back_and_nothing_is_found_any_more() -> None:
    before = relations()
    both: list[c.Line] = ["pension", "medical"]
    assert cleared_place(UNIT, both, [ANN], before) == HERE
    opened = reopen(*HERE, both, before[HERE])
    assert [event.start_month for event in opened] == ["2026-11", "2026-11"]
    after = {**before, HERE: enrolment.after(opened, before[HERE])}
    assert after[HERE].status("pension") == "active"
    assert active_after(after) == {}


def test_of_two_reports_a_death_counts_and_a_double_ends_as_a_double() -> None:
    third = (ANN, "U3")
    retired = enrolment.after(
        [enrolled(unit_id="U3"), c.PersonStopped(*third, ["pension"], "2026-11", "2026-10", "retired")]
    )
    assert [reason for _, reason, _ in reports({third: retired, **relations()})] == ["died", "retired"]
    twice = {**relations(), third: enrolment.after([enrolled(["pension"], unit_id="U3")])}
    assert clear(third, ["pension"], "2026-12", twice, TODAY).reason == dc.CLEARED
