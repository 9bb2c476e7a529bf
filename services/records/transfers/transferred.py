"""What came here from other places (QRY-09), `transferred-<person_id>`: the state, and looking it up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from kernel.aggregate import Aggregate
from kernel.calendar import month_range
from kernel.service import Service
from kernel.store import EventStore
from services.records import contract as c
from services.records.contract import transferred as t
from services.records.paging import newest_first, within
from services.records.personfile import entries_of
from services.records.places import place_name

SUMMED = ("months", "personal", "pooled")


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
    for row in sorted(rows, key=_key):
        free = [month for month in month_range(row["from_month"], row["to_month"]) if month not in known]
        months = tuple(free[: row["months"]]) if row["line"] == line else ()
        if months:
            known.update(months)
            found.append((row, months))
    return found


def transferred_of(store: EventStore, person_id: str) -> list[t.TransferredRow]:
    """All that came for a person, under whichever entry."""
    streams = [c.TRANSFERRED.stream(entry) for entry in entries_of(store, person_id)]
    return [row for stream in streams for row in store.state(stream, transferred)[0].rows]


def get_transferred_in(service: Service, query: t.GetTransferredIn, today: str) -> dict[str, Any]:
    """See `GetTransferredIn`."""
    wanted = [
        row
        for row in transferred_of(service.store, query.person_id)
        if scope_of(row, service.city["region"]) == query.scope
        and within(row["received_on"][:7], query.from_month, query.to_month)
    ]
    page, following = newest_first(wanted, _key, query.after, query.limit)
    return {
        "person_id": query.person_id,
        "scope": query.scope,
        "scope_name": t.SCOPE_NAMES[query.scope],
        "rows": [{**row, "region_name": place_name(row["from_region"])} for row in page],
        "totals": {"count": len(wanted), **{name: sum(row[name] for row in wanted) for name in SUMMED}},  # type: ignore[literal-required]
        "next": following,
        "as_of": today,
    }


def _key(row: t.TransferredRow) -> str:
    return f"{row['received_on']}/{row['from_region']}/{row['from_month']}/{row['reference']}"
