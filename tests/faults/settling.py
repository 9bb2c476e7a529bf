"""The platform as its stores show it, and whether it has come to rest: all is numbered, published and applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pymongo.errors import PyMongoError

from deploy.cli.installation import Installed, all_installed
from kernel.config import Settings
from kernel.events import Fact, Source, facts_of
from kernel.inbox import Inbox
from kernel.listener import Listener
from kernel.readmodel import ReadModel
from kernel.service import Service
from kernel.subscription import Projection

Place = tuple[str, str]
"""Service and category."""


@dataclass(frozen=True)
class Subscriber:
    """A subscription: its process, its queue, what it hears, and its inbox."""

    name: str
    program: str
    queue: str
    sources: Sequence[Source]
    inbox: Inbox

    @property
    def places(self) -> list[Place]:
        """The categories it hears."""
        return [(source.contract.service, source.category.name) for source in self.sources]


class Platform:
    """Every service and subscription of a run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.services: Mapping[str, Installed] = {one.name: one for one in all_installed(settings)}

    def close(self) -> None:
        """Close the connections to the stores."""
        for one in self.services.values():
            one.service.close()

    @cached_property
    def logs(self) -> dict[str, Installed]:
        """The services that have a log; the views have none."""
        return {name: one for name, one in self.services.items() if one.service.contract.events}

    @cached_property
    def subscribers(self) -> list[Subscriber]:
        """All subscriptions of all services."""
        return [
            Subscriber(
                f"{one.name}.{name}",
                "views" if one.name == "views" else f"{one.name}-subscriptions",
                Listener.queue_named(one.service.name, name).name,
                subscription.sources,
                one.inbox(name),
            )
            for one in self.services.values()
            for name, subscription in one.subscriptions.items()
        ]

    @cached_property
    def projections(self) -> dict[str, tuple[Service, ReadModel]]:
        """Every read model with the service that keeps it, by `<service>.<model>`."""
        return {
            f"{one.name}.{name}": (one.service, subscription.model)
            for one in self.services.values()
            for name, subscription in one.subscriptions.items()
            if isinstance(subscription, Projection)
        }

    def facts(self, service: str) -> list[Fact]:
        """All facts of a service, in the order of its log."""
        store = self.services[service].service.store
        return [fact for commit in store.commits.find().sort("seq") for fact in facts_of(commit, store.contract)]

    def commits(self) -> dict[str, int]:
        """How many commits each log has."""
        return {name: one.service.store.commits.count_documents({}) for name, one in self.logs.items()}

    def heads(self) -> dict[Place, int]:
        """The number of the last event of each public category."""
        return {
            (name, category.name): one.service.store.category_head(category.name)
            for name, one in self.logs.items()
            for category in one.service.contract.categories.values()
            if category.public
        }

    def unpublished(self) -> list[str]:
        """A sentence for each log that has not got out whole."""
        found = []
        for name, one in self.logs.items():
            waiting, health = one.service.store.commits.count_documents({"seq": 0}), one.service.health()
            if waiting or health["published"] < health["head"]:
                told = f"published up to {health['published']} of {health['head']}"
                found.append(f"{name}: {waiting} commits are not numbered, {told}")
        return found

    def unsent_looks(self) -> list[str]:
        """A sentence where the web still keeps looks that identity is to record: it hands them over by and by."""
        kept = self.services["views"].service.database["looks"].count_documents({})
        return [f"the web keeps {kept} batches of looks"] if kept else []

    def unheard(self, wanted: Mapping[Place, int]) -> list[str]:
        """A sentence for each subscription to which not everything up to `wanted` has come."""
        return [
            f"{subscriber.name}: has seen {seen} of {wanted[place]} of {'/'.join(place)}"
            for subscriber in self.subscribers
            for place in subscriber.places
            if (seen := subscriber.inbox.seen(*place)) < wanted[place]
        ]

    def behind(self) -> list[str]:
        """A sentence for each subscription in which streams want more than they have."""
        return [
            f"{subscriber.name}: {waiting} streams are behind"
            for subscriber in self.subscribers
            if (waiting := subscriber.inbox.count_behind())
        ]

    def unrest(self) -> list[str]:
        """What is under way. Nothing: all is at rest, and stays so until somebody sends a command."""
        before = self.heads()
        if waiting := [*self.unsent_looks(), *self.unpublished(), *self.unheard(before), *self.behind()]:
            return waiting
        # Who has seen those heads has stored what follows from them in the same transaction; so nothing follows any
        # more where nothing has come since.
        return [*self.unpublished(), *([] if self.heads() == before else ["the logs are growing"])]

    def at_rest(self) -> bool:
        """Whether nothing is under way; False while the store cannot be asked."""
        try:
            return not self.unrest()
        except PyMongoError:
            return False

    def parked(self) -> list[str]:
        """A sentence for each stream that is held back by an event."""
        return [
            f"{subscriber.name}: {place['_id']} is parked at {place['error']['event']}: {place['error']['why']}"
            for subscriber in self.subscribers
            for place in subscriber.inbox.parked()
        ]
