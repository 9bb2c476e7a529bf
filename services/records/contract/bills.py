"""Events about money that units owe: bills, payments, payment files; and the runs of mass work."""

from typing import TypedDict

from kernel.events import Event, Upcaster, event
from kernel.schema import Count, Date, Fen, Id, Month
from services.records.contract.words import BILL, PAYMENT_FILE, RUN, Line, Matter, UnitId

# ------------------------------------------------------------------ bills and payments


class BilledLine(TypedDict):
    """What one person adds to a unit's bill on one line."""

    line: Line
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen


class BilledMember(TypedDict):
    """One person of a unit's bill."""

    person_id: Id
    lines: list[BilledLine]


@event(BILL, "BillAssessed")
class BillAssessed(Event):
    """Members are added to what a unit owes for a month. The bill is the sum of all of them.

    These members' lines are free of late fee through `fee_free_until`, where it is told, whenever the bill was due.
    So many of the members, `known`, were on the bill with other lines before; not told earlier.
    """

    unit_id: UnitId
    period: Month
    due_on: Date
    members: list[BilledMember]
    fee_free_until: Date | None = None
    known: Count = 0


class ReducedMember(TypedDict):
    """Lines of one person that leave a unit's bill."""

    person_id: Id
    lines: list[Line]


class ReducedLine(TypedDict):
    """What left a bill on one line, of all members, with the adjustments of these lines."""

    line: Line
    employer: Fen
    individual: Fen
    account: Fen


@event(BILL, "BillReduced", version=2)
class BillReduced(Event):
    """Members leave what a unit owes: they were stopped before the month, and their lines were not settled.

    `lines` is what is owed no more; of so many of the members, `left`, nothing stands on the bill any more. Until
    version 2 neither was told: then there are no `lines`.
    """

    unit_id: UnitId
    period: Month
    members: list[ReducedMember]
    lines: list[ReducedLine]
    left: Count


class LinePayment(TypedDict):
    """How a payment was used on one line. `late_days` counts from the day after the due day."""

    line: Line
    principal: Fen
    late_fee: Fen
    """Paid towards late fees 滞纳金."""
    late_fee_charged: Fen
    """Newly owed by the unit because `principal` came late; never the employee's."""
    late_days: Count


@event(BILL, "PaymentArrived")
class PaymentArrived(Event):
    """到账: `amount` = the lines' principal and late fees + `excess` (kept for the unit). A voucher counts once."""

    unit_id: UnitId
    period: Month
    voucher: str
    line: str
    """A line, or "total"."""
    amount: Fen
    arrived_on: Date
    lines: list[LinePayment]
    excess: Fen


@event(BILL, "LinesSettled", version=2)
class LinesSettled(Event):
    """Everything billed so far on these lines is paid; the members' months follow, in their own streams.

    `number` counts the settlements of this bill. A line that is paid in part settles nothing: neither months nor
    credits are cut in pieces; a month in arrears is credited once all of it is paid (劳办发〔1997〕116号, not seen).
    """

    unit_id: UnitId
    period: Month
    number: int
    lines: list[Line]
    voucher: str
    arrived_on: Date
    run: str = ""
    """The run that sees to the members' months; empty where they follow on the news of this."""


@event(BILL, "SettlementAdvanced")
class SettlementAdvanced(Event):
    """The months of a large unit's members follow in pages: done up to and including `after`."""

    unit_id: UnitId
    period: Month
    number: int
    after: Id


@event(BILL, "PaymentUnmatched")
class PaymentUnmatched(Event):
    """Money for which nothing is owed: held and shown; used by itself once a bill for it is assessed."""

    unit_id: UnitId
    period: Month
    voucher: str
    line: str
    amount: Fen
    arrived_on: Date


@event(BILL, "HeldMoneyUsed")
class HeldMoneyUsed(Event):
    """Held money of a voucher, unmatched or excess, pays what is owed now; `left` of it is still held."""

    unit_id: UnitId
    period: Month
    voucher: str
    lines: list[LinePayment]
    left: Fen


# ------------------------------------------------------------------ payment files


@event(PAYMENT_FILE, "PaymentFileReceived")
class PaymentFileReceived(Event):
    """到账文件 is here, `rows` rows in `pages`; the run `payments` of it books them page by page."""

    file_id: Id
    rows: Count
    pages: Count
    received_on: Date


@event(PAYMENT_FILE, "PaymentFileBooked")
class PaymentFileBooked(Event):
    """到账文件 was booked, row by row. `amount` is what was booked of it now, repeated and rejected rows left out."""

    file_id: Id
    rows: Count
    outcomes: dict[str, int]
    amount: Fen
    booked_on: Date


# ------------------------------------------------------------------ runs


@event(RUN, "RunStarted")
class RunStarted(Event):
    """Mass work was ordered: an `assessment` of a month, the `interest` of a year, the `payments` of a file.

    `number` counts its runs.
    """

    matter: Matter
    of: str
    number: int


@event(RUN, "RunAdvanced")
class RunAdvanced(Event):
    """One page is done: everything up to and including `after` of this `phase`."""

    matter: Matter
    of: str
    number: int
    phase: str
    after: str
    counts: dict[str, int]
    """What this page did, to be added up: persons, lines, units, employer, individual …"""


@event(RUN, "RunCompleted")
class RunCompleted(Event):
    """All of it is done."""

    matter: Matter
    of: str
    number: int


UPCASTERS: dict[tuple[str, int], Upcaster] = {
    # Until version 2 the members' months always followed on the news.
    ("LinesSettled", 1): lambda old: {**old, "run": ""},
    ("BillReduced", 1): lambda old: {**old, "lines": [], "left": 0},
}
