"""What one process of a service works with, made by its composition root (`wiring.py`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pymongo.database import Database

from kernel.clock import Clock, system_clock
from kernel.config import Settings
from kernel.context import Context
from kernel.events import Contract
from kernel.orders import Orders
from kernel.partner import Partner
from kernel.policy import City, load
from kernel.privacy import Sealer
from kernel.store import Document, EventStore, connect

REPOSITORY = Path(__file__).parents[1]
CITIES = REPOSITORY / "deploy" / "cities"
VERSION: str = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]


@dataclass(frozen=True)
class Service:
    """Store, city, clock and keys of one service."""

    settings: Settings
    contract: Contract

    @property
    def name(self) -> str:
        """The service's name, which is also its event source."""
        return self.contract.service

    @cached_property
    def database(self) -> Database[Document]:
        """This service's own database."""
        return connect(self.settings.mongodb_uri)[f"{self.settings.database_prefix}_{self.name}"]

    @cached_property
    def store(self) -> EventStore:
        """The event store, indexes made and stored event types checked."""
        store = EventStore(self.database, self.contract)
        store.prepare()
        return store

    @cached_property
    def city(self) -> City:
        """The city this deployment serves, with its dated policy."""
        return load(CITIES / f"{self.settings.city}.yaml")

    @cached_property
    def sealer(self) -> Sealer:
        """Seals and opens personal data (promise K8)."""
        return Sealer(self.settings.sealing_keys)

    @cached_property
    def orders(self) -> Orders:
        """What is to be done outside (promise K6), indexes made."""
        orders = Orders(self.database, self.sealer)
        orders.prepare()
        return orders

    @cached_property
    def partners(self) -> Mapping[str, Partner]:
        """Third parties by name: every `<NAME>_URL` of the settings that has a `<NAME>_SECRET`."""
        urls, secrets = self.settings.service_urls, self.settings.partner_secrets
        return {name: Partner(name, urls[name], secret) for name, secret in secrets.items() if name in urls}

    @cached_property
    def clock(self) -> Clock:
        """The current instant, in UTC."""
        return self.settings.clock

    def close(self) -> None:
        """Close the connection to the store."""
        self.database.client.close()

    def context(self, actor: str = "system") -> Context:
        """The context of something this service does by itself, or the base of a caller's (`kernel.tokens.verify`)."""
        return Context(now=self.clock(), city=self.settings.city, actor=actor)

    def health(self) -> Document:
        """`{service, version, head, published, lag_seconds}`; raises PyMongoError where the store does not answer.

        The lag is how long the oldest commit that is not published has waited, live ones before those of bulk work.
        """
        commits = self.store.commits
        head = next(commits.find({"seq": {"$gt": 0}}, {"seq": 1}).sort("seq", -1).limit(1), {"seq": 0})
        relay = self.database["relay"].find_one({"_id": "published"}) or {"seq": 0}
        next_one = commits.find_one({"seq": {"$gt": relay["seq"]}}, {"ts": 1}, sort=[("seq", 1)])
        unnumbered = commits.find_one({"seq": 0}, {"ts": 1}, sort=[("bulk", 1), ("ts", 1)])
        since = min((commit["ts"].time for commit in (next_one, unnumbered) if commit), default=None)
        # The store's clock gives `ts`: a rehearsal's moved one has nothing to do with it.
        lag = 0.0 if since is None else system_clock().timestamp() - since
        return {
            "service": self.name,
            "version": VERSION,
            "head": head["seq"],
            "published": relay["seq"],
            "lag_seconds": max(0.0, round(lag, 1)),
        }
