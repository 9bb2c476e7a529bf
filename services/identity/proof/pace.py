"""How long a proof without a sign-in takes: a provider has so many seconds, and whatever is refused takes more than
those, so that neither answer nor time tells whether there was an account to ask a provider about."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from kernel.refusals import Busy, Refused

REACHED_WITHIN = 1.0
"""Seconds for a sign of life, asked of the provider whoever is tried: without one everybody hears that it is down."""
ANSWERED_WITHIN = 1.5
"""Seconds for its answer, asked once. It can be waited for only where there is an account: silence is told like a miss
and counts as none. After some of them (kernel/partner.py) everybody hears that it is down, before it is asked."""
REFUSED_AFTER = 3.0
"""Above both together, with what the store takes."""
AT_ONCE = 16
"""A quarter of the workers of a process (kernel/process.py): a crowd that waits here leaves the others to the rest."""

_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def refused_at_one_time() -> Iterator[None]:
    """What is refused inside is refused after `REFUSED_AFTER` seconds; where all places are taken, at once: Busy."""
    if not _places.acquire(blocking=False):
        raise Busy()
    began = time.monotonic()
    try:
        yield
    except Refused:
        time.sleep(max(0.0, began + REFUSED_AFTER - time.monotonic()))
        raise
    finally:
        _places.release()
