"""What identity learns from others and what others learn from it, over the real broker."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue

from kernel.effects import Folding
from kernel.privacy import person_id
from kernel.service import Service
from services.cards.contract import CARD, CardLossCancelled, CardLost, CardOrdered
from services.cards.contract import CONTRACT as CARDS
from services.identity.account.queries import get_account
from services.identity.account.registration import register_person
from services.identity.contract import GetAccount, RegisterPerson
from services.identity.identity import Identity
from services.identity.service import IdentitySubscriptions
from services.identity.wiring import wire
from services.records.contract import CONTRACT as RECORDS
from services.records.contract import PERSON, PersonCorrected, PersonRegistered
from tests.services.harness import forget, happened, listener_of, relay_of, running, settings_for, wait

NUMBER = "320102199003072813"
REGISTRATION = RegisterPerson(NUMBER, "王小明", "13800001234", "Xuanwu!7hu", "Xuanwu!7hu", "t2011")


@pytest.fixture
def city(mongo: str, broker, database_prefix: str, tmp_path: Path) -> Iterator[tuple[Identity, Service, Service]]:
    """Identity, records and cards of this test's own, with the broker between them."""
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    services = wire(settings), Service(settings, RECORDS), Service(settings, CARDS)
    yield services
    for service in services:
        service.close()
    queues = ["identity.archive", "identity.card-losses", "tester"]
    forget(broker.uri, queues, ["identity.events", "records.events", "cards.events"])


def registered(identity: Identity) -> PersonRegistered:
    """王小明 as records has him, with a mobile of long ago."""
    seal = identity.sealer.seal
    person = person_id(NUMBER, identity.settings.person_id_key)
    return PersonRegistered(
        person, seal(NUMBER), seal("王小明"), seal("13011112222"), "", "320102", "employee", "2026-10-01"
    )


def test_who_is_registered_and_corrected_in_records_can_open_an_account(city) -> None:
    identity, records, _ = city
    person = registered(identity)
    corrected = PersonCorrected(person.person_id, mobile=identity.sealer.seal("13800001234"))
    archive = IdentitySubscriptions.archive
    folding = Folding(identity.database, archive.model)
    with running(listener_of(identity, archive.subscription, archive.sources, folding), relay_of(records)):
        happened(records, PERSON.stream(person.person_id), person, corrected)
        wait(lambda: (identity.archive.get(person.person_id) or {}).get("mobile") == corrected.mobile)
    context = replace(identity.context(), command_id="c1", command_hash="h1")
    assert register_person(identity, REGISTRATION, context)["version"] == 1


@pytest.fixture
def member(city) -> str:
    """The account of a person."""
    identity, _, _ = city
    person = registered(identity)
    document = {"_id": person.person_id, "name": person.name, "mobile": identity.sealer.seal("13800001234")}
    identity.archive.serving().insert_one(document)
    context = replace(identity.context(), command_id="c1", command_hash="h1")
    return str(register_person(identity, REGISTRATION, context)["result"]["account_id"])


def test_a_lost_card_shows_on_its_holders_account_until_it_is_taken_back(city, member: str) -> None:
    identity, _, cards = city
    person = person_id(NUMBER, identity.settings.person_id_key)
    asker = replace(identity.context(), actor=member, role="person", on_behalf_of=person)
    card = f"{person}-1"
    today, later = asker.today, "2099-12-31"

    def shown() -> dict:
        return get_account(identity.store, identity.account_keys, identity.city, GetAccount(), asker)

    losses = IdentitySubscriptions.card_losses
    listener = listener_of(identity, losses.subscription, losses.sources, losses.effect(identity))
    with running(listener, relay_of(cards)):
        happened(
            cards,
            CARD.stream(card),
            CardOrdered(card, person, "application", "2026-10-08"),
            CardLost(card, person, "temp", "app", today, later),
        )
        happened(cards, CARD.stream("POTHER-1"), CardLost("POTHER-1", "POTHER", "temp", "app", today, later))
        wait(lambda: shown()["strong_proof_needed"])
        assert shown()["card_losses"] == [{"card_id": card, "since": today, "until": later}]
        happened(cards, CARD.stream(card), CardLossCancelled(card, person, today), expected=2)
        wait(lambda: not shown()["strong_proof_needed"])
    assert shown()["version"] == 3


def test_an_account_is_news_its_logins_and_passwords_are_not(city, member: str) -> None:
    identity, _, _ = city
    received: list[dict] = []
    with Connection(identity.settings.amqp_uri) as connection:
        exchange = Exchange("identity.events", "topic", durable=True)
        queue = Queue("tester", exchange, routing_key="#")
        with (
            connection.Consumer([queue], callbacks=[lambda body, message: received.append(body) or message.ack()]),
            running(relay_of(identity)),
        ):
            while not received:
                connection.drain_events(timeout=20)
            wait(lambda: identity.health()["published"] == identity.store.commits.count_documents({}))
            with pytest.raises(TimeoutError):
                connection.drain_events(timeout=0.2)
    (message,) = received
    assert (message["type"], message["category"], message["data"]["account_id"]) == (
        "AccountRegistered",
        "account",
        member,
    )
