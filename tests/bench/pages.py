"""Every page of every role, as a browser asks for it: the first byte with 16 clients at once, against a plain file."""

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.load import Loaded, load, request
from tests.bench.measure import RUNS, percentile, say
from tests.bench.platform import HTTP, Platform, platform
from tests.journeys.clients import Browser

REPOSITORY = Path(__file__).parents[2]
CLIENTS = 16
ASKED = 160
"""So often a page is asked for in each run."""
MOST_MS = 100.0
OK, LIMITED = 200, 429
NOT_PAGES = re.compile(r"^/(api|assets|version|stay|idle)\b|/file$|\.pdf$")
SUFFIXES = {
    "/me/evidence": "?figure=months&line=pension",
    "/office/persons/<person_id>/evidence": "?figure=months&line=pension&reason=window",
}
"""What an address is asked with; pages of a person at the window are asked with a reason."""


def page_first_byte(found: Platform) -> None:
    """p95 of the first byte of each page; told are the slowest of each role, and those that are limited by address.

    The limit is a file that pages load.
    """
    plain = re.search(r'src="(/assets/[^"]+)"', HTTP.request("GET", found.address).data.decode())
    assert plain, "the front page names no script"
    values = _values(found)
    for role in ("nobody", *found.notes):
        cookie = _cookie(found, role)
        pages = {path for path in _addresses(role, values) if _is_shown(found, path, cookie)}
        runs = {path: [_loaded(found, path, cookie) for _ in range(RUNS)] for path in pages}
        taken = {path: _p95(loaded) for path, loaded in runs.items() if all(_well(one) for one in loaded)}
        slowest = max(taken, key=lambda path: taken[path])
        slow = {path: round(ms, 1) for path, ms in taken.items() if ms >= MOST_MS}
        limit, limit_is = _p95([_loaded(found, plain[1], cookie) for _ in range(RUNS)]), "a plain file of the same web"
        told = {"role": role, "page": slowest, "pages": len(taken), "clients": CLIENTS, "slow": slow}
        told["limited"] = sorted(pages - taken.keys())
        say("page_first_byte", taken[slowest], "ms p95", limit, limit_is, f"< {MOST_MS:.0f}", **told)


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


def _p95(runs: Sequence[Loaded]) -> float:
    return statistics.median(percentile(run.first, 95) for run in runs)


def _well(run: Loaded) -> bool:
    """Whether all were answered; nobody may have so many questions for people or codes in a minute."""
    assert set(run.statuses) <= {OK, LIMITED}, run.statuses
    return set(run.statuses) == {OK}


def _loaded(found: Platform, path: str, cookie: str) -> Loaded:
    headers = {"Cookie": cookie, "Accept": "text/html"}

    def asking(host: str) -> Iterator[bytes]:
        return (request("GET", path, host, headers) for _ in range(ASKED))

    return load(found.address, asking, CLIENTS)


def measure() -> None:
    """On a run of its own."""
    directory = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with platform(directory, 100) as found:
            page_first_byte(found)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
