"""Medians of three, and the line a figure is printed as."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

RUNS = 3


def say(
    bench: str, value: float, unit: str, limit: float | None = None, limit_is: str = "", bound: str = "", **more: object
) -> None:
    """Print a figure: `ratio` is value to limit where the limit was measured in the same run; `bound` is the aim."""
    line = {"bench": bench, "value": round(value, 3), "unit": unit}
    if limit is not None:
        line |= {"limit": round(limit, 3), "limit_is": limit_is, "ratio": round(value / limit, 3)}
    else:
        line |= {"limit": None, "limit_is": limit_is, "ratio": None}
    sys.stdout.write(json.dumps({**line, "bound": bound, **more}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def median_of(run: Callable[[], float], runs: int = RUNS) -> float:
    """The median of several runs."""
    return statistics.median(run() for _ in range(runs))


def side_by_side(ours: Callable[[], float], limit: Callable[[], float], runs: int = RUNS) -> tuple[float, float]:
    """Medians of both, run in turns, so that a machine that slows down slows both."""
    pairs = [(ours(), limit()) for _ in range(runs)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def rate(count: int, work: Callable[[], object]) -> float:
    """How many a second, of `count` done by `work`."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def in_threads(threads: int, work: Callable[[int], object]) -> Callable[[], object]:
    """`work(thread number)` in each of so many threads at once."""

    def run() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(work, range(threads)))

    return run


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
