"""Carries runs out: a page of work and the event that says it is done, over and over (ENR-12, ENR-15).

Each page is harmless to repeat; its `RunAdvanced` is written when the page is stored, and is what starts the next one.
So a kill at any moment loses at most a page, which is done again to the same result.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kernel.aggregate import Aggregate
from kernel.commands import execute_across
from kernel.context import Context
from kernel.events import Event, Fact
from kernel.refusals import Busy
from kernel.service import Service
from kernel.store import EventStore, NewCommit
from kernel.unit import Unit
from services.records import contract as c
from services.records.runs.domain import Run, runs

K = TypeVar("K")
S = TypeVar("S")
ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of work came to, and behind what the next one begins."""

    phase: str
    after: str
    counts: Mapping[str, int]


Work = Callable[[Service, Unit, str, Run], Page | None]
"""`(service, unit, of, run)` → the page that was done, or None where nothing is left."""


def step(unit: Unit, service: Service, work: Work, matter: c.Matter, of: str) -> Run:
    """Do the next page of a run that is under way, and say so in its stream."""
    stream = c.RUN.stream(matter, of)
    run = unit.load(stream, runs)
    if run.running:
        with collection_paused():
            page = work(service, unit, of, run)
        done: Event
        if page is None:
            done = c.RunCompleted(matter, of, run.number)
        else:
            done = c.RunAdvanced(matter, of, run.number, page.phase, page.after, dict(page.counts))
        unit.append(stream, [done])
        run = unit.load(stream, runs)
    return run


@contextmanager
def collection_paused() -> Iterator[None]:
    """A page makes many small objects and no cycles: looking for garbage among them costs a quarter of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def react_with(works: Mapping[str, Work]) -> Callable[[Unit, Fact, Service], None]:
    """The reaction that does the next page on the news of the one before."""

    def on_run(unit: Unit, fact: Fact, service: Service) -> None:
        event = fact.event
        if isinstance(event, c.RunStarted | c.RunAdvanced):
            run = unit.load(fact.stream, runs)
            if run.version == fact.version:  # else it has moved on since
                step(unit, service, works[event.matter], event.matter, event.of)

    return on_run


def carry_out(service: Service, work: Work, matter: c.Matter, of: str, context: Context) -> Run:
    """Do all pages that are left here and now: the operator's way, beside the reaction or without it."""
    run = Run(running=True)
    # A page is no command of its own: what makes it harmless to repeat is the run's stream.
    context = replace(context, command_id=None)

    def page(unit: Unit) -> dict[str, object]:
        nonlocal run
        run = step(unit, service, work, matter, of)
        return unit.reply(c.RUN.stream(matter, of))

    while run.running:
        # Busy: others are at the same run and were faster; what they have left is still to be done.
        with suppress(Busy):
            execute_across(service.store, page, context)
    return run


@dataclass(frozen=True, slots=True)
class Done(Generic[S]):
    """The state a stream was in and what was appended to it: nothing, perhaps."""

    before: S
    events: Sequence[Event]


def append_each(
    store: EventStore,
    streams: Mapping[K, str],
    aggregate: Aggregate[S],
    decide: Callable[[K, S], Sequence[Event]],
    context: Context,
) -> dict[K, Done[S]]:
    """Decide on many independent streams and append in bulk.

    Where another writer was faster the stream is decided again. Raises RuntimeError where that never ends.
    """
    left, done = dict(streams), dict[K, Done[S]]()
    for _ in range(ATTEMPTS):
        loaded, commits = store.load_many(list(left.values())), list[NewCommit]()
        for key, stream in left.items():
            history = loaded.get(stream, [])
            state = aggregate.after(history)
            events = decide(key, state)
            if events:
                commits.append(NewCommit(stream, len(history), events, context, command=False))
            done[key] = Done(state, events)
        lost = set(store.append_many(commits).conflict) if commits else set()
        left = {key: stream for key, stream in left.items() if stream in lost}
        if not left:
            return done
    raise RuntimeError(f"{len(left)} streams are written to without end")
