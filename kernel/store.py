"""The event store of one service: a MongoDB collection in which a commit is one document (promise K1).

A commit: `{stream, category, version, events, meta, ts, seq, cseq}` and, where they apply, `command_id`,
`command_hash`, `reply`, `bulk`, `hash`. `version` counts events and is the version of the commit's first one;
`seq` is 0 until the relay numbers the commit. `ts` is the server's own timestamp, filled in by MongoDB.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

import pymongo
from bson import Timestamp
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Contract, Event, Fact, facts_of, to_stored
from kernel.moment import read_once

S = TypeVar("S")
Document = dict[str, Any]
FILLED_IN_BY_SERVER = Timestamp(0, 0)
DUPLICATE = 11000
DURABLE = WriteConcern(w="majority", j=True)

INDEXES = [
    IndexModel([("stream", ASCENDING), ("version", ASCENDING)], unique=True, name="stream_version"),
    IndexModel(
        [("command_id", ASCENDING)],
        unique=True,
        name="command_id",
        partialFilterExpression={"command_id": {"$exists": True}},
    ),
    IndexModel([("bulk", ASCENDING), ("ts", ASCENDING)], name="unnumbered", partialFilterExpression={"seq": 0}),
    IndexModel([("seq", ASCENDING)], unique=True, name="seq", partialFilterExpression={"seq": {"$gt": 0}}),
    IndexModel(
        [("category", ASCENDING), ("cseq", ASCENDING)],
        name="category_cseq",
        partialFilterExpression={"seq": {"$gt": 0}},
    ),
]


def connect(uri: str) -> pymongo.MongoClient[Document]:
    """A client whose every operation ends within ten seconds and whose writes are durable when they return."""
    return pymongo.MongoClient(
        uri, timeoutMS=10_000, w="majority", journal=True, readConcernLevel="majority", maxPoolSize=64, tz_aware=True
    )


@contextmanager
def transaction(client: pymongo.MongoClient[Document]) -> Iterator[ClientSession]:
    """A MongoDB transaction on a snapshot, journaled on a majority when it ends well."""
    with (
        client.start_session() as session,
        session.start_transaction(read_concern=ReadConcern("snapshot"), write_concern=DURABLE),
    ):
        yield session


class WrongVersion(Exception):
    """Another writer was faster on this stream: load and decide again."""


class CommandRepeated(Exception):
    """A commit with this command id is stored already."""


@dataclass(frozen=True, slots=True)
class NewCommit:
    """Events to be stored at once: the stream stood at `expected` (0: it was empty) when they were decided."""

    stream: str
    expected: int
    events: Sequence[Event]
    context: Context
    reply: Document | None = None
    command: bool = True
    """Whether it carries the context's command id: of several commits of one command, the first does."""


@dataclass
class Appended:
    """What became of each stream of an `append_many`."""

    written: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    conflict: list[str] = field(default_factory=list)


