"""How long news takes: from committed to visible in a view, alone and beside an import."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from kernel.config import read_settings
from kernel.readmodel import Generations
from kernel.rebuild import rebuild
from kernel.service import Service
from kernel.store import NewCommit
from tests.bench.kernel import ONE, and_close, context, declared, listener_of
from tests.bench.measure import median_of, percentile, say
from tests.bench.stage import Stage
from tests.kernel.sample import CONTRACT, Added, totals
from tests.services.harness import environment_of, relay_of

COUNT, A_SECOND = 1500, 300
IMPORTED_AT_ONCE = 500


def delivery_p99_ms(stage: Stage) -> None:
    """Live events at a steady pace, first alone, then while another process imports as fast as the store takes it."""
    alone = median_of(lambda: _delivered(stage, lambda _: nullcontext()))
    say("delivery_p99_ms", alone, "ms", bound="< 80", at=f"{A_SECOND} events/s", per=ONE)
    beside = median_of(lambda: _delivered(stage, importing))
    say("delivery_importing_p99_ms", beside, "ms", bound="< 1000", at=f"{A_SECOND} events/s beside an import", per=ONE)


def _delivered(stage: Stage, beside: Callable[[Service], object]) -> float:
    """The 99th percentile of the delays, in milliseconds."""
    service = stage.service(CONTRACT)
    rebuild(service, totals)
    hears, relay = listener_of(service), relay_of(service)
    threads = [threading.Thread(target=worker.run) for worker in (hears, relay)]
    with declared(service, hears) as queue:
        for thread in threads:
            thread.start()
        with beside(service):  # type: ignore[attr-defined]
            delays = _delays(service)
        for worker in (hears, relay):
            worker.stop()
        for thread in threads:
            thread.join()
        queue.delete()
    return and_close(service, percentile(delays, 99))


@contextmanager
def importing(service: Service) -> Iterator[None]:
    """Another process appends in bulk meanwhile; events of the very categories that the view hears."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.delivery"], env=environment_of(service.settings))
    try:
        while service.store.commits.find_one({"bulk": True}) is None:
            time.sleep(0.01)
        yield
    finally:
        process.terminate()
        process.wait()


def import_without_end(service: Service) -> None:
    """Pages of commits, until somebody ends the process."""
    page = 0
    while True:
        commits = [NewCommit(f"tally-i{page}x{n}", 0, [Added(1)], context()) for n in range(IMPORTED_AT_ONCE)]
        service.store.append_many(commits)
        page += 1


def _delays(service: Service) -> list[float]:
    """Milliseconds from each commit to its being visible, appended at a steady pace."""
    view = Generations(service.database, totals)
    committed: dict[str, float] = {}
    delays: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not (done.is_set() and not committed):
            waiting = list(committed)
            found = view.serving().find({"_id": {"$in": waiting}}, {"_id": 1}) if waiting else ()
            seen = time.perf_counter()
            delays.extend((seen - committed.pop(document["_id"])) * 1000 for document in found)
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    for number in range(COUNT):
        while time.perf_counter() < started + number / A_SECOND:
            time.sleep(0.0005)
        stream = f"tally-d{number}"
        service.store.append(NewCommit(stream, 0, [Added(1)], context()))
        committed[stream] = time.perf_counter()
    done.set()
    watcher.join()
    return delays


ALL = (delivery_p99_ms,)

if __name__ == "__main__":
    import_without_end(Service(read_settings(), CONTRACT))
