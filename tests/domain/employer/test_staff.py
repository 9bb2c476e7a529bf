"""A person with a unit: one declaration at a time, carried out as declared, and what records makes of it."""

import pytest

from services.employer import contract as c
from services.employer.staff import domain as d
from services.employer.staff.declaration import Addition, Stop
from services.employer.staff.domain import staff
from services.employer.staff.standing import Active, Stopped
from tests.domain.specification import given

US = d.Who("U1", "P1", "id", "name", "mobile")
ABOUT = ("U1", "P1", "c1")
BOTH = Addition({"pension": "2026-10", "injury": "2026-11"}, 800_000)
LEAVING = Stop({"pension": "2026-11"}, "resigned")

declared = c.StaffChangeDeclared(
    *ABOUT,
    "add",
    [{"line": "pension", "month": "2026-10"}, {"line": "injury", "month": "2026-11"}],
    wage_fen=800_000,
    participant="employee",
)
added = (
    c.StaffAdded(*ABOUT, "id", "name", ["pension"], "2026-10", 800_000, "employee", "mobile"),
    c.StaffAdded(*ABOUT, "id", "name", ["injury"], "2026-11", 800_000, "employee", "mobile"),
)
leaving = c.StaffChangeDeclared("U1", "P1", "c2", "stop", [{"line": "pension", "month": "2026-11"}], reason="resigned")
stopped = c.StaffStopped("U1", "P1", "c2", ["pension"], "2026-11", "2026-10", "resigned")
enrolled = c.StaffEnrolled("U1", "P1", ["pension"], "2026-10")
ended = c.StaffEnded("U1", "P1", ["pension"], "2026-11")


def test_an_addition_is_declared():
    given(staff).when(lambda s: d.declare(US, BOTH, "c1", s)).then([declared])


def test_a_stop_is_declared():
    given(staff, declared, *added).when(lambda s: d.declare(US, LEAVING, "c2", s)).then([leaving])


def test_nothing_else_is_declared_while_a_case_is_under_way():
    given(staff, declared).when(lambda s: d.declare(US, BOTH, "c2", s)).refused_with(c.DeclaredAlready, case_id="c1")


def test_what_was_dropped_can_be_declared_again():
    dropped = c.StaffChangeDropped(*ABOUT)
    given(staff, declared).when(lambda s: d.drop(US, "c1", s)).then([dropped])
    given(staff, declared).when(lambda s: d.drop(US, "c0", s)).nothing_happened()
    given(staff, declared, dropped).when(lambda s: d.declare(US, BOTH, "c1", s)).then([declared])


def test_who_is_active_here_is_not_added():
    given(staff, declared, *added).when(lambda s: d.declare(US, BOTH, "c2", s)).refused_with(
        c.ActiveHereAlready, lines="养老保险、工伤保险"
    )


def test_a_line_that_is_missing_can_be_added():
    more = Addition({"medical": "2026-11"}, 800_000)
    given(staff, declared, *added).when(lambda s: d.declare(US, more, "c2", s)).then(
        [
            c.StaffChangeDeclared(
                "U1",
                "P1",
                "c2",
                "add",
                [{"line": "medical", "month": "2026-11"}],
                wage_fen=800_000,
                participant="employee",
            )
        ]
    )


def test_who_is_not_active_here_is_not_stopped():
    given(staff).when(lambda s: d.declare(US, LEAVING, "c2", s)).refused_with(c.NotActiveHere, lines="养老保险")
    given(staff, declared, *added, leaving, stopped).when(lambda s: d.declare(US, LEAVING, "c3", s)).refused_with(
        c.NotActiveHere
    )


def test_nobody_stops_before_the_start():
    early = Stop({"pension": "2026-09"}, "resigned")
    given(staff, declared, *added).when(lambda s: d.declare(US, early, "c2", s)).refused_with(
        c.StopBeforeStart, start="2026-10"
    )


def test_approval_adds_an_event_for_each_month():
    given(staff, declared).when(lambda s: d.carry_out(US, "c1", s)).then(list(added))


def test_approval_of_a_stop_says_through_which_month_is_paid():
    given(staff, declared, *added, leaving).when(lambda s: d.carry_out(US, "c2", s)).then([stopped])


