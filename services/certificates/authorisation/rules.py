"""Whether an authorisation code still lets others look (CRT-06, handbook 11). Pure; instants are UTC text."""

from collections.abc import Sequence
from typing import Literal

from kernel.calendar import instant_of, local_time, same_day_in

State = Literal["not_issued", "voided", "expired", "valid"]


def expiry(issued_at: str) -> str:
    """The same clock time in Shanghai a month on, on the month's last day where it has no such day."""
    local = local_time(issued_at)
    return instant_of(same_day_in(local[:10], 1) + local[10:])


def authorisation_state(issued: Sequence[str], code: int, at: str) -> State:
    """The state at an instant of the holder's code number `code`; `issued` is when each was made, in order.

    A new code voids the old at once; that is told before that it has expired.
    """
    if at < issued[code]:
        return "not_issued"
    if any(later <= at for later in issued[code + 1 :]):
        return "voided"
    return "expired" if at >= expiry(issued[code]) else "valid"
