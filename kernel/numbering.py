"""Numbering: the step of the relay that gives each commit its place in the service's log (promises K3, K11).

Several may run at once. What keeps them right is that `seq` is unique, that only unnumbered commits are stamped, and
that whoever finds a stamp refused or without effect reads the head again; nobody needs to hold a lock.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError

from kernel.chain import GENESIS, link
from kernel.store import Document, EventStore

BATCH = 500
BULK_SHARE = 200
"""How many bulk commits pass with a batch that has live ones, so that a live event never waits behind an import."""


@dataclass
class Head:
    """Where the log ends."""

    seq: int = 0
    hash: str = GENESIS
    categories: dict[str, int] = field(default_factory=dict)


class Numbering:
    """Numbers the commits of one store. Keeps the head in memory between batches that went well."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.head: Head | None = None

    def waiting(self) -> bool:
        """Whether any commit waits for its number: one look at a small index."""
        return self.store.commits.find_one({"seq": 0}, {"_id": 1}, hint="unnumbered") is not None

    def number(self) -> int:
        """Number one batch; returns how many commits it held (0: nothing waits)."""
        # One snapshot for all reads: in any other, version 2 of a stream could be seen while version 1, written by a
        # slower transaction, is not; and the categories' heads would not belong to the log's.
        with self.store.client.start_session(snapshot=True) as snapshot:
            head = self.head or self._read_head(snapshot)
            batch = self._unnumbered(snapshot)
        self.head = None
        if not batch:
            self.head = head
            return 0
        stamps = [self._stamp(commit, head) for commit in batch]
        try:
            matched = self.store.commits.bulk_write(stamps, ordered=True).matched_count
        except BulkWriteError:
            return len(batch)  # another relay was faster: the head is read again
        if matched == len(batch):
            self.head = head
        return len(batch)

    def _stamp(self, commit: Document, head: Head) -> UpdateOne:
        category = commit["category"]
        commit["seq"] = head.seq + 1
        commit["cseq"] = head.categories.get(category, 0) + 1
        commit["hash"] = link(commit, head.hash)
        head.seq, head.hash = commit["seq"], commit["hash"]
        head.categories[category] = commit["cseq"] + len(commit["events"]) - 1
        stamped = {name: commit[name] for name in ("seq", "cseq", "hash")}
        return UpdateOne({"_id": commit["_id"], "seq": 0}, {"$set": stamped})

    def _read_head(self, snapshot: ClientSession) -> Head:
        last = self.store.commits.find_one({"seq": {"$gt": 0}}, sort=[("seq", -1)], session=snapshot)
        if last is None:
            return Head()
        categories = {}
        for name in self.store.contract.categories:
            found = self.store.commits.find_one(
                {"category": name, "seq": {"$gt": 0}}, sort=[("cseq", -1)], session=snapshot
            )
            if found:
                categories[name] = found["cseq"] + len(found["events"]) - 1
        return Head(last["seq"], last["hash"], categories)

    def _unnumbered(self, snapshot: ClientSession) -> list[Document]:
        def waiting(bulk: bool, limit: int, **more: Any) -> list[Document]:
            found = self.store.commits.find({"seq": 0, "bulk": bulk, **more}, session=snapshot)
            return list(found.sort("ts").limit(limit))

        live = waiting(False, BATCH)
        if len(live) == BATCH:
            # Others may wait behind these, so no bulk commit may pass yet: it could belong behind one of them.
            return self._with_their_past(live, snapshot)
        return self._with_their_past(live, snapshot) + waiting(
            True, BULK_SHARE if live else BATCH, stream={"$nin": [c["stream"] for c in live]}
        )

    def _with_their_past(self, live: list[Document], snapshot: ClientSession) -> list[Document]:
        """`live`, each behind the bulk commits that stand before it in its stream and still wait to be numbered."""
        continued = {c["stream"] for c in live if c["version"] > 1}
        if not continued:
            return live
        wanted = {"stream": {"$in": list(continued)}, "seq": 0, "bulk": True}
        past: dict[str, deque[Document]] = {}
        found = self.store.commits.find(wanted, session=snapshot).hint("stream_version")
        for commit in found.sort([("stream", 1), ("version", 1)]):
            past.setdefault(commit["stream"], deque()).append(commit)
        ordered = list[Document]()
        for commit in live:
            before = past.get(commit["stream"], ())
            while before and before[0]["version"] < commit["version"]:
                ordered.append(before.popleft())
            ordered.append(commit)
        return ordered
