"""Looking up what came here from other places (QRY-09), from the person's own streams."""

from typing import Any

from kernel.service import Service
from services.records.contract import transferred as t
from services.records.paging import newest_first, within
from services.records.personfile import person_file
from services.records.places import place_name
from services.records.transfers.came import order_of, scope_of

SUMMED = ("months", "personal", "pooled")


def get_transferred_in(service: Service, query: t.GetTransferredIn, today: str) -> dict[str, Any]:
    """See `GetTransferredIn`."""
    wanted = [
        row
        for row in person_file(service.store, query.person_id).came
        if scope_of(row, service.city["region"]) == query.scope
        and within(row["received_on"][:7], query.from_month, query.to_month)
    ]
    page, following = newest_first(wanted, order_of, query.after, query.limit)
    return {
        "person_id": query.person_id,
        "scope": query.scope,
        "scope_name": t.SCOPE_NAMES[query.scope],
        "rows": [{**row, "region_name": place_name(row["from_region"])} for row in page],
        "totals": {"count": len(wanted), **{name: sum(row[name] for row in wanted) for name in SUMMED}},  # type: ignore[literal-required]
        "next": following,
        "as_of": today,
    }
