"""A relation from its first enrolment to its end: what is taken, what is refused."""

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.enrolment.domain import enrol, enrolment, stop
from tests.domain.records.worlds import ANN, UNIT, enrolled, stopped
from tests.domain.specification import given

OFFERED = c.LINES


def refused(lines: list[c.Line], change: str, month: str, refusal: Refused) -> c.EnrolmentRefused:
    return c.EnrolmentRefused(ANN, UNIT, lines, change, month, refusal.code, str(refusal))  # type: ignore[arg-type]


def joining(wanted: c.PersonEnrolled, retired: bool = False, offered: tuple[c.Line, ...] = OFFERED):
    return lambda relation: enrol(wanted, relation, retired=retired, offered=offered)


def leaving(wanted: c.PersonStopped):
    return lambda relation: stop(wanted, relation)


def test_a_new_person_is_enrolled_on_all_declared_lines():
    given(enrolment).when(joining(enrolled())).then([enrolled()])


def test_a_returning_person_begins_a_new_spell():
    back = enrolled(start="2026-12")
    given(enrolment, enrolled(), stopped()).when(joining(back)).then([back])


def test_a_line_that_is_active_here_is_refused_and_the_others_are_enrolled():
    wanted = enrolled(["pension", "unemployment"], start="2026-11")
    given(enrolment, enrolled(["pension"])).when(joining(wanted)).then(
        [
            enrolled(["unemployment"], start="2026-11"),
            refused(["pension"], "add", "2026-11", c.AlreadyEnrolledHere(lines="养老保险")),
        ]
    )


def test_a_start_within_months_that_were_covered_is_refused():
    given(enrolment, enrolled(["pension"]), stopped(["pension"])).when(joining(enrolled(["pension"]))).then(
        [refused(["pension"], "add", "2026-10", c.MonthsOverlap(lines="养老保险", paid_through="2026-10"))]
    )


def test_who_draws_a_pension_is_not_enrolled():
    given(enrolment).when(joining(enrolled(["pension"]), retired=True)).then(
        [refused(["pension"], "add", "2026-10", c.PersonDrawsPension())]
    )


def test_who_left_this_unit_into_retirement_is_not_enrolled_again():
    past = [enrolled(["pension"]), stopped(["pension"], reason="retired")]
    given(enrolment, *past).when(joining(enrolled(["pension"], start="2027-01"))).then(
        [refused(["pension"], "add", "2027-01", c.PersonDrawsPension())]
    )


def test_a_relation_that_death_has_ended_is_closed_for_good():
    past = [enrolled(["pension"]), stopped(["pension"], reason="died")]
    given(enrolment, *past).when(joining(enrolled(["pension"], start="2027-01"))).then(
        [refused(["pension"], "add", "2027-01", c.RelationClosed())]
    )


def test_a_line_that_the_city_does_not_have_is_refused():
    wanted = enrolled(["pension", "maternity"])
    given(enrolment).when(joining(wanted, offered=("pension", "medical"))).then(
        [enrolled(["pension"]), refused(["maternity"], "add", "2026-10", c.LineNotOffered(lines="生育保险"))]
    )


def test_a_line_that_is_named_twice_is_enrolled_once():
    given(enrolment).when(joining(enrolled(["pension", "pension"]))).then([enrolled(["pension"])])


def test_an_active_line_is_stopped():
    given(enrolment, enrolled()).when(leaving(stopped(["medical"]))).then([stopped(["medical"])])


def test_a_line_that_is_not_active_cannot_be_stopped():
    given(enrolment, enrolled(["pension"])).when(leaving(stopped())).then(
        [
            stopped(["pension"]),
            refused(["medical"], "stop", "2026-11", c.NotEnrolledHere(lines="医疗保险")),
        ]
    )


def test_a_line_cannot_be_stopped_before_it_began():
    early = stopped(["pension"], stop="2026-09", through="2026-08")
    refusal = c.StopBeforeStart(lines="养老保险", start_month="2026-10", earliest="2026-09")
    given(enrolment, enrolled(["pension"])).when(leaving(early)).then(
        [refused(["pension"], "stop", "2026-09", refusal)]
    )


def test_a_line_joined_by_mistake_is_stopped_before_its_first_month():
    never = stopped(["pension"], stop="2026-10", through="2026-09")
    given(enrolment, enrolled(["pension"])).when(leaving(never)).then([never])
    assert not enrolment.after([enrolled(["pension"]), never]).owed_in("2026-10")


@pytest.mark.parametrize(
    ("past", "status"),
    [
        ([], None),
        ([enrolled()], "active"),
        ([enrolled(), stopped()], "suspended"),
        ([enrolled(), stopped(reason="died")], "closed"),
        ([enrolled(), stopped(), enrolled(start="2026-12")], "active"),
    ],
)
def test_the_status_follows_from_the_last_spell(past: list[c.PersonEnrolled | c.PersonStopped], status: str | None):
    assert enrolment.after(past).status("pension") == status


def test_months_are_owed_from_the_start_through_the_last_paid_month():
    relation = enrolment.after([enrolled(["pension"]), stopped(["pension"], "2027-01", "2026-12")])
    owed = [m for m in ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01") if relation.owed_in(m)]
    assert owed == ["2026-10", "2026-11", "2026-12"]
