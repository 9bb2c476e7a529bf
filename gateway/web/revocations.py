"""Which sessions have ended although their access tokens have not run out: asked of the view twice a second at most.

A process that cannot reach the store goes on with what it knew: tokens live for five minutes only.
"""

import logging
import time
from threading import Lock

from pymongo.errors import PyMongoError

from gateway.views.revoked import revoked
from gateway.web.reading import Views
from kernel.clock import Clock, instant

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5


class Revocations:
    """What one web process knows of them."""

    def __init__(self, views: Views, clock: Clock) -> None:
        self._views, self._clock = views, clock
        self._looked = float("-inf")
        self._lock = Lock()
        self._sessions: frozenset[str] = frozenset()

    def __contains__(self, session: object) -> bool:
        """Whether the session has ended, as of half a second ago at the latest."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            with self._lock:
                if time.monotonic() - self._looked > LOOK_SECONDS:
                    self._look()
        return session in self._sessions

    def _look(self) -> None:
        now = instant(self._clock())
        try:
            found = list(self._views.generations(revoked).serving().find({"until": {"$gt": now}}))
        except PyMongoError as outage:
            log.warning("what was revoked cannot be read: %s", type(outage).__name__)
        else:
            self._sessions = frozenset(entry["session"] for one in found for entry in one["sessions"])
        self._looked = time.monotonic()
