"""Balance and base over time (QRY-14), from the person's own streams."""

from collections.abc import Iterable
from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.balances.domain import ACCOUNT_LINES, Movement
from services.records.contract.series import GetSeries
from services.records.contributions.history import Row
from services.records.contributions.queries import rows_on
from services.records.paging import within
from services.records.personfile import PersonFile, person_file


def get_series(service: Service, query: GetSeries, today: str) -> dict[str, Any]:
    """See `GetSeries`."""
    person = person_file(service.store, query.person_id)
    if query.series == "balance":
        found = _balances(query.line, person)
    else:
        found = bases(rows_on(service, person, query.line, today))
    wanted = {month: value for month, value in found.items() if within(month, query.from_month, query.to_month)}
    return {
        "person_id": query.person_id,
        "series": query.series,
        "line": query.line,
        "line_name": c.LINE_NAMES[query.line],
        "points": [{"month": month, "value": value} for month, value in sorted(wanted.items())],
        "as_of": today,
    }


def _balances(line: c.Line, person: PersonFile) -> dict[str, int]:
    known = next((one for one in ACCOUNT_LINES if one == line), None)
    return month_ends(person.moved(known)) if known else {}


def month_ends(moved: Iterable[Movement]) -> dict[str, int]:
    """What an account held at the end of each month in which it changed; the movements come in order of time."""
    held, ends = 0, dict[str, int]()
    for movement in moved:
        held += movement.amount
        ends[movement.on[:7]] = held
    return ends


def bases(rows: Iterable[Row]) -> dict[str, int]:
    """The base of each month; of several the highest; months without one are left out."""
    highest: dict[str, int] = {}
    for row in rows:
        if row.base > 0 and row.kind != "adjustment":
            highest[row.period] = max(row.base, highest.get(row.period, 0))
    return highest
