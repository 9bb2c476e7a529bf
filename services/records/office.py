"""What records works with beside the ground of every service: its desk for cases, and an index by month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kernel.cases.desk import Desk
from kernel.cases.documents import Documents
from kernel.cases.effects import Effect
from kernel.privacy import person_id
from kernel.service import Service
from kernel.store import EventStore
from services.records.closing.queries import OF_MONTH
from services.records.contract import MATTERS


@dataclass(frozen=True)
class RecordsOffice(Service):
    """The `Service` of records."""

    effects: "Callable[[RecordsOffice], Mapping[str, Effect]]"
    """What each matter does beyond its case, by its code."""

    @cached_property
    def store(self) -> EventStore:
        """The event store, with an index by month for what closes a month."""
        store = super().store
        store.commits.create_indexes([OF_MONTH])
        return store

    @cached_property
    def desk(self) -> Desk:
        """Where its cases are entered, reviewed and read."""
        documents = Documents(self.database, self.sealer, self.settings.person_id_key)
        return Desk(self.store, self.sealer, self.city, documents, MATTERS, self.effects(self), mark="R")

    def person_id(self, id_number: str) -> str:
        """The person's name in streams."""
        return person_id(id_number, self.settings.person_id_key)
