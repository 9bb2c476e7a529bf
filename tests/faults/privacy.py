"""The audit of what is personal: whatever broke and was logged on the way, nobody's number or name stands anywhere."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ahocorasick_rs import BytesAhoCorasick
from pymongo import MongoClient

from services.identity.first_run import Known
from tests.faults.journal import Journal

SHORTEST_NAME = 3
"""Shorter ones may be a word of a sentence."""


def in_clear(directory: Path, client: "MongoClient", insured: list[Known], journal: Journal) -> Iterator[str]:
    """Where an ID number, a name or a mobile of somebody in the city can be read."""
    people = [{"id_number": one.id_number, "name": one.name, "mobile": one.mobile} for one in insured]
    people += [sent.body["form"] for sent in journal if "form" in sent.body]
    told = {one.get(field, "") for one in people for field in ("id_number", "name", "mobile")}
    return tells(directory, client, told)


def tells(directory: Path, client: "MongoClient", told: Iterable[str], databases: str = "") -> Iterator[str]:
    """The logs, the queues' files and the collections (of databases whose names begin so) in which a text stands."""
    wanted = sorted({text for text in told if len(text) >= SHORTEST_NAME})
    personal = BytesAhoCorasick([text.encode() for text in wanted])

    def first(written: bytes) -> str | None:
        return next((wanted[number] for number, _, _ in personal.find_matches_as_indexes(written)), None)

    for file in sorted(one for place in ("log", "broker") for one in (directory / place).rglob("*") if one.is_file()):
        if found := first(_read(file)):
            yield f"{file.relative_to(directory)} tells {found}"
    for database in client.list_database_names():
        if database in ("admin", "local", "config") or not database.startswith(databases):
            continue
        for collection in client[database].list_collection_names():
            hits = (first(batch) for batch in client[database][collection].find_raw_batches())
            if found := next(filter(None, hits), None):
                yield f"{database}.{collection} tells {found}"


def _read(file: Path) -> bytes:
    """The file; nothing of one that its owner has just removed."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
