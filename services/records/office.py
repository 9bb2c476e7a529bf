"""What records works with beside the ground of every service."""

from functools import cached_property

from kernel.service import Service
from kernel.store import EventStore
from services.records.closing.queries import OF_MONTH


class Office(Service):
    """The `Service` of records."""

    @cached_property
    def store(self) -> EventStore:
        """The event store, with an index by month for what closes a month."""
        store = super().store
        store.commits.create_indexes([OF_MONTH])
        return store
