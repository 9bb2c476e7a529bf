"""What a person received (QRY-03, QRY-06 to QRY-08), from the person's own streams."""

from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.benefits.domain import Payment, of_line, received, sums
from services.records.contract import benefits as b
from services.records.paging import newest_first
from services.records.personfile import entries_of


def get_benefits(service: Service, query: b.GetBenefits, today: str) -> dict[str, Any]:
    """See `GetBenefits`."""
    entries = entries_of(service.store, query.person_id)
    found = (named for entry in entries for named in service.store.streams(c.BENEFIT.stream(entry, "")))
    payments = of_line((one for _, events in found for one in received.after(events).payments), query)
    wanted = (one for one in payments if one.payments == query.payments)
    page, following = newest_first(wanted, lambda one: one.key, query.after, query.limit)
    return {
        "person_id": query.person_id,
        "line": query.line,
        "line_name": c.LINE_NAMES[query.line],
        "payments": query.payments,
        "title": b.TITLES[query.line][query.payments],
        "rows": [_shown(one) for one in page],
        "totals": sums(payments),
        "next": following,
        "as_of": today,
    }


def _shown(payment: Payment) -> dict[str, Any]:
    return {**payment._asdict(), "benefit_name": b.BENEFITS[payment.benefit][1]}
