"""Looking up one person's contributions, from the person's own streams."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.contributions.continuity import continuity
from services.records.contributions.history import MONTH_DIGITS, Row, Usual, rows_of, totals
from services.records.personfile import PersonFile, person_file
from services.records.persons.domain import Person
from services.records.transfers.came import counted_elsewhere
from services.records.watch.cases import watched

MOST = 500
LAST_MONTH = "9999-12"


def get_contributions(service: Service, query: c.GetContributions, today: str) -> dict[str, Any]:
    """See `GetContributions`; what lies before the scheme's start is listed apart, on the first page."""
    person = person_file(service.store, query.person_id)
    rows = [row for row in rows_on(service, person, query.line, today) if _within(row, query)]
    start = service.city.policy.at("scheme_start", today)["month"]
    before = [row for row in rows if row.period < start and row.line == "pension"]
    since = [row for row in rows if row.period >= start or row.line != "pension"]
    page, following = _page(since, query.after or "", max(1, min(query.limit, MOST)))
    return {
        "person_id": query.person_id,
        "scheme_start": start,
        "rows": [row.shown() for row in page],
        "before_scheme": [] if query.after else [row.shown() for row in before],
        "totals": totals(rows),
        "next": following,
        "as_of": today,
    }


def get_continuity(service: Service, query: c.GetContinuity, today: str) -> dict[str, Any]:
    """See `GetContinuity`; deemed months and those that came from other places stand beside it: they are years, and not
    part of a run."""
    person = person_file(service.store, query.person_id)
    months, document = deemed_of(person, query.line)
    rows = rows_on(service, person, query.line, today)
    missing = {(row.period, row.unit_id) for row in rows if row.state == "missing"}
    elsewhere = counted_elsewhere(person.came, query.line, {row.period for row in rows if row.counts})
    told = person.once(("continuity", query.line), lambda: continuity(query.line, rows), today)
    return {
        **told,
        "deemed": {"months": months, "document": document},
        "transferred": sum(len(months) for _, months in elsewhere),
        "watched": watched(service.store, missing),
    }


def deemed_of(person: PersonFile, line: str) -> tuple[int, str]:
    """视同缴费: the months, which count for the pension alone, and the document that says so."""
    if line == "pension" and isinstance(person.archived, Person):
        return person.archived.deemed_months, person.archived.deemed_document
    return 0, ""


def rows_on(service: Service, person: PersonFile, line: c.Line | None, today: str) -> Sequence[Row]:
    """All rows of a person, or of one line, as they stand on a day, newest first."""
    usual, years = Usual(service.city, today), person.years.values()
    return person.once(("rows", line), lambda: rows_of(years, person.relations, usual, line), today)


def _page(rows: Sequence[Row], after: str, limit: int) -> tuple[list[Row], str | None]:
    """The rows behind the key `after`, and the key of the last of them where more follow."""
    alike, page, last = Counter[str](), list[Row](), ""
    for row in rows:
        if row.newest_first < after[:MONTH_DIGITS]:
            continue
        # Rows that are alike in everything that orders them are counted apart.
        key = f"{row.key}/{alike[row.key]:03d}"
        alike[row.key] += 1
        if key <= after:
            continue
        if len(page) == limit:
            return page, last
        page.append(row)
        last = key
    return page, None


def _within(row: Row, query: c.GetContributions) -> bool:
    """Whether the row is of the months asked for: of the months owed, and of the months of arrival."""
    if not (query.from_month or "") <= row.period <= (query.to_month or LAST_MONTH):
        return False
    if query.arrived_from is None and query.arrived_to is None:
        return True
    arrived = (row.arrived_on or "")[:7]
    return arrived != "" and (query.arrived_from or "") <= arrived <= (query.arrived_to or LAST_MONTH)
