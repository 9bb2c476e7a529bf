"""The inbox of a subscription: each event is applied once, in order per stream, whatever arrives when (K4, K5).

Its documents are those of `kernel.places`.
"""

import logging
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from kernel.events import Fact, Unreadable
from kernel.places import Places, stream_id, told
from kernel.store import Document, WrongVersion, transaction

log = logging.getLogger(__name__)
ATTEMPTS = 20
MOST = 10_000
MOST_BEHIND = 200
LONG_SECONDS = 2.0
"""A transaction that fails after this has perhaps run out of the few seconds the store gives it."""


class Batch(Protocol):
    """Effects of one transaction: gathered fact by fact, written by `flush`."""

    def apply(self, fact: Fact) -> None:
        """Work out what the fact changes."""

    def flush(self) -> None:
        """Write all of it inside the transaction."""


class Effect(Protocol):
    """What a subscription does with events: fold them into documents, or answer them with events of its own."""

    def inbox_name(self, session: ClientSession, /) -> str:
        """The inbox collection that belongs to the effect as it is now."""

    def begin(self, session: ClientSession, facts: Sequence[Fact], /) -> Batch:
        """Get ready for these facts."""


class Held(Exception):
    """A rebuild is about to take the serving place: wait a moment."""


class Outdated(Exception):
    """Another version of the read model serves, so this copy's code may not write into it."""


class Contended(Exception):
    """Others wrote the same documents again and again: try later."""


class _CannotApply(Exception):
    def __init__(self, fact: Fact) -> None:
        super().__init__(fact.id)
        self.fact = fact


@dataclass
class Applied:
    """What a batch came to."""

    applied: int = 0
    parked: list[str] = field(default_factory=list)
    incomplete: set[tuple[str, str]] = field(default_factory=set)
    """(source, category) of which something before has not been here."""


