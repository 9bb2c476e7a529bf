"""Laws for every relation, whatever is declared in whatever order."""

import itertools
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendar import add_months
from services.records import contract as c
from services.records.enrolment.domain import Relation, enrol, enrolment, stop
from tests.domain.records.worlds import ANN, UNIT

MONTHS = [add_months("2026-01", n) for n in range(24)]
Change = Callable[[Relation], list]


def additions() -> st.SearchStrategy[Change]:
    made = st.builds(
        c.PersonEnrolled,
        st.just(ANN),
        st.just(UNIT),
        st.lists(st.sampled_from(c.LINES), min_size=1, max_size=5),
        st.sampled_from(MONTHS),
        st.integers(0, 5_000_000),
        st.just("employee"),
    )
    return st.tuples(made, st.booleans()).map(
        lambda drawn: lambda relation: enrol(drawn[0], relation, retired=drawn[1], offered=c.LINES[:4])
    )


def stops() -> st.SearchStrategy[Change]:
    def made(lines: list[c.Line], month: str, reason: str) -> c.PersonStopped:
        return c.PersonStopped(ANN, UNIT, lines, month, add_months(month, -1), reason)

    drawn = st.builds(
        made,
        st.lists(st.sampled_from(c.LINES), min_size=1, max_size=5),
        st.sampled_from(MONTHS),
        st.sampled_from(["resigned", "resigned", "died", "retired"]),
    )
    return drawn.map(lambda wanted: lambda relation: stop(wanted, relation))


def changes() -> st.SearchStrategy[Change]:
    return st.one_of(additions(), stops())


def lived(taken: list[Change]) -> list:
    past: list = []
    for change in taken:
        past += change(enrolment.after(past))
    return past


@given(st.lists(changes(), max_size=12))
def test_evolve_never_raises_on_a_legal_history_and_replay_in_parts_is_replay_at_once(taken: list[Change]):
    past = lived(taken)
    whole = enrolment.after(past)
    for cut in range(len(past) + 1):
        assert enrolment.after(past[cut:], enrolment.after(past[:cut])) == whole


@given(st.lists(changes(), max_size=12))
def test_spells_of_a_line_never_overlap_and_only_the_last_is_open(taken: list[Change]):
    for spells in enrolment.after(lived(taken)).lines.values():
        for earlier, later in itertools.pairwise(spells):
            assert earlier.paid_through is not None
            assert earlier.paid_through < later.start_month
            assert earlier.reason not in ("died", "retired")
        assert all(s.paid_through is None or s.paid_through >= add_months(s.start_month, -1) for s in spells)


@given(st.lists(changes(), max_size=8), changes(), changes())
@settings(max_examples=200)
def test_of_two_that_decide_on_the_same_state_the_second_decides_again_to_a_legal_one(
    before: list[Change], one: Change, other: Change
):
    """Whoever appends second has to decide on what the first made: in either order the result is legal."""
    past = lived(before)
    for first, second in ((one, other), (other, one)):
        moved = past + first(enrolment.after(past))
        after = enrolment.after(moved + second(enrolment.after(moved)))
        for line in c.LINES:
            opened = [spell for spell in after.lines.get(line, ()) if spell.paid_through is None]
            assert len(opened) <= 1


@given(st.lists(changes(), max_size=8), additions())
def test_the_same_declaration_twice_enrols_once(before: list[Change], joining: Change):
    past = lived(before)
    past += joining(enrolment.after(past))
    again = joining(enrolment.after(past))
    assert not [event for event in again if isinstance(event, c.PersonEnrolled)]
