"""The loop: read a page of groups, load their streams, decide, append, tell the rejected, note how far it went."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from kernel.bulk.ordering import Keyed, Survey, in_order, survey
from kernel.bulk.rejects import Rejected, Rejects
from kernel.bulk.tally import Outcome, Report, Tally
from kernel.bulk.work import Decision, Item, Work
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Busy, Refused
from kernel.store import EventStore, NewCommit

V = TypeVar("V")

PAGE_GROUPS = 500
PAGE_ROWS = 30_000
GROUP_ROWS = 1_000  # one event must stay far below the 16 MB of a document
ATTEMPTS = 5

Progress = Callable[[Tally, int], None]
"""Told after each page: the tally so far, and how many rows there are."""


def silent(_tally: Tally, _rows: int) -> None:
    """Tell nobody."""


def load(work: Work[V], source: Path, store: EventStore, context: Context, progress: Progress = silent) -> Report:
    """Load the table into the store. Raises what is wrong with the file as a whole, AlreadyLoading, Busy."""
    return Loading(work, source, store, context, progress).run()


@dataclass
class _Page(Generic[V]):
    """Groups of checked rows, and rows that did not pass; `end` is the place of the first row behind it."""

    key: str = ""
    end: int = 0
    rows: int = 0
    groups: list[list[Item[V]]] = field(default_factory=list)
    faults: list[tuple[int, Rejected]] = field(default_factory=list)

    def ends_before(self, key: str) -> bool:
        """Whether a row of that key belongs on the next page. Groups stay whole, unless they are beyond measure."""
        if (self.groups and len(self.groups[-1]) >= GROUP_ROWS) or self.rows >= 2 * PAGE_ROWS:
            return True
        full = len(self.groups) >= PAGE_GROUPS or self.rows >= PAGE_ROWS
        return full and key not in ("", self.key)

    def add(self, key: str, item: Item[V]) -> None:
        """One more row of its group."""
        if key != self.key:
            self.key = key
            self.groups.append([])
        self.groups[-1].append(item)


class Loading(Generic[V]):
    """One table being loaded."""

    def __init__(self, work: Work[V], source: Path, store: EventStore, context: Context, progress: Progress) -> None:
        self.work = work
        self.source = source
        self.store = store
        self.context = context
        self.progress = progress
        self.tally = Tally()

    def run(self) -> Report:
        """Load what has not been loaded, and report on all of it."""
        begun = time.monotonic()
        known = survey(self.source, self.work)
        with closing(Rejects(self.source, known.labels)) as rejects:
            resumed = self._resume(known, rejects)
            with in_order(self.source, self.work, known) as rows:
                for page in self._pages(islice(rows, resumed, None), resumed):
                    self._carry_out(page, rejects)
                    self._note(known, rejects, finished=False)
                    self.progress(self.tally, known.rows)
            self._note(known, rejects, finished=True)
            if not self.tally.rejected:
                rejects.remove()
        kept = rejects.path if self.tally.rejected else None
        report = Report(known.rows, self.tally, kept, resumed, time.monotonic() - begun)
        report.check()
        return report

    # the checkpoint

    def _resume(self, known: Survey, rejects: Rejects) -> int:
        """Where to go on: from the last page noted, if the rejected rows of before are still there."""
        noted = self.store.database["imports"].find_one({"_id": self._id(known)})
        if noted and not noted["finished"] and noted["rejects"] <= rejects.size:
            self.tally = Tally(**noted["tally"])
            rejects.rewind(noted["rejects"])
        else:
            rejects.rewind(0)
        return self.tally.done

    def _note(self, known: Survey, rejects: Rejects, *, finished: bool) -> None:
        noted = {"tally": self.tally.to_stored(), "rejects": rejects.size, "finished": finished}
        self.store.database["imports"].replace_one({"_id": self._id(known)}, noted, upsert=True)

    def _id(self, known: Survey) -> str:
        return f"{self.work.name}:{known.digest}"

    # pages

    def _pages(self, rows: Iterator[Keyed], first: int) -> Iterator[_Page[V]]:
        page: _Page[V] = _Page(end=first)
        for key, row in rows:
            if page.ends_before(key):
                yield page
                page = _Page(end=page.end)
            try:
                if row.fault:
                    raise row.fault
                value = self.work.check(row.fields)
            except Refused as fault:
                page.faults.append((page.end, (row.line, row.cells, fault)))
            else:
                page.add(key, Item(page.end, row.line, row.cells, value))
            page.end += 1
            page.rows += 1
        yield page

    def _carry_out(self, page: _Page[V], rejects: Rejects) -> None:
        """Append what the page brings, and write down what it does not. Raises Busy."""
        rejected = list(page.faults)
        for group, decision in self._settled(page.groups):
            for item, verdict in zip(group, decision.verdicts, strict=True):
                outcome: Outcome = "written" if verdict is True else "there"
                if isinstance(verdict, Refused):
                    outcome = "rejected"
                    rejected.append((item.place, (item.line, item.cells, verdict)))
                self.tally.add(outcome, self.work.amounts(item.value))
        self.tally.rejected += len(page.faults)
        self.tally.done = page.end
        rejects.write(row for _, row in sorted(rejected, key=lambda placed: placed[0]))

    def _settled(self, groups: list[list[Item[V]]]) -> Iterator[tuple[list[Item[V]], Decision]]:
        """Each group with the decision that was carried out; a group that met another writer is decided again."""
        for _ in range(ATTEMPTS):
            past = self.store.load_many([stream for group in groups for stream in self.work.streams(group)])
            decided = [(group, self.work.decide(group, past)) for group in groups]
            failed = self._appended(decided, past)
            yield from ((group, decision) for group, decision in decided if failed.isdisjoint(decision.events))
            groups = [group for group, decision in decided if not failed.isdisjoint(decision.events)]
            if not groups:
                return
        raise Busy()

    def _appended(self, decided: Sequence[tuple[Any, Decision]], past: Mapping[str, Sequence[Event]]) -> set[str]:
        """Append all that was decided; the streams on which another writer was faster."""
        commits = [
            NewCommit(stream, len(past.get(stream, ())), events, self.context)
            for _, decision in decided
            for stream, events in decision.events.items()
        ]
        return set(self.store.append_many(commits).conflict) if commits else set()
