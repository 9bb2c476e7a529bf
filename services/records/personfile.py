"""Everything that records knows of one person, read from the person's own streams: an answer is never old."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.remembered import Remembered
from kernel.store import EventStore
from services.records import contract as c
from services.records.balances.domain import Balance, balances
from services.records.contributions.domain import Year, contributions
from services.records.enrolment.domain import Relation, enrolment
from services.records.persons.domain import Archived, archive


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person's archive, relations by unit, years by number, and balance stream."""

    person_id: str
    archived: Archived
    relations: Mapping[str, Relation]
    years: Mapping[str, Year]
    balance: Balance


def person_file(store: EventStore, person_id: str) -> PersonFile:
    """The whole of one person."""
    return PersonFile(
        person_id,
        store.state(c.PERSON.stream(person_id), archive)[0],
        relations_of(store, person_id),
        years_of(store, person_id),
        store.state(c.BALANCE.stream(person_id), balances)[0],
    )


def relations_of(store: EventStore, person_id: str) -> dict[str, Relation]:
    """The person's relations, by unit id."""
    prefix = c.ENROLMENT.stream(person_id, "")
    found = store.streams(prefix)
    return {name.removeprefix(prefix): enrolment.after(events) for name, events in found}


def years_of(store: EventStore, person_id: str) -> Mapping[str, Year]:
    """The person's contributions, by year; a career is thousands of rows, and asked for page after page."""
    return careers.states(store, c.CONTRIBUTION.stream(person_id, ""))


CAREERS = 50
"""Each may be a megabyte."""
careers = Remembered(contributions, CAREERS)
