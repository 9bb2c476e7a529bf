"""The relay: numbers what was committed and publishes it, in order, at least once (promise K3).

A process of its own in plain Python. Commands never wait for it; while the broker is away it goes on numbering.
"""

import logging
import time
from contextlib import suppress
from typing import Any

import orjson
import pika
from pika.channel import Channel
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from kernel.events import cloud_events
from kernel.heads import Heads
from kernel.lease import Lease
from kernel.numbering import Numbering
from kernel.store import Document, EventStore

log = logging.getLogger(__name__)
POLL_SECONDS = 0.03
POLL_IDLE_SECONDS = 0.15
SLOWER_BY = 0.02
"""The longer nothing has come, the less often the store is asked: the pause grows by so much a second."""
LONGEST_REST = 0.2
"""After a round it rests as long as the round took, up to this: a busy machine then has fewer and larger rounds."""
FULL_ROUND = 100
"""From so many commits in a round on, the next one begins at once."""
LOOK_AROUND_SECONDS = 0.5
"""How often to look for commits that another relay has numbered."""
PAUSE_AFTER_FAILURE = 0.5
WINDOW = 400
"""How many published messages may be unconfirmed at once."""


class Relay:
    """Numbers and publishes the commits of one service until it is told to stop."""

    def __init__(self, store: EventStore, amqp_uri: str, heads: Collection[Document]) -> None:
        self.store = store
        self.exchange = f"{store.contract.service}.events"
        self.numbering = Numbering(store)
        self.lease = Lease(store.database["relay"], "lease")
        self.positions = store.database["relay"]
        self.heads = Heads(heads, store.contract.service)
        self.parameters = pika.URLParameters(amqp_uri)
        self.parameters.blocked_connection_timeout = 30
        self.parameters.heartbeat = 20
        self.stopping = False

    def run(self) -> None:
        """Work until `stop`; a lost connection is opened again."""
        while not self.stopping:
            try:
                _Session(self).run()
            except (pika.exceptions.AMQPError, OSError) as lost:
                log.warning("the broker's connection was lost: %s", type(lost).__name__)
            self._number()
            time.sleep(PAUSE_AFTER_FAILURE)
        with suppress(PyMongoError):
            self.lease.release()

    def stop(self) -> None:
        """Ask `run` to return after the current step."""
        self.stopping = True

    def _number(self) -> None:
        try:
            more = True
            while more and not self.stopping and self.lease.hold():
                more = self.numbering.number() > 0
                self.heads.keep(self.numbering.head)
        except PyMongoError as outage:
            log.warning("numbering waits for the store: %s", type(outage).__name__)

    def published(self) -> int:
        """The number up to which everything has been confirmed by the broker."""
        kept = self.positions.find_one({"_id": "published"})
        return kept["seq"] if kept else 0


