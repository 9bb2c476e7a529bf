"""What came here from other places (QRY-09), `transferred-<person_id>`: the state, and looking it up."""

from dataclasses import dataclass
from typing import Any

from kernel.aggregate import Aggregate
from kernel.service import Service
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


def get_transferred_in(service: Service, query: t.GetTransferredIn, today: str) -> dict[str, Any]:
    """See `GetTransferredIn`."""
    streams = [c.TRANSFERRED.stream(entry) for entry in entries_of(service.store, query.person_id)]
    wanted = [
        row
        for stream in streams
        for row in service.store.state(stream, transferred)[0].rows
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
