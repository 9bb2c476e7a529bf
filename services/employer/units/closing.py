"""What a unit still has open, in words: staff, declarations under way, debts (EMP-07)."""

from itertools import islice

from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.domain import staff
from services.employer.units.readmodel import owed

MOST_LOOKED_AT = 50_000
MOST_MONTHS = 12


def what_is_open(office: Office, unit_id: str) -> list[str]:
    """One line each; empty where the unit can be closed. Debts are those of the bills that have been heard of."""
    active = pending = 0
    for _, events in islice(office.store.streams(c.STAFF.stream(unit_id) + "-"), MOST_LOOKED_AT):
        state = staff.after(events)
        active, pending = active + bool(state.active()), pending + bool(state.pending)
    found = [f"仍有{active}名职工在保，请先办理停保"] if active else []
    found += [f"有{pending}件职工申报正在办理"] if pending else []
    return found + _debts(office, unit_id)


def _debts(office: Office, unit_id: str) -> list[str]:
    bills = office.debts.serving().find({"unit_id": unit_id}, {"members": 0}).sort("period").limit(MOST_MONTHS)
    return [f"{bill['period']}尚欠{fen // 100}.{fen % 100:02d}元" for bill in bills if (fen := owed(bill)) > 0]
