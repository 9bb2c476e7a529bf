"""The clock: instants in UTC, business days and months in Asia/Shanghai. Tests set it through a file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


def moved_clock(path: Path) -> Clock:
    """A clock moved by the seconds written in `path` (0 while there is no such file), for tests and rehearsals."""

    def now() -> datetime:
        try:
            moved = float(path.read_text())
        except FileNotFoundError:
            moved = 0.0
        return system_clock() + timedelta(seconds=moved)

    return now


def instant(moment: datetime) -> str:
    """`2026-11-22T05:08:11.123Z`: an instant as it is stored."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def business_date(moment: datetime) -> str:
    """The calendar day in Asia/Shanghai, `2026-11-22`."""
    return moment.astimezone(SHANGHAI).date().isoformat()
