"""Decisions that put the books right. Pure: each returns events or raises a refusal; nothing is ever overwritten."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from kernel.calendar import last_day, month_range
from kernel.money import round_half_up, yuan
from kernel.policy import NoPolicy
from services.records import contract as c
from services.records.contract import repairs as r
from services.records.contributions.domain import Due, Year, assess
from services.records.contributions.history import COUNTING
from services.records.contributions.rules import Contribution, Terms, contribution
from services.records.contributions.tariff import MonthPolicy


@dataclass(frozen=True, slots=True)
class Wanted:
    """A back-payment that is asked for."""

    person_id: str
    unit_id: str
    lines: Sequence[c.Line]
    from_month: str
    to_month: str
    wage_fen: int
    case_id: str = ""

    @property
    def months(self) -> list[str]:
        """All of them, in order."""
        return month_range(self.from_month, self.to_month)


def paid_back(unit_id: str, years: Iterable[Year]) -> set[str]:
    """The months that were back-paid with a unit before."""
    return {
        period
        for year in years
        for (period, unit, _), owed in year.owed.items()
        if unit == unit_id and owed.kind == "back_payment"
    }


def check_back_payment(
    wanted: Wanted, first: str, last: str, document_months: int, *, before: Set[str] = frozenset(), document: bool
) -> None:
    """Months back-paid `before` count as well: who asks three times for a year asks for three years.

    Raises BackPaymentMonths, LegalDocumentMissing.
    """
    if not first <= wanted.from_month <= wanted.to_month <= last:
        raise r.BackPaymentMonths(first=first, last=last)
    if len({*before, *wanted.months}) >= document_months and not document:
        raise r.LegalDocumentMissing(months=document_months)


def back_payment(
    wanted: Wanted, year_of: Callable[[str], Year], policy_of: Callable[[str], MonthPolicy], industry_class: int
) -> list[r.BackPaymentAssessed]:
    """The months not assessed before, or given back since, at the policy of each month (ENR-14).

    Raises NothingMissing, NoPolicy.
    """
    due = [Due(line, wanted.wage_fen, participant(wanted.unit_id)) for line in dict.fromkeys(wanted.lines)]
    events = []
    for month in wanted.months:
        year, policy = year_of(month), policy_of(month)
        for assessed in assess(wanted.person_id, wanted.unit_id, due, year, policy, industry_class, again=True):
            assert isinstance(assessed, c.ContributionsAssessed)
            about = (assessed.person_id, assessed.unit_id, assessed.period, assessed.participant)
            events.append(r.BackPaymentAssessed(*about, assessed.lines, assessed.due_on, wanted.case_id))
    if not events:
        raise r.NothingMissing()
    return events


def participant(unit_id: str) -> c.PersonKind:
    """As whom somebody was insured there: who paid alone as a flexible worker."""
    return "flexible" if unit_id == c.SELF else "employee"


def billed(event: r.BackPaymentAssessed | c.ContributionsAssessed) -> c.BilledMember:
    """What is owed late adds to the unit's bill of the month."""
    lines: list[c.BilledLine] = [
        {
            "line": line["line"],
            "base": line["base"],
            "employer": line["employer"],
            "individual": line["individual"],
            "account": line["account"],
        }
        for line in event.lines
    ]
    return {"person_id": event.person_id, "lines": lines}


# ------------------------------------------------------------------ correction

TermsOf = Callable[[str, str, str], Terms]
"""(line, unit id, month) → what policy says of it."""
MONTHS_OF_THEIR_OWN = frozenset({"normal", "back_payment", "deferred"})
"""Kinds of rows that can be corrected by a base; adjustments, lump sums and refunds stand beside them."""


def check_arrival(form: r.Correction, today: str) -> None:
    """Raises MonthAhead, and CorrectedAhead where money is said to have arrived on a day to come."""
    if form.month > today[:7]:
        raise r.MonthAhead(month=today[:7])
    arrived_on = form.arrived_on or (last_day(form.month) if form.problem == "missing" else "")
    if arrived_on > today:
        raise r.CorrectedAhead(today=today)


def correct(
    person_id: str, form: r.Correction, year: Year, terms_of: TermsOf, case_id: str
) -> list[r.ContributionCorrected]:
    """A row of the old system put right, taken away or added (QRY-18), at the rates of who paid it.

    Raises RowUnknown, RowThere, BaseMissing, NothingCorrected, NoRatesThen.
    """
    found = [row for row in year.imported if (row["period"], row["line"]) == (form.month, form.line)]
    found = [row for row in found if form.unit_id in ("", row["unit_id"]) and row["kind"] in COUNTING]
    assessed_here = any((period, line) == (form.month, form.line) for period, _, line in year.owed)
    if form.problem == "missing":
        if found or assessed_here:
            raise r.RowThere()
        return [r.ContributionCorrected(person_id, None, _row(form, None, terms_of), case_id)]
    if form.problem == "wrong":
        found = [row for row in found if row["kind"] in MONTHS_OF_THEIR_OWN]
    if not found:
        raise r.RowUnknown()
    now = None if form.problem == "not_mine" else _row(form, found[0], terms_of)
    if now and now == found[0]:
        raise r.NothingCorrected(base=yuan(now["base"]), arrived_on=now["arrived_on"])
    return [r.ContributionCorrected(person_id, found[0], now, case_id)]


def _row(form: r.Correction, was: c.ImportedRow | None, terms_of: TermsOf) -> c.ImportedRow:
    """The row as it should be; a base that stays keeps its amounts, another one is reckoned as `_reckoned` says."""
    arrived_on = form.arrived_on or (was["arrived_on"] if was else last_day(form.month))
    if was and form.base_fen in (0, was["base"]):
        return {**was, "arrived_on": arrived_on}
    if not form.base_fen:
        raise r.BaseMissing()
    unit_id = was["unit_id"] if was else form.unit_id or c.SELF
    amounts = _reckoned(form, was, unit_id, terms_of)
    return {
        "period": form.month,
        "line": form.line,
        "kind": was["kind"] if was else "normal",
        "unit_id": unit_id,
        "base": amounts.base,
        "employer": amounts.employer,
        "individual": amounts.individual,
        "account": amounts.account,
        "arrived_on": arrived_on,
    }


def _reckoned(form: r.Correction, was: c.ImportedRow | None, unit_id: str, terms_of: TermsOf) -> Contribution:
    """By the month's policy; for a month older than that, in the proportions of the row itself. Raises NoRatesThen."""
    try:
        return contribution(form.base_fen, terms_of(form.line, unit_id, form.month))
    except NoPolicy:
        if not (was and was["base"]):
            raise r.NoRatesThen(month=form.month) from None
        share = Fraction(form.base_fen, was["base"])
        parts = (round_half_up(was[part] * share) for part in ("employer", "individual", "account"))
        return Contribution(form.base_fen, *parts)
