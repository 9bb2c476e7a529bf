"""Services as in production, for tests: their HTTP side in a process of its own, relays and listeners in threads."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any

import orjson
import urllib3
from kombu import Connection

from deploy.local.processes import free_port
from kernel.config import Settings
from kernel.context import Context
from kernel.events import Event, Source
from kernel.inbox import Effect
from kernel.listener import Listener
from kernel.privacy import new_key
from kernel.refusals import from_wire
from kernel.relay import Relay
from kernel.service import Service
from kernel.store import NewCommit
from kernel.tokens import sign

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 60.0
SERVICES = ("identity", "records", "cards", "certificates", "employer")
NOBODY = "http://127.0.0.1:1"
"""Nobody listens there: what comes, comes by the broker."""
HTTP = urllib3.PoolManager(maxsize=40, retries=False, timeout=30)


def wait(condition: Callable[[], object], seconds: float = 30) -> None:
    """Until the condition holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def settings_for(mongo: str, prefix: str, directory: Path, amqp_uri: str = "") -> Settings:
    """Settings of a deployment of its own, whose clock `Http.move_clock` moves."""
    return Settings(
        mongodb_uri=mongo,
        amqp_uri=amqp_uri,
        city="nanjing",
        database_prefix=prefix,
        person_id_key="k" * 32,
        sealing_keys=(new_key(),),
        service_token_key="t" * 32,
        service_urls={**dict.fromkeys(SERVICES, NOBODY), "public": "https://si.example"},
        http_port=0,
        clock_file=str(directory / "clock"),
        log_plain=True,
        run_dir=directory,
    )


class Http:
    """The HTTP side of one service, running."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.settings = replace(settings, http_port=free_port())
        self.address = f"http://127.0.0.1:{self.settings.http_port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Http":
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "kernel.process", f"services.{self.name}", "http"]
        log = self.settings.run_dir / f"{self.name}.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=REPOSITORY, env=environment_of(self.settings), stdout=output, stderr=output
            )
        wait(lambda: self._answers() or self._process.poll() is not None, START_SECONDS)  # type: ignore[union-attr]
        assert self._process.poll() is None, log.read_text("utf-8", "replace")
        return self

    def stop(self) -> None:
        """End it, however it takes that."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def move_clock(self, seconds: float) -> None:
        """Move this deployment's clock by so many seconds from the real time."""
        Path(self.settings.clock_file).write_text(str(seconds))

    def context(self, role: str = "nobody", on_behalf_of: str = "", actor: str = "tester", **more: Any) -> Context:
        """Who asks, now."""
        return Context(
            now=self.settings.clock(), actor=actor, role=role, on_behalf_of=on_behalf_of, **{"channel": "web", **more}
        )

    def command(self, message: Any, context: Context, command_id: str | None = None) -> dict[str, Any]:
        """The reply to a command. Raises what it is refused with."""
        return self.post(
            f"/commands/{type(message).__name__}", orjson.dumps(asdict(message)), context, command_id or token_hex(8)
        )

    def query(self, message: Any, context: Context) -> dict[str, Any]:
        """The answer to a query. Raises what it is refused with."""
        return self.post(f"/queries/{type(message).__name__}", orjson.dumps(asdict(message)), context, None)

    def queries(self, messages: Sequence[Any], context: Context) -> list[Any]:
        """The answers to several queries in one call. Raises what the first of them is refused with."""
        asked = [{"name": type(message).__name__, "body": asdict(message)} for message in messages]
        return list(self.post("/queries", orjson.dumps({"queries": asked}), context, None)["answers"])

    def post(self, path: str, body: bytes, context: Context, command_id: str | None) -> dict[str, Any]:
        """The answer to any body. Raises what it is refused with."""
        signed = replace(context, now=self.settings.clock(), command_id=command_id)
        token = sign(signed, self.name, body, self.settings.service_token_key)
        answer = HTTP.request("POST", self.address + path, body=body, headers={"Authorization": f"Bearer {token}"})
        return _read(answer)

    def get(self, path: str, context: Context | None = None) -> dict[str, Any]:
        """What a path answers, with or without a token."""
        signed = context and sign(replace(context, now=self.settings.clock()), self.name, b"", "t" * 32)
        return _read(HTTP.request("GET", self.address + path, headers={"Authorization": f"Bearer {signed}"}))

    def _answers(self) -> bool:
        try:
            return HTTP.request("GET", self.address + "/health", timeout=2).status == 200
        except urllib3.exceptions.HTTPError:
            return False


def _read(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(answer.data)
    if answer.status != 200:
        raise from_wire(parsed)
    return parsed


def environment_of(settings: Settings) -> Mapping[str, str]:
    """The environment of a process with these settings."""
    return {
        "PATH": os.defpath,
        "MONGODB_URI": settings.mongodb_uri,
        "AMQP_URI": settings.amqp_uri or "amqp://nowhere.invalid",
        "CITY": settings.city,
        "DATABASE_PREFIX": settings.database_prefix,
        "PERSON_ID_KEY": settings.person_id_key,
        "SEALING_KEYS": ",".join(settings.sealing_keys),
        "SERVICE_TOKEN_KEY": settings.service_token_key,
        "HTTP_PORT": str(settings.http_port),
        "CLOCK_FILE": settings.clock_file,
        "LOG_FORMAT": "plain" if settings.log_plain else "",
        "RUN_DIR": str(settings.run_dir),
        **{f"{name.upper()}_URL": address for name, address in settings.service_urls.items()},
    }


# ------------------------------------------------------------------ events on their way


def happened(service: Service, stream: str, *events: Event, expected: int = 0) -> None:
    """Events of a service, as if it had decided them."""
    context = service.context("tester")
    service.store.append(NewCommit(stream, expected, events, replace(context, correlation_id=token_hex(4))))


def relay_of(service: Service) -> Relay:
    """The relay of a service's store."""
    heads = service.database.client[f"{service.settings.database_prefix}_heads"]["heads"]
    return Relay(service.store, service.settings.amqp_uri, heads)


def listener_of(service: Service, name: str, sources: Sequence[Source], effect: Effect) -> Listener:
    """The listener of a subscription, its queue declared: nothing published from now on passes it by."""
    listener = Listener(service, name, sources, effect)
    with Connection(service.settings.amqp_uri) as connection:
        listener.declare(connection)
    return listener


@contextmanager
def running(*workers: Relay | Listener) -> Iterator[None]:
    """Each worker in a thread, ended afterwards."""
    threads = [Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join(20)
        assert not any(thread.is_alive() for thread in threads)


def forget(amqp_uri: str, queues: Sequence[str], exchanges: Sequence[str]) -> None:
    """Delete what a test has left on the broker that all tests share."""
    with Connection(amqp_uri) as connection:
        for queue in queues:
            connection.default_channel.queue_delete(queue)
        for exchange in exchanges:
            connection.default_channel.exchange_delete(exchange)
