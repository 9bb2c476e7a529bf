"""Commands and queries of records."""

from typing import Annotated, TypedDict

from kernel.events import message
from kernel.schema import Count, Date, Id, Month, Text, text
from services.records.contract.words import Direction, Line, Matter, Region, UnitId

# ------------------------------------------------------------------ commands


@message
class AssessMonth:
    """An officer has the month assessed for all enrolled people; a rerun is harmless. Result: as GetRun."""

    month: Month


@message
class CreditInterest:
    """An officer has a year's interest credited to all accounts; a rerun is harmless. Result: as GetRun."""

    year: int


class PaymentRow(TypedDict):
    """One payment as the tax authority tells it, read row by row so that a wrong one stops no other.

    `amount` in yuan ("1234.56"); `line` a line, its Chinese name, or "total" (or empty) for the whole bill.
    """

    unit_id: str
    month: str
    line: str
    amount: str
    arrived_on: str
    voucher: str


@message
class RecordPayments:
    """Payments that arrived. Result: `{rows: [{voucher, unit_id, month, outcome, sentence, code?}]}`, one a row.

    `outcome`: full, part, late (full or part after the due day), excess, unmatched, repeated, rejected.
    """

    rows: list[PaymentRow]


@message
class RecordPaymentFile:
    """The same from a CSV or XLSX file (base64), columns unit_id, month, line, amount, arrived_on, voucher.

    Result: as GetPaymentFile. A file of one page is booked at once, a larger one page by page, by itself.
    """

    file_name: Text
    content: Annotated[str, text(most=14_000_000, least=1)]


@message
class RequestTransfer:
    """A person, or an officer for a person, asks for a line to be moved. Result: `{transfer_id, warning?}`."""

    person_id: Id
    line: Line
    direction: Direction
    from_region: Region
    to_region: Region
    left_on: Date | None = None


@message
class AdvanceTransfer:
    """An officer records that a step was done, on that day (today where none is given)."""

    transfer_id: Id
    step: Count
    done_on: Date | None = None


@message
class RefuseTransfer:
    """An officer records the new place's written refusal, which ends the transfer."""

    transfer_id: Id
    reason: Annotated[str, text(most=500, least=2, sentence="请写明不予接收的原因。")]
    replied_on: Date | None = None


# ------------------------------------------------------------------ queries


@message
class GetPerson:
    """The archive: `{person_id, id_number, name, mobile, born, household_region, kind, registered_on}`, opened."""

    person_id: Id


@message
class GetInsuredStatus:
    """QRY-01: `{person_id, kind, as_of, lines: [{line, name, status, relations: [...], first_month, last_paid}]}`."""

    person_id: Id
    as_of: Date | None = None


@message
class GetContributions:
    """QRY-02, QRY-12: months, newest first: `{rows, before_scheme, totals, next}`; `next` is the next `after`.

    `from_month` to `to_month` are months owed, `arrived_from` to `arrived_to` months of arrival.
    """

    person_id: Id
    line: Line | None = None
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] | None = None
    limit: Count = 60
    as_of: Date | None = None
    arrived_from: Month | None = None
    arrived_to: Month | None = None


@message
class GetContinuity:
    """QRY-12: counted months, longest run, gaps and what to do about them, for one line."""

    person_id: Id
    line: Line = "pension"
    as_of: Date | None = None


@message
class GetBalances:
    """QRY-04: `{accounts: [{line, balance, moved, movements: [...], years: [...]}]}`; of the `moved` movements the
    newest `limit`, all where none is given."""

    person_id: Id
    as_of: Date | None = None
    limit: Count | None = None


@message
class GetUnitBill:
    """A unit's bill of a month: totals by line, payments, late fees, members behind `after`.

    A member's `lines` are all that the person adds to what is owed: `{line, adjustment, base, employer, individual,
    paid}` each. `adjustment` is 0 for the month's own, else the number of what policy published late added (ENR-20).
    """

    unit_id: UnitId
    month: Month
    after: Id | None = None
    limit: Count = 100


@message
class GetUnmatchedPayments:
    """Money for which nothing is owed, and what was paid too much: `{rows: [...], next}`."""

    after: Annotated[str, text(most=200)] | None = None
    limit: Count = 100


@message
class GetPaymentFile:
    """A payment file: `{file_id, state, booked, outcomes, amount, rows, next}`.

    `rows` are those of the page behind `after`, as RecordPayments answers them; with `outcome` only those that came
    to it.
    """

    file_id: Id
    outcome: Annotated[str, text(most=20)] = ""
    after: Annotated[str, text(most=20)] = ""


@message
class GetTransfer:
    """TRF-02: one transfer with every step, its day and due day."""

    transfer_id: Id


@message
class GetTransfers:
    """All transfers of a person, newest first."""

    person_id: Id


@message
class GetRun:
    """The progress of mass work: `{matter, of, number, state, counts}`."""

    matter: Matter
    of: Text
