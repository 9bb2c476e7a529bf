"""Writing CSV and XLSX that a spreadsheet program will not execute.

A text that begins like a formula gets an apostrophe before it, the mark by which spreadsheets mean "text"; reading
takes that apostrophe away again, so what we wrote reads back as it was. Numbers (int, Decimal) stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kernel.tabular.faults import RowsTooMany

Cell = str | int | Decimal | date | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX_ROWS = 1_048_576
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def neutralised(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]], page: int = 1000) -> Iterator[bytes]:
    """A CSV in UTF-8 with BOM (Excel and WPS need it to see Chinese) and CRLF, in chunks of `page` rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(_safe(header))
    for number, row in enumerate(rows, 1):
        writer.writerow(_safe(row))
        if number % page == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_csv(stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write `csv_chunks` to a binary stream."""
    for chunk in csv_chunks(header, rows):
        stream.write(chunk)


def write_xlsx(
    stream: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, to_fill_in: bool = False
) -> None:
    """Write a workbook of one sheet with a frozen header. Raises RowsTooMany past what a sheet can hold,
    and whatever `rows` raise.

    In one `to_fill_in` all is text: a spreadsheet must not take the last digits off a number that is typed into it, nor
    make a day of a month.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1) if to_fill_in else ():
        sheet.column_dimensions[get_column_letter(place)].number_format = FORMAT_TEXT
    sheet.append(_safe(header))
    try:
        for number, row in enumerate(rows, 2):
            if number > _XLSX_ROWS:
                raise RowsTooMany(limit=_XLSX_ROWS)
            cells = [_NOT_XML.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in _safe(row)]
            sheet.append([_text_cell(sheet, cell) for cell in cells] if to_fill_in else cells)
    except BaseException:
        workbook.save(io.BytesIO())  # nowhere else is its temporary file closed and removed
        raise
    workbook.save(stream)


def _text_cell(sheet: WriteOnlyWorksheet, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = FORMAT_TEXT
    return cell


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [neutralised(cell) if isinstance(cell, str) else cell for cell in row]
