"""How the state of a stream follows from its events. Pure, so that decisions need no store."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kernel.events import Event

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[S]):
    """How the state of a stream follows from its events."""

    initial: S
    evolve: Callable[[S, Any], S]

    def after(self, events: Iterable[Event], state: S | None = None) -> S:
        """The state once `events` have happened to `state` (to the initial one where none is given)."""
        reached = self.initial if state is None else state
        for happened in events:
            reached = self.evolve(reached, happened)
        return reached
