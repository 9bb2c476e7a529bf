"""Rebuilding a read model beside the one that serves (promise K6): fold the history, compare, take its place.

A rebuild writes documents and an inbox of its own and sends nothing to anybody. One that is killed leaves a
generation that nobody points to; the next rebuild clears it away. Each has a number of its own and only the last one
begun may take the place, so one that was frozen and wakes up late spoils nothing.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter

from pymongo import DeleteOne, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from kernel.events import Fact, Unreadable
from kernel.history import SourceUnavailable, histories
from kernel.lease import Lease
from kernel.places import held_back_by, stream_id, told
from kernel.readmodel import Generations, ReadModel
from kernel.service import Service
from kernel.store import Document

log = logging.getLogger(__name__)
HOLD_SECONDS = 10
SHORT_REST = 2000
"""How many events may be left to fold while the serving generation holds still."""
WRITE = 5000
"""How many documents are written at once: each write has to end within the client's time limit."""


class AlreadyRebuilding(Exception):
    """Another process is rebuilding this read model."""


@dataclass
class Rebuilt:
    """What a rebuild came to. `different` names documents that the old generation had otherwise."""

    model: str
    generation: int
    events: int
    documents: int
    seconds: float
    different: list[str] = field(default_factory=list)


def rebuild_if_asked(service: Service, model: ReadModel) -> None:
    """Rebuild where the code's version is not the serving one's. A copy that finds another at it waits."""
    generations = Generations(service.database, model)
    while generations.pointer()["version"] != model.full_version:
        try:
            rebuild(service, model)
        except (AlreadyRebuilding, SourceUnavailable) as wait:
            log.info("%s waits to be rebuilt: %s", model.name, wait)
            time.sleep(0.5)


def rebuild(service: Service, model: ReadModel) -> Rebuilt:
    """Build a new generation from history, let it serve, compare it with the old one at the same position.

    Raises AlreadyRebuilding, SourceUnavailable.
    """
    lease = Lease(service.database["leases"], f"rebuild/{model.name}", seconds=60)
    if not lease.hold():
        raise AlreadyRebuilding(model.name)
    try:
        return _Rebuild(service, model, lease).run()
    finally:
        lease.release()


