"""Events about people: the archive, enrolment, contributions and personal accounts."""

from typing import Literal, TypedDict

from kernel.events import Event, event
from kernel.schema import Count, Date, Fen, Id, Month, Sealed
from services.records.contract.words import (
    BALANCE,
    CONTRIBUTION,
    ENROLMENT,
    PERSON,
    AccountLine,
    Kind,
    Line,
    PersonKind,
    UnitId,
)

# ------------------------------------------------------------------ persons


@event(PERSON, "PersonRegistered")
class PersonRegistered(Event):
    """A person is in the archive. `born` ("1990-03-07") and `mobile` are sealed, empty where not known."""

    person_id: Id
    id_number: Sealed
    name: Sealed
    mobile: Sealed
    born: Sealed
    household_region: str
    """The region the ID number begins with or the household place that was brought in; may be an abolished code."""
    kind: PersonKind
    registered_on: Date
    district: str = ""
    """The region code of the agency 经办机构 that keeps the record."""
    computer_number: Sealed = ""
    """个人电脑号, where the city has one."""
    bank_account: Sealed = ""
    """The bank account 银行账号 that benefits are paid to, empty where not known."""


@event(PERSON, "DeemedMonthsConfirmed")
class DeemedMonthsConfirmed(Event):
    """视同缴费年限: months of work before the scheme, confirmed from the personal file; never a payment.

    The last confirmation counts.
    """

    person_id: Id
    months: Count
    document: str


@event(PERSON, "PersonCorrected")
class PersonCorrected(Event):
    """Something in the archive was put right; None leaves it as it was."""

    person_id: Id
    name: Sealed | None = None
    mobile: Sealed | None = None
    household_region: str | None = None
    kind: PersonKind | None = None
    reason: str = ""


# ------------------------------------------------------------------ enrolment


@event(ENROLMENT, "PersonEnrolled")
class PersonEnrolled(Event):
    """The lines are active 正常参保 in this relation from `start_month` on; a new spell where they were stopped.

    `wage_fen` is the monthly wage the base is made of; 0 where the old system did not tell: then the last base counts.
    """

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    start_month: Month
    wage_fen: Fen
    participant: PersonKind


@event(ENROLMENT, "PersonStopped")
class PersonStopped(Event):
    """The lines are suspended 暂停参保: paid up to and including `paid_through` (handbook 4.2)."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    stop_month: Month
    paid_through: Month
    reason: str


@event(ENROLMENT, "EnrolmentRefused")
class EnrolmentRefused(Event):
    """A staff change that was approved and cannot be carried out here: shown to unit and officer, changes nothing."""

    person_id: Id
    unit_id: UnitId
    lines: list[Line]
    change: Literal["add", "stop"]
    month: Month
    code: str
    sentence: str


# ------------------------------------------------------------------ contributions


class ImportedRow(TypedDict):
    """A contribution as the old system had it; `arrived_on` None: assessed there and never paid.

    `unit_id` is SELF where the person paid; `account` is what the personal account got. A refund has negative amounts.
    """

    period: Month
    line: Line
    kind: Kind
    unit_id: str
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen
    arrived_on: Date | None


@event(CONTRIBUTION, "ContributionsImported")
class ContributionsImported(Event):
    """Rows of one person and one year from the old system, all of them at once."""

    person_id: Id
    year: int
    rows: list[ImportedRow]


class AssessedLine(TypedDict):
    """base × rate, per payer; `account` is what the personal account gets of it once paid."""

    line: Line
    base: Fen
    employer: Fen
    individual: Fen
    account: Fen
    policy: list[str]
    """Ids of the policy entries the amounts were worked out with."""


@event(CONTRIBUTION, "ContributionsAssessed")
class ContributionsAssessed(Event):
    """核定: what is owed for a person, unit and month, on the lines not assessed before."""

    person_id: Id
    unit_id: UnitId
    period: Month
    participant: PersonKind
    lines: list[AssessedLine]
    due_on: Date


@event(CONTRIBUTION, "ContributionsWithdrawn")
class ContributionsWithdrawn(Event):
    """The lines of that month are owed no more: the person was stopped before it, and nothing was paid for them."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[Line]


class PaidLine(TypedDict):
    """A line that is paid in full; `credited` goes to the personal account."""

    line: Line
    employer: Fen
    individual: Fen
    credited: Fen


@event(CONTRIBUTION, "ContributionsPaid")
class ContributionsPaid(Event):
    """The lines of that month are paid: the months count, the personal share is credited."""

    person_id: Id
    unit_id: UnitId
    period: Month
    lines: list[PaidLine]
    arrived_on: Date
    voucher: str


# ------------------------------------------------------------------ balances


@event(BALANCE, "OpeningBalanceImported")
class OpeningBalanceImported(Event):
    """Personal accounts as the old system closed them: everything that arrived up to and including `as_of`."""

    person_id: Id
    pension: Fen
    medical: Fen
    as_of: Date


@event(BALANCE, "InterestCredited")
class InterestCredited(Event):
    """计息 of one account and year: on the opening balance and on the year's credits, each rounded to fen."""

    person_id: Id
    line: AccountLine
    year: int
    opening: Fen
    credits: Fen
    on_opening: Fen
    on_credits: Fen
    closing: Fen
    policy: str
    credited_on: Date
