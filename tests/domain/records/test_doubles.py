"""What is there twice, how it is cleared, and how that is undone (ENR-22)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.contract import doubles as dc
from services.records.contributions.domain import Year, contributions
from services.records.contributions.tariff import month_policy
from services.records.doubles.domain import (
    Place,
    active_twice,
    clear,
    cleared_place,
    merge,
    owed_again,
    paid_twice,
    place_of,
    reopen,
    undo,
)
from services.records.enrolment.domain import Relation, enrolment, stop, together
from services.records.persons.domain import Archived, Person, Unknown, archive
from services.records.repairs.refunds import Wrong, take_back
from tests.domain.records.worlds import ANN, UNIT, assessed, city, enrolled, imported, old_row, paid, stopped

OTHER, CASE, TODAY = "U2", "R1", "2026-11-22"


HERE, THERE = (ANN, UNIT), (ANN, OTHER)


def relations(*lines: c.Line) -> dict[Place, Relation]:
    """Ann is active here on pension and medical, and elsewhere on these."""
    elsewhere = enrolled(list(lines) or ["pension"], start="2026-08", unit_id=OTHER)
    return {HERE: enrolment.after([enrolled()]), THERE: enrolment.after([elsewhere])}


def entry(person_id: str) -> Archived:
    told = c.PersonRegistered(person_id, "n", "name", "mobile", "born", "320102", "employee", "2026-01-01")
    return archive.after([told])


def merged() -> tuple[Archived, Archived]:
    kept, other = entry("P1"), entry("P2")
    taken, gone = merge(kept, other, CASE, TODAY)
    return archive.after([taken], kept), archive.after([gone], other)


def test_two_active_relations_of_a_line_are_found_and_stopped_ones_are_not() -> None:
    assert active_twice(relations()) == {"pension": [HERE, THERE]}
    ended = {**relations(), HERE: enrolment.after([enrolled(), stopped()])}
    assert active_twice(ended) == {}


def test_a_month_that_two_relations_paid_is_found() -> None:
    year = contributions.after([assessed(), paid(), imported({**old_row("2026-10"), "unit_id": OTHER}, year=2026)])
    assert paid_twice([year], "2026-01") == [{"month": "2026-10", "line": "pension", "units": [UNIT, OTHER]}]
    assert paid_twice([year], "2026-11") == []


OLD = "POLD"
"""Ann's other number."""


def test_one_unit_under_two_numbers_is_a_double_and_one_of_the_two_ends() -> None:
    active = enrolment.after([enrolled(["pension"])])
    both = {(ANN, UNIT): active, (OLD, UNIT): active}
    assert active_twice(both) == {"pension": [(ANN, UNIT), (OLD, UNIT)]}
    event = clear((OLD, UNIT), ["pension"], "2026-11", both, TODAY)
    assert (event.person_id, event.unit_id) == (OLD, UNIT)
    assert active_twice({**both, (OLD, UNIT): enrolment.after([event], active)}) == {}


def test_a_relation_is_found_whichever_number_it_stands_under() -> None:
    elsewhere = enrolment.after([enrolled(["pension"], unit_id=OTHER)])
    both = {(ANN, UNIT): enrolment.after([enrolled(["pension"])]), (OLD, OTHER): elsewhere}
    for entries in ([ANN, OLD], [OLD, ANN]):
        assert place_of(OTHER, ["pension"], entries, both) == (OLD, OTHER)
        assert place_of("U9", ["pension"], entries, both) == (entries[0], "U9")
    event = clear((OLD, OTHER), ["pension"], "2026-11", both, TODAY)
    ended = {**both, (OLD, OTHER): enrolment.after([event], elsewhere)}
    assert cleared_place(OTHER, ["pension"], [ANN, OLD], ended) == (OLD, OTHER)
    assert cleared_place(UNIT, ["pension"], [ANN, OLD], ended) == (ANN, UNIT)


def test_a_month_that_two_entries_have_paid_is_found_though_the_unit_is_the_same() -> None:
    year = contributions.after([assessed(), paid()])
    found = paid_twice([year, year], "2026-10")
    assert [(one["line"], one["units"]) for one in found] == [("medical", [UNIT, UNIT]), ("pension", [UNIT, UNIT])]


def test_the_relation_that_is_not_the_right_one_ends_and_can_be_opened_again() -> None:
    event = clear(THERE, ["pension"], "2026-11", relations(), TODAY)
    assert (event.paid_through, event.reason) == ("2026-10", dc.CLEARED)
    relation = enrolment.after([event], relations()[THERE])
    assert relation.status("pension") == "suspended"
    [again] = reopen(ANN, OTHER, ["pension"], relation)
    assert (again.start_month, again.wage_fen) == ("2026-11", 800_000)
    assert enrolment.after([again], relation).status("pension") == "active"


def test_a_line_that_is_named_twice_ends_once_and_begins_once() -> None:
    twice: list[c.Line] = ["pension", "pension"]
    event = clear(THERE, twice, "2026-11", relations(), TODAY)
    assert event.lines == ["pension"]
    assert len(reopen(ANN, OTHER, twice, enrolment.after([event], relations()[THERE]))) == 1


