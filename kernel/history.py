"""Reading a service's numbered history: from its own store, or over HTTP from another service. The same events."""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

import orjson
import urllib3

from kernel.context import Context
from kernel.events import Contract, Fact, Source, facts_heard
from kernel.service import Service
from kernel.store import Document, EventStore
from kernel.tokens import sign

PAGE = 1000


class SourceUnavailable(Exception):
    """The service whose history is wanted does not answer."""


class History(Protocol):
    """What can be read back of one service's events."""

    def category(self, name: str, after: int, limit: int = PAGE) -> list[Fact]:
        """Facts of a category behind category number `after`, in order."""

    def stream(self, name: str, after: int) -> list[Fact]:
        """Facts of a stream behind version `after`, in order."""

    def heads(self, categories: Iterable[str]) -> dict[str, int]:
        """The number of the last event of each of these categories."""


class LocalHistory:
    """The history of the service whose store is at hand."""

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def category(self, name: str, after: int, limit: int = PAGE) -> list[Fact]:
        return _behind(self.store.history(name, after, limit), self.store.contract, after)

    def stream(self, name: str, after: int) -> list[Fact]:
        commits = self.store.numbered(name, after)
        return [f for c in commits for f in facts_heard(c, self.store.contract) if f.version > after]

    def heads(self, categories: Iterable[str]) -> dict[str, int]:
        return {category: self.store.category_head(category) for category in categories}


class RemoteHistory:
    """The history of another service, over its HTTP side. Raises SourceUnavailable."""

    def __init__(self, contract: Contract, service: Service, pool: urllib3.PoolManager) -> None:
        self.contract = contract
        self.service = service
        self.pool = pool

    def category(self, name: str, after: int, limit: int = PAGE) -> list[Fact]:
        commits = self._get(f"/history?category={quote(name)}&after={after}&limit={limit}")["commits"]
        return _behind(commits, self.contract, after)

    def stream(self, name: str, after: int) -> list[Fact]:
        commits = self._get(f"/history/streams/{quote(name)}?after={after}")["commits"]
        return [f for c in commits for f in facts_heard(c, self.contract) if f.version > after]

    def heads(self, categories: Iterable[str]) -> dict[str, int]:
        return dict(self._get(f"/history/heads?categories={quote(','.join(categories))}"))

    def _get(self, path: str) -> Document:
        settings, target = self.service.settings, self.contract.service
        asking = Context(now=self.service.clock(), actor=f"service:{self.service.name}", role="service")
        token = sign(asking, target, b"", settings.service_token_key)
        try:
            answer = self.pool.request(
                "GET", settings.service_urls[target] + path, headers={"Authorization": f"Bearer {token}"}
            )
        except urllib3.exceptions.HTTPError as failed:
            raise SourceUnavailable(f"{target}: {type(failed).__name__}") from failed
        if answer.status != 200:
            raise SourceUnavailable(f"{target} answered {answer.status}")
        parsed: Document = orjson.loads(answer.data)
        return parsed


def histories(service: Service, sources: Iterable[Source]) -> dict[str, History]:
    """The history of each service that `sources` name."""
    pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=2, read=20), retries=False)
    return {
        source.contract.service: LocalHistory(service.store)
        if source.contract.service == service.name
        else RemoteHistory(source.contract, service, pool)
        for source in sources
    }


def _behind(commits: Iterable[Document], contract: Contract, after: int) -> list[Fact]:
    return [f for c in commits for f in facts_heard(c, contract) if f.category_sequence > after]
