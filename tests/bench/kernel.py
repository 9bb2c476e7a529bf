"""The event core: one event a commit, one commit a document, unless a figure says otherwise."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pika
from kombu import Connection, Queue

from kernel.clock import system_clock
from kernel.commands import execute
from kernel.context import Context
from kernel.effects import Folding
from kernel.inbox import Inbox
from kernel.listener import Listener
from kernel.numbering import Numbering
from kernel.rebuild import rebuild
from kernel.service import Service
from kernel.store import FILLED_IN_BY_SERVER, INDEXES, LOADED, NewCommit
from tests.bench.measure import in_threads, median_of, rate, say, side_by_side
from tests.bench.stage import Stage
from tests.kernel.sample import CONTRACT, Added, add, tally, totals
from tests.services.harness import relay_of

CLIENTS = 16
ONE = "one event a commit, one commit a document"


def context(command_id: str | None = None) -> Context:
    return Context(now=system_clock(), actor="bench", role="bench", channel="bench", command_id=command_id)


def command_throughput(stage: Stage) -> None:
    """Load, decide, append, 16 threads of one process, streams of up to four commits."""
    each = 250

    def ours() -> float:
        service = stage.service(CONTRACT)
        store = service.store

        def client(number: int) -> None:
            for turn in range(each):
                stream = f"tally-{number}-{turn // 4}"
                execute(store, stream, tally, lambda total: add(1, total), context(f"{number}/{turn}"))

        return and_close(service, rate(CLIENTS * each, in_threads(CLIENTS, client)))

    def bare() -> float:
        service = stage.service(CONTRACT)
        commits = service.database["bare"]
        commits.create_indexes(INDEXES)

        def client(number: int) -> None:
            for turn in range(each):
                stream = f"tally-{number}-{turn // 4}"
                list(commits.find({"stream": stream}, LOADED).sort("version"))
                commits.insert_one(_commit(stream, turn % 4 + 1, f"{number}/{turn}"))

        return and_close(service, rate(CLIENTS * each, in_threads(CLIENTS, client)))

    value, limit = side_by_side(ours, bare)
    say("command_throughput", value, "commands/s", limit, "bare pymongo find + insert_one", ">= 0.7", per=ONE)


def relay_throughput(stage: Stage) -> None:
    """Number, hash, publish and save the position of a backlog of 20,000 commits."""
    backlog = 20_000

    def ours() -> float:
        service = stage.service(CONTRACT)
        fill(service, backlog)
        relay = relay_of(service)
        thread = threading.Thread(target=relay.run)

        def drain() -> None:
            thread.start()
            while relay.published() < backlog:
                time.sleep(0.01)

        value = rate(backlog, drain)
        relay.stop()
        thread.join()
        return and_close(service, value)

    def bare() -> float:
        return _bare_publish(stage, 20_000, 100)

    value, limit = side_by_side(ours, bare)
    bound = ">= 0.15 and >= 4000/s"
    say("relay_throughput", value, "commits/s", limit, "bare pika, 100 unconfirmed, quorum queue", bound, per=ONE)


def apply_throughput(stage: Stage) -> None:
    """One copy folds 20,000 events into a view, exactly once, from the queue on; and the same on 200 hot streams."""
    for streams, bound in ((2000, ">= 5000/s"), (200, ">= 3000/s")):
        count = 20_000

        def run(streams: int = streams, count: int = count) -> float:
            service = stage.service(CONTRACT)
            rebuild(service, totals)
            hears = listener_of(service)
            with declared(service, hears) as queue:
                fill(service, count, streams)
                relay = relay_of(service)
                publishing = threading.Thread(target=relay.run)
                publishing.start()
                while relay.published() < count:
                    time.sleep(0.01)
                relay.stop()
                publishing.join()
                hearing = threading.Thread(target=hears.run)
                inbox = Inbox(service.database, Folding(service.database, totals))

                def drain() -> None:
                    hearing.start()
                    while inbox.seen("sample", "tally") < count:
                        time.sleep(0.01)

                value = rate(count, drain)
                hears.stop()
                hearing.join()
                queue.delete()
            return and_close(service, value)

        name = "apply_throughput" if streams == 2000 else "apply_throughput_hot"
        say(name, median_of(run), "events/s", bound=bound, per=ONE, streams=streams)


def rebuild_own(stage: Stage) -> None:
    """A rebuild from the service's own store, 2,000 streams of 50 events."""
    count = 100_000
    service = stage.service(CONTRACT)
    fill(service, count, 2000)
    numbering = Numbering(service.store)
    while numbering.number():
        pass
    value = median_of(lambda: rate(count, lambda: rebuild(service, totals)))
    and_close(service, 0)
    say("rebuild_own", value, "events/s", bound=">= 50000", per=ONE)


