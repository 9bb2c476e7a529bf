"""The audit of what is personal: whatever broke and was logged on the way, nobody's number or name stands anywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

from pymongo import MongoClient

from services.identity.first_run import Known
from tests.faults.journal import Journal

SHORTEST_NAME = 3
"""Shorter ones may be a word of a sentence."""


def in_clear(directory: Path, client: "MongoClient", insured: list[Known], journal: Journal) -> Iterator[str]:
    """The logs and collections in which an ID number, a name or a mobile of somebody in the city can be read."""
    people = [{"id_number": one.id_number, "name": one.name, "mobile": one.mobile} for one in insured]
    people += [sent.body["form"] for sent in journal if "form" in sent.body]
    told = {one.get(field, "") for one in people for field in ("id_number", "name", "mobile")}
    personal = re.compile(b"|".join(re.escape(text.encode()) for text in sorted(told) if len(text) >= SHORTEST_NAME))
    for log in sorted([*(directory / "log").iterdir(), *(directory / "broker" / "log").iterdir()]):
        if personal.search(log.read_bytes()):
            yield f"{log.name} tells of somebody"
    for database in client.list_database_names():
        if database in ("admin", "local", "config"):
            continue
        for collection in client[database].list_collection_names():
            if any(personal.search(batch) for batch in client[database][collection].find_raw_batches()):
                yield f"{database}.{collection} tells of somebody"
