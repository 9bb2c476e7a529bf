"""What registering and closing a unit ask of others' news: whose a credit code is, and what is owed. Pure folds."""

from collections.abc import Iterable
from typing import Any

from pymongo import IndexModel

from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.employer import contract as c
from services.records import contract as records
from services.records.contract.adjustments import BillAdjusted, OverpaymentReleased
from services.records.contract.refunds import PaidLinesReleased

Document = dict[str, Any]

# ------------------------------------------------------------------ units by credit code


def _unit(fact: Fact) -> Iterable[str]:
    match fact.event:
        case c.UnitImported() | c.UnitRegistered() | c.UnitDetailsChanged() | c.UnitClosed():
            return [fact.event.unit_id]
        case _:
            return []


def fold_unit(document: Document, fact: Fact) -> Document:
    """`{uscc, open}` of a unit."""
    match fact.event:
        case c.UnitImported(uscc=uscc) | c.UnitRegistered(uscc=uscc):
            return {"uscc": uscc, "open": True}
        case c.UnitDetailsChanged(uscc=uscc):
            return {**document, "uscc": uscc}
        case _:
            return {**document, "open": False}


units_by_code = ReadModel(
    "units-by-code",
    version=1,
    sources=[c.CONTRACT.source(c.UNIT)],
    keys=_unit,
    fold=fold_unit,
    indexes=[IndexModel("uscc", name="uscc")],
)

# ------------------------------------------------------------------ debts


def _bill(fact: Fact) -> Iterable[str]:
    match fact.event:
        case (
            records.BillAssessed()
            | records.BillReduced()
            | records.PaymentArrived()
            | records.HeldMoneyUsed()
            | records.LinesSettled()
            | BillAdjusted()
            | PaidLinesReleased()
            | OverpaymentReleased()
        ):
            return [f"{fact.event.unit_id}/{fact.event.period}"]
        case _:
            return []


def fold_bill(document: Document, fact: Fact) -> Document | None:
    """`{unit_id, period, open: {line: fen}, fees: fen, members: {person: {line: fen}}}` of a bill that is not paid.

    `open` is principal billed and not paid, `members` what it was billed for and not settled, with adjustments; a bill
    with nothing open has no document.
    """
    event: Any = fact.event
    told = {"unit_id": event.unit_id, "period": event.period, "open": {}, "fees": 0, "members": {}, **document}
    opened = dict(told["open"])
    members = {name: dict(of) for name, of in told["members"].items()}
    for line, fen in _changes(event, members):
        opened[line] = opened.get(line, 0) + fen
    if isinstance(event, records.LinesSettled):
        members = {
            name: {line: fen for line, fen in of.items() if line not in event.lines} for name, of in members.items()
        }
    fees = told["fees"] + _fees(event)
    opened = {line: fen for line, fen in opened.items() if fen}
    if not opened and not fees:
        return None
    return {**told, "open": opened, "fees": fees, "members": {name: of for name, of in members.items() if of}}


def _changes(event: Any, members: dict[str, dict[str, int]]) -> Iterable[tuple[str, int]]:
    """By how much what is open on a line changes; `members` is kept up."""
    match event:
        case records.BillAssessed():
            for member, line, fen in _billed(event):
                members.setdefault(member, {})[line] = fen
                yield line, fen
        case records.BillReduced():
            yield from _reduced(event, members)
        case BillAdjusted():
            for member, line, fen in _billed(event):
                if line in members.get(member, {}):  # else it is settled, and does not leave the bill any more
                    members[member][line] += fen
                yield line, fen
        case records.PaymentArrived() | records.HeldMoneyUsed() | OverpaymentReleased():
            sign = 1 if isinstance(event, OverpaymentReleased) else -1
            yield from ((used["line"], sign * used["principal"]) for used in event.lines)


def _reduced(event: records.BillReduced, members: dict[str, dict[str, int]]) -> Iterable[tuple[str, int]]:
    for reduced in event.members:
        for line in reduced["lines"]:
            yield line, -members.get(reduced["person_id"], {}).pop(line, 0)


def _fees(event: Any) -> int:
    if isinstance(event, PaidLinesReleased):
        return -sum(fee["charged"] - fee["paid"] for fee in event.late_fees)
    if isinstance(event, OverpaymentReleased):
        return -sum(line["late_fee_charged"] - line["late_fee"] for line in event.lines)
    if not isinstance(event, records.PaymentArrived | records.HeldMoneyUsed):
        return 0
    return sum(paid["late_fee_charged"] - paid["late_fee"] for paid in event.lines)


def _billed(event: records.BillAssessed | BillAdjusted) -> Iterable[tuple[str, str, int]]:
    for member in event.members:
        for line in member["lines"]:
            yield member["person_id"], line["line"], line["employer"] + line["individual"]


debts = ReadModel(
    "debts",
    version=4,
    sources=[records.CONTRACT.source(records.BILL)],
    keys=_bill,
    fold=fold_bill,
    indexes=[IndexModel([("unit_id", 1), ("period", 1)], name="unit_period")],
)


def owed(document: Document) -> int:
    """All that is owed on a bill, in fen."""
    return int(sum(document["open"].values())) + int(document["fees"])
