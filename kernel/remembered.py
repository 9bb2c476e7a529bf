"""States of streams that are asked for again and again, kept in memory for as long as nothing is appended to them.

A commit never changes, so the versions at which a prefix's commits stand say whether what is remembered still holds:
one look at an index instead of reading and decoding every event. An answer is never behind.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

from kernel.aggregate import Aggregate
from kernel.store import EventStore

S = TypeVar("S")
Heads = tuple[tuple[str, int], ...]


class Remembered(Generic[S]):
    """The states of all streams under a prefix, for the `most` prefixes asked for last."""

    def __init__(self, aggregate: Aggregate[S], most: int) -> None:
        self.aggregate, self.most = aggregate, most
        self._kept: OrderedDict[tuple[str, str], tuple[Heads, dict[str, S]]] = OrderedDict()

    def states(self, store: EventStore, prefix: str) -> dict[str, S]:
        """Each stream's state, by the stream's name without the prefix; not to be changed."""
        key, heads = (store.database.name, prefix), _heads(store, prefix)
        kept = self._kept.pop(key, None)
        if kept is None or kept[0] != heads:
            found = store.streams(prefix)
            states = {name.removeprefix(prefix): self.aggregate.after(events) for name, events in found}
            # What came between the two reads is in the states and not in the heads: then they are read again.
            kept = heads, states
        self._kept[key] = kept
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)
        return kept[1]


def _heads(store: EventStore, prefix: str) -> Heads:
    within = {"stream": {"$gte": prefix, "$lt": prefix + "\uffff"}}
    found = store.commits.find(within, {"_id": 0, "stream": 1, "version": 1}).sort([("stream", 1), ("version", 1)])
    return tuple((commit["stream"], commit["version"]) for commit in found)
