"""From records' news to an ordered card, and from a lost card to the news of it, over the real broker."""

import orjson
from kombu import Connection, Exchange, Queue

from kernel.events import cloud_events
from kernel.service import Service
from services.cards.contract import CARD, CardLost, CardOrdered
from services.cards.service import CardsSubscriptions
from services.records.contract import ENROLMENT, PersonEnrolled
from tests.services.harness import happened, listener_of, relay_of, running, wait

City = tuple[Service, Service]
LOST = CardLost("P1-1", "P1", "temp", "web", "2026-11-22", "2026-11-29")


def enrolled(person: str, unit: str) -> PersonEnrolled:
    return PersonEnrolled(person, unit, ["pension"], "2026-11", 800000, "employee")


def first_card_listener(cards: Service):  # type: ignore[no-untyped-def]
    first_card = CardsSubscriptions.first_card
    return listener_of(cards, first_card.subscription, first_card.sources, first_card.effect(cards))


def ordered(cards: Service) -> list[str]:
    return sorted(commit["stream"] for commit in cards.store.commits.find())


def test_each_newly_enrolled_person_is_ordered_one_card(city: City) -> None:
    cards, records = city
    with running(first_card_listener(cards), relay_of(records)):
        for person in ("P1", "P2", "P3"):
            happened(records, ENROLMENT.stream(person, "U1"), enrolled(person, "U1"))
            happened(records, ENROLMENT.stream(person, "U2"), enrolled(person, "U2"))
        wait(
            lambda: len(ordered(cards)) == 3 and cards.database["inbox_first-card"].count_documents({"version": 1}) == 6
        )
    assert ordered(cards) == ["card-P1-1", "card-P2-1", "card-P3-1"]
    events, _ = cards.store.load("card-P1-1")
    assert [type(event) for event in events] == [CardOrdered]


def test_an_enrolment_that_is_delivered_again_and_again_orders_one_card(city: City) -> None:
    cards, records = city
    happened(records, ENROLMENT.stream("P1", "U1"), enrolled("P1", "U1"))
    with running(first_card_listener(cards), relay_of(records)):
        wait(lambda: ordered(cards))
        commit = records.store.commits.find_one({"seq": {"$gt": 0}})
        assert commit
        (message,) = cloud_events(commit, "records")
        with Connection(records.settings.amqp_uri) as connection:
            publisher = connection.Producer(exchange=Exchange("records.events", "topic", durable=True))
            for _ in range(5):
                publisher.publish(
                    orjson.dumps(message),
                    routing_key="enrolment.PersonEnrolled",
                    content_type="application/json",
                    content_encoding="utf-8",
                )
        happened(records, ENROLMENT.stream("P2", "U1"), enrolled("P2", "U1"))
        wait(lambda: len(ordered(cards)) == 2)
    assert ordered(cards) == ["card-P1-1", "card-P2-1"]


def test_a_lost_card_is_everybodys_news(city: City) -> None:
    cards, _ = city
    received: list[dict] = []
    with Connection(cards.settings.amqp_uri) as connection:
        # What any program with any AMQP library would do.
        exchange = Exchange("cards.events", "topic", durable=True)
        queue = Queue("tester", exchange, routing_key="card.CardLost")
        with connection.Consumer([queue], callbacks=[lambda body, message: received.append(body) or message.ack()]):
            happened(cards, CARD.stream("P1-1"), CardOrdered("P1-1", "P1", "application", "2026-10-08"), LOST)
            with running(relay_of(cards)):
                while not received:
                    connection.drain_events(timeout=20)
    (message,) = received
    assert (message["type"], message["source"], message["subject"]) == ("CardLost", "cards", "card-P1-1")
    assert (message["streamversion"], message["dataschema"]) == (2, "cards/CardLost/1")
    assert message["data"] == {
        "card_id": "P1-1",
        "person_id": "P1",
        "kind": "temp",
        "channel": "web",
        "lost_on": "2026-11-22",
        "lapses_on": "2026-11-29",
    }
