"""A person's contributions as people read them: month by month, the owed month and the arrival apart (QRY-02, QRY-12).

Pure. A month that is owed and not there yet is told apart: `due` (its due day has not come), `awaited` (money arrives a
month or two later, as policy says is usual), `missing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from kernel.calendar import add_months, month_number, months_between
from kernel.policy import City
from services.records import contract as c
from services.records.contributions.domain import Adjustment, Owed, Year
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
PLACES: Mapping[str, int] = {line: place for place, line in enumerate(c.LINES)}
MONTH_DIGITS = 5
LAST_NUMBER = 99_999


class Row(NamedTuple):
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
    given_back: bool = False
    """Paid wrongly and refunded since: the refund is a row of its own."""
    old_base: int | None = None
    """Of an adjustment: the base before."""

    @property
    def counts(self) -> bool:
        """Whether the month counts because of this row."""
        return self.arrived_on is not None and self.kind in COUNTING and not self.given_back

    @property
    def newest_first(self) -> str:
        """Orders months, the newest first: MONTH_DIGITS digits."""
        return f"{LAST_NUMBER - month_number(self.period):0{MONTH_DIGITS}d}"

    @property
    def key(self) -> str:
        """Orders rows: newest month first, then line, unit, kind and arrival."""
        return f"{self.newest_first}/{_within_month(self)}"

    def shown(self) -> dict[str, Any]:
        """The row as queries give it."""
        names = {
            "line_name": c.LINE_NAMES[self.line],
            "kind_name": KIND_NAMES[self.kind],
            "state_name": STATE_NAMES[self.state],
        }
        return {**self._asdict(), **names}


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
    found = [row for year in years for row in (*_imported(year, usual, line), *_owed(year, usual, line))]
    known = {(row.period, row.unit_id, row.line) for row in found if row.period >= usual.city["assessed_from"]}
    expected = (row for row in _expected(relations, usual) if line in (None, row.line))
    found += [row for row in expected if (row.period, row.unit_id, row.line) not in known]
    found.sort(key=_within_month)
    found.sort(key=attrgetter("period"), reverse=True)
    return found


def _within_month(row: Row) -> str:
    return f"{PLACES[row.line]}/{row.unit_id}/{row.kind}/{row.arrived_on or ''}"


def _imported(year: Year, usual: Usual, wanted: c.Line | None) -> Iterator[Row]:
    for row in year.imported:
        if wanted is None or row["line"] == wanted:
            arrived_on = row["arrived_on"]
            state: State = "paid" if arrived_on else usual.state(row["period"], None, None)
            # Written out by position: a career has thousands of them.
            yield Row(
                row["period"],
                row["line"],
                row["kind"],
                row["unit_id"],
                row["base"],
                row["employer"],
                row["individual"],
                row["account"],
                None,
                arrived_on,
                state,
            )


def _owed(year: Year, usual: Usual, wanted: c.Line | None) -> Iterator[Row]:
    for (period, unit_id, line), owed, made in year.every():
        if wanted in (None, line):
            yield Row(
                period=period,
                line=line,
                kind=owed.kind,
                unit_id=unit_id,
                base=owed.base,
                employer=owed.employer,
                individual=owed.individual,
                account=owed.account,
                due_on=owed.due_on,
                arrived_on=owed.arrived_on,
                state=usual.state(period, owed.due_on, owed.arrived_on),
                given_back=owed.refunded_on is not None,
            )
            yield from (_adjustment(period, unit_id, line, one, usual) for one in made)
            if owed.refunded_on is not None:
                yield _refund(period, unit_id, line, owed, owed.refunded_on)
                yield from (_refund(period, unit_id, line, one, owed.refunded_on) for one in made)


def _adjustment(period: str, unit_id: str, line: c.Line, made: Adjustment, usual: Usual) -> Row:
    """ENR-20: the base as it is now, and the difference alone; free of late fee until it is due."""
    shares = (made.employer, made.individual, made.account)
    state: State = "paid" if made.arrived_on else "due" if usual.today <= made.fee_free_until else "missing"
    return Row(
        period, line, "adjustment", unit_id, made.base, *shares, made.fee_free_until, made.arrived_on, state,
        old_base=made.old_base,
    )  # fmt: skip


def _refund(period: str, unit_id: str, line: c.Line, paid: Owed | Adjustment, on: str) -> Row:
    back = (-paid.employer, -paid.individual, -paid.account)
    return Row(period, line, "refund", unit_id, paid.base, *back, None, on, "paid")


def _expected(relations: Mapping[str, Relation], usual: Usual) -> Iterator[Row]:
    """Months that the enrolment makes owed, since the platform assesses; older ones stand as they were brought in."""
    first, last = usual.city["assessed_from"], usual.today[:7]
    for unit_id, relation in relations.items():
        for line, spells in relation.lines.items():
            for spell in spells:
                if spell.participant == "resident":
                    continue  # residents and children pay by the year: no month of theirs is late
                month, end = max(first, spell.start_month), min(last, spell.paid_through or last)
                while month <= end:
                    due = due_on(usual.city, month)
                    state = usual.state(month, due, None)
                    yield Row(month, line, "normal", unit_id, 0, 0, 0, 0, due, None, state, assessed=False)
                    month = add_months(month, 1)


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """Counted months and paid sums of rows, in fen."""
    months, employer, individual, account = set[str](), 0, 0, 0
    for row in rows:
        if row.arrived_on:
            employer += row.employer
            individual += row.individual
            account += row.account
            if row.counts:
                months.add(row.period)
    return {"months": len(months), "employer": employer, "individual": individual, "account": account}
