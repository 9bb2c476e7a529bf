"""K3 to K5 over the real broker: what was committed arrives, in order and once, whatever is lost on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest
from kombu import Connection

from deploy.local.processes import free_port
from kernel.effects import Folding
from kernel.events import Fact
from kernel.history import LocalHistory, SourceUnavailable
from kernel.inbox import Contended
from kernel.listener import BATCH, TRIES_ALONE, Listener
from kernel.numbering import Numbering
from kernel.readmodel import Generations
from kernel.rebuild import rebuild
from kernel.service import Service
from kernel.store import NewCommit, transaction
from tests.kernel.sample import CONTRACT, TALLY, Added, totals
from tests.services.harness import environment_of, relay_of, running, wait


@pytest.fixture
def sample(settings, broker) -> Iterator[Service]:
    """The sample service with its read model built, on the session's broker."""
    service = Service(replace(settings, amqp_uri=broker.uri), CONTRACT)
    rebuild(service, totals)
    yield service
    with Connection(broker.uri) as connection:
        channel = connection.default_channel
        channel.queue_delete("sample.totals")
        channel.exchange_delete("sample.events")
    service.close()


def append(service: Service, context, streams: int, version: int, amount: int = 1) -> None:
    commits = [NewCommit(f"tally-{n}", version - 1, [Added(amount)], context()) for n in range(streams)]
    service.store.append_many(commits, bulk=False)


def listener(service: Service) -> Listener:
    return Listener(service, "totals", [CONTRACT.source(TALLY)], Folding(service.database, totals))


def versions(service: Service) -> list[list[int]]:
    return [document["versions"] for document in Generations(service.database, totals).serving().find().sort("_id")]


def complete(service: Service, streams: int, length: int) -> bool:
    return versions(service) == [list(range(1, length + 1))] * streams


def test_what_is_committed_is_published_and_applied_in_order(sample, context):
    with running(relay_of(sample), listener(sample)):
        for version in range(1, 11):
            append(sample, context, 20, version)
        wait(lambda: complete(sample, 20, 10))
    assert sample.health()["published"] == sample.health()["head"] == 200


def test_the_last_head_is_kept_when_nothing_follows_and_a_relay_that_ends_lets_the_next_one_begin(sample, context):
    first = relay_of(sample)
    with running(first):
        for version in (1, 2, 3):  # within the second in which no other head is kept
            append(sample, context, 5, version)
        wait(lambda: sample.health()["published"] == 15)
        wait(lambda: first.heads.collection.find_one(sort=[("seq", -1)])["seq"] == 15)
    assert relay_of(sample).lease.hold()


def test_the_lag_is_how_long_the_oldest_unpublished_commit_has_waited_whatever_a_rehearsal_does_to_time(
    sample, context, tmp_path
):
    (tmp_path / "clock").write_text("86400")
    looking = Service(replace(sample.settings, clock_file=str(tmp_path / "clock")), CONTRACT)
    assert looking.health()["lag_seconds"] == 0
    append(sample, context, 1, 1)
    wait(lambda: looking.health()["lag_seconds"] >= 1)
    Numbering(sample.store).number()
    assert 1 <= looking.health()["lag_seconds"] < 60
    with running(relay_of(sample)):
        wait(lambda: looking.health()["lag_seconds"] == 0)
    looking.close()


def test_a_subscriber_that_starts_late_gets_the_whole_past(sample, context):
    with running(relay_of(sample)):
        for version in range(1, 6):
            append(sample, context, 10, version)
        wait(lambda: sample.health()["published"] == 50)
    with running(listener(sample)):  # nobody publishes any more: the history is all there is
        wait(lambda: complete(sample, 10, 5))


def test_messages_deleted_from_the_queue_are_pulled_from_the_history(sample, context):
    late = listener(sample)
    with Connection(sample.settings.amqp_uri) as connection:
        queue = late.declare(connection)
        with running(relay_of(sample)):
            append(sample, context, 10, 1)
            append(sample, context, 10, 2)
            wait(lambda: sample.health()["published"] == 20)
            assert queue.purge() == 20
            with running(late):
                append(sample, context, 10, 3)
                wait(lambda: complete(sample, 10, 3))


BEYOND_PREFETCH = 2 * BATCH + 100
"""Messages of which some stay in the queue while a first batch is done and a second one waits with the subscriber."""


