"""Between services: history over HTTP while its source goes on answering."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

import orjson
import urllib3

from deploy.local.processes import free_port, start, stop, wait_until
from kernel.clock import system_clock
from kernel.context import Context
from kernel.events import Contract
from kernel.numbering import Numbering
from kernel.rebuild import rebuild
from kernel.service import Service
from kernel.tokens import sign
from tests.bench.kernel import ONE, fill
from tests.bench.measure import RUNS, percentile, say
from tests.bench.stage import Stage
from tests.kernel.sample import CONTRACT, totals
from tests.services.harness import environment_of

NOTHING_OF_ITS_OWN = Contract("across", [])


def rebuild_across(stage: Stage) -> None:
    """Rebuild a read model from another service's history, while that service takes commands from four clients."""
    count = 100_000
    source = stage.service(CONTRACT)
    fill(source, count, 2000)
    numbering = Numbering(source.store)
    while numbering.number():
        pass
    rates, delays = [], list[float]()
    with serving(stage, source) as url:
        for _ in range(RUNS):
            reader = stage.service(NOTHING_OF_ITS_OWN)
            reader = Service(replace(reader.settings, service_urls={"sample": url}), NOTHING_OF_ITS_OWN)
            with asking(source, url) as taken:
                started = time.perf_counter()
                rebuilt = rebuild(reader, totals)
                rates.append(rebuilt.events / (time.perf_counter() - started))
            delays += taken
            reader.close()
    source.close()
    say(
        "rebuild_across",
        median(rates),
        "events/s",
        bound=">= 20000, commands p99 < 200 ms",
        command_p99_ms=round(percentile(delays, 99), 1),
        commands=len(delays),
        per=ONE,
    )


@contextmanager
def serving(stage: Stage, service: Service) -> Iterator[str]:
    """The sample service's HTTP process; its address."""
    port = free_port()
    log = (stage.directory / "sampled.log").open("wb")
    command = (sys.executable, "-W", "ignore", "-m", "kernel.process", "tests.bench.sampled", "http")
    process = start(command, {**environment_of(service.settings), "HTTP_PORT": str(port)}, log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), "the sample service", process=process)
        yield url
    finally:
        stop(process)
        log.close()


@contextmanager
def asking(service: Service, url: str, clients: int = 4) -> Iterator[list[float]]:
    """Clients that send commands one after another; the milliseconds each took."""
    taken: list[float] = []
    over = threading.Event()
    pool = urllib3.PoolManager(maxsize=clients, retries=False, timeout=10)

    def client(number: int) -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            body = orjson.dumps({"tally": f"ask-{number}-{turn}", "amount": 1})
            context = Context(now=system_clock(), actor="bench", command_id=f"{id(taken)}/{number}/{turn}")
            token = sign(context, "sample", body, service.settings.service_token_key)
            started = time.perf_counter()
            answer = pool.request(
                "POST", f"{url}/commands/Add", body=body, headers={"Authorization": f"Bearer {token}"}
            )
            taken.append((time.perf_counter() - started) * 1000)
            assert answer.status == 200, answer.data
            time.sleep(0.02)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield taken
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _answers(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/health", retries=False, timeout=2).status == 200
    except urllib3.exceptions.HTTPError:
        return False


ALL: tuple[Callable[[Stage], None], ...] = (rebuild_across,)