def test_approval_is_refused_where_the_person_has_become_active_meanwhile():
    given(staff, declared, enrolled).when(lambda s: d.carry_out(US, "c1", s)).refused_with(
        c.ActiveHereAlready, lines="养老保险"
    )


def test_only_what_is_under_way_is_carried_out():
    with pytest.raises(ValueError, match="not under way"):
        given(staff, declared).when(lambda s: d.carry_out(US, "c9", s))


def test_the_same_declaration_is_known_again():
    assert d.declared_before(BOTH, staff.after([declared])) == "c1"
    assert d.declared_before(BOTH, staff.after([declared, *added])) == "c1"
    assert d.declared_before(BOTH, staff.after([declared, c.StaffChangeDropped(*ABOUT)])) is None
    assert d.declared_before(LEAVING, staff.after([declared, *added])) is None
    assert d.declared_before(Addition(BOTH.months, 900_000), staff.after([declared])) is None


def test_records_confirms_what_was_declared():
    given(staff, declared, *added).when(lambda s: d.note_enrolled(US, ["pension"], "2026-10", s)).then([enrolled])
    given(staff, declared, *added, enrolled).when(
        lambda s: d.note_enrolled(US, ["pension"], "2026-10", s)
    ).nothing_happened()
    assert staff.after([declared, *added, enrolled]).lines == {
        "pension": Active("2026-10", True),
        "injury": Active("2026-11", False, "c1"),
    }


def test_records_tells_of_people_the_unit_never_declared_here():
    given(staff).when(lambda s: d.note_enrolled(US, ["pension"], "2026-10", s)).then([enrolled])
    given(staff, enrolled).when(lambda s: d.declare(US, LEAVING, "c2", s)).then([leaving])


def test_records_tells_of_an_end():
    given(staff, enrolled).when(lambda s: d.note_ended(US, ["pension"], "2026-11", s)).then([ended])
    given(staff, enrolled, ended).when(lambda s: d.note_ended(US, ["pension"], "2026-11", s)).nothing_happened()
    assert staff.after([enrolled, ended]).lines == {"pension": Stopped("2026-11", "2026-10", True)}


def test_an_addition_that_records_refused_is_not_here():
    refused = c.StaffRefused(*ABOUT, "add", ["pension"], "why", "为什么")
    given(staff, declared, *added).when(lambda s: d.note_refused(US, "add", ["pension"], "why", "为什么", s)).then(
        [refused]
    )
    after = staff.after([declared, *added, refused])
    assert list(after.lines) == ["injury"]
    assert after.refused == d.Refusal("c1", "add", ("pension",), "为什么")


def test_a_stop_that_records_refused_leaves_the_line_active():
    refused = c.StaffRefused("U1", "P1", "c2", "stop", ["pension"], "why", "为什么")
    past = [declared, *added, enrolled, leaving, stopped]
    given(staff, *past).when(lambda s: d.note_refused(US, "stop", ["pension"], "why", "为什么", s)).then([refused])
    assert staff.after([*past, refused]).lines["pension"] == Active("2026-10", True)


def test_a_refusal_of_what_stands_confirmed_changes_nothing():
    given(staff, enrolled).when(lambda s: d.note_refused(US, "add", ["pension"], "why", "为什么", s)).nothing_happened()


def test_a_refusal_is_of_its_own_case_also_where_more_was_approved_meanwhile():
    """records was behind: it refuses an addition whose stop has been approved, and then the stop."""
    past = [declared, *added, leaving, stopped]
    refused = c.StaffRefused(*ABOUT, "add", ["pension"], "why", "为什么")
    given(staff, *past).when(lambda s: d.note_refused(US, "add", ["pension"], "why", "为什么", s)).then([refused])
    not_stopped = c.StaffRefused("U1", "P1", "c2", "stop", ["pension"], "no", "不行")
    given(staff, *past, refused).when(lambda s: d.note_refused(US, "stop", ["pension"], "no", "不行", s)).then(
        [not_stopped]
    )
    after = staff.after([*past, refused, not_stopped])
    assert list(after.lines) == ["injury"]
    assert {case: refusal.sentence for case, refusal in after.refusals.items()} == {"c1": "为什么", "c2": "不行"}