class _Session:
    """One connection to the broker: opened, published through, closed. Knows what was sent and not yet confirmed."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.unconfirmed: dict[int, int] = {}
        self.sent = -1
        self.saved = 0
        self.tag = 0
        self.blocked = False
        self.more = True
        self.last_work = self.looked = 0.0
        self.channel: Channel | None = None
        self.connection = pika.SelectConnection(
            relay.parameters,
            on_open_callback=self._opened,
            on_open_error_callback=self._lost,
            on_close_callback=self._lost,
        )

    def run(self) -> None:
        try:
            self.connection.ioloop.start()
        finally:
            self.connection.ioloop.close()

    def _opened(self, connection: pika.SelectConnection) -> None:
        connection.add_on_connection_blocked_callback(lambda *_: setattr(self, "blocked", True))
        connection.add_on_connection_unblocked_callback(lambda *_: setattr(self, "blocked", False))
        connection.channel(on_open_callback=self._ready)

    def _ready(self, channel: Channel) -> None:
        self.channel = channel
        channel.add_on_close_callback(lambda *_: self._close())
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._confirmed)
        channel.exchange_declare(self.relay.exchange, "topic", durable=True, callback=lambda _: self._tick())

    def _lost(self, *_: Any) -> None:
        self.connection.ioloop.stop()

    def _close(self) -> None:
        if self.connection.is_open:
            self.connection.close()

    def _returned(self, _channel: Channel, method: Any, _properties: Any, _body: bytes) -> None:
        # Nobody listens to this category yet; whoever comes later reads the history.
        log.debug("no queue for %s", method.routing_key)

    def _tick(self) -> None:
        """Number, publish, save the position; then again."""
        if self.relay.stopping:
            with suppress(PyMongoError):
                self._save()
            self._close()
            return
        now = time.monotonic()
        pause = min(POLL_IDLE_SECONDS, POLL_SECONDS + SLOWER_BY * (now - self.last_work))
        try:
            if not self.relay.lease.hold():
                self.sent = -1
            elif numbered := self._work(now):
                self.last_work = now
                # A round costs much the same for one commit as for many, here and with every subscriber: under a
                # steady load it waits for the next few, longer on a busy machine; in a backlog it does not.
                took = time.monotonic() - now
                pause = 0 if numbered >= FULL_ROUND else min(LONGEST_REST, max(POLL_SECONDS, took))
        except PyMongoError as outage:
            log.warning("waiting for the store: %s", type(outage).__name__)
            pause = PAUSE_AFTER_FAILURE
        self.connection.ioloop.call_later(pause, self._tick)

    def _work(self, now: float) -> int:
        """One round; how many commits it numbered. An idle round costs one look at an index."""
        numbering = self.relay.numbering
        numbered = numbering.number() if numbering.head is None or numbering.waiting() else 0
        self.relay.heads.keep(numbering.head)
        if numbered or self.more or now - self.looked > LOOK_AROUND_SECONDS:
            self.looked = now
            self._publish()
        if self.saved < self.sent:
            self._save()
        return numbered

    def _publish(self) -> None:
        """Send what may be sent now; `more` tells whether something may be left."""
        if self.blocked or len(self.unconfirmed) >= WINDOW or self.channel is None:
            self.more = True
            return
        if self.sent < 0:
            self.sent = self.saved = self.relay.published()
        # Read back by number and without gap: what another relay has stamped meanwhile counts, what we have in
        # memory does not.
        found = self.relay.store.commits.find({"seq": {"$gt": self.sent}}).sort("seq").limit(WINDOW)
        self.more = False
        for commit in found:
            if commit["seq"] != self.sent + 1:
                break
            self._send(commit)
            self.more = True

    def _send(self, commit: Document) -> None:
        assert self.channel is not None
        contract = self.relay.store.contract
        category = contract.categories[commit["category"]]
        for published in cloud_events(commit, contract.service) if category.public else ():
            self.tag += 1
            self.unconfirmed[self.tag] = commit["seq"]
            self.channel.basic_publish(
                self.relay.exchange,
                f"{category.name}.{published['type']}",
                orjson.dumps(published),
                pika.BasicProperties("application/json", "utf-8", delivery_mode=2, message_id=published["id"]),
                mandatory=True,
            )
        self.sent = commit["seq"]

    def _confirmed(self, frame: Any) -> None:
        method = frame.method
        if isinstance(method, pika.spec.Basic.Nack):
            log.warning("the broker refused messages; the connection is opened again")
            self._close()
            return
        if method.multiple:
            for tag in [t for t in self.unconfirmed if t <= method.delivery_tag]:
                del self.unconfirmed[tag]
        else:
            self.unconfirmed.pop(method.delivery_tag, None)
        if self.more and len(self.unconfirmed) <= WINDOW // 2 and not self.relay.stopping:
            try:
                self._publish()
            except PyMongoError as outage:
                log.warning("waiting for the store: %s", type(outage).__name__)

    def _save(self) -> None:
        """Raise the published number to the last before the first unconfirmed message."""
        first = next(iter(self.unconfirmed.values()), self.sent + 1)
        if first - 1 > self.saved:
            self.relay.positions.update_one({"_id": "published"}, {"$max": {"seq": first - 1}}, upsert=True)
            self.saved = first - 1
