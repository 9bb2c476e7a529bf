"""Values that are computed from many commits and asked for often, kept in memory until there are more of these.

A commit never changes and is never deleted, so the number of those that a value was made of tells whether it still
holds: one look at an index instead of reading and decoding every event. An answer is never out of date.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pymongo import ASCENDING

from kernel.events import Event
from kernel.moment import read_once
from kernel.store import Document, EventStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """A value computed from the commits that match `made_of`, of which there were `commits` when they were read."""

    value: T
    made_of: Document
    commits: int


class Remembered(Generic[T]):
    """Values of `make(store, key)` for the `most` keys asked for last. Callers share a value and must not change it."""

    def __init__(self, make: Callable[[EventStore, str], Made[T]], most: int) -> None:
        self.make, self.most = make, most
        self._kept: OrderedDict[tuple[str, str, str], Made[T]] = OrderedDict()

    def of(self, store: EventStore, key: str) -> T:
        """The value as of now or, from a `PastStore`, as of its instant."""
        return read_once((self, store.database.name, store.before, key), lambda: self._of(store, key))

    def _of(self, store: EventStore, key: str) -> T:
        place = (store.database.name, store.before, key)
        kept = self._kept.get(place)
        if kept is None or store.commits.count_documents(kept.made_of) != kept.commits:
            kept = self.make(store, key)
        self._kept[place] = kept
        self._kept.move_to_end(place)
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)
        return kept.value


def streams_under(store: EventStore, prefixes: Sequence[str]) -> tuple[dict[str, list[Event]], int]:
    """All streams whose names begin with one of `prefixes`, with their events, in one read; and how many commits."""
    decode, found, commits = store.contract.decode, dict[str, list[Event]](), 0
    read = store.commits.find(under(prefixes), {"_id": 0, "stream": 1, "events": 1})
    for commit in read.sort([("stream", ASCENDING), ("version", ASCENDING)]):
        events = found.setdefault(commit["stream"], [])
        events += [decode(e["type"], e["v"], e["data"]) for e in commit["events"]]
        commits += 1
    return found, commits


def under(prefixes: Sequence[str]) -> Document:
    """What matches the commits of such streams: a range for each prefix reads a short piece of the index, where regular
    expressions would be tried on all of it."""
    return {"$or": [{"stream": {"$gte": prefix, "$lt": prefix + "\uffff"}} for prefix in prefixes]}
