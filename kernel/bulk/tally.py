"""How many rows went which way and what they amount to: kept with the checkpoint, told at the end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["written", "there", "rejected"]


@dataclass
class Tally:
    """Rows gone through, `written` anew, `there` already and `rejected`; amounts in fen by outcome and name."""

    done: int = 0
    written: int = 0
    there: int = 0
    rejected: int = 0
    amounts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, outcome: Outcome, amounts: Mapping[str, int]) -> None:
        """Count one row."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        sums = self.amounts.setdefault(outcome, {})
        for name, amount in amounts.items():
            sums[name] = sums.get(name, 0) + amount

    def to_stored(self) -> dict[str, Any]:
        """As the checkpoint keeps it."""
        return asdict(self)


class NotReconciled(Exception):
    """Rows went in that did not come out on any side: a bug, nothing to be told to a user."""


@dataclass(frozen=True)
class Report:
    """The reconciliation: rows in the file = written + there + rejected. `resumed` is the row it went on from."""

    rows: int
    tally: Tally
    rejects: Path | None
    resumed: int
    seconds: float

    def check(self) -> None:
        """Raises NotReconciled."""
        tally = self.tally
        if not self.rows == tally.done == tally.written + tally.there + tally.rejected:
            raise NotReconciled(str(self))
