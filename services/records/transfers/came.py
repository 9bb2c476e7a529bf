"""What came here from other places, `transferred-<person_id>`: the state, and which of its months count. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kernel.aggregate import Aggregate
from kernel.calendar import month_range
from services.records.contract import transferred as t


@dataclass(frozen=True, slots=True)
class Transferred:
    """What came, in the order it was noted."""

    rows: tuple[t.TransferredRow, ...] = ()


def evolve(transferred: Transferred, event: t.TransferredInImported) -> Transferred:
    """What had come after an event."""
    return Transferred((*transferred.rows, *event.rows))


transferred: Aggregate[Transferred] = Aggregate(initial=Transferred(), evolve=evolve)


def scope_of(row: t.TransferredRow, here: str) -> t.Scope:
    """The list that a row belongs to, seen from the region `here`: a province is the code's first two digits."""
    if row["line"] == "medical":
        return "medical"
    return "within" if row["from_region"][:2] == here[:2] else "outside"


def counted_elsewhere(
    rows: Iterable[t.TransferredRow], line: str, here: Collection[str]
) -> list[tuple[t.TransferredRow, tuple[str, ...]]]:
    """The months paid in other places that count here: of each row as many as it says, and none that counts already.

    Which of its months they are a row with gaps does not tell: the first ones are taken.
    """
    known, found = set(here), list[tuple[t.TransferredRow, tuple[str, ...]]]()
    for row in sorted(rows, key=order_of):
        free = [month for month in month_range(row["from_month"], row["to_month"]) if month not in known]
        months = tuple(free[: row["months"]]) if row["line"] == line else ()
        if months:
            known.update(months)
            found.append((row, months))
    return found


def order_of(row: t.TransferredRow) -> str:
    """Orders what came, by the day it was received; one row's alone."""
    return f"{row['received_on']}/{row['from_region']}/{row['from_month']}/{row['reference']}"
