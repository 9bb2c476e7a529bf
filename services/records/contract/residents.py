"""Residents and children 城乡居民, 少儿 (ENR-23): enrolled, paid by the year, stopped; a child by a guardian."""

from typing import Literal, TypedDict

from kernel.events import Category, Event, event, message
from kernel.schema import Count, Date, Fen, Id
from services.records.contract.words import Line

RESIDENT = Category("resident")
"""`resident-<person_id>-<scheme>`: a person's years in one resident scheme."""
CHOSEN = Category("chosen", public=False)
"""`chosen-<person_id>-<line>`: where two enrolments of one person in schemes of one line meet; others need the rest."""

Scheme = Literal["resident_pension", "resident_medical", "children_medical"]
SCHEMES: tuple[Scheme, ...] = ("resident_pension", "resident_medical", "children_medical")
SCHEME_NAMES: dict[str, str] = {
    "resident_pension": "城乡居民基本养老保险",
    "resident_medical": "城乡居民基本医疗保险",
    "children_medical": "少儿医疗保险",
}
LINE_OF: dict[str, Line] = {
    "resident_pension": "pension",
    "resident_medical": "medical",
    "children_medical": "medical",
}
"""The line of employees that a scheme stands for: nobody is insured in both (handbook 2)."""
StopReason = Literal["employed", "moved", "died", "own_wish", "age"]
"""`age` is what the assessment of a year finds; nobody fills it in."""
OwnStopReason = Literal["employed", "moved", "died", "own_wish"]
REASONS: dict[str, str] = {
    "employed": "参加职工保险",
    "moved": "迁出本市",
    "died": "死亡",
    "own_wish": "个人申请",
}

# ------------------------------------------------------------------ events


@event(RESIDENT, "ResidentEnrolled")
class ResidentEnrolled(Event):
    """参保登记: insured in the scheme from that year on; `tier` is what the person pays a year, in fen."""

    person_id: Id
    scheme: Scheme
    from_year: Count
    tier: Fen
    guardian: Id
    """Who has enrolled a child, the person themself otherwise."""
    enrolled_on: Date


@event(RESIDENT, "ResidentYearAssessed")
class ResidentYearAssessed(Event):
    """年度核定: what the person owes for a year, and what the treasury adds once it is paid."""

    person_id: Id
    scheme: Scheme
    year: Count
    own: Fen
    treasury: Fen
    due_on: Date
    policy: list[str]


@event(RESIDENT, "ResidentYearPaid")
class ResidentYearPaid(Event):
    """到账: the year is paid and counts. A voucher counts once."""

    person_id: Id
    scheme: Scheme
    year: Count
    own: Fen
    treasury: Fen
    voucher: str
    arrived_on: Date


@event(RESIDENT, "ResidentStopped")
class ResidentStopped(Event):
    """停保: insured through that year; later years that are not paid are owed no more."""

    person_id: Id
    scheme: Scheme
    through_year: Count
    reason: StopReason
    stopped_on: Date


@event(CHOSEN, "SchemeChosen")
class SchemeChosen(Event):
    """A person's enrolments in the schemes of one line come one after another."""

    person_id: Id
    line: Line
    scheme: Scheme
    chosen_on: Date


RESIDENT_EVENTS = (SchemeChosen, ResidentEnrolled, ResidentYearAssessed, ResidentYearPaid, ResidentStopped)

# ------------------------------------------------------------------ messages


@message
class AssessResidentYear:
    """An officer has a year assessed for everybody in the resident schemes; a rerun is harmless. Result: as GetRun.

    Who is employed by now, or out of the scheme's age, is stopped instead. Counts: `assessed`, `amount` fen, `stopped`.
    """

    year: Count


class ResidentPaymentRow(TypedDict):
    """One payment as the tax authority tells it: whose, for which scheme (or its Chinese name) and year, in yuan."""

    id_number: str
    scheme: str
    year: str
    amount: str
    arrived_on: str
    voucher: str


@message
class RecordResidentPayments:
    """Payments of residents that arrived. Result: `{rows: [{voucher, outcome, sentence, code?}]}`, one a row.

    `outcome`: full, repeated, rejected.
    """

    rows: list[ResidentPaymentRow]


@message
class GetResident:
    """ENR-23: `{schemes: [{scheme, name, status, from_year, through_year, tier, paid, years: [...]}], offered: [...],
    children: [{person_id, name, schemes}]}`; offered: `{scheme, name, tiers, treasury, least_age, most_age, years}`.

    `paid` is the sum of the years' own and treasury parts: for the pension what the account holds, without interest.
    `children` are those the person is the guardian of, told where they are asked for: to the guardian alone.
    """

    person_id: Id
    children: bool = False
