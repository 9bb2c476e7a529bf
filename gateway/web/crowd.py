"""What takes seconds whatever comes of it has few places in each process: a crowd there stops nobody elsewhere, and no
network takes all of them from the others: of IPv6, all that one household has count as one."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from gateway.web.limits import site
from kernel.refusals import Busy

AT_ONCE, OF_ONE_NETWORK = 3, 2
"""Of the five threads of a process. Whoever's proof matches is through in less than a second."""

_there: Counter[str] = Counter()
_turn = Lock()


@contextmanager
def place() -> Iterator[None]:
    """For a proof by who has not signed in, which identity is slow to refuse. Raises Busy, at once."""
    who = site()
    with _turn:
        if _there.total() >= AT_ONCE or _there[who] >= OF_ONE_NETWORK:
            raise Busy()
        _there[who] += 1
    try:
        yield
    finally:
        with _turn:
            _there.subtract([who])
            if not _there[who]:
                del _there[who]  # who is gone is not remembered
