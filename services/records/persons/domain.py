"""The archive of one person, `person-<person_id>`. Pure; personal data is sealed text."""

from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.doubles import AliasTaken, EntryMerged, MergeUndone

PersonEvent = (
    c.PersonRegistered
    | c.PersonCorrected
    | c.DeemedMonthsConfirmed
    | c.PersonNumberUpgraded
    | EntryMerged
    | AliasTaken
    | MergeUndone
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody of that id is in the archive."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the archive; id number, name, mobile, birth, computer number and bank account are sealed."""

    person_id: str
    id_number: str
    name: str
    mobile: str
    born: str
    household_region: str
    kind: c.PersonKind
    registered_on: str
    district: str
    computer_number: str
    bank_account: str
    deemed_months: int = 0
    deemed_document: str = ""
    merged_into: str = ""
    """The entry of which this one is an alias (ENR-22)."""
    aliases: tuple[str, ...] = ()


Archived = Unknown | Person


def evolve(person: Archived, event: PersonEvent) -> Archived:
    """The archive after an event."""
    match event:
        case c.PersonRegistered():
            return Person(**{name: getattr(event, name) for name in event.names})
        case c.PersonCorrected():
            corrected = {name: getattr(event, name) for name in ("name", "mobile", "household_region", "kind")}
            given = {name: value for name, value in corrected.items() if value is not None}
            return person if isinstance(person, Unknown) else replace(person, **given)
        case c.PersonNumberUpgraded():
            return person if isinstance(person, Unknown) else replace(person, id_number=event.id_number)
        case c.DeemedMonthsConfirmed():
            if isinstance(person, Unknown):
                return person
            return replace(person, deemed_months=event.months, deemed_document=event.document)
        case EntryMerged() | AliasTaken() | MergeUndone():
            return person if isinstance(person, Unknown) else _merged(person, event)
        case _:
            assert_never(event)


def _merged(person: Person, event: EntryMerged | AliasTaken | MergeUndone) -> Person:
    match event:
        case EntryMerged():
            return replace(person, merged_into=event.into)
        case AliasTaken():
            return replace(person, aliases=(*person.aliases, event.alias))
        case MergeUndone():
            left = tuple(one for one in person.aliases if one != event.other)
            return replace(person, merged_into="", aliases=left)


archive: Aggregate[Archived] = Aggregate(initial=Unknown(), evolve=evolve)


def register_if_unknown(person: Archived, registered: c.PersonRegistered) -> list[PersonEvent]:
    """Whoever a unit enrols is in the archive from then on; who is there already stays as he is."""
    return [registered] if isinstance(person, Unknown) else []


def is_retired(person: Archived) -> bool:
    """Whether the person draws a pension."""
    return isinstance(person, Person) and person.kind == "retired"
