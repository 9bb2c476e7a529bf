"""How long a proof without a sign-in takes: a provider has so many seconds, and whatever is refused takes more than
those, so that neither answer nor time tells whether there was an account to ask a provider about."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.refusals import Refused

REACHED_WITHIN = 1.0
"""Seconds for a sign of life, asked of the provider whoever is tried: without one everybody hears that it is down."""
ANSWERED_WITHIN = 1.5
"""Seconds for its answer, asked once. It can be waited for only where there is an account: silence is told like a miss
and counts as none. After some of them (kernel/partner.py) everybody hears that it is down, before it is asked."""
REFUSED_AFTER = 3.0
"""Above both together, with what the store takes."""


@contextmanager
def refused_at_one_time() -> Iterator[None]:
    """What is refused inside is refused after `REFUSED_AFTER` seconds."""
    began = time.monotonic()
    try:
        yield
    except Refused:
        time.sleep(max(0.0, began + REFUSED_AFTER - time.monotonic()))
        raise
