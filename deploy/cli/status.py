"""`shebao status`: is each service up, does its log get out, and is anybody behind or held back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import urllib3
from kombu import Connection
from kombu.exceptions import OperationalError
from pymongo.errors import PyMongoError

from deploy.cli.installation import Installed
from kernel.listener import Listener

HTTP = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=3), retries=False)


@dataclass(frozen=True)
class Line:
    """One line of the report; `bad` where an operator should look."""

    text: str
    bad: bool = False


def service_line(one: Installed) -> Line:
    """Up or not, head and published number, how long the oldest unpublished commit has waited."""
    url = one.service.settings.service_urls.get(one.name)
    if url is None:
        return Line(f"{one.name:<13} (views: no HTTP side)")
    try:
        answer = HTTP.request("GET", f"{url}/health")
        health: dict[str, Any] = orjson.loads(answer.data)
    except (urllib3.exceptions.HTTPError, orjson.JSONDecodeError) as failed:
        return Line(f"{one.name:<13} DOWN     {type(failed).__name__}", bad=True)
    if answer.status != 200:
        return Line(f"{one.name:<13} FAILING  HTTP {answer.status}", bad=True)
    lag, waiting = health["lag_seconds"], health["head"] - health["published"]
    numbers = f"head {health['head']}  published {health['published']}  relay lag {lag:.1f} s"
    return Line(f"{one.name:<13} up       version {health['version']}  {numbers}", bad=lag > 10 or waiting > 10_000)


def subscription_line(one: Installed, name: str) -> Line:
    """Queue depth, streams behind and parked, and since when the oldest of them has been held back."""
    try:
        inbox = one.inbox(name)
        behind, parked = inbox.count_behind(), inbox.parked()
    except PyMongoError as outage:
        return Line(f"  {name:<22} store unavailable: {type(outage).__name__}", bad=True)
    oldest = min((place["error"].get("since", "") for place in parked), default="")
    held = f"  oldest since {oldest}" if oldest else ""
    text = f"  {name:<22} queue {_depth(one, name)}  behind {behind}  parked {len(parked)}{held}"
    return Line(text, bad=bool(parked))


def _depth(one: Installed, name: str) -> str:
    try:
        with Connection(one.service.settings.amqp_uri, connect_timeout=3) as connection:
            queue = Listener.queue_named(one.service.name, name)(connection.default_channel)
            return str(queue.queue_declare(passive=True).message_count)
    except (OperationalError, OSError, *Connection().channel_errors) as failed:
        return f"? ({type(failed).__name__})"


def report(services: list[Installed]) -> list[Line]:
    """All of it."""
    lines = [Line(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")]
    for one in services:
        lines.append(service_line(one))
        lines += [subscription_line(one, name) for name in one.subscriptions]
    return lines
