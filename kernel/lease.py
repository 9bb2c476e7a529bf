"""A lease saves double work between copies of one process. Nothing relies on it to be right."""

import time
import uuid

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from kernel.store import Document

SECONDS = 5


class Lease:
    """Held by one holder at a time, by the database's own clock; a holder that dies loses it after some seconds."""

    def __init__(self, collection: Collection[Document], name: str, seconds: float = SECONDS) -> None:
        self.collection = collection
        self.name = name
        self.seconds = seconds
        self.holder = uuid.uuid4().hex
        self._asked = 0.0

    def hold(self) -> bool:
        """Take or extend the lease; False while another holds it. Asks the database once a second at most."""
        now = time.monotonic()
        if now - self._asked < self.seconds / 5:
            return True
        free = {"_id": self.name, "$expr": {"$or": [{"$eq": ["$holder", self.holder]}, {"$lt": ["$until", "$$NOW"]}]}}
        until = {"$dateAdd": {"startDate": "$$NOW", "unit": "millisecond", "amount": int(self.seconds * 1000)}}
        try:
            held = self.collection.update_one(free, [{"$set": {"holder": self.holder, "until": until}}], upsert=True)
        except DuplicateKeyError:
            return False
        if held.matched_count or held.upserted_id:
            self._asked = now
            return True
        return False

    def release(self) -> None:
        """Give the lease up, if it is ours."""
        self.collection.delete_one({"_id": self.name, "holder": self.holder})
