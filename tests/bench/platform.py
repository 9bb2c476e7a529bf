"""The whole platform as `make run` starts it: pages and commands through the gateway, memory, the second start."""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil
import urllib3
from pymongo import MongoClient
from pymongo.collection import Collection

from deploy.demo.cities import CITIES
from deploy.demo.people import people
from deploy.local.processes import free_port, start, stop, wait_until
from deploy.local.table import WEB_THREADS, WEB_WORKERS
from gateway.views import DATABASE
from gateway.views.work import work
from kernel.readmodel import Generations, ReadModel
from tests.bench.load import Loaded, load, request
from tests.bench.measure import RUNS, percentile, say

REPOSITORY = Path(__file__).parents[2]
HTTP = urllib3.PoolManager(timeout=30, retries=False)
TOKEN_SECONDS = 120


@dataclass
class Platform:
    """A run under way."""

    directory: Path
    address: str
    environment: dict[str, str]
    seconds: float
    """From the command to the first answer."""

    def __post_init__(self) -> None:
        self.notes = {n["role"]: n for n in json.loads((self.directory / "sign-ins.json").read_text())}
        self.tokens: dict[str, tuple[str, float]] = {}

    def token(self, role: str) -> str:
        """An access token of one of the demonstration's accounts, good for the next three minutes."""
        token, made = self.tokens.get(role, ("", float("-inf")))
        if time.monotonic() - made > TOKEN_SECONDS:
            note = self.notes[role]
            body = {"login": note["login"], "password": note["password"]}
            answer = HTTP.request("POST", f"{self.address}/api/v1/sign-in", json=body)
            token = orjson.loads(answer.data)["access_token"]
            self.tokens[role] = token, time.monotonic()
        return token

    def get(self, path: str, role: str) -> Any:
        """The JSON at an address of the API."""
        headers = {"Authorization": f"Bearer {self.token(role)}"}
        return orjson.loads(HTTP.request("GET", f"{self.address}/api/v1{path}", headers=headers).data)

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return dict(json.loads((self.directory / "processes.json").read_text()))


@contextmanager
def platform(directory: Path, people: int) -> Iterator[Platform]:
    """`make run` in that directory."""
    environment = {"PATH": os.environ["PATH"], "RUN_DIR": str(directory), "DEMO_PEOPLE": str(people)}  # noqa: TID251
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "bench.log").open("ab") as log:
        began = time.monotonic()
        running = start((sys.executable, "-W", "ignore", "-m", "deploy.local.run"), environment, log, REPOSITORY)
        try:
            ready = directory / "ready"
            wait_until(ready.exists, "the platform", seconds=600, process=running)
            seconds = time.monotonic() - began
            kept = json.loads((directory / "environment.json").read_text())
            yield Platform(directory, ready.read_text().strip(), {**environment, **kept}, seconds)
        finally:
            stop(running, 60)


def start_and_memory(found: Platform) -> None:
    """`start_s`, a second `make run`; `rss_mb` of each idle service process."""
    say("start_s", found.seconds, "s", bound="< 30", limit_is="a second make run")
    for name, pid in sorted(found.pids().items()):
        if name not in ("mongod", "rabbitmq", "epmd"):
            process = psutil.Process(pid)
            held = sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6
            count = 1 + len(process.children(recursive=True))
            bound = "< 160" if name.startswith("certificates") else "< 100"
            say("rss_mb", held, "MB", bound=bound if name != "web" else "", process=name, processes=count)