def test_a_stop_waits_for_its_own_answer_while_records_confirms_the_addition_before():
    past = [declared, *added, leaving, stopped, enrolled]
    assert staff.after(past).lines["pension"] == Stopped("2026-11", "2026-10", False, "c2", Active("2026-10", True))
    refused = c.StaffRefused("U1", "P1", "c2", "stop", ["pension"], "why", "为什么")
    given(staff, *past).when(lambda s: d.note_refused(US, "stop", ["pension"], "why", "为什么", s)).then([refused])
    assert staff.after([*past, refused]).lines["pension"] == Active("2026-10", True)
    given(staff, *past).when(lambda s: d.note_ended(US, ["pension"], "2026-11", s)).then([ended])
    assert staff.after([*past, ended]).lines["pension"] == Stopped("2026-11", "2026-10", True)


def test_an_end_that_nobody_here_asked_for_leaves_the_stop_its_own_answer():
    """A death in records, while the unit's stop from a later month is on its way there."""
    died = c.StaffEnded("U1", "P1", ["pension"], "2026-10")
    past = [declared, *added, enrolled, leaving, stopped]
    given(staff, *past).when(lambda s: d.note_ended(US, ["pension"], "2026-10", s)).then([died])
    given(staff, *past, died).when(lambda s: d.note_ended(US, ["pension"], "2026-10", s)).nothing_happened()
    refused = c.StaffRefused("U1", "P1", "c2", "stop", ["pension"], "why", "为什么")
    given(staff, *past, died).when(lambda s: d.note_refused(US, "stop", ["pension"], "why", "为什么", s)).then(
        [refused]
    )
    assert staff.after([*past, died, refused]).lines["pension"] == Stopped("2026-10", "2026-10", True)


def test_lines_of_a_case_that_are_refused_one_by_one_are_all_told():
    """records refuses each line for itself; what is carried out later ends what the roster says, not the case."""
    one = c.StaffRefused(*ABOUT, "add", ["pension"], "why", "养老保险不行。")
    other = c.StaffRefused(*ABOUT, "add", ["injury"], "why", "工伤保险不行。")
    both = d.Refusal("c1", "add", ("pension", "injury"), "养老保险不行。工伤保险不行。")
    after = staff.after([declared, *added, one, other])
    assert (after.refused, after.refusals) == (both, {"c1": both})
    again = [c.StaffAdded("U1", "P1", "c3", *[getattr(e, n) for n in e.names[3:]]) for e in added]
    assert (staff.after([*again], after).refused, staff.after([*again], after).refusals) == (None, {"c1": both})


def test_a_refused_return_leaves_the_spell_before():
    again = c.StaffAdded("U1", "P1", "c3", "id", "name", ["pension"], "2026-12", 800_000, "employee", "mobile")
    refused = c.StaffRefused("U1", "P1", "c3", "add", ["pension"], "why", "为什么")
    assert staff.after([enrolled, ended, again, refused]).lines == {"pension": Stopped("2026-11", "2026-10", True)}


def test_what_was_refused_or_ended_by_records_can_be_declared_again_as_it_was():
    only = Addition({"pension": "2026-10"}, 800_000)
    alone = c.StaffChangeDeclared(*ABOUT, "add", [{"line": "pension", "month": "2026-10"}], 800_000, "employee")
    past = [alone, added[0]]
    assert d.declared_before(only, staff.after([*past, enrolled])) == "c1"
    refused = c.StaffRefused(*ABOUT, "add", ["pension"], "why", "为什么")
    for since in ([refused], [enrolled, ended]):
        assert d.declared_before(only, staff.after([*past, *since])) is None
    not_stopped = c.StaffRefused("U1", "P1", "c2", "stop", ["pension"], "why", "为什么")
    gone = [*past, enrolled, leaving, stopped]
    assert d.declared_before(LEAVING, staff.after(gone)) == "c2"
    assert d.declared_before(LEAVING, staff.after([*gone, not_stopped])) is None


def test_a_new_addition_ends_the_refusal():
    refused = c.StaffRefused(*ABOUT, "add", ["pension", "injury"], "why", "为什么")
    again = c.StaffChangeDeclared("U1", "P1", "c2", "add", declared.months, 800_000, "employee")
    (first, second) = (c.StaffAdded("U1", "P1", "c2", *[getattr(e, n) for n in e.names[3:]]) for e in added)
    assert staff.after([declared, *added, refused, again, first, second]).refused is None
