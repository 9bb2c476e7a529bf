"""A unit of work: several streams of one service loaded and appended to inside one MongoDB transaction."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pymongo.client_session import ClientSession

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.events import Event
from kernel.store import Document, EventStore, NewCommit

S = TypeVar("S")


class Unit:
    """Sees its own appends; nothing is written before `flush`, and nothing stays if the transaction ends badly.

    Without a session it is for trials: it loads and collects appends, and `flush` writes nothing.
    """

    def __init__(
        self, store: EventStore, session: ClientSession | None, context: Context, carries_command: bool = True
    ) -> None:
        self.store = store
        self.carries_command = carries_command
        self.session = session
        self.context = context
        self._loaded: dict[str, list[Event]] = {}
        self._commits: list[NewCommit] = []

    def load(self, stream: str, aggregate: Aggregate[S]) -> S:
        """The state of a stream, with what this unit has appended to it."""
        return aggregate.after(self._events(stream))

    def preload(self, streams: Iterable[str]) -> None:
        """Load many streams at once, where their states will be asked for one by one."""
        wanted = [stream for stream in streams if stream not in self._loaded]
        found = self.store.load_many(wanted, self.session)
        self._loaded.update({stream: found.get(stream, []) for stream in wanted})

    def append(self, stream: str, events: Sequence[Event]) -> None:
        """Append to a stream. Nothing happens where `events` is empty."""
        if events:
            history = self._events(stream)
            command = self.carries_command and not self._commits
            self._commits.append(NewCommit(stream, len(history), events, self.context, command=command))
            history += events

    def reply(self, stream: str, **result: object) -> Document:
        """`{result, stream, version}` with the version this unit brings the stream to."""
        return {"result": result, "stream": stream, "version": len(self._events(stream))}

    def flush(self, reply: Document | None = None) -> bool:
        """Write all commits; the first carries the command and its reply. False where there was nothing to write."""
        if not self._commits or self.session is None:
            return False
        first, *rest = self._commits
        self.store.append_all(
            [NewCommit(first.stream, first.expected, first.events, first.context, reply, first.command), *rest],
            self.session,
        )
        self._commits = []
        return True

    def _events(self, stream: str) -> list[Event]:
        if stream not in self._loaded:
            self._loaded[stream], _ = self.store.load(stream, self.session)
        return self._loaded[stream]
