"""Records as it stood on a day (QRY-15): the same questions, asked of what was known then."""

from dataclasses import dataclass
from functools import cached_property

from pymongo.database import Database

from kernel.calendar import add_days, instant_of
from kernel.context import Context
from kernel.past import PastStore
from kernel.policy import City
from kernel.privacy import Sealer
from kernel.service import Service
from kernel.store import Document, EventStore
from services.records.contract.evidence import AsOfInFuture


@dataclass(frozen=True)
class AsItStood(Service):
    """Records with the store as it stood before an instant; policy is today's."""

    now: Service
    before: str

    @property
    def database(self) -> Database[Document]:  # type: ignore[override]
        """The same database."""
        return self.now.database

    @property
    def city(self) -> City:  # type: ignore[override]
        """The same city, read once: not anew for each question."""
        return self.now.city

    @property
    def sealer(self) -> Sealer:  # type: ignore[override]
        """The same keys."""
        return self.now.sealer

    @cached_property
    def store(self) -> EventStore:
        """The store as it stood."""
        return PastStore(self.now.store, self.before)


def known_on(service: Service, day: str | None, context: Context) -> tuple[Service, str]:
    """Records as known when a business day ended, and the day; now and today where none is given.

    Raises AsOfInFuture.
    """
    if day is None:
        return service, context.today
    if day > context.today:
        raise AsOfInFuture(today=context.today)
    return AsItStood(service.settings, service.contract, service, instant_of(f"{add_days(day, 1)}T00:00:00.000")), day
