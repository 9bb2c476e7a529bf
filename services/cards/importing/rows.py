"""One row of a file of cards: checked, or refused with a reason. Pure.

The columns are documented in `deploy/demo/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kernel.columns import Column
from kernel.identifiers import normalise
from kernel.tabular import Cells, CellWrong

Status = Literal["made", "to_activate", "active", "lost_temp", "lost_formal", "cancelled"]
STATUSES: dict[Status, str] = {
    "made": "待领取",
    "to_activate": "待激活",
    "active": "正常",
    "lost_temp": "临时挂失",
    "lost_formal": "正式挂失",
    "cancelled": "注销",
}
COLUMNS = (
    Column("id_number", "社会保障号"),
    Column("number", "社会保障卡号"),
    Column("status", "卡状态"),
    Column("made_on", "制卡日期"),
    Column("collected_on", "领卡日期", required=False),
    Column("activated_on", "启用日期", required=False),
    Column("lost_on", "挂失日期", required=False),
    Column("cancelled_on", "注销日期", required=False),
)
EARLIEST = "1999-12-01"  # the first social security cards were handed out in Shanghai that month
NEEDED: dict[Status, tuple[str, ...]] = {
    "made": (),
    "to_activate": ("collected_on",),
    "active": ("collected_on", "activated_on"),
    "lost_temp": ("collected_on", "lost_on"),
    "lost_formal": ("collected_on", "lost_on"),
    "cancelled": ("cancelled_on",),
}
"""The days that a card in a state must have, beside the day it was made."""
STEPS = ("made_on", "collected_on", "activated_on", "lost_on", "cancelled_on")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as the old system knew it. `days` holds the days of its steps, "YYYY-MM-DD", by column."""

    id_number: str
    number: str
    status: Status
    days: Mapping[str, str]


def card_row(fields: Mapping[str, str], as_of: str) -> CardRow:
    """The row's values on the day `as_of`. Raises CellWrong for the first column that does not hold what it should."""
    cells = Cells(fields, COLUMNS)
    id_number = cells.resident_id("id_number", as_of)
    number = normalise(cells.text("number"))
    if not (9 <= len(number) <= 10 and number.isascii() and number.isalnum()):
        raise cells.wrong("number", "pattern")
    return CardRow(id_number, number, cells.choice("status", STATUSES), _days(fields, cells, as_of))


def id_number_of(text: str, as_of: str) -> str:
    """The ID number of 18 characters that a cell means, "" where it means none: by it rows are put in order."""
    try:
        return Cells({"id_number": text}, COLUMNS).resident_id("id_number", as_of)
    except CellWrong:
        return ""


def _days(fields: Mapping[str, str], cells: Cells, as_of: str) -> dict[str, str]:
    """The days in the order of a card's life; none before the one it follows."""
    status, days, before = cells.choice("status", STATUSES), dict[str, str](), EARLIEST
    for step in STEPS:
        if fields[step] or step == "made_on" or step in NEEDED[status]:
            before = days[step] = cells.day(step, before, as_of)
    superfluous = {"lost_on": ("lost_temp", "lost_formal"), "cancelled_on": ("cancelled",)}
    for step, statuses in superfluous.items():
        if step in days and status not in statuses:
            raise cells.wrong(step, "superfluous", "应为空，卡状态为{status}。", status=STATUSES[status])
    return days
