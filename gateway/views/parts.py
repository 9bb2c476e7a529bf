"""Small steps that folds are made of: a changed copy of a part of a document, firsts, lasts and the newest few."""

from typing import Any

from kernel.events import Fact

Document = dict[str, Any]


def changed(document: Document, *path: str, **values: Any) -> Document:
    """A copy of `document` in which the object at `path` has these values; objects on the way are made."""
    if not path:
        return {**document, **values}
    first, *rest = path
    return {**document, first: changed(document.get(first, {}), *rest, **values)}


def without(document: Document, part: str, key: str) -> Document:
    """A copy of `document` whose object `part` lacks `key`."""
    return {**document, part: {k: v for k, v in document.get(part, {}).items() if k != key}}


def known_by(document: Document, fact: Fact) -> Document:
    """A copy that says when the latest thing in it happened."""
    return {**document, "as_of": max(document.get("as_of", ""), fact.time)}


def earliest(known: str | None, other: str | None) -> str | None:
    """The earlier of two months; None is no month."""
    return min(filter(None, (known, other)), default=None)


def latest(known: str | None, other: str | None) -> str | None:
    """The later of two months; None is no month."""
    return max(filter(None, (known, other)), default=None)


def newest(known: list[Document], fact: Fact, entry: Document, most: int) -> list[Document]:
    """The newest `most` entries by their instant, in whatever order they came."""
    entries = [*known, {"at": fact.time, "id": fact.id, **entry}]
    return sorted(entries, key=lambda e: (e["at"], e["id"]), reverse=True)[:most]
