"""Personal accounts with every movement and yearly interest (QRY-04), from the person's own streams."""

from collections.abc import Sequence
from typing import Any

from kernel.service import Service
from services.records import contract as c
from services.records.balances.domain import ACCOUNT_LINES, Movement
from services.records.contract.series import GetMovements
from services.records.paging import newest_first, within
from services.records.personfile import PersonFile, person_file

MOVEMENT_NAMES = {
    "opening": "期初余额",
    "credit": "缴费记入",
    "difference": "补差记入",
    "refund": "退费冲减",
    "interest": "年度计息",
    "adjustment": "计息调整",
}


def get_balances(service: Service, person_id: str, today: str, limit: int | None = None) -> dict[str, Any]:
    """See `GetBalances`; movements are newest first, each with the balance it led to."""
    person = person_file(service.store, person_id)
    accounts = (_account(line, person) for line in ACCOUNT_LINES)
    shown = [{**account, "movements": account["movements"][:limit]} for account in accounts]
    return {"person_id": person_id, "accounts": shown, "as_of": today}


def get_movements(service: Service, query: GetMovements, today: str) -> dict[str, Any]:
    """See `GetMovements`."""
    person = person_file(service.store, query.person_id)
    lines = [line for line in ACCOUNT_LINES if query.line in (None, line)]
    known = [row for line in lines for row in _movements(line, person)]
    wanted = [row for row in known if within(row["on"][:7], query.from_month, query.to_month)]
    page, following = newest_first(wanted, lambda row: str(row["key"]), query.after, query.limit)
    return {
        "person_id": query.person_id,
        "rows": [{name: value for name, value in row.items() if name != "key"} for row in page],
        "totals": {"count": len(wanted), "amount": sum(row["amount"] for row in wanted)},
        "next": following,
        "as_of": today,
    }


def _movements(line: c.AccountLine, person: PersonFile) -> list[dict[str, Any]]:
    """Every movement with what it led to; the places in the order of time tell those of a day apart."""
    shown = _account(line, person)["movements"][::-1]
    named = {"line": line, "line_name": c.LINE_NAMES[line]}
    return [{**named, **row, "key": f"{row['on']}/{line}/{place:05d}"} for place, row in enumerate(shown)]


def _account(line: c.AccountLine, person: PersonFile) -> dict[str, Any]:
    return person.once(("account", line), lambda: _told(line, person))


def _told(line: c.AccountLine, person: PersonFile) -> dict[str, Any]:
    moved, held, shown = person.moved(line), 0, list[dict[str, Any]]()
    for movement in moved:
        held += movement.amount
        shown.append(_movement(movement, held))
    return {
        "line": line,
        "line_name": c.LINE_NAMES[line],
        "balance": held,
        "moved": len(shown),
        "movements": shown[::-1],
        "years": _years(line, person, moved),
    }


def _movement(movement: Movement, balance: int) -> dict[str, Any]:
    return {
        "on": movement.on,
        "kind": movement.kind,
        "kind_name": MOVEMENT_NAMES[movement.kind],
        "period": movement.period,
        "unit_id": movement.unit_id,
        "amount": movement.amount,
        "balance": balance,
        "policy": movement.policy,
    }


def _years(line: c.AccountLine, person: PersonFile, moved: Sequence[Movement]) -> list[dict[str, Any]]:
    """Each year, newest first: what stood at its beginning, how much of it came from the old system, what was
    credited, interest, and what stood at its end."""
    found, opening = list[dict[str, Any]](), 0
    for year in sorted({movement.on[:4] for movement in moved}):
        within = [movement for movement in moved if movement.on[:4] == year]
        credited = (account.interest.get((line, int(year))) for account in person.accounts.values())
        interest = next(filter(None, credited), None)
        summed = {kind: sum(m.amount for m in within if m.kind == kind) for kind in MOVEMENT_NAMES}
        opening += summed["opening"]
        summed["interest"] += summed["adjustment"]
        summed["credit"] += summed["difference"] + summed["refund"]
        closing = opening + summed["credit"] + summed["interest"]
        found.append(
            {
                "year": int(year),
                "opening": opening,
                "brought_in": summed["opening"],
                "credits": summed["credit"],
                "interest": summed["interest"],
                "interest_credited_on": interest.credited_on if interest else None,
                "closing": closing,
            }
        )
        opening = closing
    return found[::-1]
