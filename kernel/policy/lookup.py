"""Dated policy, looked up by series and day. Pure; a date without policy is an error, never a default."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby
from typing import Any

from kernel.refusals import Refused

OTHER = "本项业务"
"""What a series without a title is called."""


class NoPolicy(Refused):
    """No row of the series is in force on that day. `series` is its name, `title` the same for people, `on` the day."""

    code = "no_policy"
    sentence = "{on}没有已公布的政策标准（{title}），暂时不能办理。请核对日期，或请本市政策管理员补录后再试。"
    status = 409


@dataclass(frozen=True)
class Entry:
    """A row of policy: the values in force from one day to another, both included (None: until further notice).

    `values` are what the schema declares: yuan as fen, percent as Decimal, days and months as text. `mark` says how
    well the source is known (handbook 0).
    """

    series: str
    effective_from: str
    effective_to: str | None
    values: Mapping[str, Any]
    mark: str
    source: str
    published_on: str | None = None
    provisional: bool = False
    note: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @cached_property
    def id(self) -> str:
        """The id that an amount worked out with this row keeps: series, first day and a digest of the values.

        A corrected row has another id, so that amounts worked out with the old one can be found.
        """
        content = json.dumps([self.effective_from, dict(self.values)], default=str, sort_keys=True)
        return f"{self.series}@{self.effective_from}#{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    def covers(self, day: str) -> bool:
        """Whether the row is in force on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Policy:
    """All dated policy of a city."""

    def __init__(self, entries: Iterable[Entry], titles: Mapping[str, str] | None = None) -> None:
        """`titles` are Chinese ones by the schema's patterns, of which the first that fits a name counts."""
        ordered = sorted(entries, key=lambda entry: (entry.series, entry.effective_from))
        self._series = {name: tuple(rows) for name, rows in groupby(ordered, key=lambda entry: entry.series)}
        self._titles = titles or {}
        self._starts = {name: [row.effective_from for row in rows] for name, rows in self._series.items()}

    def at(self, series: str, on: str) -> Entry:
        """The row in force on a day, or on the first day of a month. Raises NoPolicy, for an unknown series too."""
        entry = self.find(series, on)
        if entry is None:
            raise self.missing(series, on)
        return entry

    def missing(self, series: str, on: str) -> NoPolicy:
        """The refusal that names what is not there by its title."""
        fitting = (title for pattern, title in self._titles.items() if fnmatchcase(series, pattern))
        return NoPolicy(series=series, on=on, title=next(fitting, OTHER))

    def find(self, series: str, on: str) -> Entry | None:
        """The row in force on a day, or on the first day of a month, if there is one."""
        day = on if len(on) == len("YYYY-MM-DD") else f"{on}-01"
        before = bisect_right(self._starts.get(series, []), day)
        entry = self._series[series][before - 1] if before else None
        return entry if entry and entry.covers(day) else None

    def entries(self, series: str) -> tuple[Entry, ...]:
        """All rows of a series by time; none for an unknown series."""
        return self._series.get(series, ())

    def entry(self, entry_id: str) -> Entry | None:
        """The row that has this id, or None where it has since been corrected."""
        rows = self.entries(entry_id.partition("@")[0])
        return next((row for row in rows if row.id == entry_id), None)

    def names(self, prefix: str = "") -> list[str]:
        """The names of all series, or of those under a prefix."""
        return [name for name in self._series if name.startswith(prefix)]


@dataclass(frozen=True)
class City:
    """A city file: its settings (names, agencies, hours ...) and its dated policy."""

    settings: Mapping[str, Any]
    policy: Policy

    def __getitem__(self, name: str) -> Any:
        return self.settings[name]
