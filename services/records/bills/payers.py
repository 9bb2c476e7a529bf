"""Whose bill money is for: who pays alone is billed under one number, and a feed may name another (ENR-22)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kernel.store import EventStore
from services.records import contract as c
from services.records.bills.state import Bill
from services.records.enrolment.domain import Relation, enrolment
from services.records.personfile import aliases_of
from services.records.persons.domain import Archived, Person, archive


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of the archive of one person, the one that was named first, each with its relation as a payer."""

    relations: Mapping[str, Relation]

    def billed(self, period: str, bills: Mapping[str, Bill]) -> str:
        """The entry whose bill of the month, by entry, wants money; else that has one; else that will have one."""
        fits: tuple[Callable[[str], object], ...] = (
            lambda entry: any(account.open or account.fee_open for account in bills[entry].lines.values()),
            lambda entry: bills[entry].lines,
            lambda entry: any(self.relations[entry].owed_in(period)),
        )
        found = (entry for fit in fits for entry in self.relations if fit(entry))
        return next(found, next(iter(self.relations)))


def merged_payers(store: EventStore, payers: Iterable[str]) -> dict[str, Entries]:
    """Of payers who are people under several numbers: all of these. Units, and who has one number, are left out."""
    named = _archived(store, payers)
    stands = {payer: person.merged_into or payer for payer, person in named.items()}
    merged = {payer for payer, person in named.items() if person.merged_into or person.aliases}
    standing = _archived(store, {stands[payer] for payer in merged})
    entries = {payer: (stands[payer], *aliases_of(standing[stands[payer]])) for payer in merged}
    streams = {entry: c.ENROLMENT.stream(entry, c.SELF) for found in entries.values() for entry in found}
    pasts = store.load_many(list(streams.values())) if streams else {}
    relations = {entry: enrolment.after(pasts.get(stream, ())) for entry, stream in streams.items()}
    return {
        payer: Entries({entry: relations[entry] for entry in sorted(found, key=lambda one: one != payer)})
        for payer, found in entries.items()
    }


def _archived(store: EventStore, entries: Iterable[str]) -> dict[str, Person]:
    streams = {c.PERSON.stream(entry): entry for entry in entries}
    found: dict[str, Archived] = {
        streams[stream]: archive.after(past) for stream, past in store.load_many(list(streams)).items()
    }
    return {entry: person for entry, person in found.items() if isinstance(person, Person)}
