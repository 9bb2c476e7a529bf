"""The two things a subscription does with events: fold them into a read model, or react with events of its own."""

import time
from collections.abc import Callable, Sequence

from pymongo import DeleteOne, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from kernel.events import Fact
from kernel.inbox import Held, Outdated
from kernel.readmodel import Generations, ReadModel
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit


class Folding:
    """Folds facts into the serving generation of a read model."""

    def __init__(self, database: Database[Document], model: ReadModel) -> None:
        self.model = model
        self.generations = Generations(database, model)

    def inbox_name(self, session: ClientSession) -> str:
        """The inbox of the serving generation. Raises Held while a rebuild takes over, Outdated."""
        pointer = self.generations.pointer(session if session.in_transaction else None)
        if session.in_transaction:
            if pointer.get("held_until", 0) > time.time():
                raise Held()
            if pointer["version"] not in (None, self.model.full_version):
                raise Outdated(self.model.name)
        self.generation = pointer["generation"]
        return self.generations.inbox(self.generation)

    def begin(self, session: ClientSession, facts: Sequence[Fact]) -> "FoldingBatch":
        """Load the documents that the facts concern."""
        return FoldingBatch(self.generations, self.generation, session, facts)


class FoldingBatch:
    """The documents of one transaction: loaded at once, folded in memory, written whole."""

    def __init__(
        self, generations: Generations, generation: int, session: ClientSession, facts: Sequence[Fact]
    ) -> None:
        self.model = generations.model
        self.collection = generations.documents(generation)
        self.session = session
        wanted = sorted(self.model.concerned(facts))
        found = self.collection.find({"_id": {"$in": wanted}}, session=session) if wanted else ()
        self.documents: dict[str, Document | None] = {d.pop("_id"): d for d in found}
        self.changed: set[str] = set()

    def apply(self, fact: Fact) -> None:
        """Fold the fact into each document it concerns."""
        folded = self.model.folded(self.documents, fact)
        self.changed.update(key for key, document in folded.items() if document != self.documents.get(key))
        self.documents.update(folded)

    def flush(self) -> None:
        """Write the changed documents, remove those that folded to nothing."""
        changes: list[DeleteOne | ReplaceOne[Document]] = []
        for key in sorted(self.changed):
            document = self.documents[key]
            if document is None:
                changes.append(DeleteOne({"_id": key}))
            else:
                changes.append(ReplaceOne({"_id": key}, document, upsert=True))
        if changes:
            self.collection.bulk_write(changes, ordered=False, session=self.session)


React = Callable[[Unit, Fact, Service], None]


class Reacting:
    """Answers facts with events appended to the service's own streams, in the inbox's transaction."""

    def __init__(self, service: Service, name: str, react: React) -> None:
        self.service = service
        self.name = name
        self.react = react

    def inbox_name(self, _session: ClientSession) -> str:
        """The inbox of the reaction, the same for ever."""
        return f"inbox_{self.name}"

    def begin(self, session: ClientSession, _facts: Sequence[Fact]) -> "ReactingBatch":
        """A batch whose reactions share one unit of work."""
        return ReactingBatch(self, session)


class ReactingBatch:
    """The appends of one transaction."""

    def __init__(self, reacting: Reacting, session: ClientSession) -> None:
        self.reacting = reacting
        self.ground = reacting.service.context(f"service:{reacting.service.name}")
        # Exactly once is the inbox's work here, so these commits carry no command id.
        self.unit = Unit(reacting.service.store, session, self.ground, carries_command=False)

    def apply(self, fact: Fact) -> None:
        """Let the reaction append what follows from the fact."""
        correlation_id = fact.meta.get("correlationid", "")
        self.unit.context = self.ground.caused_by(self.reacting.name, fact.source, fact.id, correlation_id)
        self.reacting.react(self.unit, fact, self.reacting.service)

    def flush(self) -> None:
        """Write the appends of the whole batch."""
        self.unit.flush()
