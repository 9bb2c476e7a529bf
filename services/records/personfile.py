"""Everything that records knows of one person, read from the person's own streams: an answer is never old.

Entries of the archive that were merged (ENR-22) are read together, whichever is asked for; each keeps its streams.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kernel.events import Event
from kernel.remembered import Made, Remembered, streams_under, under
from kernel.store import EventStore
from services.records import contract as c
from services.records.balances.domain import Balance, Movement, balances, in_time, movements
from services.records.contract.transferred import TransferredRow
from services.records.contributions.domain import Year, contributions
from services.records.enrolment.domain import Relation, enrolment, together
from services.records.persons.domain import Archived, Person, archive
from services.records.transfers.came import transferred

T = TypeVar("T")
Streams = Mapping[str, Sequence[Event]]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person's archive, relations by unit, years by name, balance streams by entry, and what came from elsewhere.

    It is shared by all who ask until something happens: nothing in it, and nothing made of it, is to be changed.
    """

    person_id: str
    archived: Archived
    relations: Mapping[str, Relation]
    years: Mapping[str, Year]
    """Those of another entry are named `<year>@<entry>`."""
    accounts: Mapping[str, Balance]
    came: Sequence[TransferredRow] = ()
    _worked_out: dict[Hashable, tuple[str, Any]] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, make: Callable[[], T], day: str = "") -> T:
        """What is made of the file alone, or of the file and the day: a page asks for the same several times over."""
        known = self._worked_out.get(name)
        if known is None or known[0] != day:
            known = self._worked_out[name] = (day, make())
        made: T = known[1]
        return made

    @property
    def streams(self) -> list[str]:
        """The streams of contributions and accounts."""
        years = [c.CONTRIBUTION.stream(*_owner_and_year(name, self.person_id)) for name in self.years]
        return [*years, *(c.BALANCE.stream(entry) for entry in self.accounts)]

    def owned_years(self, number: str) -> list[tuple[str, Year]]:
        """The years of that number, each with the entry it stands under."""
        named = ((*_owner_and_year(name, self.person_id), year) for name, year in self.years.items())
        return [(entry, year) for entry, of, year in named if of == number]

    def books(self) -> Iterator[tuple[Balance, list[Year]]]:
        """Each entry's account with the years that credit it."""
        for entry, account in self.accounts.items():
            owned = [year for name, year in self.years.items() if _owner_and_year(name, self.person_id)[0] == entry]
            yield account, owned

    def moved(self, line: c.AccountLine) -> Sequence[Movement]:
        """Every movement of the accounts of all entries, in order of time."""
        return self.once(("moved", line), lambda: self._moved(line))

    def _moved(self, line: c.AccountLine) -> list[Movement]:
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
    """The whole of one person, as it stands now."""
    return files.of(store, person_id)


def _read(store: EventStore, person_id: str) -> Made[PersonFile]:
    """All of it in one read, and in a second one where there are more entries than the one asked for."""
    entries: tuple[str, ...] = (person_id,)
    read: tuple[str, ...] = ()
    while not set(entries) <= set(read):
        read = tuple(dict.fromkeys((person_id, *entries)))
        prefixes = [prefix for entry in read for prefix in _prefixes(entry)]
        streams, commits = streams_under(store, prefixes)
        entry, archived = _standing(streams, person_id)
        entries = (entry, *aliases_of(archived))
    return Made(_file(streams, entries, archived), under(prefixes), commits)


def _prefixes(entry: str) -> list[str]:
    whole = (c.PERSON, c.BALANCE, c.TRANSFERRED)
    return [*(one.stream(entry) for one in whole), c.ENROLMENT.stream(entry, ""), c.CONTRIBUTION.stream(entry, "")]


def _standing(streams: Streams, person_id: str) -> tuple[str, Archived]:
    """The entry that stands for this one, as far as these streams tell, and its archive."""
    archived = archive.after(streams.get(c.PERSON.stream(person_id), ()))
    if isinstance(archived, Person) and archived.merged_into:
        person_id = archived.merged_into
        archived = archive.after(streams.get(c.PERSON.stream(person_id), ()))
    return person_id, archived


def _file(streams: Streams, entries: tuple[str, ...], archived: Archived) -> PersonFile:
    years, relations = dict[str, Year](), dict[str, Relation]()
    for entry in entries:
        for name, events in _beginning(streams, c.CONTRIBUTION.stream(entry, "")):
            years[name if entry == entries[0] else f"{name}@{entry}"] = contributions.after(events)
        _join(relations, _beginning(streams, c.ENROLMENT.stream(entry, "")))
    accounts = {entry: balances.after(streams.get(c.BALANCE.stream(entry), ())) for entry in entries}
    came = [transferred.after(streams.get(c.TRANSFERRED.stream(entry), ())) for entry in entries]
    return PersonFile(entries[0], archived, relations, years, accounts, [row for one in came for row in one.rows])


def _beginning(streams: Streams, prefix: str) -> Iterator[tuple[str, Sequence[Event]]]:
    """The streams whose names begin so, called by the rest of their names."""
    return ((name.removeprefix(prefix), events) for name, events in streams.items() if name.startswith(prefix))


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
    for prefix in (c.ENROLMENT.stream(entry, "") for entry in entries):
        _join(relations, ((name.removeprefix(prefix), events) for name, events in store.streams(prefix)))
    return relations


def _join(relations: dict[str, Relation], streams: Iterable[tuple[str, Sequence[Event]]]) -> None:
    """Put the relations of another entry to those that are known."""
    for unit_id, events in streams:
        found = enrolment.after(events)
        relations[unit_id] = together(relations[unit_id], found) if unit_id in relations else found


def years_of(store: EventStore, person_id: str) -> Mapping[str, Year]:
    """The person's contributions, by year; those of another entry are named `<year>@<entry>`."""
    return person_file(store, person_id).years


FILES = 40
"""A career and what pages make of it may be two megabytes."""
files = Remembered(_read, FILES)
