"""Months, days and working days as text: "2026-11", "2026-11-22". Pure; the holidays are read once.

Working days (handbook 14) come from `tables/holidays.csv`, for years before it from the chinesecalendar package, and
where no notice has been published they are Monday to Friday, provisionally.
"""

import csv
import re
from bisect import bisect_right
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import chinese_calendar

from kernel import clock

HOLIDAYS = Path(__file__).parent / "tables" / "holidays.csv"
MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
SATURDAY = 5

# ------------------------------------------------------------------ months


@lru_cache(maxsize=4096)
def month_number(month: str) -> int:
    """Months since year 0, so that months can be counted. ValueError for anything but "YYYY-MM"."""
    if not MONTH.fullmatch(month):
        raise ValueError(f"not a month: {month!r}")
    return int(month[:4]) * 12 + int(month[5:]) - 1


@lru_cache(maxsize=4096)
def month_of_number(number: int) -> str:
    """The inverse of `month_number`. ValueError outside the years 1 to 9999."""
    if not 12 <= number < 120_000:
        raise ValueError(f"no such month: {number}")
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def is_month(text: str) -> bool:
    """Whether the text is a month, "YYYY-MM"."""
    return MONTH.fullmatch(text) is not None


def add_months(month: str, count: int) -> str:
    """The month `count` months later, or earlier where it is negative."""
    return month_of_number(month_number(month) + count)


def months_between(start: str, end: str) -> int:
    """How many months `end` is after `start`: 0 for the same month, negative where it is earlier."""
    return month_number(end) - month_number(start)


def month_range(first: str, last: str) -> list[str]:
    """All months from `first` to `last`, both included; none where `last` is earlier."""
    return [month_of_number(number) for number in range(month_number(first), month_number(last) + 1)]


def month_spans(months: set[str] | list[str]) -> list[tuple[str, str]]:
    """The unbroken runs in a set of months, each as first and last month, in order."""
    numbers = sorted({month_number(month) for month in months})
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return [(month_of_number(run[0]), month_of_number(run[-1])) for run in runs]


def month_of(day: str) -> str:
    """The month of a day."""
    return day[:7]


def last_day(month: str) -> str:
    """The month's last day."""
    number = month_number(month)
    return f"{month}-{monthrange(number // 12, number % 12 + 1)[1]:02d}"


# ------------------------------------------------------------------ days


def is_day(text: str) -> bool:
    """Whether the text is a calendar day, "YYYY-MM-DD"."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def add_days(day: str, count: int) -> str:
    """The day `count` days later, or earlier where it is negative."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def days_between(start: str, end: str) -> int:
    """How many days `end` is after `start`, negative where it is earlier."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def same_day_in(day: str, count: int) -> str:
    """The same day `count` months later, or earlier; the month's last day where it has no such day."""
    month = add_months(month_of(day), count)
    return min(f"{month}-{day[8:]}", last_day(month))


# ------------------------------------------------------------------ instants


def business_date_of(instant: str) -> str:
    """The day in Asia/Shanghai of an instant in UTC, "2026-11-22T05:08:11.123Z"."""
    return clock.business_date(datetime.fromisoformat(instant))


def local_time(instant: str) -> str:
    """An instant in UTC as the wall clock in Asia/Shanghai shows it, "2026-11-22T13:08:11.123"."""
    local = datetime.fromisoformat(instant).astimezone(clock.SHANGHAI)
    return local.replace(tzinfo=None).isoformat(timespec="milliseconds")


def instant_of(local: str) -> str:
    """The instant in UTC of a wall clock time in Asia/Shanghai: the inverse of `local_time`."""
    return clock.instant(datetime.fromisoformat(local).replace(tzinfo=clock.SHANGHAI))


def add_minutes(instant: str, minutes: int) -> str:
    """The instant so many minutes later."""
    return add_seconds(instant, minutes * 60)


def add_seconds(instant: str, seconds: int) -> str:
    """The instant so many seconds later."""
    return clock.instant(datetime.fromisoformat(instant).astimezone(UTC) + timedelta(seconds=seconds))


# ------------------------------------------------------------------ working days


def is_working_day(day: str) -> bool:
    """Whether offices work on this day: a worked weekend counts, a holiday does not."""
    year, number = int(day[:4]), date.fromisoformat(day).toordinal()
    days = _working_days(year)
    found = bisect_right(days, number)
    return found > 0 and days[found - 1] == number


def is_provisional(day: str) -> bool:
    """Whether no calendar is published for this day's year: its working days are assumed to be Monday to Friday."""
    year = int(day[:4])
    return year not in _notices() and not _in_package(year)


def add_working_days(start: str, count: int) -> str:
    """The day `count` working days after `start`, which itself does not count (handbook 14); `start` for 0."""
    if count < 0:
        raise ValueError("working days are counted forward")
    if count == 0:
        return start
    year, number = int(start[:4]), date.fromisoformat(start).toordinal()
    days = _working_days(year)
    due = bisect_right(days, number) + count - 1
    while due >= len(days):
        due, year = due - len(days), year + 1
        days = _working_days(year)
    return date.fromordinal(days[due]).isoformat()


def working_days_between(start: str, end: str) -> int:
    """How many working days lie after `start` up to and including `end`; 0 where `end` is not later."""
    first, last = date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal()
    if last <= first:
        return 0
    years = [_working_days(year) for year in range(int(start[:4]), int(end[:4]) + 1)]
    return sum(map(len, years[:-1])) + bisect_right(years[-1], last) - bisect_right(years[0], first)


@cache
def _working_days(year: int) -> tuple[int, ...]:
    """The year's working days as ordinals, in order."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(number) for number in range(first, last + 1))
    return tuple(day.toordinal() for day in days if _worked(day))


def _worked(day: date) -> bool:
    notice = _notices().get(day.year)
    if notice is not None:
        return notice.get(day.isoformat(), day.weekday() < SATURDAY)
    if _in_package(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def _in_package(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _notices() -> dict[int, dict[str, bool]]:
    """For each year of the table: the days it names, and whether they are worked."""
    notices: dict[int, dict[str, bool]] = {}
    with HOLIDAYS.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            notices.setdefault(int(row["date"][:4]), {})[row["date"]] = row["kind"] == "workday"
    return notices
