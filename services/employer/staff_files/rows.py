"""One row of a file of staff changes: read into the form it stands for, or refused cell by cell. Pure."""

import re
from collections.abc import Mapping
from typing import get_args

from kernel.bulk.rejects import COLUMNS as REJECT_COLUMNS
from kernel.identifiers import half_width
from kernel.refusals import Refused
from kernel.tabular import Cells, CellWrong, every
from services.employer.contract import (
    LINE_TITLES,
    STOP_REASON_TITLES,
    BadRow,
    InsuranceLine,
    StaffAddition,
    StaffStop,
    StopReason,
)
from services.employer.contract.files import STAFF_FILE_COLUMNS

COLUMNS = (*REJECT_COLUMNS, *STAFF_FILE_COLUMNS)
"""What a file of rejects says of a row, then the row."""

CHANGES = {"add": "增员", "stop": "减员"}
LINES_BY_WORD: dict[str, InsuranceLine] = {
    word: line
    for line in get_args(InsuranceLine)
    for word in (line, LINE_TITLES[line], LINE_TITLES[line].removesuffix("保险"))
}
REASONS_BY_WORD: dict[str, StopReason] = {
    word: reason for reason in get_args(StopReason) for word in (reason, STOP_REASON_TITLES[reason])
}
FIGURES = ("month", "wage")
MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/]0?1)?|(\d{2}))", re.ASCII)
"""As people and spreadsheets write one: 2026-11, 2026/11, 202611, its first day."""
COLUMN_OF = {"start_month": "month", "stop_month": "month", "wage_fen": "wage"}


def row_form(fields: Mapping[str, str]) -> StaffAddition | StaffStop:
    """The form that the row stands for. Raises CellWrong, with all that is wrong."""
    cells = Cells({**fields, **{name: half_width(fields[name]) for name in FIGURES}}, COLUMNS)
    change = cells.choice("change", CHANGES)  # which says what the others are to hold
    always = (lambda: cells.text("id_number", most=40), lambda: _lines(cells), lambda: _month(cells))
    if change == "stop":
        id_number, lines, month, reason = every(*always, lambda: cells.choice("reason", STOP_REASON_TITLES))
        return StaffStop(id_number, lines, month, REASONS_BY_WORD[reason])
    added = (lambda: cells.optional_text("name", most=50), lambda: cells.optional_text("mobile", most=30))
    id_number, lines, month, wage, name, mobile = every(*always, lambda: cells.required_amount("wage"), *added)
    return StaffAddition(id_number, lines, month, wage, name, mobile)


def _lines(cells: Cells) -> list[InsuranceLine]:
    words = [word for word in re.split(r"[、,，;；/\s]+", cells.text("lines")) if word]
    unknown = [word for word in words if word not in LINES_BY_WORD]
    if unknown or not words:
        raise cells.wrong("lines", "choice", choices="、".join(LINE_TITLES.values()))
    return list(dict.fromkeys(LINES_BY_WORD[word] for word in words))


def _month(cells: Cells) -> str:
    """A month in any of its spellings."""
    if spelt := MONTH.fullmatch(cells.fields["month"].replace("年", "-").removesuffix("月")):
        year, number = (part for part in spelt.groups() if part)
        cells = Cells({**cells.fields, "month": f"{year}-{number:0>2}"}, cells.columns)
    return cells.month("month", "1949-10", "2099-12")


def bad_row(line: int, refused: Refused) -> BadRow:
    """What is told of a row that was not declared."""
    if isinstance(refused, CellWrong):
        return BadRow(line=line, column=refused.arguments["column"], code=refused.problem, sentence=str(refused))
    place = refused.fields[0].removeprefix("form.") if refused.fields else ""
    return BadRow(line=line, column=COLUMN_OF.get(place, place), code=refused.code, sentence=str(refused))
