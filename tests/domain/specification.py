"""Given a past, when a decision is taken, then these events, or this refusal.

`given(card, *events).when(lambda state: report_loss(command, state, context)).then([CardLost(...)])`, or
`.refused_with(CardAlreadyLost, since="2026-11-20")`, or `.nothing_happened()`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.refusals import Refused

S = TypeVar("S")


@dataclass(frozen=True)
class Given(Generic[S]):
    """A stream with a past."""

    state: S

    def when(self, decide: Callable[[S], Sequence[Event]]) -> "Decided":
        """Take the decision; its outcome is told by what follows."""
        try:
            return Decided(list(decide(self.state)), None)
        except Refused as refusal:
            return Decided([], refusal)


@dataclass(frozen=True)
class Decided:
    """What came of a decision."""

    events: list[Event]
    refusal: Refused | None

    def then(self, expected: Sequence[Event]) -> None:
        """Exactly these events."""
        assert self.refusal is None, f"refused: {self.refusal.code} {self.refusal.arguments}"  # type: ignore[union-attr]
        assert self.events == list(expected)

    def nothing_happened(self) -> None:
        """No event and no refusal."""
        self.then([])

    def refused_with(self, refusal: type[Refused], **arguments: Any) -> None:
        """This refusal, with at least these arguments, and a sentence that can be said."""
        assert self.refusal is not None, f"not refused: {self.events}"
        assert type(self.refusal) is refusal, f"refused with {self.refusal.code} instead"
        assert self.refusal.arguments.items() >= arguments.items(), self.refusal.arguments
        assert str(self.refusal)


def given(aggregate: Aggregate[S], *events: Event) -> Given[S]:
    """A stream in which `events` have happened."""
    return Given(aggregate.after(events))
