"""A person's document as it is answered: what is stored, seen on today's date, in words."""

from collections.abc import Mapping
from typing import Any

from gateway.web import words
from gateway.web.nothing_found import sentence
from kernel.policy import City
from kernel.privacy import Sealer

Document = Mapping[str, Any]
EMPTY: Document = {}


def person_glance(person_id: str, document: Document | None, city: City, sealer: Sealer, today: str) -> dict[str, Any]:
    """QRY-01 and QRY-04 with the card and what is under way; for somebody without a record what may be the cause."""
    if not document or "person" not in document:
        told = sentence(str(city["branding"]["hotline"]))
        return {"person_id": person_id, "as_of": (document or EMPTY).get("as_of"), "nothing_found": told}
    person = document["person"]
    return {
        "person_id": person_id,
        "name": sealer.masked("name", person["name"]),
        "kind": person["kind"],
        "kind_name": words.KINDS[person["kind"]],
        "city": city["name"],
        "as_of": document["as_of"],
        "lines": lines(document),
        "accounts": accounts(document),
        "card": card(document, today),
        "cases": [{"case_id": key, **case} for key, case in document.get("cases", EMPTY).items()],
        "transfers": [{"transfer_id": key, **found} for key, found in document.get("transfers", EMPTY).items()],
    }


def lines(document: Document) -> list[dict[str, Any]]:
    """One entry a line and unit; a line that was paid for and has no relation here has no unit."""
    months, found = document.get("months", EMPTY), []
    relations = document.get("relations", EMPTY)
    for line, name in words.LINES.items():
        told = months.get(line, {"first": None, "last_assessed": None, "last_paid": None})
        held = [(unit_id, units[line]) for unit_id, units in relations.items() if line in units]
        for unit_id, relation in held or ([(None, None)] if line in months else []):
            status = relation["status"] if relation else "suspended"
            found.append(
                {
                    "line": line,
                    "name": name,
                    "status": status,
                    "status_name": words.RELATION_STATES[status],
                    "unit_id": unit_id,
                    "start_month": relation["start"] if relation else None,
                    "paid_through": relation["paid_through"] if relation else None,
                    "first_month": _earlier(told["first"], relation["since"] if relation else None),
                    "last_assessed": told["last_assessed"],
                    "last_paid": told["last_paid"],
                }
            )
    return found


def _earlier(one: str | None, other: str | None) -> str | None:
    return min(filter(None, (one, other)), default=None)


def accounts(document: Document) -> list[dict[str, Any]]:
    """The personal accounts: the opening balance, what came behind it from the old system and here, and interest."""
    return [
        {
            "line": line,
            "name": words.LINES[line],
            "balance": sum(account.get(part, 0) for part in ("opening", "paid", "interest"))
            + sum(account.get("imported", EMPTY).values()),
        }
        for line, account in document.get("accounts", EMPTY).items()
    ]


def card(document: Document, today: str) -> dict[str, Any] | None:
    """The newest card as it stands today: a temporary loss lapses at the end of its last day."""
    cards = document.get("cards", EMPTY)
    if not cards:
        return None
    card_id = max(cards, key=lambda key: int(key.rpartition("-")[2]))
    found = cards[card_id]
    lapsed = found["state"] == "lost_temp" and found["lapses_on"] < today
    state = found["in_hand"] if lapsed else found["state"]
    lost = state.startswith("lost_")
    return {
        "card_id": card_id,
        "state": state,
        "state_name": words.CARD_STATES[state],
        "lost_on": found.get("lost_on") if lost else None,
        "lapses_on": found.get("lapses_on") if lost else None,
        "channel": found.get("channel") if lost else None,
    }
