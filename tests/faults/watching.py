"""Seeing from outside where a process is: inside a transaction, or with events out and not yet marked.

A process is stopped (SIGSTOP), looked at while it stands still, and let go on where it is not where it is wanted.
"""

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import orjson
import pika
import psutil
from pika.adapters.blocking_connection import BlockingChannel

from deploy.local.processes import NotReady
from tests.faults.stage import Stage

CATCHING_SECONDS = 60
LOOK_AGAIN_SECONDS = 0.01
STANDING_SECONDS = 0.003
"""What a stopped process has sent last arrives within this."""


class NeverThere(NotReady):
    """The process did not come to where it is wanted."""


def catch(pid: int, there: Callable[[], bool], seconds: float = CATCHING_SECONDS) -> None:
    """Stop the process at a moment at which `there()` holds; it stays stopped. Raises NeverThere."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(STANDING_SECONDS)
            caught = there()
        except BaseException:
            os.kill(pid, signal.SIGCONT)
            raise
        if caught:
            return
        os.kill(pid, signal.SIGCONT)
        time.sleep(LOOK_AGAIN_SECONDS)
    raise NeverThere(f"process {pid} was not caught within {seconds:g} s")


def writing_transactions(stage: Stage, pid: int) -> list[Any]:
    """The session ids of the process's open transactions that have written something."""
    connections = psutil.Process(pid).net_connections("tcp")
    clients = [f"{found.laddr.ip}:{found.laddr.port}" for found in connections]
    found = stage.client.admin.aggregate(
        [
            {"$currentOp": {"allUsers": True, "idleSessions": True}},
            {"$match": {"transaction": {"$exists": True}, "locks.Collection": "w", "client": {"$in": clients}}},
        ]
    )
    return [operation["lsid"]["id"] for operation in found]


def still_open(stage: Stage, sessions: list[Any]) -> bool:
    """Whether one of these transactions is still open, and holds what it has written."""
    found = stage.client.admin.aggregate(
        [
            {"$currentOp": {"allUsers": True, "idleSessions": True}},
            {"$match": {"transaction": {"$exists": True}, "lsid.id": {"$in": sessions}}},
        ]
    )
    return any(found)


class Tap:
    """Hears all that a service publishes, and keeps the last of it."""

    def __init__(self, stage: Stage, service: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(stage.settings.amqp_uri))
        self._channel: BlockingChannel = self._connection.channel()
        self._queue = str(self._channel.queue_declare("", exclusive=True, arguments={"x-max-length": 1}).method.queue)
        self._channel.queue_bind(self._queue, f"{service}.events", "#")
        self._last = 0

    def last(self) -> int:
        """The number of the last commit that was heard."""
        while True:
            method, _, body = self._channel.basic_get(self._queue, auto_ack=True)
            if method is None or body is None:
                return self._last
            self._last = max(self._last, orjson.loads(body)["sequence"])

    def close(self) -> None:
        """Hear no more."""
        self._connection.close()


def published(stage: Stage, service: str) -> int:
    """The number up to which the relay has marked everything as published."""
    kept = stage.database(service)["relay"].find_one({"_id": "published"})
    return kept["seq"] if kept else 0
