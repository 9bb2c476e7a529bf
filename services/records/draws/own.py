"""The bills of somebody who pays for themself, under whichever of their numbers they stand (ENR-19, ENR-22)."""

from collections.abc import Iterator

from kernel.calendar import add_months, month_range
from kernel.service import Service
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.personfile import asked_first

MONTHS_BACK = 24
"""Older debts are for the officers."""


def own_bills(service: Service, person_id: str, today: str) -> Iterator[tuple[str, str, Bill]]:
    """(entry of the archive, month, bill), the oldest month first; a month without a bill is left out."""
    entries = asked_first(service.store, person_id)
    first = max(service.city["assessed_from"], add_months(today[:7], -MONTHS_BACK))
    places = {
        c.BILL.stream(entry, month): (entry, month) for month in month_range(first, today[:7]) for entry in entries
    }
    found = service.store.load_many(list(places))
    return ((*place, bill.after(found[stream])) for stream, place in places.items() if stream in found)
