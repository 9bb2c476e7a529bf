"""Every page of every role, as a browser asks for it: the first byte with 16 clients at once, against a plain file."""

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.processes import wait_until
from tests.bench.load import Loaded, load, request
from tests.bench.measure import RUNS, percentile, say
from tests.bench.platform import HTTP, Platform, platform
from tests.journeys.clients import Browser

REPOSITORY = Path(__file__).parents[2]
CLIENTS = 16
ASKED = 160
"""So often a page is asked for in each run."""
ROLES = ("nobody", "person", "agent", "clerk", "reviewer", "admin", "security", "auditor")
MOST_MS = 100.0
OK, LIMITED = 200, 429
LOOKS = 31
"""More than a page of the longest list of looks."""
NOT_PAGES = re.compile(r"^/(api|assets|version|stay|idle)\b|/file$|\.pdf$")
SUFFIXES = {
    "/me/evidence": "?figure=months&line=pension",
    "/office/persons/<person_id>/evidence": "?figure=months&line=pension&reason=window",
}
"""What an address is asked with; pages of a person at the window are asked with a reason."""


@dataclass(frozen=True)
class Taken:
    """Milliseconds of a page: p95 of its first byte, and the processor's over all processes of the platform."""

    first_ms: float
    cpu_ms: float
    limited: bool = False
    """Nobody may have so many questions for people or codes in a minute, and not all were answered."""


def page_first_byte(found: Platform, roles: Sequence[str] = ()) -> None:
    """p95 of the first byte of each page; told are the slowest of each role, and those that are limited by address.

    The limit is a file that pages load. A page is asked for again only where it does not keep well within the bound.
    """
    plain = re.search(r'src="(/assets/[^"]+)"', HTTP.request("GET", found.address).data.decode())
    assert plain, "the front page names no script"
    values = _values(found)
    _look(found, values["person_id"])
    # Persons and auditors first: officers' pages leave thousands of looks at one person within the hour, which no city
    # has.
    for role in roles or ("nobody", *sorted(found.notes, key=lambda role: role not in ("person", "auditor"))):
        cookie = _cookie(found, role)
        pages = [path for path in sorted(set(_addresses(role, values))) if _is_shown(found, path, cookie)]
        asked = {path: taken(found, path, cookie) for path in pages}
        known = {path: one for path, one in asked.items() if not one.limited}
        slowest = max(known, key=lambda path: known[path].first_ms)
        slow = {path: round(one.first_ms, 1) for path, one in known.items() if one.first_ms >= MOST_MS}
        limit, limit_is = taken(found, plain[1], cookie).first_ms, "a plain file of the same web"
        told = {"role": role, "page": slowest, "pages": len(known), "clients": CLIENTS, "slow": slow}
        told["cpu_ms"] = round(known[slowest].cpu_ms, 1)
        told["limited"] = sorted(asked.keys() - known.keys())
        say("page_first_byte", known[slowest].first_ms, "ms p95", limit, limit_is, f"< {MOST_MS:.0f}", **told)


def _look(found: Platform, person_id: str) -> None:
    """Have a clerk look at somebody, so that the lists of who has looked are full pages."""
    for _ in range(LOOKS):
        found.get(f"/persons/{person_id}/glance?reason=window", "clerk")
    wait_until(lambda: len(found.get("/me/looks?limit=100", "person")["looks"]) >= LOOKS, "the looks to be there")


def taken(found: Platform, path: str, cookie: str) -> Taken:
    """What a page takes: the median of several runs, or one that is well within the bound."""
    runs = [_taken(found, path, cookie)]
    while len(runs) < RUNS and runs[0].first_ms >= MOST_MS / 2 and not runs[-1].limited:
        runs.append(_taken(found, path, cookie))
    first_ms, cpu_ms = (
        statistics.median(one) for one in zip(*((run.first_ms, run.cpu_ms) for run in runs), strict=True)
    )
    return Taken(first_ms, cpu_ms, any(run.limited for run in runs))


def _taken(found: Platform, path: str, cookie: str) -> Taken:
    before = _processor(found)
    run = _loaded(found, path, cookie)
    assert set(run.statuses) <= {OK, LIMITED}, run.statuses
    cpu_ms = 1000 * (_processor(found) - before) / len(run.taken)
    return Taken(percentile(run.first, 95), cpu_ms, set(run.statuses) != {OK})


def _processor(found: Platform) -> float:
    """Seconds of the processor that all have had: who is gone has left theirs with who started them."""
    started = [psutil.Process(pid) for pid in found.pids().values()]
    return sum(_seconds(one) for process in started for one in (process, *process.children(recursive=True)))


def _seconds(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:4])
    except psutil.NoSuchProcess:
        return 0.0


def _values(found: Platform) -> Mapping[str, str]:
    """What stands for the parts of addresses; other parts are of what must be made first, and are left out."""
    return {
        "unit_id": found.notes["agent"]["login"],
        "person_id": str(found.get("/me/status", "person")["person_id"]),
        "month": time.strftime("%Y-%m"),
        "part": "contributions",
        "kind": "relations",
    }


def _addresses(role: str, values: Mapping[str, str]) -> Iterator[str]:
    """The pages that the role may open, as they are written down for the test of rights."""
    for line in (REPOSITORY / "tests/gateway/rights.txt").read_text("utf-8").splitlines():
        route, _, roles = line.rpartition(":")
        method, _, address = route.partition(" ")
        if method != "GET" or NOT_PAGES.search(address) or not {role, "all"} & {*roles.split()}:
            continue
        parts = re.findall(r"<(?:\w+:)?(\w+)>", address)
        if {*parts} <= values.keys():
            of_person = "?reason=window" if address.startswith("/office/persons/<") else ""
            asked = SUFFIXES.get(address, of_person)
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: values[part[1]], address) + asked


def _cookie(found: Platform, role: str) -> str:
    """The session of somebody who has just signed in by the form; none of nobody."""
    if role == "nobody":
        return ""
    # From an address of its own: after some sign-ins from one a question for people is asked.
    place, note = f"127.0.0.{10 + [*found.notes].index(role)}", found.notes[role]
    browser = Browser(found.address, place)
    browser.open("/sign-in")
    browser.send({"login": note["login"], "password": note["password"]})
    assert "退出" in browser.text, (role, browser.at)
    return browser.cookies[-1].partition(";")[0]


def _is_shown(found: Platform, path: str, cookie: str) -> bool:
    """Whether it is a page and leads nowhere else: who has done the first steps is led home from there."""
    answer = HTTP.request("GET", found.address + path, headers={"Cookie": cookie}, redirect=False)
    assert answer.status < 500, (path, answer.status)
    return answer.status == 200 and answer.headers["Content-Type"].startswith("text/html")


def _loaded(found: Platform, path: str, cookie: str) -> Loaded:
    headers = {"Cookie": cookie, "Accept": "text/html"}

    def asking(host: str) -> Iterator[bytes]:
        return (request("GET", path, host, headers) for _ in range(ASKED))

    return load(found.address, asking, CLIENTS)


def measure(roles: Sequence[str] = ()) -> None:
    """On a run of its own; the pages of these roles, or of all."""
    directory = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with platform(directory, 100) as found:
            page_first_byte(found, roles)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
