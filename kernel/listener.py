"""The loop of one subscription: takes messages as a batch, applies it, acknowledges it after the commit (K4, K5).

One durable quorum queue, one active consumer; further copies stand by. What did not come by the queue is pulled from
its source's history. Plain kombu: it runs in a thread of any kind.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import orjson
from kombu import Connection, Consumer, Exchange, Queue
from kombu.message import Message
from pymongo.errors import PyMongoError

from kernel.events import Fact, Source, fact_of
from kernel.history import History, SourceUnavailable, histories
from kernel.inbox import Applied, Contended, Effect, Inbox, Outdated
from kernel.service import Service

log = logging.getLogger(__name__)
LOST = (*Connection().connection_errors, *Connection().channel_errors, OSError)
BATCH = 500
IDLE_SECONDS = 0.5
HOUSEKEEPING_SECONDS = 2.0
LONGEST_REST = 0.2
"""A batch costs much the same for one event as for many: after one, the next are waited for as long as it took, so
that a busy machine has larger batches and a quiet one hardly waits."""
HEADS_SECONDS = 5.0
HEARTBEAT_SECONDS = 10
BREATH_SECONDS = 1.0
TRIES_TOGETHER = 2
TRIES_ALONE = 3
PAUSE_AFTER_FAILURE = 0.5
STAND_BY_SECONDS = 5
CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
"""How long the broker may take to answer; kombu itself waits without a limit. Deleting a broken queue takes 5 s."""


class Listener:
    """The loop of one subscription: takes what is there, applies it, acknowledges it after the commit."""

    def __init__(
        self, service: Service, name: str, sources: Sequence[Source], effect: Effect, batch: int = BATCH
    ) -> None:
        self.service = service
        self.name = name
        self.batch = batch
        self.sources = {(s.contract.service, s.category.name): s for s in sources}
        self.histories: dict[str, History] = histories(service, sources)
        self.inbox = Inbox(service.database, effect)
        self.pending: list[Message] = []
        self.stopping = False
        self._survived: set[tuple[str, str]] = set()
        self._connection: Connection | None = None
        self._deaf = False
        self._resting = 0.0
        self._breathed = self._looked_behind = self._looked_at_heads = 0.0
        self._heads: dict[tuple[str, str], int] = {}

    def run(self) -> None:
        """Listen until told to stop; a lost broker or store is waited for."""
        while not self.stopping:
            try:
                self._listen()
            except LOST as lost:
                log.warning("%s: the broker's connection was lost: %s", self.name, type(lost).__name__)
            except (PyMongoError, Contended) as outage:
                code = getattr(outage, "code", None) or ""
                log.warning("%s: waiting for the store: %s %s", self.name, type(outage).__name__, code)
            except Outdated:
                log.warning("%s: another version serves; this copy stands by", self.name)
                time.sleep(STAND_BY_SECONDS)
            time.sleep(PAUSE_AFTER_FAILURE)

    def stop(self) -> None:
        """Ask `run` to return after the current step."""
        self.stopping = True

    @staticmethod
    def queue_named(service: str, subscription: str) -> Queue:
        """The durable quorum queue of a subscription, with one active consumer."""
        return Queue(
            f"{service}.{subscription}",
            durable=True,
            queue_arguments={"x-queue-type": "quorum", "x-single-active-consumer": True},
        )

    def declare(self, connection: Connection) -> Queue:
        """Declare exchanges, queue and bindings."""
        channel = connection.default_channel
        queue = self.queue_named(self.service.name, self.name)(channel)
        if self._deaf:
            log.error("%s: the queue did not answer; it is deleted and declared again", self.name)
            queue.delete()
            self._deaf = False
        queue.queue_declare()
        for service, category in self.sources:
            exchange = Exchange(f"{service}.events", "topic", durable=True)(channel)
            exchange.declare()
            queue.bind_to(exchange, routing_key=f"{category}.*")
        return queue

    def _listen(self) -> None:
        uri = self.service.settings.amqp_uri
        with Connection(uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=CONNECT_SECONDS) as connection:
            connection.connect().transport.sock.settimeout(ANSWER_SECONDS)
            queue = self.declare(connection)
            self._connection, self.pending = connection, []
            self._consume(queue)
            while not self.stopping:
                self._drain(connection)
                if self.pending:
                    self._handle()
                    time.sleep(self._resting)
                self._keep_house()

    def _consume(self, queue: Queue) -> None:
        consumer = Consumer(
            queue.channel,
            [queue],
            on_message=self.pending.append,
            prefetch_count=self.batch,
            accept=["application/json"],
            auto_declare=False,
        )
        began = time.monotonic()
        try:
            consumer.consume()
        except LOST:
            # A quorum queue that was declared just before the broker was killed may come back with neither a leader nor
            # its messages: it can be declared and bound, and answers to nothing else until it is deleted. While we wait
            # for it no heartbeat is sent, so the broker ends the connection. What was in it, the history has.
            self._deaf = time.monotonic() - began > ANSWER_SECONDS
            raise

    def _drain(self, connection: Connection) -> None:
        """Wait a moment for a first message, then take what is there."""
        connection.heartbeat_check()
        wait = IDLE_SECONDS
        while len(self.pending) < self.batch:
            try:
                connection.drain_events(timeout=wait)
            except TimeoutError:
                return
            wait = 0.001

    def _breathe(self) -> None:
        """In the middle of something long: let the broker know that we live. What comes meanwhile stays pending."""
        now = time.monotonic()
        if self._connection is not None and now - self._breathed > BREATH_SECONDS:
            self._breathed = now
            self._connection.heartbeat_check()
            with suppress(TimeoutError):
                self._connection.drain_events(timeout=0.001)

    def _handle(self) -> None:
        began = time.monotonic()
        messages, self.pending[:] = list(self.pending), []
        facts = list(self._facts(messages))
        came = max(int((message.headers or {}).get("x-delivery-count", 0)) for message in messages)
        self._apply(facts, carefully=came >= TRIES_TOGETHER)
        # Everything up to here is committed; what is acknowledged too late comes again and is dropped then.
        messages[-1].ack(multiple=True)
        self._resting = 0.0 if len(messages) >= self.batch else min(LONGEST_REST, time.monotonic() - began)

    def _apply(self, facts: Sequence[Fact], carefully: bool) -> None:
        """Apply a batch; where it has come several times, one by one: one of them may be what killed the process."""
        if carefully:
            outcomes = [self._alone(fact) for fact in facts]
        else:
            outcomes = [self._together(portion) for portion in self.inbox.portions(facts)]
        for source, category in set().union(*(outcome.incomplete for outcome in outcomes)):
            came = (fact.category_sequence for fact in facts if (fact.source, fact.category) == (source, category))
            self._catch_up(source, category, max(came))

    def _together(self, facts: Sequence[Fact]) -> Applied:
        self._breathe()
        return self.inbox.apply(facts)

    def _alone(self, fact: Fact) -> Applied:
        self._breathe()
        place = fact.source, fact.id
        try:
            tried = self.inbox.note_attempt(fact, survived=place in self._survived)
            why = f"the process died {tried - 1} times while handling it"
            applied = self.inbox.apply([fact], {fact.id: why} if tried > TRIES_ALONE else None)
        except (PyMongoError, Contended, Outdated):
            self._survived.add(place)  # not the event's fault: no death may be counted for it
            raise
        self._survived.discard(place)
        return applied

    def _apply_page(self, facts: Sequence[Fact]) -> None:
        """Apply what was pulled from a history."""
        if self.inbox.note_page(facts[0]) > TRIES_TOGETHER:
            for fact in facts:
                self._alone(fact)
        else:
            for portion in self.inbox.portions(facts):
                self._together(portion)

    def _facts(self, messages: Sequence[Message]) -> Iterator[Fact]:
        for message in messages:
            try:
                published = orjson.loads(message.body)
                yield fact_of(published, self.sources[published["source"], published["category"]].contract)
            except (ValueError, TypeError, KeyError, AttributeError):
                # Somebody else's, or of a category that was listened to once: the queue is still bound to it.
                log.warning("%s: a message that is none of its events was let go", self.name)

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
        """Pull what single streams want, until their source does not answer."""
        if not self.inbox.any_behind():
            return
        for source, history in self.histories.items():
            try:
                for place in self.inbox.behind(source):
                    self._breathe()
                    facts = history.stream(place["_id"].removeprefix(f"{source}/"), place["version"])
                    for start in range(0, len(facts), self.batch):
                        self._apply_page(facts[start : start + self.batch])
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)

    def _compare_heads(self) -> None:
        """Pull what the queue should have brought by the last look and has not; at first the whole past."""
        seen = self.inbox.all_seen(self.sources)
        for service, history in self.histories.items():
            try:
                heads = history.heads([category for source, category in self.sources if source == service])
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)
                continue
            for place in self.sources:
                source, category = place
                if source == service:
                    head = heads.get(category, 0)
                    until, self._heads[place] = self._heads.get(place, head), head
                    if seen[place] < until:
                        self._catch_up(source, category, until)

    def _catch_up(self, source: str, category: str, until: int) -> None:
        """Pull a category up to number `until`: beyond it the queue brings what comes, however fast it grows."""
        after = self.inbox.seen(source, category)
        while after < until and not self.stopping:
            self._breathe()
            try:
                facts = self.histories[source].category(category, after, self.batch)
            except SourceUnavailable as away:
                log.info("%s: %s", self.name, away)
                return
            if facts:
                self._apply_page(facts)
            reached = self.inbox.seen(source, category)
            if reached <= after:
                return
            after = reached
