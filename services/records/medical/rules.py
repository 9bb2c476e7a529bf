"""Interrupted medical insurance, and how far back spending is shown (handbook 7). Pure."""

from dataclasses import dataclass
from typing import Literal

from kernel.calendar import months_between, same_day_in

MAY_BE_MADE_UP = 3
WINDOW_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """Whole months between the last month paid and the one paying resumes in, and what follows from them.

    "within_3" may be paid late with benefits restored; "over_3" brings a waiting period. Overlapping months count -1
    and less.
    """

    months: int
    kind: Literal["none", "within_3", "over_3"]


def medical_gap(last_paid: str, resume: str) -> Gap:
    """The gap before a resumed payment (医保办发〔2021〕43号, handbook 7)."""
    months = months_between(last_paid, resume) - 1
    if months <= 0:
        return Gap(months, "none")
    return Gap(months, "within_3" if months <= MAY_BE_MADE_UP else "over_3")


def six_month_window(today: str) -> str:
    """The first day of the spending shown: the same day six months before, at most the month's last."""
    return same_day_in(today, -WINDOW_MONTHS)
