"""Several questions of one call are answered as of one moment: what one of them has read, the others are given too.

A page whose figures come from one call can not contradict itself, and costs each look at the store once.
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
    """Within, what was read once is not read again. For questions alone: what decides must see what is new."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def read_once(name: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, or gave to the first who asked by this name within the moment; it is not to be changed."""
    known = _known.get()
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    found: T = known[name]
    return found