class Growing(LocalHistory):
    """The history of a service in which something happens whenever one looks."""

    def __init__(self, service: Service, context) -> None:
        super().__init__(service.store)
        self.append = lambda: append(service, context, 1, len(service.store.load("tally-0")[0]) + 1)

    def category(self, name: str, after: int, limit: int = 1000) -> list[Fact]:
        self.append()
        while Numbering(self.store).number():
            pass
        return super().category(name, after, limit)


def test_who_catches_up_with_a_history_that_never_ends_still_takes_what_the_queue_brings(sample, context):
    hears = listener(sample)
    hears.histories["sample"] = Growing(sample, context)
    with Connection(sample.settings.amqp_uri) as connection:
        queue = hears.declare(connection)
        with running(relay_of(sample)):
            append(sample, context, BEYOND_PREFETCH, 1)
            wait(lambda: queue.queue_declare(passive=True).message_count == BEYOND_PREFETCH)
            with running(hears):
                wait(lambda: queue.queue_declare(passive=True).message_count == 0)
                append(sample, context, 1, len(sample.store.load("tally-0")[0]) + 1)
                wait(lambda: len(sample.store.load("tally-0")[0]) == len(versions(sample)[0]))


def test_messages_that_are_no_events_of_its_sources_are_let_go(sample, context):
    hears = listener(sample)
    with Connection(sample.settings.amqp_uri) as connection:
        queue = hears.declare(connection)
        elsewhere = {"source": "sample", "category": "once-listened-to", "type": "Gone"}
        for body in (b"\xff", b"[]", b"{}", orjson.dumps(elsewhere)):
            connection.Producer().publish(body, "tally.Nonsense", exchange="sample.events", content_type="text/plain")
        with running(relay_of(sample), hears):
            append(sample, context, 5, 1)
            wait(lambda: complete(sample, 5, 1))
            wait(lambda: queue.queue_declare(passive=True).message_count == 0)


class Away(LocalHistory):
    """The history of a service that does not answer."""

    asked = 0

    def stream(self, name: str, after: int) -> list[Fact]:
        self.asked += 1
        raise SourceUnavailable("sample")


def test_a_source_that_does_not_answer_is_asked_once_a_round_however_many_streams_want_something(sample, context):
    hears = listener(sample)
    hears.histories["sample"] = away = Away(sample.store)
    append(sample, context, 5, 1)
    append(sample, context, 5, 2)
    Numbering(sample.store).number()
    hears.inbox.apply(LocalHistory(sample.store).category("tally", 5))
    assert len(hears.inbox.behind("sample")) == 5
    hears._heal()
    assert away.asked == 1


def test_two_relays_alive_at_once_publish_everything_and_nothing_is_applied_twice(sample, context):
    first, second = relay_of(sample), relay_of(sample)
    for one in (first, second):
        one.lease.hold = lambda: True  # both believe to hold it, as after a long pause
    with running(first, second, listener(sample)):
        for version in range(1, 21):
            append(sample, context, 20, version)
        wait(lambda: complete(sample, 20, 20))


def test_two_copies_of_a_subscriber_share_one_queue_and_the_second_takes_over(sample, context):
    first, second = listener(sample), listener(sample)
    with running(relay_of(sample), second):
        with running(first):
            append(sample, context, 10, 1)
            wait(lambda: complete(sample, 10, 1))
        append(sample, context, 10, 2)
        wait(lambda: complete(sample, 10, 2))


def test_an_event_that_raises_is_parked_and_finished_in_order_once_mended(sample, context):
    hears = listener(sample)
    with running(relay_of(sample), hears):
        append(sample, context, 3, 1)
        sample.store.append(NewCommit("tally-1", 1, [Added(666)], context()))
        for stream, version in (("tally-0", 1), ("tally-1", 2), ("tally-2", 1)):
            sample.store.append(NewCommit(stream, version, [Added(1)], context()))
        wait(lambda: len(hears.inbox.parked()) == 1 and versions(sample) == [[1, 2], [1], [1, 2]])
    mended = replace(totals, fold=lambda d, fact: {"versions": [*d.get("versions", []), fact.version]})
    hears = Listener(sample, "totals", totals.sources, Folding(sample.database, mended))
    with running(hears):
        assert hears.inbox.retry("sample/tally-1")
        wait(lambda: versions(sample) == [[1, 2], [1, 2, 3], [1, 2]])
    assert hears.inbox.parked() == []


