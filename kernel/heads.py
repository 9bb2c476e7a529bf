"""Where the heads of the logs are kept: in a database other than the logs', so that a cut-off log is seen (K11)."""

import time

from pymongo.collection import Collection

from kernel.numbering import Head
from kernel.store import Document

EVERY_SECONDS = 1.0


class Heads:
    """The kept heads of one service's log: the last of each minute stays for good."""

    def __init__(self, collection: Collection[Document], service: str) -> None:
        self.collection = collection
        self.service = service
        self._kept = 0
        self._kept_at = -EVERY_SECONDS

    def keep(self, head: Head | None) -> None:
        """Note the head if it is new, once a second at most. Within a minute the kept number never falls."""
        now = time.monotonic()
        if head is None or head.seq <= self._kept or now - self._kept_at < EVERY_SECONDS:
            return
        minute = f"{self.service}/{time.strftime('%Y-%m-%dT%H:%M', time.gmtime())}"
        newer = {"$gt": [head.seq, {"$ifNull": ["$seq", 0]}]}
        self.collection.update_one(
            {"_id": minute},
            [
                {
                    "$set": {
                        "service": self.service,
                        "hash": {"$cond": [newer, head.hash, "$hash"]},
                        "seq": {"$cond": [newer, head.seq, "$seq"]},
                    }
                }
            ],
            upsert=True,
        )
        self._kept, self._kept_at = head.seq, now
