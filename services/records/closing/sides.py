"""Both sides of a month, summed up by the store from the events; and of some units, from the ledger's own states."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kernel.service import Service
from kernel.store import Document, EventStore
from services.records import contract as c
from services.records.bills.domain import bill, unit_and_month
from services.records.closing.domain import Books, Key, Money, Shares
from services.records.contract.adjustments import ContributionsAdjusted
from services.records.contract.repairs import BackPaymentAssessed
from services.records.contract.words import payer
from services.records.contributions.domain import Year, contributions

BILLED_TO = {"$cond": [{"$eq": ["$event.data.unit_id", c.SELF]}, "$event.data.person_id", "$event.data.unit_id"]}
"""Who pays for himself is billed in his own name."""
OWED = (c.ContributionsAssessed, BackPaymentAssessed, ContributionsAdjusted)
BILLED = ["BillAssessed", "BillAdjusted"]
ASSESSED = ["ContributionsAssessed", "BackPaymentAssessed", "ContributionsAdjusted"]
SETTLED = ["ContributionsPaid", "AdjustmentsPaid"]
GONE = {"employer": "employer", "individual": "individual"}
FEES_GONE = {"charged": "charged", "paid": "paid"}
OVERPAID = {"principal": "principal", "fee_charged": "late_fee_charged", "fee_paid": "late_fee"}
LEFT = ["ContributionsWithdrawn", "ContributionsRefunded"]
SELDOM = [
    *("PaidLinesReleased", "OverpaymentReleased", "ContributionsRefunded", "ContributionsWithdrawn", "BillReduced"),
    *("PaymentUnmatched", "HeldMoneyUsed", "HeldMoneyRefunded", "RefundReturned"),
]
SHARES = {"employer": "employer", "individual": "individual", "account": "account"}
PAID = {"employer": "employer", "individual": "individual", "account": "credited"}
USED = {"principal": "principal", "fee_charged": "late_fee_charged", "fee_paid": "late_fee"}
ALL = [*BILLED, *ASSESSED, *SETTLED, "PaymentArrived", *SELDOM]
PEOPLE_AT_ONCE = 1_000


def of_month(month: str, types: Sequence[str] = ALL) -> Document:
    """What matches the commits with such events of the month; of all that move its books, if not told otherwise."""
    happened = {"type": {"$in": [*types]}, "data.period": month}
    return {"category": {"$in": ["bill", "contribution"]}, "events": {"$elemMatch": happened}}


def from_events(store: EventStore, month: str) -> Books:
    """The month's books as its events add up, over all units."""
    events, books = _Events(store, month), Books()
    with ThreadPoolExecutor() as pool:  # the store adds them up side by side, on as many cores as it has
        billed = pool.submit(events.sums, "bill", BILLED, ("members", "lines"), SHARES)
        assessed = pool.submit(events.sums, "contribution", ASSESSED, ("lines",), SHARES)
        paid = pool.submit(events.sums, "contribution", SETTLED, ("lines",), PAID)
        used = pool.submit(events.sums, "bill", ["PaymentArrived", "HeldMoneyUsed"], ("lines",), USED)
    books.billed = {key: Shares(**sums) for key, sums in billed.result().items()}
    books.assessed = {key: Shares(**sums) for key, sums in assessed.result().items()}
    books.paid = {key: Shares(**sums) for key, sums in paid.result().items()}
    books.money = {key: Money(**sums) for key, sums in used.result().items()}
    _give_back(events, books)
    books.held = _held(events.amounts(["PaymentArrived", "PaymentUnmatched"]), books.money)
    for unit_id, amount in events.amounts(["HeldMoneyRefunded"]).items():
        books.held[unit_id] -= amount
    for unit_id, amount in events.amounts(["RefundReturned"]).items():
        books.held[unit_id] += amount
    _take_off_what_left(store, events, books)
    return books


