"""Where a subscription stands with each stream and category: the documents of its inbox (see `kernel.inbox`).

One document per source stream, `{_id: "<source>/<stream>", version, want, error?, tried?, behind}`, and one per
category, `{_id: "=<source>/<category>", seen, ahead?}`: the number up to which everything of it has been here. Beside
them `{_id: "!page", first, times}` says which page of a history was begun last, and how often.
"""

from collections.abc import Iterable

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from kernel.clock import instant, system_clock
from kernel.events import Fact, UnknownEvent
from kernel.store import Document
from kernel.telemetry import without_values


class Places:
    """The inbox documents that one batch touches."""

    def __init__(self, inbox: Collection[Document], session: ClientSession, facts: Iterable[Fact]) -> None:
        self.inbox, self.session = inbox, session
        wanted = {stream_id(f) for f in facts} | {_category_id(f) for f in facts}
        found = inbox.find({"_id": {"$in": sorted(wanted)}}, session=session)
        self.kept: dict[str, Document] = {d["_id"]: d for d in found}
        self.changed: set[str] = set()
        self.missing: set[tuple[str, str]] = set()

    def take(self, fact: Fact, unfit: str | None) -> bool:
        """Note the fact's arrival; True where it is its turn to be applied."""
        self._see(fact)
        place = self._get(stream_id(fact), {"version": 0, "want": 0, "behind": False})
        if fact.version <= place["version"]:
            return False
        if place.get("error") is None and fact.version == place["version"] + 1:
            if unfit is None:
                place["version"] = fact.version
                place["want"] = max(place["want"], fact.version)
                place["behind"] = place["want"] > place["version"]
                place.pop("tried", None)
                return True
            place["error"] = held_back_by(fact, unfit)
        place["want"], place["behind"] = max(place["want"], fact.version), True
        return False

    def write(self) -> None:
        """Write what changed, in the transaction: copies that work on the same stream collide here."""
        changes = [ReplaceOne({"_id": key}, self.kept[key], upsert=True) for key in sorted(self.changed)]
        if changes:
            self.inbox.bulk_write(changes, ordered=False, session=self.session)

    def incomplete(self) -> set[tuple[str, str]]:
        """Categories of which a fact came before its turn."""
        return {
            (source, category)
            for source, category in self.missing
            if self.kept[f"={source}/{category}"].get("ahead", 0) > self.kept[f"={source}/{category}"]["seen"]
        }

    def _see(self, fact: Fact) -> None:
        place = self._get(_category_id(fact), {"seen": 0})
        if fact.category_sequence == place["seen"] + 1:
            place["seen"] += 1
        elif fact.category_sequence > place["seen"]:
            place["ahead"] = max(place.get("ahead", 0), fact.category_sequence)
            self.missing.add((fact.source, fact.category))

    def _get(self, key: str, empty: Document) -> Document:
        self.changed.add(key)
        return self.kept.setdefault(key, {"_id": key, **empty})


def told(error: BaseException) -> str:
    """What is kept of an error: which event could not be read; of any other error its kind and place only (K8)."""
    return f"UnknownEvent: {error}" if isinstance(error, UnknownEvent) else without_values(error)


def held_back_by(fact: Fact, why: str) -> Document:
    """`{event, why, since}`: what is kept of an event that could not be applied."""
    return {"event": fact.id, "why": why, "since": instant(system_clock())}


def stream_id(fact: Fact) -> str:
    """The inbox document of the fact's stream."""
    return f"{fact.source}/{fact.stream}"


def _category_id(fact: Fact) -> str:
    return f"={fact.source}/{fact.category}"
