"""Notices of service 维护和系统变更公告 (MSG-02): shown on every page before and during what they tell of. Pure."""

from collections.abc import Mapping
from typing import Any

from kernel.policy import City


def current(city: City, today: str) -> list[Mapping[str, Any]]:
    """Those of a city file that are to be shown on a day: `{from, to, title, text}`."""
    return [each for each in city.settings.get("notices", ()) if each["from"] <= today <= each["to"]]
