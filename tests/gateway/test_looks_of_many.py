"""ID-17: a look at very many people is told in several messages and leaves nobody out; keeping waits for nobody."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from threading import Event
from typing import Any

import pytest
from flask import Flask, Response, g
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.processes import wait_until
from gateway.web.caller import Caller
from gateway.web.looks import MOST_PEOPLE, Journal, note_looks, seen_persons
from kernel.clock import system_clock
from kernel.privacy import person_id
from kernel.refusals import Unavailable
from kernel.schema import checked
from services.identity import contract as identity

PEOPLE = [person_id(str(number), "k" * 32) for number in range(2 * identity.MOST_SEEN + 1)]

LOOK = identity.Look(
    at="2026-11-22T00:00:00.000Z",
    account="A1",
    role="clerk",
    acting_for="",
    channel="api",
    action="see the work list",
    about="",
    reason="",
)


@pytest.fixture
def database(mongo: str, database_prefix: str) -> Iterator[Database[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](mongo) as client:
        yield client[f"{database_prefix}_looks"]


def test_a_page_of_very_many_people_is_a_look_at_each_of_them(app: Flask, database: Database[dict[str, Any]]) -> None:
    handed_over: list[identity.RecordLooks] = []
    journal = Journal(database, lambda looks, _parcel: handed_over.append(looks))
    with app.test_request_context("/api/v1/work-list"):
        g.caller = Caller("A1", "clerk")
        seen_persons(PEOPLE)
        note_looks(journal, system_clock, "see the work list", Response(status=200))
    journal.end()
    while parcel := journal.tie():
        journal.hand_over(parcel)
    assert database["looks"].count_documents({}) == 0
    told = [one for looks in handed_over for one in looks.seen]
    assert sorted(person for one in told for person in one.person_ids) == sorted(PEOPLE)
    assert {(one.look["account"], one.look["action"]) for one in told} == {("A1", "see the work list")}
    for looks in handed_over:
        assert sum(len(one.person_ids) for one in looks.seen) <= MOST_PEOPLE
        assert checked(identity.RecordLooks, asdict(looks)) == looks


def test_looks_are_kept_while_identity_takes_its_time(database: Database[dict[str, Any]]) -> None:
    slow = Event()
    journal = Journal(database, lambda _looks, _parcel: slow.wait())
    journal.start()

    def kept(count: int) -> bool:
        return database["looks"].count_documents({}) == count

    try:
        for number in (1, 2, 3):
            journal.note(identity.Seen(LOOK, PEOPLE[:1]))
            wait_until(partial(kept, number), "it is on disk")
    finally:
        slow.set()
        journal.end()


def test_what_two_processes_have_kept_is_one_parcel_and_its_id_does_not_change(
    database: Database[dict[str, Any]],
) -> None:
    told: list[tuple[str, identity.RecordLooks]] = []

    def away(looks: identity.RecordLooks, parcel: str) -> None:
        told.append((parcel, looks))
        if len(told) == 1:
            raise Unavailable(service="identity")

    one, other = Journal(database, away), Journal(database, away)
    for journal in (one, other):
        journal.note(identity.Seen(LOOK, PEOPLE[:3]))
        assert journal.keep()
    parcel = one.tie()
    assert parcel
    one.hand_over(parcel)
    other.note(identity.Seen(LOOK, PEOPLE[3:4]))
    assert other.keep()
    other.hand_over(parcel)
    assert told[0] == told[1] == (parcel, identity.RecordLooks([identity.Seen(LOOK, PEOPLE[:3])] * 2))
    assert database["looks"].count_documents({}) == 1