class EventStore:
    """Appends and reads the commits of one service. Holds no state besides its connection."""

    before = ""
    """What is read was stored before this instant (UTC); "" where everything is, up to now."""

    def __init__(self, database: Database[Document], contract: Contract) -> None:
        self.database = database
        self.contract = contract
        self.client = database.client
        self.commits: Collection[Document] = database["commits"]
        self._types_seen: set[tuple[str, int]] = set()
        self._meta: tuple[Context | None, Document] = (None, {})

    def prepare(self) -> None:
        """Create the indexes, and check that every stored (type, version) can still be read (promise K9)."""
        self.commits.create_indexes(INDEXES)
        for seen in self.database["types"].find():
            kind, version = seen["_id"].rsplit("/", 1)
            self.contract.check_path(kind, int(version))

    # reading

    def load(self, stream: str, session: ClientSession | None = None) -> tuple[list[Event], int]:
        """The events of a stream and its version (0: nothing there yet)."""
        if session is not None:
            events = self._load(stream, session)
        else:
            events = list(read_once(("stream", self.database.name, self.before, stream), lambda: self._load(stream)))
        return events, len(events)

    def _load(self, stream: str, session: ClientSession | None = None) -> list[Event]:
        decode, events = self.contract.decode, list[Event]()
        for commit in self.commits.find({"stream": stream}, LOADED, session=session).sort("version"):
            events += [decode(e["type"], e["v"], e["data"]) for e in commit["events"]]
        return events

    def state(self, stream: str, aggregate: Aggregate[S], session: ClientSession | None = None) -> tuple[S, int]:
        """The state of a stream and its version."""
        events, version = self.load(stream, session)
        return aggregate.after(events), version

    def facts(self, stream: str) -> list[Fact]:
        """The facts of a stream."""
        found = self.commits.find({"stream": stream}).sort("version")
        return [fact for commit in found for fact in facts_of(commit, self.contract)]

    def facts_many(self, streams: Sequence[str]) -> dict[str, list[Fact]]:
        """The facts of many streams in one read; a stream that holds none is left out."""
        found = self.commits.find({"stream": {"$in": list(streams)}}, NAMED)
        facts = dict[str, list[Fact]]()
        for commit in found.sort([("stream", ASCENDING), ("version", ASCENDING)]):
            facts.setdefault(commit["stream"], []).extend(facts_of(commit, self.contract))
        return facts

    def load_many(self, streams: Sequence[str], session: ClientSession | None = None) -> dict[str, list[Event]]:
        """The events of many streams in one read; a stream that holds none is left out."""
        decode, loaded = self.contract.decode, dict[str, list[Event]]()
        found = self.commits.find({"stream": {"$in": list(streams)}}, {**LOADED, "stream": 1}, session=session)
        for commit in found.sort([("stream", ASCENDING), ("version", ASCENDING)]):
            events = loaded.setdefault(commit["stream"], [])
            events += [decode(e["type"], e["v"], e["data"]) for e in commit["events"]]
        return loaded

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """Where many streams stand, without reading them; a stream that holds nothing is left out."""
        newest_first = {"$sort": {"stream": DESCENDING, "version": DESCENDING}}
        end = {"$add": ["$version", {"$size": "$events"}, -1]}  # a commit stands at the version of its first event
        last = {"$group": {"_id": "$stream", "version": {"$first": end}}}
        found = self.commits.aggregate([{"$match": {"stream": {"$in": list(streams)}}}, newest_first, last])
        return {stream["_id"]: stream["version"] for stream in found}

    def streams(self, prefix: str, after: str = "", newest_first: bool = False) -> Iterator[tuple[str, list[Event]]]:
        """Each stream whose name begins with `prefix`, in name order (or backwards), with its events; one ordered scan.

        `after` names the stream to go on behind.
        """
        direction, beyond = (-1, "$lt") if newest_first else (1, "$gt")
        within = {"$gte": prefix, "$lt": prefix + "\uffff"} | ({beyond: after} if after else {})
        ordered = [("stream", direction), ("version", direction)]
        found = self.commits.find({"stream": within}, {**LOADED, "stream": 1}).sort(ordered).batch_size(200)
        decode = self.contract.decode
        for name, commits in groupby(found, key=itemgetter("stream")):
            oldest_first = list(commits)[::direction]
            yield name, [decode(e["type"], e["v"], e["data"]) for commit in oldest_first for e in commit["events"]]

    def find_command(self, command_id: str) -> Document | None:
        """`{command_hash, reply}` of the commit that carried the command, if it was carried out."""
        return self.commits.find_one({"command_id": command_id}, {"command_hash": 1, "reply": 1})

    def find_commands(self, command_ids: Iterable[str]) -> dict[str, Document]:
        """The same of many commands, by id; those that were not carried out are left out."""
        wanted = {"command_id": {"$in": list(command_ids)}}
        found = self.commits.find(wanted, {"command_id": 1, "command_hash": 1, "reply": 1})
        return {stored["command_id"]: stored for stored in found}

    # writing

    def append(self, commit: NewCommit, session: ClientSession | None = None) -> None:
        """Store one commit. Raises WrongVersion or CommandRepeated."""
        document = self._document(commit)
        try:
            self.commits.insert_one(document, session=session)
        except DuplicateKeyError as duplicate:
            raise _reason(duplicate.details or {}) from duplicate

    def append_all(self, commits: Sequence[NewCommit], session: ClientSession) -> None:
        """Store commits of one transaction, in their order. Raises WrongVersion or CommandRepeated."""
        try:
            self.commits.insert_many([self._document(c) for c in commits], session=session)
        except BulkWriteError as failed:
            raise _reason(failed.details["writeErrors"][0]) from failed

    def append_many(self, commits: Sequence[NewCommit], bulk: bool = True) -> Appended:
        """Store many independent streams in one unordered insert; tells what became of each stream.

        A bulk commit passes the relay in small shares, behind live ones. Raises PyMongoError; some commits may be there
        all the same.
        """
        documents = [self._document(commit, bulk) for commit in commits]
        outcome = Appended()
        try:
            self.commits.insert_many(documents, ordered=False)
            failed = set[int]()
        except BulkWriteError as errors:
            if errors.details["writeConcernErrors"]:
                raise  # it may not last: what was written now may be gone after a failover
            failed = {error["index"] for error in errors.details["writeErrors"]}
        # A repeated commit breaks both unique indexes and MongoDB names only one of them: ask which are stored.
        ids = [documents[place]["command_id"] for place in failed if "command_id" in documents[place]]
        stored = self.commits.find({"command_id": {"$in": ids}}, {"command_id": 1}) if ids else ()
        known = {found["command_id"] for found in stored}
        for place, document in enumerate(documents):
            repeated = document.get("command_id") in known
            into = outcome.repeated if repeated else outcome.conflict if place in failed else outcome.written
            into.append(document["stream"])
        return outcome

    def append_in_order(self, commits: Sequence[NewCommit], bulk: bool = False) -> int:
        """Store commits one after another, several of one stream perhaps; returns how many were stored.

        It stops at the first commit that lost to another writer: those behind it may rest on what is wrong now. Raises
        PyMongoError.
        """
        try:
            self.commits.insert_many([self._document(commit, bulk) for commit in commits])
        except BulkWriteError as errors:
            if errors.details["writeConcernErrors"] or errors.details["writeErrors"][0]["code"] != DUPLICATE:
                raise
            return int(errors.details["nInserted"])
        return len(commits)

    @contextmanager
    def transaction(self) -> Iterator[ClientSession]:
        """A transaction that sees one moment and is durable when it ends well."""
        with transaction(self.client) as session:
            yield session

    def _document(self, commit: NewCommit, bulk: bool = False) -> Document:
        events, context = commit.events, commit.context
        self._note_types(events)
        document: Document = {
            "stream": commit.stream,
            "category": events[0].category.name,
            "version": commit.expected + 1,
            "events": [to_stored(happened) for happened in events],
            "meta": self._meta_of(context),
            "bulk": bulk,
            "ts": FILLED_IN_BY_SERVER,
            "seq": 0,
        }
        if commit.command and context.command_id is not None:
            document["command_id"] = context.command_id
            document["command_hash"] = context.command_hash
            document["reply"] = commit.reply
        return document

    def _meta_of(self, context: Context) -> Document:
        """What commits remember of their context: one document for all commits of a bulk."""
        known, meta = self._meta
        if known is not context:
            meta = context.meta()
            self._meta = (context, meta)
        return meta

    def _note_types(self, events: Iterable[Event]) -> None:
        for happened in events:
            if (happened.type, happened.v) not in self._types_seen:
                named = {"_id": f"{happened.type}/{happened.v}"}
                self.database["types"].update_one(named, {"$setOnInsert": {}}, upsert=True)
                self._types_seen.add((happened.type, happened.v))

    # numbered history

    def history(self, category: str, after: int, limit: int) -> Iterator[Document]:
        """Numbered commits of a category that hold events behind category number `after`, in order."""
        # A commit stands at the number of its first event: the last one at or before `after` may reach beyond it.
        around = self.commits.find({"category": category, "seq": {"$gt": 0}, "cseq": {"$lte": after}}, HISTORY)
        for commit in around.sort("cseq", -1).limit(1):
            if commit["cseq"] + len(commit["events"]) > after + 1:
                yield commit
        yield from (
            self.commits.find({"category": category, "seq": {"$gt": 0}, "cseq": {"$gt": after}}, HISTORY)
            .sort("cseq")
            .limit(limit)
        )

    def numbered(self, stream: str, after: int) -> Iterator[Document]:
        """Numbered commits of a stream that hold events behind version `after`."""
        found = self.commits.find({"stream": stream, "seq": {"$gt": 0}}, HISTORY).sort("version")
        return (commit for commit in found if commit["version"] + len(commit["events"]) > after + 1)

    def category_head(self, category: str) -> int:
        """The number of the category's last numbered event, 0 where there is none."""
        last = self.commits.find({"category": category, "seq": {"$gt": 0}}, LAST).sort("cseq", -1).limit(1)
        return next((c["cseq"] + c["events"] - 1 for c in last), 0)


LOADED = {"_id": 0, "events": 1}
NAMED = {"_id": 0, "stream": 1, "category": 1, "version": 1, "events": 1, "meta": 1}
LAST = {"_id": 0, "cseq": 1, "events": {"$size": "$events"}}
HISTORY = {"_id": 0, "stream": 1, "category": 1, "version": 1, "events": 1, "meta": 1, "seq": 1, "cseq": 1}


def _reason(duplicate: Mapping[str, Any]) -> Exception:
    return CommandRepeated() if "command_id" in duplicate.get("keyPattern", {}) else WrongVersion()
