"""The audit of what follows from what: each fact has had its consequence in the next service, once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kernel.events import Fact
from services.cards import contract as cards
from services.cards.domain import first_card_id
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as records
from tests.faults.settling import Platform


def reactions(platform: Platform) -> Iterator[str]:
    """The findings: causes that nobody knows, consequences that came twice, and those that never came."""
    facts = {name: platform.facts(name) for name in platform.logs}
    known = {(name, fact.id) for name, found in facts.items() for fact in found}
    for name, found in facts.items():
        yield from _twice(name, found)
        yield from _unfounded(name, found, {fact_id for _, fact_id in known})
    yield from _staff_changes(facts["employer"], facts["records"])
    yield from _first_cards(facts["records"], facts["cards"])
    yield from _losses(facts["cards"], facts["identity"])
    yield from _runs(facts["records"])


def _caused(facts: Iterable[Fact], service: str) -> Iterator[Fact]:
    """What a service did by itself, on news."""
    return (f for f in facts if f.meta.get("actor") == f"service:{service}" and f.meta.get("causationid"))


def _twice(name: str, facts: Iterable[Fact]) -> Iterator[str]:
    """A cause appends to a stream in one commit, so that a second one tells of a reaction that ran twice."""
    commits = Counter((f.meta["causationid"], f.stream, f.event.type, f.sequence) for f in _caused(facts, name))
    times = Counter((cause, stream, kind) for cause, stream, kind, _ in commits)
    for (cause, stream, kind), count in times.items():
        if count > 1:
            yield f"{name}: {cause} made {kind} happen {count} times in {stream}"


def _unfounded(name: str, facts: Iterable[Fact], known: set[str]) -> Iterator[str]:
    for fact in _caused(facts, name):
        if fact.meta["causationid"] not in known:
            yield f"{name}: {fact.id} follows from {fact.meta['causationid']}, which never happened"


def _staff_changes(told: list[Fact], answered: list[Fact]) -> Iterator[str]:
    """Every line of an approved change was enrolled, stopped or refused by records, once."""
    answers = Counter[tuple[str, str]]()
    for fact in answered:
        event: Any = fact.event
        if isinstance(event, records.PersonEnrolled | records.PersonStopped | records.EnrolmentRefused):
            answers.update((fact.meta.get("causationid", ""), line) for line in event.lines)
    for fact in told:
        if isinstance(fact.event, employer.StaffAdded | employer.StaffStopped):
            for line in fact.event.lines:
                if answers[fact.id, line] != 1:
                    yield f"records answered {fact.id} ({fact.event.type}, {line}) {answers[fact.id, line]} times"


def _first_cards(enrolments: list[Fact], ordered: list[Fact]) -> Iterator[str]:
    """Whoever was enrolled has one first card."""
    orders = Counter(fact.stream for fact in ordered if isinstance(fact.event, cards.CardOrdered))
    people = {fact.event.person_id for fact in enrolments if isinstance(fact.event, records.PersonEnrolled)}
    for person_id in sorted(people):
        stream = cards.CARD.stream(first_card_id(person_id))
        if orders[stream] != 1:
            yield f"{person_id} was enrolled and {stream} ordered {orders[stream]} times"


def _losses(happened: list[Fact], noted: list[Fact]) -> Iterator[str]:
    """The loss of a card is noted on its holder's account, once, where the account was there before."""
    accounts = {
        fact.event.person_id: fact.time
        for fact in noted
        if isinstance(fact.event, identity.AccountRegistered) and fact.event.person_id
    }
    notes = Counter(fact.meta.get("causationid") for fact in noted if isinstance(fact.event, identity.CardLossNoted))
    for fact in happened:
        known = isinstance(fact.event, cards.CardLost) and accounts.get(fact.event.person_id, fact.time) < fact.time
        if known and notes[fact.id] != 1:
            yield f"identity noted {fact.id} (CardLost) {notes[fact.id]} times"


def _runs(facts: list[Fact]) -> Iterator[str]:
    """Mass work that was started has come to its end."""
    standing: dict[str, str] = {}
    for fact in facts:
        if isinstance(fact.event, records.RunStarted | records.RunCompleted):
            standing[fact.stream] = fact.event.type
    yield from (
        f"{stream} was started and never completed" for stream, last in standing.items() if last == "RunStarted"
    )
