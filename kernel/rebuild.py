"""Rebuilding a read model beside the one that serves (promise K6): fold the history, compare, take its place.

A rebuild writes documents and an inbox of its own and sends nothing to anybody. One that is killed leaves a
generation that nobody points to; the next rebuild clears it away.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter

from pymongo import DeleteOne, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from kernel.events import Fact
from kernel.history import SourceUnavailable, histories
from kernel.lease import Lease
from kernel.readmodel import Generations, ReadModel
from kernel.service import Service
from kernel.store import Document

log = logging.getLogger(__name__)
PAGE = 5000
MOST_IN_MEMORY = 100_000
HOLD_SECONDS = 10


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
    def __init__(self, service: Service, model: ReadModel, lease: Lease) -> None:
        self.service, self.model, self.lease = service, model, lease
        self.generations = Generations(service.database, model)
        self.histories = histories(service, model.sources)
        pointer = self.generations.pointer()
        self.old, self.new = pointer["generation"], pointer["generation"] + 1
        self.same_version = pointer["version"] == model.full_version
        self.documents = self.generations.documents(self.new)
        self.inbox = service.database[self.generations.inbox(self.new)]
        self.seen = {(s.contract.service, s.category.name): 0 for s in model.sources}
        self.places: dict[str, Document] = {}
        self.cache: dict[str, Document | None] = {}
        self.changed: set[str] = set()
        self.events = 0

    def run(self) -> Rebuilt:
        started = time.monotonic()
        for generation in (self.old - 1, self.new):
            self.generations.documents(generation).drop()
            self.service.database[self.generations.inbox(generation)].drop()
        if self.model.indexes:
            self.documents.create_indexes(list(self.model.indexes))
        self.inbox.create_index("behind", partialFilterExpression={"behind": True})
        # The long way first, then the short rest while the serving one holds still.
        self._fold_until(self._serving_positions())
        self._flush()
        with self.service.database.client.start_session(snapshot=True) as snapshot:
            self._take_over(snapshot)
            different = self._compare(snapshot) if self.old and self.same_version else []
        seconds = time.monotonic() - started
        count = self.documents.estimated_document_count()
        log.info("rebuilt %s from %d events in %.1f s", self.model.name, self.events, seconds)
        return Rebuilt(self.model.name, self.new, self.events, count, seconds, different)

    def _take_over(self, snapshot: ClientSession) -> None:
        pointers = self.generations.pointers
        name = {"_id": self.model.name}
        while True:
            pointers.update_one(name, {"$set": {"held_until": time.time() + HOLD_SECONDS}}, upsert=True)
            # A batch that is under way ends before this, or fails on it and sees the hold when it tries again.
            self._old_inbox().update_many({"_id": {"$regex": "^="}}, {"$inc": {"fence": 1}})
            self._fold_until(self._serving_positions())
            self._flush()
            self._old_inbox().find_one({}, session=snapshot)  # fixes the moment of the comparison
            swapped = pointers.update_one(
                {**name, "held_until": {"$gt": time.time()}},
                {
                    "$set": {"generation": self.new, "version": self.model.full_version},
                    "$unset": {"held_until": ""},
                },
            )
            if swapped.modified_count:
                return

    def _old_inbox(self) -> Collection[Document]:
        return self.service.database[self.generations.inbox(self.old)]

    def _serving_positions(self) -> dict[tuple[str, str], int]:
        """Up to where to fold: where the serving generation is, or to the end of a category it does not know."""
        positions = {}
        heads = {source: history.heads() for source, history in self.histories.items()}
        for source, category in self.seen:
            kept = self._old_inbox().find_one({"_id": f"={source}/{category}"})
            positions[source, category] = kept["seen"] if kept else heads[source].get(category, 0)
        return positions

    def _fold_until(self, positions: dict[tuple[str, str], int]) -> None:
        for (source, category), until in positions.items():
            for facts in self._pages(source, category, until):
                self._fold(facts)
                self.seen[source, category] = facts[-1].category_sequence
                self.lease.hold()

    def _pages(self, source: str, category: str, until: int) -> Iterator[list[Fact]]:
        while (after := self.seen[source, category]) < until:
            facts = self.histories[source].category(category, after, min(PAGE, until - after))
            facts = [fact for fact in facts if fact.category_sequence <= until]
            if not facts:
                return
            yield facts

    def _fold(self, facts: list[Fact]) -> None:
        self._load({key for fact in facts for key in self.model.keys(fact)})
        for fact in facts:
            place = self._place(fact)
            if place.get("error") is None:
                try:
                    for key in self.model.keys(fact):
                        self.cache[key] = self.model.fold(self.cache.get(key) or {}, fact)
                        self.changed.add(key)
                    place["version"] = fact.version
                except Exception as error:
                    log.exception("parked %s", fact.id)
                    place["error"] = {"event": fact.id, "why": f"{type(error).__name__}: {error}"[:500]}
            place["want"] = fact.version
            place["behind"] = place["want"] > place["version"]
        self.events += len(facts)
        if len(self.cache) > MOST_IN_MEMORY:
            self._flush()
            self.cache.clear()

    def _place(self, fact: Fact) -> Document:
        key = f"{fact.source}/{fact.stream}"
        if key not in self.places:
            kept = self.inbox.find_one({"_id": key}) if fact.version > 1 else None
            self.places[key] = kept or {"_id": key, "version": 0, "want": 0, "behind": False}
        return self.places[key]

    def _load(self, keys: set[str]) -> None:
        """Documents written by an earlier page that are not in memory any more."""
        missing = [key for key in keys if key not in self.cache]
        if missing and self.events:
            self.cache.update((d.pop("_id"), d) for d in self.documents.find({"_id": {"$in": missing}}))

    def _flush(self) -> None:
        changes: list[DeleteOne | ReplaceOne[Document]] = []
        for key in self.changed:
            document = self.cache[key]
            changes.append(
                DeleteOne({"_id": key}) if document is None else ReplaceOne({"_id": key}, document, upsert=True)
            )
        if changes:
            self.documents.bulk_write(changes, ordered=False)
        places = [*self.places.values(), *({"_id": f"={s}/{c}", "seen": n} for (s, c), n in self.seen.items())]
        self.inbox.bulk_write([ReplaceOne({"_id": p["_id"]}, p, upsert=True) for p in places], ordered=False)
        self.changed.clear()
        self.places.clear()

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
