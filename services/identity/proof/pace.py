"""How soon a proof is refused: never sooner than a provider answers, so that whether one was asked does not show."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.refusals import Refused

LEAST_SECONDS = 0.6


@contextmanager
def refused_no_sooner() -> Iterator[None]:
    """What is refused inside is refused after `LEAST_SECONDS` at the earliest."""
    began = time.monotonic()
    try:
        yield
    except Refused:
        time.sleep(max(0.0, began + LEAST_SECONDS - time.monotonic()))
        raise
