"""The closing report of a month, and unit by unit."""

from typing import Any

from pymongo import IndexModel

from kernel.remembered import Made, Remembered
from kernel.service import Service
from kernel.store import Document, EventStore
from services.records.closing.domain import report, row
from services.records.closing.sides import from_events, from_ledger, of_month
from services.records.contract import BILL
from services.records.contract.closing import GetClosing, GetClosingUnits

MOST = 200
OF_MONTH = IndexModel(
    [("events.type", 1), ("events.data.period", 1)],
    name="of_month",
    partialFilterExpression={"category": {"$in": ["bill", "contribution"]}},
)
"""Finds what happened for a month among all that ever happened."""
MONTHS = 12


def get_closing(service: Service, query: GetClosing, today: str) -> dict[str, Any]:
    """See `GetClosing`."""
    return {**reports.of(service.store, query.month), "as_of": today}


def _report(store: EventStore, month: str) -> Made[dict[str, Any]]:
    """Counted first: what is appended while it is added up makes the report one to be made again."""
    made_of = of_month(month)
    commits = store.commits.count_documents(made_of)
    return Made(report(month, from_events(store, month)), made_of, commits)


reports = Remembered(_report, MONTHS)


def get_closing_units(service: Service, query: GetClosingUnits, today: str) -> dict[str, Any]:
    """See `GetClosingUnits`."""
    limit = max(1, min(query.limit, MOST))
    units = units_billed(service.store, query.month, query.after or "", limit + 1)
    books = from_ledger(service, query.month, units[:limit])
    return {
        "month": query.month,
        "rows": [row(key, books) for key in books.units_and_lines()],
        "next": units[limit - 1] if len(units) > limit else None,
        "as_of": today,
    }


def units_billed(store: EventStore, month: str, after: str, limit: int) -> list[str]:
    """The units with a bill for the month, in the order of their numbers."""
    first, end = BILL.stream(after + "." if after else ""), f"-{month}"
    within = {"$gte": first, "$lt": BILL.stream("\uffff"), "$regex": f"{end}$"}
    stages: list[Document] = [
        {"$match": {"stream": within, "version": 1}},
        {"$sort": {"stream": 1}},
        {"$limit": limit},
        {"$project": {"_id": 0, "stream": 1}},
    ]
    found = store.commits.aggregate(stages, hint="stream_version")
    return [stream["stream"].removeprefix(BILL.stream("")).removesuffix(end) for stream in found]