def _give_back(events: "_Events", books: Books) -> None:
    """What was paid wrongly left the bill, with its late fee, and the person's year."""
    for key, sums in events.sums("bill", ["PaidLinesReleased"], ("late_fees",), FEES_GONE).items():
        books.money[key].fee_charged -= sums["charged"]
        books.money[key].fee_paid -= sums["paid"]
    for key, sums in events.sums("bill", ["OverpaymentReleased"], ("lines",), OVERPAID).items():
        over = books.money[key]
        over.principal -= sums["principal"]
        over.fee_charged -= sums["fee_charged"]
        over.fee_paid -= sums["fee_paid"]
    for within in ("lines", "adjustments"):
        for key, sums in events.sums("bill", ["PaidLinesReleased"], (within,), GONE).items():
            if gone := sums["employer"] + sums["individual"]:  # a line that cost nothing was never paid for
                books.money[key].principal -= gone
        for key, sums in events.sums("contribution", ["ContributionsRefunded"], (within,), PAID).items():
            books.paid[key].add(Shares(*(-sums[name] for name in ("employer", "individual", "account"))))


def from_ledger(service: Service, month: str, units: Iterable[str]) -> Books:
    """The books of some units, as the bills and the people's years stand."""
    books = Books()
    streams = [c.BILL.stream(unit_id, month) for unit_id in units]
    people = dict[str, list[str]]()
    for stream, events in service.store.load_many(streams).items():
        unit_id, state = unit_and_month(stream)[0], bill.after(events)
        _note_bill(unit_id, state, books)
        for person_id in state.members:
            people.setdefault(c.CONTRIBUTION.stream(person_id, month[:4]), []).append(unit_id)
    names = list(people)
    for first in range(0, len(names), PEOPLE_AT_ONCE):
        for stream, events in service.store.load_many(names[first : first + PEOPLE_AT_ONCE]).items():
            _note_person(_person(stream), contributions.after(events), month, set(people[stream]), books)
    return books


def _note_bill(unit_id: str, state: Any, books: Books) -> None:
    for member in state.members.values():
        for line, owed in member.items():
            shares = Shares(owed.employer, owed.individual, owed.account)
            books.billed.setdefault((unit_id, line), Shares()).add(shares)
    for made in state.adjusted.values():
        for (line, _), owed in made.items():
            shares = Shares(owed.employer, owed.individual, owed.account)
            books.billed.setdefault((unit_id, line), Shares()).add(shares)
    for line, account in state.lines.items():
        books.money[unit_id, line] = Money(account.paid, account.fee_charged, account.fee_paid)
    books.held[unit_id] = sum(held.amount for held in state.held.values())


def _note_person(person_id: str, year: Year, month: str, payers: set[str] | None, books: Books) -> None:
    """What the person was assessed and paid for the month; through these payers only, where they are given."""
    for (period, unit_id, line), owed in year.owed.items():
        paying = payer(unit_id, person_id)
        if period == month and owed.refunded_on is None and (payers is None or paying in payers):
            shares = Shares(owed.employer, owed.individual, owed.account)
            books.assessed.setdefault((paying, line), Shares()).add(shares)
            if owed.arrived_on:
                books.paid.setdefault((paying, line), Shares()).add(shares)
            for one in year.adjusted.get((period, unit_id, line), ()):
                shares = Shares(one.employer, one.individual, one.account)
                books.assessed[paying, line].add(shares)
                if one.arrived_on:
                    books.paid.setdefault((paying, line), Shares()).add(shares)


def _person(stream: str) -> str:
    return stream.split("-")[1]