def glance_page(found: Platform) -> None:
    """The person's glance over the API, 32 connections, against the same web stack with one find_one."""
    count = 6000
    with peer(found) as url:

        def asking(path: str) -> Callable[[str], Iterator[bytes]]:
            headers = {"Authorization": f"Bearer {found.token('person')}"}
            return lambda host: (request("GET", path, host, headers) for _ in range(count))

        pairs = [(load(found.address, asking("/api/v1/me/glance")), load(url, asking("/glance"))) for _ in range(RUNS)]
    for ours, theirs in pairs:
        assert set(ours.statuses) == set(theirs.statuses) == {200}, (ours.statuses, theirs.statuses)
    value, limit = (statistics.median(side.a_second for side in sides) for sides in zip(*pairs, strict=True))
    p99 = round(statistics.median(percentile(ours.taken, 99) for ours, _ in pairs), 1)
    limit_is = "the same web stack: token, one find_one, the same JSON"
    say("glance_page", value, "pages/s", limit, limit_is, ">= 0.7", p99_ms=p99, connections=32)


@contextmanager
def peer(found: Platform) -> Iterator[str]:
    """The peer as a process, with the answer it gives; its address."""
    answer = found.get("/me/glance", "person")
    keys = orjson.loads(HTTP.request("GET", found.environment["IDENTITY_URL"] + "/keys").data)
    with MongoClient[dict[str, Any]](found.environment["MONGODB_URI"]) as client:
        client["bench_peer"]["answers"].replace_one({"_id": answer["person_id"]}, {"answer": answer}, upsert=True)
    about = found.directory / "peer.json"
    about.write_text(json.dumps({"keys": keys, "database": "bench_peer", "collection": "answers"}))
    port = free_port()
    command = (sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "tests.bench.peer:create")
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning")
    size = ("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS))
    with (found.directory / "peer.log").open("wb") as log:
        running = start((*command, *options, *size), {**found.environment, "PEER": str(about)}, log, REPOSITORY)
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: _answers(url), "the peer", process=running)
            yield url
        finally:
            stop(running)


def _answers(url: str) -> bool:
    try:
        return HTTP.request("GET", url, timeout=2).status == 404
    except urllib3.exceptions.HTTPError:
        return False


def declarations(found: Platform, count: int, seed: int) -> Callable[[str], Iterator[bytes]]:
    """Declarations of so many new colleagues, as requests."""
    unit = found.notes["agent"]["login"]
    document = _document(found, unit)
    month = time.strftime("%Y-%m")
    headers = {"Authorization": f"Bearer {found.token('agent')}", "Content-Type": "application/json"}

    def requests(host: str) -> Iterator[bytes]:
        for number, person in enumerate(people(CITIES["nanjing"], count, seed, 2000)):
            form = {"id_number": person.id_number, "name": person.name, "lines": ["pension"], "start_month": month}
            body = {
                "form": {**form, "wage_fen": 800_000},
                "materials": [{"material": "labour_contract", "document": document}],
            }
            key = {"Idempotency-Key": f"bench-{seed}-{number}"}
            yield request("POST", f"/api/v1/units/{unit}/additions", host, {**headers, **key}, orjson.dumps(body))

    return requests


def _document(found: Platform, unit: str) -> str:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    headers = {"Authorization": f"Bearer {found.token('agent')}", "Idempotency-Key": "bench-document"}
    fields = {"file": ("contract.png", pixel, "image/png")}
    answer = HTTP.request("POST", f"{found.address}/api/v1/units/{unit}/documents", fields=fields, headers=headers)
    return str(orjson.loads(answer.data)["result"]["document"])


def claims(found: Platform, cases: Sequence[str]) -> Callable[[str], Iterator[bytes]]:
    """A clerk takes one case after the other, as requests."""
    headers = {"Authorization": f"Bearer {found.token('clerk')}", "Content-Type": "application/json"}

    def requests(host: str) -> Iterator[bytes]:
        for case_id in cases:
            key = {"Idempotency-Key": f"bench-{case_id}"}
            yield request("POST", f"/api/v1/cases/{case_id}/claim", host, {**headers, **key}, b"{}")

    return requests


