"""Looking up a career of 40 years: 480 months on five lines, 16 clients at once, over the service's own HTTP side."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

import orjson
import urllib3

from deploy.local.processes import free_port, start, stop, wait_until
from kernel.clock import system_clock
from kernel.context import Context
from kernel.service import REPOSITORY, Service
from kernel.store import NewCommit
from kernel.tokens import sign
from services.records import contract as c
from services.records.wiring import wire
from tests.bench.kernel import context
from tests.bench.load import load, request
from tests.bench.measure import percentile, say
from tests.bench.stage import Stage
from tests.services.harness import environment_of

PERSON, CLIENTS, REQUESTS = "P" + "0" * 32, 16, 1_500
YEARS = range(1986, 2026)


def career_detail(stage: Stage) -> None:
    """`career_detail_p95_ms`: a page of 60 months of one line, with totals, and of all lines."""
    service = wire(stage.fresh())
    settings = replace(service.settings, http_port=free_port())
    _careers(service)
    command = (sys.executable, "-W", "ignore", "-m", "kernel.process", "services.records", "http")
    with (stage.directory / "records.log").open("wb") as log:
        running = start(command, environment_of(settings), log, REPOSITORY)
        try:
            url = f"http://127.0.0.1:{settings.http_port}"
            wait_until(lambda: _answers(url), "records", process=running)
            for lines, query in (("one", c.GetContributions(PERSON, "pension")), ("all", c.GetContributions(PERSON))):
                done = load(url, _asking(settings.service_token_key, query), CLIENTS)
                assert set(done.statuses) == {200}, done.statuses
                value = percentile(done.taken, 95)
                more = {"p50_ms": round(percentile(done.taken, 50), 1), "a_second": round(done.a_second)}
                say("career_detail_p95_ms", value, "ms", bound="< 100", lines=lines, clients=CLIENTS, **more)
        finally:
            stop(running)
            service.database.client.drop_database(service.database.name)
            service.close()


def _answers(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/health", timeout=2, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _careers(service: Service) -> None:
    """One person's rows, a commit a year, as the importer brings them."""
    commits = []
    for year in YEARS:
        rows = [_row(f"{year}-{month:02d}", line) for month in range(1, 13) for line in c.LINES]
        imported = c.ContributionsImported(PERSON, year, rows)
        commits.append(NewCommit(c.CONTRIBUTION.stream(PERSON, year), 0, [imported], context()))
    service.store.append_many(commits)


def _row(period: str, line: c.Line) -> c.ImportedRow:
    return {
        "period": period,
        "line": line,
        "kind": "normal",
        "unit_id": "U1",
        "base": 600_000,
        "employer": 96_000,
        "individual": 48_000,
        "account": 48_000,
        "arrived_on": f"{period}-28",
    }


def _asking(key: str, query: c.GetContributions) -> Callable[[str], Iterator[bytes]]:
    body = orjson.dumps(asdict(query))

    def requests(host: str) -> Iterator[bytes]:
        for _ in range(REQUESTS):
            who = Context(now=system_clock(), actor="bench", role="person", on_behalf_of=PERSON, channel="web")
            headers = {"Authorization": f"Bearer {sign(who, 'records', body, key)}"}
            yield request("POST", "/queries/GetContributions", host, headers, body)

    return requests


ALL: tuple[Callable[[Stage], None], ...] = (career_detail,)
