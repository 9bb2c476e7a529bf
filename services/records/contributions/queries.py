"""Looking up one person's contributions, from the person's own streams."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.contributions.continuity import continuity
from services.records.contributions.history import Row, Usual, rows_of, totals
from services.records.personfile import relations_of, years_of
from services.records.persons.domain import Person, archive

MOST = 500


def get_contributions(service: Service, query: c.GetContributions, today: str) -> dict[str, Any]:
    """See `GetContributions`; what lies before the scheme's start is listed apart, on the first page."""
    rows = [row for row in _rows(service, query.person_id, query.line, today) if _within(row, query)]
    start = service.city.policy.at("scheme_start", today)["month"]
    before = [row for row in rows if row.line == "pension" and row.period < start]
    since = _keyed(row for row in rows if not (row.line == "pension" and row.period < start))
    limit = max(1, min(query.limit, MOST))
    page = [(key, row) for key, row in since if key > (query.after or "")]
    shown = page[:limit]
    return {
        "person_id": query.person_id,
        "scheme_start": start,
        "rows": [row.shown() for _, row in shown],
        "before_scheme": [] if query.after else [row.shown() for row in before],
        "totals": totals(rows),
        "next": shown[-1][0] if len(page) > limit else None,
        "as_of": today,
    }


def get_continuity(service: Service, query: c.GetContinuity, today: str) -> dict[str, Any]:
    """See `GetContinuity`; deemed months stand beside it, they are years and not part of a run."""
    person, _ = service.store.state(c.PERSON.stream(query.person_id), archive)
    deemed = {"months": 0, "document": ""}
    if isinstance(person, Person) and query.line == "pension":
        deemed = {"months": person.deemed_months, "document": person.deemed_document}
    return {**continuity(query.line, _rows(service, query.person_id, query.line, today)), "deemed": deemed}


def _rows(service: Service, person_id: str, line: c.Line | None, today: str) -> list[Row]:
    years, relations = years_of(service.store, person_id), relations_of(service.store, person_id)
    return rows_of(years.values(), relations, Usual(service.city, today), line)


def _keyed(rows: Iterable[Row]) -> list[tuple[str, Row]]:
    """Rows under keys in their order; rows that are alike in everything that orders them are counted apart."""
    alike = Counter[str]()
    keyed = []
    for row in rows:
        keyed.append((f"{row.key}/{alike[row.key]:03d}", row))
        alike[row.key] += 1
    return keyed


def _within(row: Row, query: c.GetContributions) -> bool:
    return (query.from_month or "") <= row.period <= (query.to_month or "9999-12")