def command_through_gateway(found: Platform) -> None:
    """Commands through the gateway, 32 connections, relays and views running; and when all of them are seen.

    `command_through_gateway`: an officer claims a case, one commit on one stream as in `command_throughput`.
    `declaration_through_gateway`: an agent declares a colleague, which checks the person and the material, and commits
    to two streams in one transaction.
    """
    count, declared, claimed = 1500, [], []
    with view(found, work) as seen:
        for seed in (101, 102, 103):
            before = set(seen.distinct("case_id"))
            requests = declarations(found, count, seed)
            declared.append(
                _answered_and_seen(found, requests, lambda: len(seen.distinct("case_id")), len(before) + count)
            )
            new = sorted(set(seen.distinct("case_id")) - before)
            requests, taken = claims(found, new), seen.count_documents({"officer": {"$ne": None}})
            claimed.append(
                _answered_and_seen(
                    found, requests, lambda: seen.count_documents({"officer": {"$ne": None}}), taken + count
                )
            )
    _say_commands("command_through_gateway", claimed, ">= 350, p99 < 250 ms, visible < 2 s", "an officer claims a case")
    _say_commands("declaration_through_gateway", declared, "", "an agent declares a colleague: two streams at once")


def _answered_and_seen(
    found: Platform, requests: Callable[[str], Iterator[bytes]], count: Callable[[], int], until: int
) -> tuple[Loaded, float]:
    """The answers, and the seconds from the last of them until the view shows all."""
    done = load(found.address, requests)
    answered = time.monotonic()
    assert set(done.statuses) == {200}, done.statuses
    while count() < until:
        assert time.monotonic() < answered + 60, "not all are visible after a minute"
        time.sleep(0.02)
    return done, time.monotonic() - answered


def _say_commands(name: str, runs: Sequence[tuple[Loaded, float]], bound: str, what: str) -> None:
    say(
        name,
        statistics.median(done.a_second for done, _ in runs),
        "commands/s",
        bound=bound,
        what=what,
        p99_ms=round(statistics.median(percentile(done.taken, 99) for done, _ in runs), 1),
        visible_s=round(statistics.median(visible for _, visible in runs), 2),
        connections=32,
    )


def growth_people_x10(found: Platform) -> None:
    """The command "declare a colleague" and the page "person at a glance", one at a time, with ten times the people."""
    small = _one_at_a_time(found, 201)
    command = (sys.executable, "-W", "ignore", "-m", "deploy.demo", "--people", "900", "--seed", "7")
    with (found.directory / "more.log").open("wb") as log:
        loading = start(command, found.environment, log, REPOSITORY)
        loading.wait()
    assert loading.returncode == 0
    large = _one_at_a_time(found, 202)
    for what, before, after in zip(
        ("command: declare a colleague", "page: person at a glance"), small, large, strict=True
    ):
        limit_is = "the same with a tenth of the people"
        say("growth_people_x10", after, "ms", before, limit_is, "within 30 % of the small case", what=what)


def _one_at_a_time(found: Platform, seed: int) -> tuple[float, float]:
    """Milliseconds of a command and of a page, medians of 5."""
    headers = {"Authorization": f"Bearer {found.token('person')}"}

    def page(host: str) -> Iterator[bytes]:
        return (request("GET", "/api/v1/me/glance", host, headers) for _ in range(200))

    commands = [load(found.address, declarations(found, 100, seed * 10 + n), 1).taken for n in range(5)]
    pages = [load(found.address, page, 1).taken for _ in range(5)]
    return (
        statistics.median(statistics.median(taken) for taken in commands),
        statistics.median(statistics.median(taken) for taken in pages),
    )


@contextmanager
def view(found: Platform, model: ReadModel) -> Iterator[Collection[dict[str, Any]]]:
    """The documents of one of the gateway's views as it serves now."""
    with MongoClient[dict[str, Any]](found.environment["MONGODB_URI"]) as client:
        views = client[f"{found.environment.get('DATABASE_PREFIX', 'shebao')}_{DATABASE}"]
        yield Generations(views, model).serving()


def measure() -> None:
    """All figures of the platform, on a run of its own."""
    directory = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with platform(directory, 100):
            pass
        with platform(directory, 100) as found:
            start_and_memory(found)
            glance_page(found)
            command_through_gateway(found)
            growth_people_x10(found)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
