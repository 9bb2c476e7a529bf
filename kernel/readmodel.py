"""Read models: documents folded from events, by a pure function, the same live and in a rebuild."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pymongo import IndexModel, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database

from kernel.events import Fact, Source
from kernel.store import Document

POINTER_SECONDS = 1.0


@dataclass(frozen=True)
class ReadModel:
    """What to fold. Raise `version` when the fold changes: that asks for a rebuild at the next start.

    `keys` names the documents a fact concerns; `fold` returns the new content of one of them ({} at first), or None
    to remove it. Facts of different streams may come in any order, so each source keeps to its own part.
    """

    name: str
    version: int
    sources: Sequence[Source]
    keys: Callable[[Fact], Iterable[str]]
    fold: Callable[[Document, Fact], Document | None]
    indexes: Sequence[IndexModel] = ()

    @cached_property
    def full_version(self) -> str:
        """Its own version and the contracts' it reads."""
        read = sorted({f"{s.contract.service}:{s.contract.version}:{s.category.name}" for s in self.sources})
        return f"{self.version}-{hashlib.sha256('|'.join(read).encode()).hexdigest()[:12]}"

    def concerned(self, facts: Iterable[Fact]) -> set[str]:
        """The documents to have at hand for these facts. A fact that breaks `keys` breaks when its turn comes."""
        found = set[str]()
        for fact in facts:
            with suppress(Exception):
                found.update(self.keys(fact))
        return found

    def folded(self, documents: Mapping[str, Document | None], fact: Fact) -> dict[str, Document | None]:
        """The new content of each document that the fact concerns."""
        return {key: self.fold(documents.get(key) or {}, fact) for key in self.keys(fact)}


class Generations:
    """Where the documents of a read model are: one generation serves, another may be in the making.

    The pointer is one document of `readmodels`: `{_id: name, generation, version, before, made, held_until}`: the one
    that serves, the one that served before it, the last number that a rebuild was given, and until when (seconds since
    1970) whoever applies events waits for the exchange.
    """

    def __init__(self, database: Database[Document], model: ReadModel) -> None:
        self.database = database
        self.model = model
        self.pointers: Collection[Document] = database["readmodels"]
        self._cached: tuple[float, int] = (-POINTER_SECONDS, 0)
        self._documents: dict[int, Collection[Document]] = {}

    def pointer(self, session: ClientSession | None = None) -> Document:
        """The pointer as it stands; generation 0 has no version yet."""
        known = self.pointers.find_one({"_id": self.model.name}, session=session)
        return {"generation": 0, "version": None} | (known or {})

    def begin(self) -> Document:
        """The pointer with a new number in `made`, for a generation that nobody else is making."""
        following = {"$add": [{"$max": ["$made", "$generation", 0]}, 1]}
        begun = self.pointers.find_one_and_update(
            {"_id": self.model.name},
            [{"$set": {"made": following}}],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return {"generation": 0, "version": None} | begun

    def documents(self, generation: int) -> Collection[Document]:
        """The collection of one generation's documents."""
        if generation not in self._documents:
            self._documents[generation] = self.database[f"view_{self.model.name}_{generation}"]
        return self._documents[generation]

    def inbox(self, generation: int) -> str:
        """The name of the inbox that belongs to one generation."""
        return f"inbox_{self.model.name}_{generation}"

    def serving(self) -> Collection[Document]:
        """The documents to read. The pointer is looked up once a second; the generation before it stays that long."""
        asked, generation = self._cached
        now = time.monotonic()
        if now - asked > POINTER_SECONDS:
            generation = self.pointer()["generation"]
            self._cached = (now, generation)
        return self.documents(generation)

    def get(self, key: str) -> Document | None:
        """One document of the serving generation."""
        return self.serving().find_one({"_id": key})

    def position(self, source: str, stream: str) -> int:
        """The version up to which a stream has been applied to the serving generation (promise K7)."""
        self.serving()
        applied: Any = self.database[self.inbox(self._cached[1])].find_one(
            {"_id": f"{source}/{stream}"}, {"version": 1}
        )
        return applied["version"] if applied else 0
