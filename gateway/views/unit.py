"""A unit at a glance: how many it has insured, what changed last, its last bills, what it owes, what is under way."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.views.cases import CASES, ENDED, status_after
from gateway.views.parts import Document, changed, known_by, newest
from kernel.cases import CaseEvent
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.employer import contract as employer
from services.records import contract as records
from services.records.contract.adjustments import BillAdjusted, OverpaymentReleased
from services.records.contract.refunds import PaidLinesReleased

CHANGES_SHOWN = 10
BILLS_SHOWN = 12


def keys(fact: Fact) -> list[str]:
    """The unit a fact is about."""
    match fact.event:
        case CaseEvent():
            persons_own = fact.event.applicant == fact.event.subject
            return [] if persons_own or not _step(fact) else [fact.event.applicant]
        case records.PersonEnrolled(unit_id=records.SELF) | records.PersonStopped(unit_id=records.SELF):
            return []  # who pays alone has no unit
        case records.ContributionWageSet():
            return []  # the roster shows it
        case _:
            return [fact.event.unit_id]  # type: ignore[attr-defined]


def fold(document: Document, fact: Fact) -> Document:
    """The unit's document once `fact` is known."""
    return known_by(_fold(document, fact), fact)


def _fold(document: Document, fact: Fact) -> Document:
    event = fact.event
    match event:
        case employer.UnitImported() | employer.UnitRegistered():
            return changed(document, "unit", name=event.name, district=event.district, uscc=event.uscc)
        case employer.UnitDetailsChanged():
            return changed(document, "unit", name=event.name, uscc=event.uscc)
        case employer.UnitClosed():
            return changed(document, "unit", closed_on=event.closed_on)
        case records.PersonEnrolled() | records.PersonStopped() | records.EnrolmentRefused():
            return _roster(document, fact)
        case (
            records.BillAssessed()
            | records.BillReduced()
            | records.PaymentArrived()
            | records.HeldMoneyUsed()
            | PaidLinesReleased()
            | BillAdjusted()
            | OverpaymentReleased()
        ):
            return _bill(document, event)
        case CaseEvent():
            return _case(document, fact)
        case _:
            return document


def _roster(document: Document, fact: Fact) -> Document:
    """People insured on each line, and the newest changes. Each event counts once, so sums are enough."""
    event: Any = fact.event
    entry = {"change": type(event).type, "person_id": event.person_id, "lines": event.lines}
    match event:
        case records.PersonEnrolled():
            entry["month"], step = event.start_month, 1
        case records.PersonStopped():
            entry["month"], step = event.stop_month, -1
        case _:
            entry |= {"month": event.month, "sentence": event.sentence}
            step = 0
    counts = document.get("insured", {})
    counted = {line: counts.get(line, 0) + step for line in event.lines}
    changes = newest(document.get("changes", []), fact, entry, CHANGES_SHOWN)
    return {**document, "insured": {**counts, **counted}, "changes": changes}


def _bill(document: Document, event: Event) -> Document:
    """A month's bill: what is owed and paid, late fees apart. The newest months are kept, and what is open of any."""
    added = billed(event)
    known = document.get("bills", {}).get(event.period, {})  # type: ignore[attr-defined]
    values: Document = {name: known.get(name, 0) + fen for name, fen in added.items()}
    if isinstance(event, records.BillAssessed):
        values["due_on"] = event.due_on
    document = changed(document, "bills", event.period, **values)  # type: ignore[attr-defined]
    kept = sorted(document["bills"])[-BILLS_SHOWN:]
    still_open = _open(document.get("open", {}), event.period, added)  # type: ignore[attr-defined]
    return {**document, "bills": {period: document["bills"][period] for period in kept}, "open": still_open}


def _open(known: Document, period: str, added: Mapping[str, int]) -> Document:
    """Months with something left to pay, however old: `{period: {left, fee}}`, principal and late fees in fen."""
    before = known.get(period, {"left": 0, "fee": 0})
    owed = added.get("employer", 0) + added.get("individual", 0)
    left = before["left"] + owed - added.get("paid", 0)
    fee = before["fee"] + added.get("late_fee", 0) - added.get("late_fee_paid", 0)
    others = {month: both for month, both in known.items() if month != period}
    return {**others, period: {"left": left, "fee": fee}} if left or fee else others


def billed(event: Event) -> dict[str, int]:
    """What an event adds to the sums of a month's bill, in fen; `members` in people. Empty for any other event."""
    match event:
        case records.BillAssessed():
            lines = [line for member in event.members for line in member["lines"]]
            return {**_owed(lines), "members": len(event.members) - event.known}
        case records.BillReduced():
            return {**_less(_owed(event.lines)), "members": -event.left}
        case records.PaymentArrived() | records.HeldMoneyUsed():
            return {
                "paid": sum(line["principal"] for line in event.lines),
                "late_fee": sum(line["late_fee_charged"] for line in event.lines),
                "late_fee_paid": sum(line["late_fee"] for line in event.lines),
            }
        case BillAdjusted():
            return _owed([line for member in event.members for line in member["lines"]])
        case PaidLinesReleased():
            gone = _owed([*event.lines, *event.adjustments])
            return {
                **_less(gone),
                "members": -event.left,
                "paid": -sum(gone.values()),
                "late_fee": -sum(fee["charged"] for fee in event.late_fees),
                "late_fee_paid": -sum(fee["paid"] for fee in event.late_fees),
            }
        case OverpaymentReleased():
            return {
                "paid": -sum(line["principal"] for line in event.lines),
                "late_fee": -sum(line["late_fee_charged"] for line in event.lines),
                "late_fee_paid": -sum(line["late_fee"] for line in event.lines),
            }
        case _:
            return {}


def _owed(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    both = list(lines)
    return {name: sum(line[name] for line in both) for name in ("employer", "individual")}


def _less(sums: Mapping[str, int]) -> dict[str, int]:
    return {name: -fen for name, fen in sums.items()}


def _case(document: Document, fact: Fact) -> Document:
    """How many cases are under way."""
    return {**document, "open_cases": document.get("open_cases", 0) + _step(fact)}


def _step(fact: Fact) -> int:
    """One more with the first event of a case, one less with its last."""
    assert isinstance(fact.event, CaseEvent)
    return (fact.version == 1) - (status_after(fact.event) in ENDED)


unit_at_a_glance = ReadModel(
    "unit-at-a-glance",
    version=7,
    sources=[
        employer.CONTRACT.source(employer.UNIT),
        *CASES,
        records.CONTRACT.source(records.ENROLMENT),
        records.CONTRACT.source(records.BILL),
    ],
    keys=keys,
    fold=fold,
)
