"""A lease saves double work between copies of one process. Nothing relies on it to be right."""

import time
import uuid
from datetime import UTC, datetime

from pymongo.collection import Collection

from kernel.store import Document

SECONDS = 5
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """Held by one holder at a time, by the database's own clock; a holder that dies loses it after some seconds."""

    def __init__(self, collection: Collection[Document], name: str, seconds: float = SECONDS) -> None:
        self.collection = collection
        self.name = name
        self.seconds = seconds
        self.holder = uuid.uuid4().hex
        self._asked = -seconds

    def hold(self) -> bool:
        """Take or extend the lease; False while another holds it. Asks the database once a second at most."""
        now = time.monotonic()
        if now - self._asked < self.seconds / 5:
            return True
        # Filters of an upsert may not look at the database's clock, so the document is made first.
        self.collection.update_one({"_id": self.name}, {"$setOnInsert": {"holder": "", "until": NEVER}}, upsert=True)
        free = {"_id": self.name, "$expr": {"$or": [{"$eq": ["$holder", self.holder]}, {"$lt": ["$until", "$$NOW"]}]}}
        until = {"$dateAdd": {"startDate": "$$NOW", "unit": "millisecond", "amount": int(self.seconds * 1000)}}
        held = self.collection.update_one(free, [{"$set": {"holder": self.holder, "until": until}}])
        if held.matched_count:
            self._asked = now
        return bool(held.matched_count)

    def release(self) -> None:
        """Give the lease up, if it is ours."""
        self.collection.delete_one({"_id": self.name, "holder": self.holder})
