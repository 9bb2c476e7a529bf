"""Everything that records knows of one person, read from the person's own streams: an answer is never old.

Entries of the archive that were merged (ENR-22) are read together, whichever is asked for; each keeps its streams.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kernel.remembered import Remembered
from kernel.store import EventStore
from services.records import contract as c
from services.records.balances.domain import Balance, Movement, balances, in_time, movements
from services.records.contributions.domain import Year, contributions
from services.records.enrolment.domain import Relation, enrolment, together
from services.records.persons.domain import Archived, Person, archive


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person's archive, relations by unit, years by name, and balance streams by entry."""

    person_id: str
    archived: Archived
    relations: Mapping[str, Relation]
    years: Mapping[str, Year]
    accounts: Mapping[str, Balance]

    @property
    def streams(self) -> list[str]:
        """The streams of contributions and accounts."""
        years = [c.CONTRIBUTION.stream(*_owner_and_year(name, self.person_id)) for name in self.years]
        return [*years, *(c.BALANCE.stream(entry) for entry in self.accounts)]

    def years_of(self, number: str) -> list[Year]:
        """The years of that number, of every entry."""
        return [year for name, year in self.years.items() if name[:4] == number]

    def books(self) -> Iterator[tuple[Balance, list[Year]]]:
        """Each entry's account with the years that credit it."""
        for entry, account in self.accounts.items():
            owned = [year for name, year in self.years.items() if _owner_and_year(name, self.person_id)[0] == entry]
            yield account, owned

    def moved(self, line: c.AccountLine) -> list[Movement]:
        """Every movement of the accounts of all entries, in order of time."""
        found = [one for account, years in self.books() for one in movements(line, account, years)]
        return sorted(found, key=in_time)


def _owner_and_year(name: str, person_id: str) -> tuple[str, str]:
    year, _, alias = name.partition("@")
    return alias or person_id, year


def entry_of(store: EventStore, person_id: str) -> tuple[str, Archived]:
    """The entry that stands for this one, and its archive."""
    archived, _ = store.state(c.PERSON.stream(person_id), archive)
    if isinstance(archived, Person) and archived.merged_into:
        person_id = archived.merged_into
        archived, _ = store.state(c.PERSON.stream(person_id), archive)
    return person_id, archived


def entries_of(store: EventStore, person_id: str) -> tuple[str, ...]:
    """All entries of the same person, the one that stands for them first."""
    entry, archived = entry_of(store, person_id)
    return (entry, *aliases_of(archived))


def asked_first(store: EventStore, person_id: str) -> list[str]:
    """All entries of the same person, the one that was asked for first."""
    return sorted(entries_of(store, person_id), key=lambda entry: entry != person_id)


def aliases_of(archived: Archived) -> tuple[str, ...]:
    """The other entries of the same person."""
    return archived.aliases if isinstance(archived, Person) else ()


def person_file(store: EventStore, person_id: str) -> PersonFile:
    """The whole of one person."""
    entry, archived = entry_of(store, person_id)
    entries = (entry, *aliases_of(archived))
    accounts = {one: store.state(c.BALANCE.stream(one), balances)[0] for one in entries}
    return PersonFile(entry, archived, _relations(store, entries), _years(store, entries), accounts)


def places_of(store: EventStore, person_id: str) -> Mapping[tuple[str, str], Relation]:
    """The person's relations, by entry and unit id."""
    return {
        (entry, name.removeprefix(prefix)): enrolment.after(events)
        for entry in entries_of(store, person_id)
        for prefix in (c.ENROLMENT.stream(entry, ""),)
        for name, events in store.streams(prefix)
    }


def relations_of(store: EventStore, person_id: str) -> Mapping[str, Relation]:
    """The person's relations, by unit id."""
    return _relations(store, entries_of(store, person_id))


def _relations(store: EventStore, entries: tuple[str, ...]) -> dict[str, Relation]:
    relations: dict[str, Relation] = {}
    for entry in entries:
        prefix = c.ENROLMENT.stream(entry, "")
        for name, events in store.streams(prefix):
            unit_id, found = name.removeprefix(prefix), enrolment.after(events)
            relations[unit_id] = together(relations[unit_id], found) if unit_id in relations else found
    return relations


def years_of(store: EventStore, person_id: str) -> Mapping[str, Year]:
    """The person's contributions, by year; a career is thousands of rows, and asked for page after page.

    Years of another entry are named `<year>@<entry>`.
    """
    return _years(store, entries_of(store, person_id))


def _years(store: EventStore, entries: tuple[str, ...]) -> Mapping[str, Year]:
    own = careers.states(store, c.CONTRIBUTION.stream(entries[0], ""))
    others = {
        f"{year}@{entry}": state
        for entry in entries[1:]
        for year, state in careers.states(store, c.CONTRIBUTION.stream(entry, "")).items()
    }
    return {**own, **others} if others else own


CAREERS = 50
"""Each may be a megabyte."""
careers = Remembered(contributions, CAREERS)