class _Rebuild:
    page = 5000
    most_in_memory = 100_000

    def __init__(self, service: Service, model: ReadModel, lease: Lease) -> None:
        self.service, self.model, self.lease = service, model, lease
        self.generations = Generations(service.database, model)
        self.histories = histories(service, model.sources)
        pointer = self.generations.begin()
        self.old, self.new = pointer["generation"], pointer["made"]
        self.unused = set(range(pointer.get("before", 0), self.new)) - {self.old}
        self.mine = {"_id": model.name, "made": self.new}
        self.same_version = pointer["version"] == model.full_version
        self.documents = self.generations.documents(self.new)
        self.inbox = service.database[self.generations.inbox(self.new)]
        self.seen = {(s.contract.service, s.category.name): 0 for s in model.sources}
        self.places: dict[str, Document] = {}
        self.cache: dict[str, Document | None] = {}
        self.changed: set[str] = set()
        self.events = 0
        self.written = False

    def run(self) -> Rebuilt:
        started = time.monotonic()
        for generation in self.unused:
            self.generations.documents(generation).drop()
            self.service.database[self.generations.inbox(generation)].drop()
        if self.model.indexes:
            self.documents.create_indexes(list(self.model.indexes))
        self.inbox.create_index("behind", partialFilterExpression={"behind": True})
        # The long way first, then the short rest while the serving one holds still.
        while self._fold_until(self._serving_positions()) > SHORT_REST:
            pass
        self._flush()
        different = self._take_over()
        seconds = time.monotonic() - started
        count = self.documents.estimated_document_count()
        log.info("rebuilt %s from %d events in %.1f s", self.model.name, self.events, seconds)
        return Rebuilt(self.model.name, self.new, self.events, count, seconds, different)

    def _take_over(self) -> list[str]:
        pointers = self.generations.pointers
        swap = {"generation": self.new, "version": self.model.full_version, "before": self.old}
        while True:
            held = pointers.update_one(self.mine, {"$set": {"held_until": time.time() + HOLD_SECONDS}})
            if not held.matched_count:
                raise AlreadyRebuilding(self.model.name)
            # A batch that is under way ends before this, or fails on it and sees the hold when it tries again.
            self._old_inbox().update_many({"_id": {"$regex": "^="}}, {"$inc": {"fence": 1}})
            self._fold_until(self._serving_positions())
            self._flush()
            with self.service.database.client.start_session(snapshot=True) as snapshot:
                self._old_inbox().find_one({}, session=snapshot)  # fixes the moment of the comparison
                still_held = {**self.mine, "held_until": {"$gt": time.time()}}
                if pointers.update_one(still_held, {"$set": swap, "$unset": {"held_until": ""}}).modified_count:
                    return self._compare(snapshot) if self.old and self.same_version else []

    def _old_inbox(self) -> Collection[Document]:
        return self.service.database[self.generations.inbox(self.old)]

    def _serving_positions(self) -> dict[tuple[str, str], int]:
        """Up to where to fold: where the serving generation is, or to the end of a category it does not know."""
        positions = {}
        heads = {name: h.heads([c for source, c in self.seen if source == name]) for name, h in self.histories.items()}
        for source, category in self.seen:
            kept = self._old_inbox().find_one({"_id": f"={source}/{category}"})
            reached = max(kept["seen"], kept.get("ahead", 0)) if kept else heads[source].get(category, 0)
            positions[source, category] = reached
        return positions

    def _fold_until(self, positions: dict[tuple[str, str], int]) -> int:
        """Fold up to these category numbers; how many events that were."""
        before = self.events
        for (source, category), until in positions.items():
            for facts in self._pages(source, category, until):
                self._fold(facts)
                self.seen[source, category] = facts[-1].category_sequence
                if not self.lease.hold():
                    raise AlreadyRebuilding(self.model.name)
        return self.events - before

    def _pages(self, source: str, category: str, until: int) -> Iterator[list[Fact]]:
        while (after := self.seen[source, category]) < until:
            facts = self.histories[source].category(category, after, min(self.page, until - after))
            facts = [fact for fact in facts if fact.category_sequence <= until]
            if not facts:
                return
            yield facts

    def _fold(self, facts: list[Fact]) -> None:
        if self.written:
            self._load(facts)
        for fact in facts:
            place = self._place(fact)
            if place.get("error") is None:
                try:
                    if isinstance(fact.event, Unreadable):
                        raise fact.event.why
                    folded = self.model.folded(self.cache, fact)
                except Exception as error:
                    log.exception("parked %s", fact.id)
                    place["error"] = held_back_by(fact, told(error))
                else:
                    self.cache.update(folded)
                    self.changed.update(folded)
                    place["version"] = fact.version
            place["want"] = fact.version
            place["behind"] = place["want"] > place["version"]
        self.events += len(facts)
        if len(self.cache) + len(self.places) > self.most_in_memory:
            self._flush()
            self.cache.clear()

    def _load(self, facts: list[Fact]) -> None:
        """What an earlier page has written and is not in memory any more."""
        keys = self.model.concerned(facts) - self.cache.keys()
        self.cache.update((d.pop("_id"), d) for d in _read(self.documents, keys))
        new = {stream_id(fact) for fact in facts if fact.version == 1}
        streams = {stream_id(fact) for fact in facts} - new - self.places.keys()
        self.places.update((d["_id"], d) for d in _read(self.inbox, streams))

    def _place(self, fact: Fact) -> Document:
        key = stream_id(fact)
        return self.places.setdefault(key, {"_id": key, "version": 0, "want": 0, "behind": False})

    def _flush(self) -> None:
        changes: list[DeleteOne | ReplaceOne[Document]] = []
        for key in self.changed:
            document = self.cache[key]
            changes.append(
                DeleteOne({"_id": key}) if document is None else ReplaceOne({"_id": key}, document, upsert=True)
            )
        places = [*self.places.values(), *({"_id": f"={s}/{c}", "seen": n} for (s, c), n in self.seen.items())]
        _write(self.documents, changes)
        _write(self.inbox, [ReplaceOne({"_id": p["_id"]}, p, upsert=True) for p in places])
        self.changed.clear()
        self.places.clear()
        self.written = True

    def _compare(self, snapshot: ClientSession) -> list[str]:
        """The keys whose documents differ between the generations, both read at the moment of the exchange."""
        both = [
            ({"side": side, **document} for document in collection.find(session=snapshot).sort("_id"))
            for side, collection in enumerate((self.generations.documents(self.old), self.documents))
        ]
        different = []
        for key, group in groupby(merge(*both, key=itemgetter("_id")), key=itemgetter("_id")):
            sides = [{**document, "side": 0} for document in group]
            if len(sides) != 2 or sides[0] != sides[1]:
                different.append(key)
        return different


def _read(collection: Collection[Document], keys: set[str]) -> Iterable[Document]:
    return collection.find({"_id": {"$in": list(keys)}}) if keys else ()


def _write(collection: Collection[Document], changes: Sequence[DeleteOne | ReplaceOne[Document]]) -> None:
    for start in range(0, len(changes), WRITE):
        collection.bulk_write(changes[start : start + WRITE], ordered=False)