class _Events:
    """The events of one month, found by their type and month."""

    def __init__(self, store: EventStore, month: str) -> None:
        self.commits, self.month = store.commits, month
        # One look tells which of the seldom ones happened at all: most months have few of the many kinds.
        self._seldom = set(self.commits.distinct("events.type", of_month(month, SELDOM)))

    def happened(self, types: list[str]) -> list[str]:
        """Those that may have happened in the month; of the seldom ones, those that did."""
        return [one for one in types if one not in SELDOM or one in self._seldom]

    def of(self, category: str, types: list[str]) -> list[Document]:
        """The stages that leave `{stream, event: [...]}` of the commits in which such events happened."""
        such = {"$and": [{"$in": ["$$event.type", types]}, {"$eq": ["$$event.data.period", self.month]}]}
        return [
            {"$match": {**of_month(self.month, types), "category": category}},
            {"$project": {"_id": 0, "stream": 1, "event": _filtered("$events", such)}},
        ]

    def sums(
        self, category: str, types: list[str], within: tuple[str, ...], names: Mapping[str, str]
    ) -> dict[Key, dict[str, int]]:
        """Sums by unit and line; `within` leads to the lines of an event, `names` are the amounts of a line."""
        if not (types := self.happened(types)):
            return {}
        path = ".".join(("event.data", *within))
        needed = {
            "event.data.unit_id": 1,
            "event.data.person_id": 1,
            f"{path}.line": 1,
            **{f"{path}.{name}": 1 for name in names.values()},
        }
        steps = [".".join(("event.data", *within[:depth])) for depth in range(1, len(within) + 1)]
        stages = [
            *self.of(category, types),
            {"$project": needed},  # what is unwound is copied: so only what is summed
            *({"$unwind": f"${step}"} for step in ("event", *steps)),
            {
                "$group": {
                    "_id": {"$concat": [BILLED_TO, "/", f"${path}.line"]},
                    **{sum_name: {"$sum": f"${path}.{name}"} for sum_name, name in names.items()},
                }
            },
        ]
        sums = dict[Key, dict[str, int]]()
        for found in self.commits.aggregate(stages, allowDiskUse=True, batchSize=10_000):
            unit_id, _, line = found.pop("_id").rpartition("/")
            sums[unit_id, line] = found
        return sums

    def amounts(self, types: list[str]) -> dict[str, int]:
        """The whole amounts of such events of bills, by unit."""
        if not (types := self.happened(types)):
            return {}
        stages = [
            *self.of("bill", types),
            {"$unwind": "$event"},
            {"$group": {"_id": "$event.data.unit_id", "amount": {"$sum": "$event.data.amount"}}},
        ]
        return {found["_id"]: found["amount"] for found in self.commits.aggregate(stages)}

    def streams(self, category: str, kinds: list[str]) -> list[str]:
        """The streams in which something of these kinds happened."""
        if not (kinds := self.happened(kinds)):
            return []
        return sorted({found["stream"] for found in self.commits.aggregate(self.of(category, kinds))})


def _filtered(events: str, condition: Mapping[str, Any]) -> Document:
    return {"$filter": {"input": events, "as": "event", "cond": condition}}


def _held(arrived: Mapping[str, int], money: Mapping[Key, Money]) -> dict[str, int]:
    held = dict(arrived)
    for (unit_id, _), used in money.items():
        held[unit_id] = held.get(unit_id, 0) - used.principal - used.fee_paid
    return held


def _take_off_what_left(store: EventStore, events: _Events, books: Books) -> None:
    """Lines that left a bill were named there without their amounts once: of these few, what stands is asked for."""
    for stream, history in store.load_many(events.streams("bill", ["BillReduced", "PaidLinesReleased"])).items():
        unit_id, now = unit_and_month(stream)[0], Books()
        _note_bill(unit_id, bill.after(history), now)
        for key in [key for key in books.billed if key[0] == unit_id]:
            books.billed[key] = now.billed.get(key, Shares())
    for stream, history in store.load_many(events.streams("contribution", LEFT)).items():
        person_id, standing = _person(stream), Books()
        for event in history:
            if isinstance(event, OWED) and event.period == events.month:
                for line in event.lines:
                    gone = Shares(-line["employer"], -line["individual"], -line["account"])
                    books.assessed[payer(event.unit_id, person_id), line["line"]].add(gone)
        _note_person(person_id, contributions.after(history), events.month, None, standing)
        for key, shares in standing.assessed.items():
            books.assessed.setdefault(key, Shares()).add(shares)
