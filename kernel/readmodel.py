"""Read models: documents folded from events, by a pure function, the same live and in a rebuild."""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel
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

    @property
    def full_version(self) -> str:
        """Its own version and the contracts' it reads."""
        read = sorted({f"{s.contract.service}:{s.contract.version}:{s.category.name}" for s in self.sources})
        return f"{self.version}-{hashlib.sha256('|'.join(read).encode()).hexdigest()[:12]}"


class Generations:
    """Where the documents of a read model are: one generation serves, another may be in the making.

    The pointer is one document of `readmodels`: `{_id: name, generation, version, hold_until}`.
    """

    def __init__(self, database: Database[Document], model: ReadModel) -> None:
        self.database = database
        self.model = model
        self.pointers: Collection[Document] = database["readmodels"]
        self._cached: tuple[float, int] = (0.0, 0)
        self._documents: dict[int, Collection[Document]] = {}

    def pointer(self, session: ClientSession | None = None) -> Document:
        """The pointer as it stands; generation 0 has no version yet."""
        known = self.pointers.find_one({"_id": self.model.name}, session=session)
        return known or {"_id": self.model.name, "generation": 0, "version": None}

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
