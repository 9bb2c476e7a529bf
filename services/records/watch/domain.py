"""When a month has waited too long, and the case that comes of it. Pure."""

import hashlib
from dataclasses import dataclass

from kernel.calendar import add_months, months_between
from kernel.cases.events import CaseApproved, CaseCarriedOut, CaseEvent
from kernel.cases.life import Application, Case, Submitted, UnderReview
from services.records.bills.state import Bill, LineAccount
from services.records.contract.repairs import MISSING

ARRIVED = "费款已到账，自动办结"
NOT_OWED = "相关人员已移出该月账单，无待缴费款，自动办结"


@dataclass(frozen=True, slots=True)
class Missing:
    """What of a unit's month has not arrived, in fen, and how many people it concerns."""

    unit_id: str
    month: str
    owed: int
    people: int

    @property
    def summary(self) -> str:
        """What the unit reads; it names nobody."""
        return f"{self.month}应缴费款{self.owed / 100:.2f}元未到账，涉及{self.people}人，请核对并缴纳"


def newest_overdue(today: str, latest: int) -> str:
    """The newest month that should have arrived: usually it takes up to `latest` months."""
    return add_months(today[:7], -latest - 1)


def is_overdue(month: str, today: str, latest: int) -> bool:
    """Whether the month should have arrived."""
    return months_between(month, today[:7]) > latest


def missing(unit_id: str, month: str, bill: Bill, today: str) -> Missing | None:
    """What is open of a bill's own lines and was due before `today`; adjustments are told in another way (ENR-20).

    None where everything has arrived, and for who pays for himself: that is no unit.
    """
    if unit_id in bill.members:
        return None
    late = {line: _late(account, bill.due_on, today) for line, account in bill.lines.items()}
    own = {line: min(amount, bill.own_open(line)) for line, amount in late.items() if amount}
    open_lines = {line: amount for line, amount in own.items() if amount > 0}
    if not open_lines:
        return None
    people = sum(
        any(line in open_lines and not owed.settled for line, owed in lines.items()) for lines in bill.members.values()
    )
    return Missing(unit_id, month, sum(open_lines.values()), people)


def _late(account: LineAccount, due_on: str, today: str) -> int:
    return sum(amount for amount, due in account.open_parts(due_on) if due < today)


def watch_case_id(unit_id: str, month: str) -> str:
    """The one case of a unit and month: found again without looking for it."""
    digest = hashlib.sha256(f"{unit_id}/{month}".encode()).hexdigest()
    return f"{unit_id}-{month.replace('-', '')}01000000-R{digest[:11]}"


def application(found: Missing, sealed_form: str) -> Application:
    """The case towards the unit."""
    case_id = watch_case_id(found.unit_id, found.month)
    return Application(case_id, MISSING.code, found.unit_id, "", found.summary, sealed_form)


def arrived(state: Case, outcome: str = ARRIVED) -> list[CaseEvent]:
    """The money is here, or nothing is owed any more: a case that is open ends by itself."""
    if not isinstance(state, Submitted | UnderReview):
        return []
    about = state.application
    named = (about.case_id, about.matter, about.applicant, about.subject)
    return [CaseApproved(*named, "system"), CaseCarriedOut(*named, outcome)]
