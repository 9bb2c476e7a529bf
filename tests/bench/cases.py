"""Cases on the whole platform: the work list over 200,000 of them, and how soon a notice is in the inbox."""

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import urllib3

from gateway.views.work import fold
from kernel.calendar import add_days
from kernel.cases import CaseClaimed, CaseSubmitted
from kernel.events import Event, Fact
from services.employer import contract as employer
from tests.bench.load import load, request
from tests.bench.measure import percentile, say
from tests.bench.platform import Platform, declarations, platform, work_list

CLIENTS = 20
CASES_EACH = 60
WAITING = 200_000
PAGES = 2000
CONNECTIONS = 16


def case_notice(found: Platform) -> None:
    """20 clients create cases through the API, each waiting until the notice of its own stands in the inbox."""
    wire = list(declarations(found, CLIENTS * CASES_EACH, 401)("web"))
    bodies = [whole.partition(b"\r\n\r\n")[2] for whole in wire]
    path = wire[0].split(b" ")[1].decode()
    headers = {"Authorization": f"Bearer {found.token('agent')}", "Content-Type": "application/json"}

    def client(number: int) -> list[tuple[float, float]]:
        http = urllib3.PoolManager(maxsize=1, retries=False, timeout=30)
        return [_created(http, found.address, path, headers, body) for body in bodies[number::CLIENTS]]

    client_began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        delays = [delay for each in pool.map(client, range(CLIENTS)) for delay in each]
    seconds = time.perf_counter() - client_began
    say(
        "case_notice",
        len(delays) / seconds,
        "cases/s",
        bound=">= 100, 0 failures, median delay < 90 ms",
        limit_is="a published government case system: 24 a second, 84 to 89 ms",
        delay_ms=round(statistics.median(delay for _, delay in delays), 1),
        delay_p95_ms=round(percentile([delay for _, delay in delays], 95), 1),
        created_ms=round(statistics.median(created for created, _ in delays), 1),
        failures=0,
        clients=CLIENTS,
    )


def _created(
    http: urllib3.PoolManager, address: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[float, float]:
    """Milliseconds until the case is created, and from then until its notice is in the inbox."""
    began = time.perf_counter()
    reply = http.request("POST", address + path, body=body, headers=headers)
    assert reply.status == 200, reply.data
    created = time.perf_counter()
    told = orjson.loads(reply.data)
    asked = urlencode({"limit": 1, "wait_for": told["wait_for"]})
    while True:
        answer = http.request("GET", f"{address}/api/v1/inbox?{asked}", headers=headers)
        assert answer.status == 200, answer.data
        if orjson.loads(answer.data)["caught_up"]:
            return (created - began) * 1000, (time.perf_counter() - created) * 1000


def work_list_200k(found: Platform) -> None:
    """Pages of 50 from anywhere in the work list, by every order and narrowing, as a clerk, 16 connections."""
    with work_list(found) as seen:
        seen.delete_many({})
        for start in range(0, WAITING, 5000):
            seen.insert_many([_waiting(number) for number in range(start, start + 5000)], ordered=False)
        asked = [_page(seen) for _ in range(PAGES)]
        headers = {"Authorization": f"Bearer {found.token('clerk')}"}

        def pages(host: str) -> Iterator[bytes]:
            return (request("GET", f"/api/v1/work-list?{urlencode(page)}", host, headers) for page in asked)

        done = load(found.address, pages, CONNECTIONS)
        seen.delete_many({})
    assert set(done.statuses) == {200}, done.statuses
    say(
        "work_list_200k",
        percentile(done.taken, 95),
        "ms",
        bound="p95 < 100 ms",
        limit_is="pages of 50 over 200,000 waiting cases, as a clerk",
        median_ms=round(statistics.median(done.taken), 1),
        pages_a_second=round(done.a_second, 1),
        connections=CONNECTIONS,
    )


def _waiting(number: int) -> dict[str, Any]:
    """A case as the fold makes it: a fifth of them claimed by one of forty officers."""
    chance = random.Random(number)
    unit = f"3201{number % 5000:08d}"
    case_id = f"{unit}-20261118100000-U{number:011x}"
    about = (case_id, chance.choice(list(employer.MATTERS)), unit, f"P{number:032d}")
    opened = f"{add_days('2026-08-01', chance.randrange(110))}T{number % 24:02d}:00:00.000Z"
    due_on = add_days(opened[:10], chance.randrange(10, 20))
    events: list[Event] = [CaseSubmitted(*about, "增员 养老保险 2026-11起参保", "sealed", [], "A1", due_on)]
    if chance.random() < 0.2:
        events.append(CaseClaimed(*about, f"O{chance.randrange(40)}"))
    document: dict[str, Any] = {}
    for version, event in enumerate(events, 1):
        document = fold(document, Fact(event, "employer", "case", f"case-{case_id}", version, 0, 0, opened, {}))
    return {"_id": f"employer/case-{case_id}", **document}


def _page(seen: Any) -> dict[str, str | int]:
    """What somebody asks for: from the beginning or behind some row, in either order, narrowed or not."""
    order = random.choice(["deadline", "age"])
    chosen: dict[str, str | int] = {"order": order, "limit": 50}
    if random.random() < 0.8:
        row = seen.find_one({"_id": _waiting(random.randrange(WAITING))["_id"]})
        chosen["after"] = row["due" if order == "deadline" else "opened"]
    if random.random() < 0.4:
        chosen["matter"] = random.choice(list(employer.MATTERS))
    if random.random() < 0.4:
        chosen["whose"] = random.choice(["unclaimed", "mine"])
    if random.random() < 0.2:
        chosen["before"] = "2026-10-15"
    return chosen


ALL: tuple[Callable[[Platform], None], ...] = (case_notice, work_list_200k)


def measure(names: list[str]) -> None:
    """All figures of cases, or those named, on a run of its own."""
    directory = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with platform(directory, 100) as found:
            for bench in ALL:
                if not names or bench.__name__ in names:
                    bench(found)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
