"""What a subsidy is worked out from, taken from records' news: months paid for people, and who was dismissed. Pure.

`{_id: person_id, of: [unit_id], units: {unit_id: {paid: {month: [shares, unemployment]}, stops: {month: reason}}}}`;
shares are the unit's, unemployment is of both, in fen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pymongo import ASCENDING, IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.records import contract as records
from services.records.contract.adjustments import AdjustmentsPaid
from services.records.contract.refunds import ContributionsRefunded

COUNTED = ("pension", "medical", "unemployment")
"""Lines whose unit's share a social subsidy gives back."""
LAID_OFF = "dismissed"
MONTHS_KEPT = 36
"""Of each person with a unit, the newest: subsidies are about last year and this one."""


TOLD = (
    records.ContributionsPaid,
    AdjustmentsPaid,
    ContributionsRefunded,
    records.PersonStopped,
    records.ContributionsImported,
)


def keys(fact: Fact) -> Iterable[str]:
    """The person; what is known of him is kept unit by unit."""
    return [fact.event.person_id] if isinstance(fact.event, TOLD) else []


def fold(document: dict[str, Any], fact: Fact) -> dict[str, Any]:
    """The person after the fact. Who pays alone belongs to no unit."""
    event: Any = fact.event
    match event:
        case records.PersonStopped():
            return _changed(document, event.unit_id, "stops", event.stop_month, event.reason)
        case records.ContributionsPaid() | AdjustmentsPaid():
            rows = [(event.unit_id, event.period, line) for line in event.lines]
        case ContributionsRefunded():
            back = (*event.lines, *event.adjustments)
            rows = [(event.unit_id, event.period, _given_back(line)) for line in back]
        case _:
            rows = [(row["unit_id"], row["period"], row) for row in event.rows if row["arrived_on"]]
    for unit_id, period, row in rows:
        known = document.get("units", {}).get(unit_id, {}).get("paid", {}).get(period)
        document = _changed(document, unit_id, "paid", period, _with(known, row))
    return document


def _given_back(line: Any) -> Any:
    return {**line, "employer": -line["employer"], "individual": -line["individual"]}


def _changed(document: dict[str, Any], unit_id: str, part: str, month: str, value: Any) -> dict[str, Any]:
    if unit_id == records.SELF:
        return document
    units = document.get("units", {})
    of_unit = units.get(unit_id, {})
    months = {**of_unit.get(part, {}), month: value}
    changed = {**of_unit, part: {kept: months[kept] for kept in sorted(months)[-MONTHS_KEPT:]}}
    return {"of": sorted({*units, unit_id}), "units": {**units, unit_id: changed}}


def _with(known: list[int] | None, row: Any) -> list[int]:
    """The month with one more line: the unit's shares, unemployment of both."""
    shares, unemployment = known or [0, 0]
    if row["line"] in COUNTED:
        shares += row["employer"]
    if row["line"] == "unemployment":
        unemployment += row["employer"] + row["individual"]
    return [shares, unemployment]


unit_people = ReadModel(
    "unit-people",
    version=2,
    sources=[records.CONTRACT.source(records.CONTRIBUTION), records.CONTRACT.source(records.ENROLMENT)],
    keys=keys,
    fold=fold,
    indexes=[IndexModel([("of", ASCENDING)], name="of")],
)


@dataclass(frozen=True, slots=True)
class YearOfUnit:
    """A unit's year: months with unemployment contributions, their sum in fen, staff at its end, dismissed in it."""

    year: int
    months_paid: int
    paid: int
    staff: int
    laid_off: int

    @property
    def layoff_percent(self) -> Decimal:
        """裁员率, two decimals."""
        return (Decimal(100 * self.laid_off) / max(self.staff, 1)).quantize(Decimal("0.01"))


def year_of(year: int, documents: Iterable[dict[str, Any]]) -> YearOfUnit:
    """The year of a unit from what is known of each of its people, `{paid, stops}`."""
    months: dict[str, int] = {}
    heads: dict[str, int] = {}
    laid_off = 0
    for document in documents:
        for month, (_, unemployment) in document.get("paid", {}).items():
            if month.startswith(f"{year}-") and unemployment:
                months[month] = months.get(month, 0) + unemployment
                heads[month] = heads.get(month, 0) + 1
        stops = document.get("stops", {}).items()
        laid_off += sum(1 for month, reason in stops if month.startswith(f"{year}-") and reason == LAID_OFF)
    return YearOfUnit(year, len(months), sum(months.values()), heads[max(heads)] if heads else 0, laid_off)
