"""Subscriptions: what a process hears from others and what it makes of it (promises K4, K5).

`Reaction` and `Projection` are nameko dependency providers that run their own kombu loop. nameko's stock event
handler acknowledges an event whose handler raised and runs the messages of one queue side by side; neither may happen
here. One durable quorum queue per subscription, one active consumer; further copies stand by.
"""

import logging
import random
import time
from collections.abc import Iterable, Sequence

import orjson
from kombu import Connection, Consumer, Exchange, Queue
from kombu.message import Message
from nameko.extensions import DependencyProvider
from pymongo.errors import PyMongoError

from kernel.effects import Folding, React, Reacting
from kernel.events import Fact, Source, fact_of
from kernel.history import History, SourceUnavailable, histories
from kernel.http import Wired
from kernel.inbox import Contended, Effect, Inbox
from kernel.readmodel import ReadModel
from kernel.rebuild import rebuild_if_asked
from kernel.service import Service

log = logging.getLogger(__name__)
LOST = (*Connection().connection_errors, *Connection().channel_errors, OSError)
BATCH = 500
IDLE_SECONDS = 0.25
HOUSEKEEPING_SECONDS = 1.0
HEADS_SECONDS = 5.0
HEARTBEAT_SECONDS = 10
TRIES_BEFORE_ALONE = 2
TRIES_ALONE = 3
PAUSE_AFTER_FAILURE = 0.5


class Subscription(DependencyProvider):
    """One queue, one inbox, one effect. Not used itself: see `Reaction` and `Projection`."""

    sources: Sequence[Source]
    subscription: str
    listener: "Listener | None" = None

    def effect(self, service: Service) -> Effect:
        """What is done with the events."""
        raise NotImplementedError

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        service = next(d for d in self.container.dependencies if isinstance(d, Wired)).made
        self.listener = Listener(service, self.subscription, self.sources, self.effect(service))
        self.listener.run()

    def stop(self) -> None:
        if self.listener is not None:
            self.listener.stopping = True


class Reaction(Subscription):
    """`react(unit, fact, service)` for each event of `sources`, in one transaction with the inbox."""

    def __init__(self, name: str, sources: Sequence[Source], react: React) -> None:
        self.subscription, self.sources, self.react = name, sources, react

    def effect(self, service: Service) -> Effect:
        return Reacting(service, self.subscription, self.react)


class Projection(Subscription):
    """Keeps a read model; rebuilds it first where its version has changed."""

    def __init__(self, model: ReadModel) -> None:
        self.subscription, self.sources, self.model = model.name, model.sources, model

    def effect(self, service: Service) -> Effect:
        rebuild_if_asked(service, self.model)
        return Folding(service.database, self.model)


class Listener:
    """The loop of one subscription: takes what is there, applies it, acknowledges it after the commit."""

    def __init__(self, service: Service, name: str, sources: Sequence[Source], effect: Effect) -> None:
        self.service = service
        self.name = name
        self.sources = {(s.contract.service, s.category.name): s for s in sources}
        self.histories: dict[str, History] = histories(service, sources)
        self.inbox = Inbox(service.database, effect)
        self.pending: list[Message] = []
        self.stopping = False
        self._looked_behind = self._looked_at_heads = 0.0

    def run(self) -> None:
        """Listen until told to stop; a lost broker or store is waited for."""
        while not self.stopping:
            try:
                self._listen()
            except LOST as lost:
                log.warning("%s: the broker's connection was lost: %s", self.name, type(lost).__name__)
            except (PyMongoError, Contended) as outage:
                log.warning("%s: waiting for the store: %s", self.name, type(outage).__name__)
            time.sleep(PAUSE_AFTER_FAILURE)

    def queue(self) -> Queue:
        """The durable quorum queue, bound to each category it wants."""
        return Queue(
            f"{self.service.name}.{self.name}",
            durable=True,
            queue_arguments={"x-queue-type": "quorum", "x-single-active-consumer": True},
        )

    def declare(self, connection: Connection) -> Queue:
        """Declare exchanges, queue and bindings."""
        channel = connection.default_channel
        queue = self.queue()(channel)
        queue.queue_declare()
        for service, category in self.sources:
            exchange = Exchange(f"{service}.events", "topic", durable=True)(channel)
            exchange.declare()
            queue.bind_to(exchange, routing_key=f"{category}.*")
        return queue

    def _listen(self) -> None:
        with Connection(self.service.settings.amqp_uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=5) as connection:
            queue = self.declare(connection)
            self.pending = []
            with Consumer(
                connection.default_channel,
                [queue],
                on_message=self.pending.append,
                prefetch_count=BATCH,
                accept=["application/json"],
            ):
                while not self.stopping:
                    self._drain(connection)
                    if self.pending:
                        self._handle()
                    self._keep_house()

    def _drain(self, connection: Connection) -> None:
        """Wait a moment for a first message, then take what is there."""
        connection.heartbeat_check()
        wait = IDLE_SECONDS
        while len(self.pending) < BATCH:
            try:
                connection.drain_events(timeout=wait)
            except TimeoutError:
                return
            wait = 0.001

    def _handle(self) -> None:
        messages, self.pending[:] = list(self.pending), []
        suspects = [m for m in messages if int((m.headers or {}).get("x-delivery-count", 0)) >= TRIES_BEFORE_ALONE]
        if suspects:
            for message in messages:
                self._alone(message)
        else:
            self._apply([self._fact(message) for message in messages])
        # Everything up to here is committed; what is acknowledged too late comes again and is dropped then.
        messages[-1].ack(multiple=True)

    def _alone(self, message: Message) -> None:
        """Handle by itself what has come several times: it may be what killed the process each time."""
        fact = self._fact(message)
        tried = self.inbox.note_attempt(fact)
        unfit = {fact.id: f"the process died {tried - 1} times while handling it"} if tried > TRIES_ALONE else None
        self._apply([fact], unfit)

    def _apply(self, facts: Iterable[Fact], unfit: dict[str, str] | None = None) -> None:
        known = [fact for fact in facts if (fact.source, fact.category) in self.sources]
        outcome = self.inbox.apply(known, unfit)
        for source, category in outcome.incomplete:
            self._catch_up(source, category)

    def _fact(self, message: Message) -> Fact:
        published = orjson.loads(message.body)
        return fact_of(published, self.sources[published["source"], published["category"]].contract)

    # what did not come by the queue is pulled from its source's history

    def _keep_house(self) -> None:
        now = time.monotonic()
        if now - self._looked_behind > HOUSEKEEPING_SECONDS:
            self._looked_behind = now
            self._heal()
        if now - self._looked_at_heads > HEADS_SECONDS or not self._looked_at_heads:
            self._looked_at_heads = now + random.uniform(0, 1)
            self._compare_heads()

    def _heal(self) -> None:
        for place in self.inbox.behind():
            source, _, stream = place["_id"].partition("/")
            try:
                self.inbox.apply(self.histories[source].stream(stream, place["version"]))
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)

    def _compare_heads(self) -> None:
        for service, history in self.histories.items():
            try:
                heads = history.heads()
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)
                continue
            for source, category in self.sources:
                if source == service and heads.get(category, 0) > self.inbox.seen(source, category):
                    self._catch_up(source, category)

    def _catch_up(self, source: str, category: str) -> None:
        after = self.inbox.seen(source, category)
        while not self.stopping:
            try:
                facts = self.histories[source].category(category, after, BATCH)
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)
                return
            if facts:
                self.inbox.apply(facts)
            reached = self.inbox.seen(source, category)
            if reached <= after:
                return
            after = reached
