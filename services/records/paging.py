"""Lists page by page, the newest first, each page behind the key of the last row of the one before. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

R = TypeVar("R")
MOST = 500
LAST_MONTH = "9999-12"


def newest_first(rows: Iterable[R], key: Callable[[R], str], after: str, limit: int) -> tuple[list[R], str | None]:
    """The rows behind the key `after` ("": the first ones), at most `limit` of them, and the key to go on behind.

    Keys begin with the day and are one row's alone.
    """
    behind = sorted((row for row in rows if not after or key(row) < after), key=key, reverse=True)
    page = behind[: max(1, min(limit, MOST))]
    return page, key(page[-1]) if len(behind) > len(page) else None


def within(month: str, from_month: str | None, to_month: str | None) -> bool:
    """Whether a month lies between two others, both included; None is no bound."""
    return (from_month or "") <= month <= (to_month or LAST_MONTH)
