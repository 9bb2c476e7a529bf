"""The questions of one call are answered as of one moment: what one of them has read is given to the others too.

A page whose figures come from one call cannot contradict itself, and each look at the store is paid for once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)
"""What has been read since the moment began; None outside of one. Each greenlet has its own."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, what was read once is not read again. For queries alone: a decision must see what is new."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def read_once(name: Hashable, read: Callable[[], T]) -> T:
    """What `read` returns, or returned to the first caller by this name within the moment; it must not be changed."""
    known = _known.get()
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    found: T = known[name]
    return found
