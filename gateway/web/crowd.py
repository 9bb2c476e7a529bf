"""What takes seconds whatever comes of it has few places in each process: a crowd there stops nobody elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from kernel.refusals import Busy

AT_ONCE = 2
"""Of the eight threads of a process. Whoever's proof matches is through in less than a second."""

_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def place() -> Iterator[None]:
    """For a proof by who has not signed in, which identity is slow to refuse. Raises Busy, at once."""
    if not _places.acquire(blocking=False):
        raise Busy()
    try:
        yield
    finally:
        _places.release()
