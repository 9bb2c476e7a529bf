"""Mass work on one matter, `run-<matter>-<of>`: started, advanced page by page, completed, run again. Pure."""

from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c

RunEvent = c.RunStarted | c.RunAdvanced | c.RunCompleted


@dataclass(frozen=True, slots=True)
class Run:
    """Where the work stands. `number` counts the runs; phase and `after` are where the next page begins."""

    number: int = 0
    running: bool = False
    phase: str = ""
    after: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    version: int = 0


def evolve(run: Run, event: RunEvent) -> Run:
    """The run after an event."""
    version = run.version + 1
    match event:
        case c.RunStarted():
            return Run(event.number, running=True, version=version)
        case c.RunAdvanced():
            sums = dict(run.counts)
            for name, count in event.counts.items():
                sums[name] = sums.get(name, 0) + count
            moved = replace(run, phase=event.phase, after=event.after, counts=tuple(sums.items()))
            return replace(moved, version=version)
        case c.RunCompleted():
            return replace(run, running=False, version=version)
        case _:
            assert_never(event)


runs: Aggregate[Run] = Aggregate(initial=Run(), evolve=evolve)


def start(matter: c.Matter, of: str, run: Run) -> list[RunEvent]:
    """Begin, or let the run that is under way go on."""
    return [] if run.running else [c.RunStarted(matter, of, run.number + 1)]


def shown(matter: str, of: str, run: Run) -> dict[str, object]:
    """A run as GetRun shows it."""
    state = "running" if run.running else "completed" if run.number else "none"
    return {"matter": matter, "of": of, "number": run.number, "state": state, "counts": dict(run.counts)}
