"""What employer knows of people, in whatever order records' streams are heard."""

from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Event, Fact
from services.employer.staff.readmodel import fold, keys
from services.records import contract as records

registered = records.PersonRegistered("P1", "id", "name", "", "", "320102", "employee", "2026-11-22")
renamed = records.PersonCorrected("P1", name="other")
moved = records.PersonCorrected("P1", household_region="320104")
enrolled = records.PersonEnrolled("P1", "U1", ["pension"], "2026-11", 1, "employee")
stopped = records.PersonStopped("P1", "U1", ["pension"], "2026-11", "2026-10", "resigned")


def fact(event: Event) -> Fact:
    return Fact(event, "records", event.category.name, "s", 1, 1, 1, "", {})


def test_a_person_is_known_by_name_and_by_having_been_enrolled():
    document: dict = {}
    for event in (registered, moved, enrolled, renamed):
        assert list(keys(fact(event))) == ["P1"]
        document = fold(document, fact(event))
    assert document == {"name": "other", "id_number": "id", "enrolled_once": True}
    assert list(keys(fact(stopped))) == []


@given(st.integers(0, 2))
def test_streams_may_be_heard_in_any_order(place: int):
    person: list[Event] = [registered, renamed]
    person.insert(place, enrolled)
    document: dict = {}
    for event in person:
        document = fold(document, fact(event))
    assert document == {"name": "other", "id_number": "id", "enrolled_once": True}
