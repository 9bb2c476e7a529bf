"""What one person received in a year, `benefit-<person_id>-<year>`. Pure.

Payments of the old system stand as they came; an event that pays here adds its row beside them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, get_args

from kernel.aggregate import Aggregate
from services.records.contract.benefits import BENEFITS, Benefit, BenefitsImported, GetBenefits, Payments
from services.records.contract.words import Line
from services.records.paging import within


class Payment(NamedTuple):
    """Money that went to the person, in fen."""

    paid_on: str
    benefit: Benefit
    payments: Payments
    from_month: str
    to_month: str
    amount: int
    reference: str

    @property
    def line(self) -> Line:
        """Whose fund paid."""
        return BENEFITS[self.benefit][0]

    @property
    def key(self) -> str:
        """Orders payments by day; one payment's alone."""
        return f"{self.paid_on}/{self.from_month}/{self.to_month}/{self.benefit}/{self.reference}"


@dataclass(frozen=True, slots=True)
class Received:
    """A year's payments, in the order they were noted."""

    payments: tuple[Payment, ...] = ()


def evolve(received: Received, event: BenefitsImported) -> Received:
    """The year after an event."""
    return Received((*received.payments, *(Payment(**row) for row in event.rows)))


received: Aggregate[Received] = Aggregate(initial=Received(), evolve=evolve)


def of_line(payments: Iterable[Payment], query: GetBenefits) -> list[Payment]:
    """Those of the line that were paid for a month of the period; 发放 and 补发 alike."""
    return [
        payment
        for payment in payments
        if payment.line == query.line
        and (within(payment.from_month, None, query.to_month) and within(payment.to_month, query.from_month, None))
    ]


def sums(payments: Iterable[Payment]) -> dict[str, dict[str, int]]:
    """How many and how much, of each sort."""
    known = list(payments)
    amounts = {sort: [one.amount for one in known if one.payments == sort] for sort in get_args(Payments)}
    return {sort: {"count": len(each), "amount": sum(each)} for sort, each in amounts.items()}