def test_a_subscriber_waits_for_a_broker_that_is_away_and_ends_when_it_is_told_to(sample, caplog):
    hears = listener(sample)
    hears.service = Service(replace(sample.settings, amqp_uri=f"amqp://127.0.0.1:{free_port()}"), CONTRACT)
    with running(hears):
        wait(lambda: caplog.text.count("the broker's connection was lost") >= 2)


STRANGER = """
import sys, warnings
warnings.filterwarnings("ignore")
import eventlet
eventlet.monkey_patch()
from nameko.containers import ServiceContainer
from nameko.events import event_handler
class Stranger:
    name = "stranger"
    @event_handler("sample", "tally.Added")
    def on_added(self, event):
        print(event["id"], event["data"], flush=True)
container = ServiceContainer(Stranger, {"AMQP_URI": sys.argv[1]})
container.start()
print("listens", flush=True)
container.wait()
"""


def test_somebody_elses_stock_nameko_service_can_listen(sample, context):
    command = [sys.executable, "-c", STRANGER, sample.settings.amqp_uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stranger:
        try:
            assert stranger.stdout.readline() == "listens\n"
            with running(relay_of(sample)):
                append(sample, context, 1, 1, amount=7)
                assert stranger.stdout.readline() == "tally-0:1 {'amount': 7}\n"
        finally:
            stranger.kill()
    with Connection(sample.settings.amqp_uri) as connection:
        connection.default_channel.queue_delete("evt-sample-tally.Added--stranger.on_added")


@pytest.mark.slow
def test_a_queue_that_has_lost_its_leader_is_deleted_and_declared_again(settings, private_broker, context):
    service = Service(replace(settings, amqp_uri=private_broker.uri), CONTRACT)
    rebuild(service, totals)
    with Connection(private_broker.uri) as connection:
        listener(service).declare(connection)
    private_broker.kill()  # within half a second of the declaration: see deploy/README.md
    private_broker.start()
    append(service, context, 10, 1)
    with running(relay_of(service), listener(service)):
        wait(lambda: complete(service, 10, 1) and service.health()["published"] == 10, 120)
    service.close()


DEADLY = """
import os
from dataclasses import replace
from kernel.config import read_settings
from kernel.effects import Folding
from kernel.listener import Listener
from kernel.service import Service
from tests.kernel import sample
def fold(document, fact):
    if fact.event.amount == 667:
        os._exit(9)
    return sample.fold(document, fact)
service = Service(read_settings(), sample.CONTRACT)
model = replace(sample.totals, fold=fold)
Listener(service, "totals", model.sources, Folding(service.database, model)).run()
"""


def test_an_event_that_kills_its_worker_is_parked_and_no_innocent_with_it(sample, context):
    hears = listener(sample)
    with running(relay_of(sample)):
        append(sample, context, 5, 1)
        sample.store.append(NewCommit("tally-2", 1, [Added(667)], context()))
        append(sample, context, 2, 2)
        deaths = 0
        deadline = time.monotonic() + 90
        while not hears.inbox.parked():
            assert time.monotonic() < deadline
            worker = subprocess.Popen([sys.executable, "-c", DEADLY], env=environment_of(sample.settings))
            try:
                wait(lambda worker=worker: worker.poll() is not None or bool(hears.inbox.parked()), 60)
            finally:
                if worker.poll() is None:
                    os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
            deaths += 1
        (parked,) = hears.inbox.parked()
        assert parked["error"]["event"] == "tally-2:2"
        assert deaths <= 10
        with running(hears):
            wait(lambda: versions(sample) == [[1, 2], [1, 2], [1], [1], [1]])


def test_an_event_at_which_the_store_is_contended_again_and_again_is_not_held_for_a_deadly_one(sample, context):
    hears = listener(sample)
    append(sample, context, 1, 1)
    Numbering(sample.store).number()
    facts = LocalHistory(sample.store).category("tally", 0)
    hears._apply(facts, carefully=True)
    append(sample, context, 1, 2)
    Numbering(sample.store).number()
    facts = LocalHistory(sample.store).category("tally", 1)
    for _ in range(TRIES_ALONE - 1):
        hears.inbox.note_attempt(facts[0])
    with transaction(sample.database.client) as session:  # as of a process that was killed in the middle of it
        Generations(sample.database, totals).serving().update_one({}, {"$set": {"amount": 9}}, session=session)
        for _ in range(2):
            with pytest.raises(Contended):
                hears._apply(facts, carefully=True)
        session.abort_transaction()
    hears._apply(facts, carefully=True)
    assert (hears.inbox.parked(), versions(sample)) == ([], [[1, 2]])