@pytest.mark.parametrize(
    ("unit_id", "lines", "month", "refusal"),
    [
        (UNIT, ["medical"], "2026-11", dc.NotDouble),
        ("U9", ["pension"], "2026-11", dc.NotDouble),
        (OTHER, ["pension"], "2026-07", c.StopBeforeStart),
        (OTHER, ["pension"], "2027-01", dc.ClearedTooLate),
        (OTHER, ["pension"], "2099-01", dc.ClearedTooLate),
    ],
)
def test_what_is_no_double_stays(unit_id: str, lines: list[c.Line], month: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        clear((ANN, unit_id), lines, month, relations(), TODAY)


def test_a_double_ends_next_month_at_the_latest_and_the_other_one_is_none_then() -> None:
    event = clear(THERE, ["pension"], "2026-12", relations(), TODAY)
    left = {**relations(), THERE: enrolment.after([event], relations()[THERE])}
    with pytest.raises(dc.NotDouble):
        clear(HERE, ["pension"], "2026-12", left, TODAY)


def test_a_relation_that_was_stopped_otherwise_is_not_opened_again() -> None:
    with pytest.raises(dc.NotClearedHere):
        reopen(ANN, UNIT, ["pension"], enrolment.after([enrolled(), stopped()]))
    with pytest.raises(dc.NotClearedHere):
        reopen(ANN, UNIT, ["pension"], relations()[HERE])


def october(year: Year, others: Sequence[Year] = ()) -> list[c.ContributionsAssessed]:
    """The relation there was ended as a double from October on, and goes on after all."""
    event = clear(THERE, ["pension"], MONTH, relations(), TODAY)
    ended = enrolment.after([event], relations()[THERE])
    opened = reopen(*THERE, ["pension"], ended)
    months = [(month_policy(city(), MONTH), (year, *others))]
    return owed_again(THERE, opened, enrolment.after(opened, ended), months, 1)


MONTH = "2026-10"


def given_back() -> Year:
    """October was paid there, and went back since the relation had ended."""
    there = [replace(one, unit_id=OTHER) for one in (assessed(), paid())]
    back = take_back(Wrong(ANN, OTHER, MONTH, ["pension"], CASE), contributions.after(there), TODAY)
    return contributions.after([*there, back])


def test_a_month_that_went_back_is_owed_again_when_its_relation_goes_on_after_all() -> None:
    [event] = october(given_back())
    assert ([line["line"] for line in event.lines], event.unit_id) == (["pension"], OTHER)
    year = contributions.after([event], given_back())
    assert year.owed[MONTH, OTHER, "pension"].arrived_on is None
    assert october(year) == []


def test_a_month_that_was_owed_again_and_withdrawn_is_owed_a_second_time() -> None:
    withdrawn = c.ContributionsWithdrawn(ANN, OTHER, MONTH, ["pension"])
    year = contributions.after([*october(given_back()), withdrawn], given_back())
    assert october(year) == october(given_back())


def test_a_month_that_did_not_go_back_or_that_another_relation_has_paid_is_not_owed_again() -> None:
    elsewhere = contributions.after([assessed(), paid()])
    assert october(Year()) == []
    assert october(elsewhere) == []
    assert october(given_back(), [elsewhere]) == []


def test_a_relation_that_its_unit_has_stopped_meanwhile_does_not_go_on() -> None:
    event = clear(THERE, ["pension"], "2026-11", relations(), TODAY)
    ended = enrolment.after([event], relations()[THERE])
    wanted = c.PersonStopped(*THERE, ["pension"], "2026-11", "2026-10", "resigned")
    refused = enrolment.after(stop(wanted, ended), ended)
    with pytest.raises(dc.StoppedMeanwhile) as told:
        reopen(*THERE, ["pension"], refused)
    assert "2026-11" in str(told.value)
    again = enrolment.after([enrolled(["pension"], start="2026-12", unit_id=OTHER)], refused)
    assert again.stops_refused == {}


def test_two_entries_become_one_and_two_again() -> None:
    kept, other = merged()
    assert isinstance(kept, Person)
    assert isinstance(other, Person)
    assert (kept.aliases, other.merged_into) == (("P2",), "P1")
    back, gone = undo(kept, other, CASE, TODAY)
    assert archive.after([back], kept) == entry("P1")
    assert archive.after([gone], other) == entry("P2")


@pytest.mark.parametrize(
    ("kept", "other", "refusal"),
    [
        (entry("P1"), Unknown(), dc.EntryUnknown),
        (entry("P1"), entry("P1"), dc.EntryUnknown),
        (merged()[1], entry("P3"), dc.EntryMergedAlready),
        (entry("P3"), merged()[1], dc.EntryMergedAlready),
        (entry("P3"), merged()[0], dc.EntryMergedAlready),
    ],
)
def test_what_cannot_be_merged_is_refused(kept: Archived, other: Archived, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        merge(kept, other, CASE, TODAY)


def test_what_is_not_merged_cannot_be_undone() -> None:
    with pytest.raises(dc.NotMerged):
        undo(entry("P1"), entry("P2"), CASE, TODAY)


def test_relations_of_two_entries_with_one_unit_are_read_together_in_order_of_time() -> None:
    first = enrolment.after([enrolled(["pension"], start="2024-01"), stopped(["pension"], "2025-01", "2024-12")])
    second = enrolment.after([enrolled(["pension"], start="2026-01")])
    spells = together(second, first).lines["pension"]
    assert [spell.start_month for spell in spells] == ["2024-01", "2026-01"]
