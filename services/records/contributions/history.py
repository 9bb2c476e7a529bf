"""A person's contributions as people read them: month by month, the owed month and the arrival apart (QRY-02, QRY-12).

Pure. A month that is owed and not there yet is told apart: `due` (its due day has not come), `awaited` (money arrives a
month or two later, as policy says is usual), `missing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kernel.calendar import add_months, month_number, months_between
from kernel.policy import City
from services.records import contract as c
from services.records.contributions.domain import Year
from services.records.contributions.tariff import due_on
from services.records.enrolment.domain import Relation

State = Literal["paid", "due", "awaited", "missing"]
STATE_NAMES: dict[State, str] = {
    "paid": "已到账",
    "due": "未到缴费期限",
    "awaited": "到账在途",
    "missing": "未到账",
}
KIND_NAMES: dict[c.Kind, str] = {
    "normal": "正常缴费",
    "back_payment": "补缴",
    "adjustment": "补差",
    "deferred": "缓缴",
    "lump": "一次性缴费",
    "refund": "退费",
}
COUNTING: frozenset[c.Kind] = frozenset({"normal", "back_payment", "deferred", "lump"})
"""Kinds whose paid months count; an adjustment or a refund makes no month."""
LAST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class Row:
    """One line of one month; `assessed` is false where the enrolment says it is owed and nothing has come of it yet."""

    period: str
    line: c.Line
    kind: c.Kind
    unit_id: str
    base: int
    employer: int
    individual: int
    account: int
    due_on: str | None
    arrived_on: str | None
    state: State
    assessed: bool = True

    @property
    def counts(self) -> bool:
        """Whether the month counts because of this row."""
        return self.arrived_on is not None and self.kind in COUNTING

    @property
    def key(self) -> str:
        """Orders rows: newest month first, then line, unit, kind and arrival."""
        newest_first = LAST_NUMBER - month_number(self.period)
        return f"{newest_first:05d}/{c.LINES.index(self.line)}/{self.unit_id}/{self.kind}/{self.arrived_on or ''}"

    def shown(self) -> dict[str, Any]:
        """The row as queries give it."""
        names = {
            "line_name": c.LINE_NAMES[self.line],
            "kind_name": KIND_NAMES[self.kind],
            "state_name": STATE_NAMES[self.state],
        }
        return {**asdict(self), **names}


@dataclass(frozen=True, slots=True)
class Usual:
    """What the city's policy says on a day about how late money may be."""

    city: City
    today: str

    def state(self, period: str, due: str | None, arrived_on: str | None) -> State:
        """What has become of a month."""
        if arrived_on:
            return "paid"
        if due and self.today <= due:
            return "due"
        latest: int = self.city.policy.at("arrival_lag", self.today)["latest"]
        return "awaited" if months_between(period, self.today[:7]) <= latest else "missing"


def rows_of(
    years: Iterable[Year], relations: Mapping[str, Relation], usual: Usual, line: c.Line | None = None
) -> list[Row]:
    """All rows of a person, or of one line, newest first."""
    found = [row for year in years for row in (*_imported(year, usual), *_owed(year, usual))]
    known = {(row.period, row.unit_id, row.line) for row in found}
    found += [row for row in _expected(relations, usual) if (row.period, row.unit_id, row.line) not in known]
    return sorted((row for row in found if line in (None, row.line)), key=lambda row: row.key)


def _imported(year: Year, usual: Usual) -> Iterator[Row]:
    for row in year.imported:
        yield Row(**row, due_on=None, state=usual.state(row["period"], None, row["arrived_on"]))


def _owed(year: Year, usual: Usual) -> Iterator[Row]:
    for (period, unit_id, line), owed in year.owed.items():
        yield Row(
            period=period,
            line=line,
            kind="normal",
            unit_id=unit_id,
            base=owed.base,
            employer=owed.employer,
            individual=owed.individual,
            account=owed.account,
            due_on=owed.due_on,
            arrived_on=owed.arrived_on,
            state=usual.state(period, owed.due_on, owed.arrived_on),
        )


def _expected(relations: Mapping[str, Relation], usual: Usual) -> Iterator[Row]:
    """Months that the enrolment makes owed, since the platform assesses; older ones stand as they were brought in."""
    first, last = usual.city["assessed_from"], usual.today[:7]
    for unit_id, relation in relations.items():
        for line, spells in relation.lines.items():
            for spell in spells:
                month, end = max(first, spell.start_month), min(last, spell.paid_through or last)
                while month <= end:
                    due = due_on(usual.city, month)
                    state = usual.state(month, due, None)
                    yield Row(month, line, "normal", unit_id, 0, 0, 0, 0, due, None, state, assessed=False)
                    month = add_months(month, 1)


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """Counted months and paid sums of rows, in fen."""
    paid = [row for row in rows if row.arrived_on]
    return {
        "months": len({row.period for row in paid if row.counts}),
        "employer": sum(row.employer for row in paid),
        "individual": sum(row.individual for row in paid),
        "account": sum(row.account for row in paid),
    }
