"""What a feature says of one kind of table: its columns, and what becomes of its rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kernel.columns import Column
from kernel.events import Event
from kernel.refusals import Refused

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Item(Generic[V]):
    """A row that passed its check. `place` counts rows in the order they are gone through; it stands on `line`."""

    place: int
    line: int
    cells: list[str]
    value: V


@dataclass(frozen=True, slots=True)
class Decision:
    """Events to append, by stream; and for each item in order a refusal, or whether it brought something new."""

    events: Mapping[str, Sequence[Event]]
    verdicts: Sequence[Refused | bool]


class Work(Protocol[V]):
    """One kind of table."""

    @property
    def name(self) -> str:
        """The kind's name."""

    @property
    def columns(self) -> Sequence[Column]:
        """Its documented columns."""

    def key(self, fields: Mapping[str, str]) -> str:
        """What rows are put in order and grouped by; "" for a row that cannot be placed."""

    def check(self, fields: Mapping[str, str]) -> V:
        """The row's value. Raises Refused."""

    def streams(self, items: Sequence[Item[V]]) -> Sequence[str]:
        """The streams whose past a decision on this group needs."""

    def decide(self, items: Sequence[Item[V]], past: Mapping[str, Sequence[Event]]) -> Decision:
        """What a group brings, given the events of its streams (a stream that holds none is left out)."""

    def amounts(self, value: V, /) -> Mapping[str, int]:
        """Amounts in fen that are added up for the report; {} where there are none."""