class Inbox:
    """Applies facts to an effect, exactly once, in MongoDB transactions."""

    def __init__(self, database: Database[Document], effect: Effect) -> None:
        self.database = database
        self.effect = effect
        self._indexed: set[str] = set()
        self._most = MOST
        """How many facts a transaction has time for, as far as experience tells."""

    def portions(self, facts: Iterable[Fact]) -> Iterator[Sequence[Fact]]:
        """The facts in their order, in portions that a transaction probably has time for."""
        rest = sorted(facts, key=_order)
        while rest:
            portion, rest = rest[: self._most], rest[self._most :]
            yield portion

    def apply(self, facts: Sequence[Fact], unfit: dict[str, str] | None = None) -> Applied:
        """Apply what is new and in its turn. `unfit` (fact id → why) are parked without being tried.

        Facts that take more time than a transaction has are applied in two halves. Raises Contended, Outdated, or
        PyMongoError while the store is away; what was not applied then may come again.
        """
        unfit = dict(unfit or {})
        attempts = ATTEMPTS
        while attempts:
            began = time.monotonic()
            try:
                with transaction(self.database.client) as session:
                    applied = self._apply(session, facts, unfit)
                self._note_pace(len(facts), time.monotonic() - began)
                return applied
            except _CannotApply as failed:
                log.exception("parked %s", failed.fact.id, exc_info=failed.__cause__)
                unfit[failed.fact.id] = told(failed.__cause__ or failed)
                continue
            except Held:
                time.sleep(0.02)
                continue
            except (WrongVersion, DuplicateKeyError):
                pass
            except PyMongoError as failure:
                if not failure.has_error_label("TransientTransactionError"):
                    raise
                if len(facts) > 1 and time.monotonic() - began > LONG_SECONDS:
                    return self._apply_halves(facts, unfit)
            attempts -= 1
            time.sleep(random.uniform(0, 0.05))
        raise Contended()

    def _note_pace(self, count: int, seconds: float) -> None:
        if seconds > LONG_SECONDS:
            self._most = max(1, int(count * LONG_SECONDS / seconds))
        elif count >= self._most:
            self._most = min(MOST, self._most * 2)

    def _apply_halves(self, facts: Sequence[Fact], unfit: dict[str, str]) -> Applied:
        ordered = sorted(facts, key=_order)
        self._most = middle = len(ordered) // 2
        first, second = self.apply(ordered[:middle], unfit), self.apply(ordered[middle:], unfit)
        parked = sorted({*first.parked, *second.parked})
        return Applied(first.applied + second.applied, parked, first.incomplete | second.incomplete)

    def _apply(self, session: ClientSession, facts: Sequence[Fact], unfit: dict[str, str]) -> Applied:
        inbox = self.database[self.effect.inbox_name(session)]
        places = Places(inbox, session, facts)
        due = [fact for fact in sorted(facts, key=_order) if places.take(fact, unfit.get(fact.id))]
        for fact in due:
            if isinstance(fact.event, Unreadable):
                raise _CannotApply(fact) from fact.event.why
        batch = self.effect.begin(session, due)
        for fact in due:
            try:
                batch.apply(fact)
            except (PyMongoError, WrongVersion):
                raise
            except Exception as error:
                raise _CannotApply(fact) from error
        batch.flush()
        places.write()
        return Applied(len(due), sorted(unfit), places.incomplete())

    # for the operator and the subscription's own housekeeping

    def collection(self) -> Collection[Document]:
        """The inbox that serves now."""
        with self.database.client.start_session() as session:
            name = self.effect.inbox_name(session)
        if name not in self._indexed:
            self.database[name].create_index("behind", partialFilterExpression={"behind": True})
            self._indexed.add(name)
        return self.database[name]

    def seen(self, source: str, category: str) -> int:
        """The number up to which everything of a category has been here."""
        kept = self._find(f"={source}/{category}")
        return kept["seen"] if kept else 0

    def all_seen(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The same for each (source, category), asked at once."""
        wanted = {f"={source}/{category}": (source, category) for source, category in places}
        found = self.collection().find({"_id": {"$in": sorted(wanted)}})
        return dict.fromkeys(wanted.values(), 0) | {wanted[kept["_id"]]: kept["seen"] for kept in found}

    def note_attempt(self, fact: Fact, survived: bool = False) -> int:
        """Write down that a fact is about to be handled alone; how often it has been (0: it is applied already).

        An attempt that this process has `survived` is gone on with, and is no new one.
        """
        place = self._find(stream_id(fact)) or {"version": 0}
        if fact.version <= place["version"]:
            return 0
        before: Document = place.get("tried", {})
        times: int = before["times"] + (not survived) if before.get("version") == fact.version else 1
        # Of the document, only this: another copy may have applied the fact since we looked.
        tried = {"tried": {"version": fact.version, "times": times}}
        empty = {"version": 0, "want": 0, "behind": False}
        self.collection().update_one({"_id": stream_id(fact)}, {"$set": tried, "$setOnInsert": empty}, upsert=True)
        return times

    def note_page(self, first: Fact) -> int:
        """Write down that a page of history beginning with `first` is about to be applied; how often it has been."""
        page = self._find("!page") or {}
        times = page["times"] + 1 if page.get("first") == first.id else 1
        self.collection().replace_one({"_id": "!page"}, {"first": first.id, "times": times}, upsert=True)
        return times

    def _find(self, key: str) -> Document | None:
        return self.collection().find_one({"_id": key})

    def behind(self, source: str) -> list[Document]:
        """Streams of a source, some at least, that want a version they do not have and are not parked."""
        of_source = {"$gt": f"{source}/", "$lt": f"{source}0"}  # "0" stands behind "/"
        return list(self.collection().find({"behind": True, "error": None, "_id": of_source}).limit(MOST_BEHIND))

    def any_behind(self) -> bool:
        """Whether `behind` would find something, of whatever source."""
        return self.collection().find_one({"behind": True, "error": None}) is not None

    def count_behind(self) -> int:
        """How many streams want a version they do not have."""
        return self.collection().count_documents({"behind": True, "error": None})

    def parked(self) -> list[Document]:
        """Streams held back by an event that could not be applied."""
        return list(self.collection().find({"behind": True, "error": {"$ne": None}}))

    def retry(self, stream_id: str) -> bool:
        """Let a parked stream be tried again from where it stood. False where it is not parked."""
        return let_go_on(self.collection(), stream_id)


def let_go_on(inbox: Collection[Document], stream_id: str) -> bool:
    """What `Inbox.retry` does, for a caller that has the inbox but not the effect."""
    parked = {"_id": stream_id, "behind": True, "error": {"$ne": None}}
    return inbox.update_one(parked, {"$unset": {"error": "", "tried": ""}}).modified_count == 1


def _order(fact: Fact) -> tuple[str, str, int]:
    return fact.source, fact.category, fact.category_sequence