def load_1000_events(stage: Stage) -> None:
    """Load and fold a stream of 1,000 events, against reading its documents."""
    service = stage.service(CONTRACT)
    for version in range(0, 1000, 500):
        service.store.append_many(
            [NewCommit("tally-x", n, [Added(1)], context()) for n in range(version, version + 500)]
        )
    bare = service.database["commits"]
    value, limit = side_by_side(
        lambda: rate(50, lambda: [service.store.state("tally-x", tally) for _ in range(50)]),
        lambda: rate(50, lambda: [list(bare.find({"stream": "tally-x"}, LOADED).sort("version")) for _ in range(50)]),
    )
    and_close(service, 0)
    say("load_1000_events", value, "streams/s", limit, "reading the same documents with pymongo", ">= 0.5", per=ONE)


ALL: tuple[Callable[[Stage], None], ...] = (
    command_throughput,
    relay_throughput,
    apply_throughput,
    rebuild_own,
    load_1000_events,
)


def and_close(service: Service, value: float) -> float:
    service.database.client.drop_database(service.database.name)
    service.close()
    return value


def fill(service: Service, count: int, streams: int = 2000) -> None:
    """Live commits of one event, the streams in turns."""
    for start in range(0, count, 1000):
        commits = [
            NewCommit(f"tally-{n % streams}", n // streams, [Added(1)], context()) for n in range(start, start + 1000)
        ]
        service.store.append_many(commits, bulk=False)


def listener_of(service: Service) -> Listener:
    return Listener(service, "totals", totals.sources, Folding(service.database, totals))


@contextmanager
def declared(service: Service, hears: Listener) -> Iterator[Queue]:
    """The listener's queue, empty, before anything is published."""
    with Connection(service.settings.amqp_uri) as connection:
        queue = hears.declare(connection)
        queue.purge()
        yield queue


def _commit(stream: str, version: int, command_id: str) -> dict[str, Any]:
    """A document of the same size as the store writes."""
    reply = {"result": {}, "stream": stream, "version": version}
    return {
        "stream": stream,
        "category": "tally",
        "version": version,
        "events": [{"type": "Added", "v": 1, "data": {"amount": 1}}],
        "meta": context(command_id).meta(),
        "bulk": False,
        "ts": FILLED_IN_BY_SERVER,
        "seq": 0,
        "command_id": command_id,
        "command_hash": None,
        "reply": reply,
    }


def _bare_publish(stage: Stage, count: int, window: int) -> float:
    """Messages a second that pika alone publishes to a quorum queue with so many unconfirmed."""
    body = b'{"specversion":"1.0","id":"tally-123:1","source":"sample","type":"Added","data":{"amount":1}}' + b" " * 250
    state = {"sent": 0, "confirmed": 0}
    connection = pika.SelectConnection(pika.URLParameters(stage.broker.uri))
    properties = pika.BasicProperties("application/json", "utf-8", delivery_mode=2)
    times: dict[str, float] = {}

    def fill(channel: Any) -> None:
        while state["sent"] < count and state["sent"] - state["confirmed"] < window:
            channel.basic_publish("", "bench.bare", body, properties)
            state["sent"] += 1

    def confirmed(channel: Any, frame: Any) -> None:
        state["confirmed"] = frame.method.delivery_tag
        if state["confirmed"] >= count:
            times["ended"] = time.perf_counter()
            channel.queue_delete("bench.bare", callback=lambda _: connection.close())
        else:
            fill(channel)

    def ready(channel: Any) -> None:
        channel.confirm_delivery(lambda frame: confirmed(channel, frame))
        times["started"] = time.perf_counter()
        fill(channel)

    def opened(channel: Any) -> None:
        arguments = {"x-queue-type": "quorum"}
        channel.queue_declare("bench.bare", durable=True, arguments=arguments, callback=lambda _: ready(channel))

    connection.add_on_open_callback(lambda c: c.channel(on_open_callback=opened))
    connection.add_on_close_callback(lambda *_: connection.ioloop.stop())
    connection.ioloop.start()
    connection.ioloop.close()
    return count / (times["ended"] - times["started"])
