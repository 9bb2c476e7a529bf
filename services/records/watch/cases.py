"""The cases that the watch has opened, as a person sees them beside a missing month."""

from typing import Any

from kernel.cases.events import CASE
from kernel.cases.life import Case, case, status
from kernel.store import EventStore
from services.records.watch import domain as d


def watched(store: EventStore, months: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The cases towards units for (month, unit id): `[{month, unit_id, case_id, status}]`; shown to the person too."""
    if not months:
        return []
    streams = {CASE.stream(d.watch_case_id(unit_id, month)): (month, unit_id) for month, unit_id in sorted(months)}
    states: dict[str, Case] = {name: case.after(events) for name, events in store.load_many(list(streams)).items()}
    return [
        {"month": month, "unit_id": unit_id, "case_id": d.watch_case_id(unit_id, month), "status": status(states[name])}
        for name, (month, unit_id) in streams.items()
        if name in states
    ]
