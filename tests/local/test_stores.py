"""The private stores do what the fault tests ask of them."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pika
import psutil
import pytest
from pymongo import MongoClient

from deploy.local.broker import Broker, Ports, answers
from deploy.local.mongo import TRANSACTION_SECONDS, Mongo
from deploy.local.processes import NotReady, free_port, wait_until

REPOSITORY = Path(__file__).parents[2]
QUORUM = {"x-queue-type": "quorum"}


def publish(channel: pika.adapters.blocking_connection.BlockingChannel) -> None:
    channel.queue_declare("kept", durable=True, arguments=QUORUM)
    channel.basic_publish("", "kept", b"fact", pika.BasicProperties(delivery_mode=2))


def in_channel(uri: str, work: Callable) -> object:
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        return work(channel)
    finally:
        connection.close()


def waiting(channel: pika.adapters.blocking_connection.BlockingChannel) -> int:
    return channel.queue_declare("kept", passive=True).method.message_count


def test_mongo_takes_transactions_and_ends_one_left_open(mongo: str, database_prefix: str) -> None:
    with MongoClient(mongo) as client:
        with client.start_session() as session, session.start_transaction():
            client[database_prefix]["facts"].insert_one({"_id": 1}, session=session)
        assert client[database_prefix]["facts"].count_documents({}) == 1
        limit = client.admin.command({"getParameter": 1, "transactionLifetimeLimitSeconds": 1})
        assert limit["transactionLifetimeLimitSeconds"] == TRANSACTION_SECONDS


def test_mongo_keeps_acknowledged_writes_over_a_kill(private_mongo: Mongo, database_prefix: str) -> None:
    with MongoClient(private_mongo.uri, w="majority", journal=True) as client:
        client[database_prefix]["facts"].insert_one({"_id": 1})
        private_mongo.kill()
        private_mongo.start()
        assert client[database_prefix]["facts"].count_documents({}) == 1


def test_mongo_follows_a_change_of_port(tmp_path: Path) -> None:
    first = Mongo(tmp_path, free_port()).start()
    with MongoClient(first.uri, w="majority") as client:
        client["kept"]["facts"].insert_one({"_id": 1})
    first.stop()
    second = Mongo(tmp_path, free_port()).start()
    with MongoClient(second.uri) as client:
        assert client["kept"]["facts"].count_documents({}) == 1
    second.stop()


def test_the_broker_keeps_confirmed_messages_over_a_kill(private_broker: Broker) -> None:
    in_channel(private_broker.uri, publish)
    private_broker.settle()
    private_broker.kill()
    assert not answers(private_broker.ports.amqp)
    private_broker.start()
    wait_until(lambda: in_channel(private_broker.uri, waiting) == 1, "the message is back", 10)
    in_channel(private_broker.uri, lambda channel: channel.queue_delete("kept"))


def test_an_alarm_blocks_those_who_publish_until_it_is_taken_back(private_broker: Broker) -> None:
    seen: list[str] = []
    connection = pika.BlockingConnection(pika.URLParameters(private_broker.uri))
    connection.add_on_connection_blocked_callback(lambda *_: seen.append("blocked"))
    connection.add_on_connection_unblocked_callback(lambda *_: seen.append("unblocked"))
    channel = connection.channel()
    with private_broker.alarm():
        channel.queue_declare("kept", durable=True, arguments=QUORUM)
        channel.basic_publish("", "kept", b"fact")
        wait_until(lambda: connection.process_data_events(0.1) is None and seen == ["blocked"], "blocked", 10)
    wait_until(lambda: connection.process_data_events(0.1) is None and "unblocked" in seen, "unblocked", 10)
    channel.queue_delete("kept")
    connection.close()


def test_a_frozen_broker_goes_on_when_resumed(private_broker: Broker) -> None:
    private_broker.pause()
    assert not answers(private_broker.ports.amqp)
    private_broker.resume()
    wait_until(lambda: answers(private_broker.ports.amqp), "the broker answers", 30)


def test_a_process_that_cannot_start_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises((NotReady, FileExistsError)):
        Mongo(tmp_path, free_port()).start()


def test_stores_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    ports = Ports.free()
    script = textwrap.dedent(f"""
        import os, signal
        from pathlib import Path
        from deploy.local.broker import Broker, Ports
        from deploy.local.mongo import Mongo
        Mongo(Path({str(tmp_path / "mongo")!r}), {free_port()}).start()
        Broker(Path({str(tmp_path / "broker")!r}), {ports!r}).start()
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    killed = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, env=os.environ, check=False)  # noqa: TID251
    assert killed.returncode == -9
    wait_until(lambda: not processes_below(tmp_path, ports), "all have ended", 10)


def processes_below(directory: Path, ports: Ports) -> list[str]:
    """The command lines of processes that work in this directory, or are the name server on this port."""
    lines = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if str(directory) in line or ("epmd" in line and str(ports.names) in line)]
