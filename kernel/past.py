"""A store as it stood at an instant: only what had been written by then is there. For looking, never for writing."""

from collections.abc import Mapping
from typing import Any

from pymongo.collection import Collection
from pymongo.cursor import Cursor

from kernel.store import Document, EventStore


class PastStore(EventStore):
    """Reads streams as they were before `before`, an instant in UTC. It cannot append."""

    def __init__(self, store: EventStore, before: str) -> None:
        super().__init__(store.database, store.contract)
        self.before = before
        self.commits = _Until(store.commits, before)  # type: ignore[assignment]


class _Until:
    """A collection of commits in which nothing newer can be found, and nothing else be done."""

    def __init__(self, commits: Collection[Document], before: str) -> None:
        self._commits, self._known = commits, {"meta.time": {"$lt": before}}

    def find(self, wanted: Mapping[str, Any], *given: Any, **named: Any) -> Cursor[Document]:
        return self._commits.find({"$and": [wanted, self._known]}, *given, **named)

    def count_documents(self, wanted: Mapping[str, Any]) -> int:
        return self._commits.count_documents({"$and": [wanted, self._known]})
