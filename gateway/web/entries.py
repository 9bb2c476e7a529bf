"""Entries of the archive that were merged (ENR-22), at a glance: their documents as one. Pure."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from gateway.views.parts import earliest, latest

Document = Mapping[str, Any]
Find = Callable[[str], Document | None]


def found_together(person_id: str, find: Find) -> tuple[str, Document | None]:
    """The entry that stands for this one, and its document with those of its aliases; None where nobody is known."""
    found = find(person_id)
    if found and found.get("merged_into"):
        person_id = found["merged_into"]
        found = find(person_id)
    others = [find(alias) for alias in (found or {}).get("aliases", ())]
    return person_id, together([found, *filter(None, others)]) if found else None


def together(documents: Iterable[Document]) -> Document:
    """One document; who the person is says the first of them."""
    return reduce(_both, documents)


def _both(one: Document, other: Document) -> Document:
    joined = {**one, "as_of": max(one.get("as_of", ""), other.get("as_of", ""))}
    for part in ("cards", "cases", "transfers"):
        joined[part] = {**other.get(part, {}), **one.get(part, {})}
    joined["relations"] = _joined(one.get("relations", {}), other.get("relations", {}), _units)
    joined["months"] = _joined(one.get("months", {}), other.get("months", {}), _months)
    joined["accounts"] = _joined(one.get("accounts", {}), other.get("accounts", {}), _accounts)
    return joined


def _joined(one: Document, other: Document, join: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """What both have is joined, what one has is kept."""
    return {**other, **{key: join(value, other[key]) if key in other else value for key, value in one.items()}}


def _units(one: Document, other: Document) -> Document:
    return _joined(one, other, _relation)


def _relation(one: Document, other: Document) -> Document:
    """Active if either is; else the one that was paid longer."""
    active = [known for known in (one, other) if known["status"] == "active"]
    shown = active[0] if active else max((one, other), key=lambda known: known["paid_through"] or "")
    return {**shown, "since": earliest(one.get("since"), other.get("since"))}


def _months(one: Document, other: Document) -> Document:
    last = {name: latest(one.get(name), other.get(name)) for name in ("last_assessed", "last_paid")}
    return {"first": earliest(one.get("first"), other.get("first")), **last}


def _accounts(one: Document, other: Document) -> Document:
    sums = {name: one.get(name, 0) + other.get(name, 0) for name in ("opening", "paid", "interest")}
    return {**sums, "imported": _joined(one.get("imported", {}), other.get("imported", {}), lambda a, b: a + b)}
