"""One step of the arithmetic behind a figure. Pure."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """`amount` is fen, or months; the steps' amounts add up to the figure. `events` and `policy` are ids."""

    text: str
    amount: int
    events: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """The step as queries give it."""
        return {"text": self.text, "amount": self.amount, "events": self.events, "policy": self.policy}
