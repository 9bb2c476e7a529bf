"""XLSX: looked through part by part before openpyxl sees it, then read row by row.

The look-through unpacks every part once with a counter, so that what the zip directory claims does not matter, and
walks the XML with expat: no document types (hence no entities), a bounded number of elements. It costs about as
much as the reading itself and bounds both memory and time.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from kernel.refusals import Refused
from kernel.tabular.faults import (
    CellError,
    CellFormula,
    CellNumberTooLong,
    WorkbookHasMacros,
    WorkbookTooLarge,
    WorkbookUnreadable,
)

UNPACKED = 128 << 20  # bytes over all parts
RATIO = 200  # unpacked to packed, of a part past a megabyte: sheets of real lists stay near 10
PARTS = 1_000
ELEMENTS = 4_000_000  # over all parts: 100,000 rows of ten columns with room to spare; some twenty seconds of reading
BLANK_ROWS = 1_000  # in a row: the rest is taken for formatting left behind
_EXACT = 10**15  # a floating-point number is exact below

Sheet = Iterator[tuple[int, list[str], Refused | None]]


def is_zip(stream: IO[bytes]) -> bool:
    """Whether the file begins as a zip does, or as the container of .xls and of encrypted workbooks does."""
    stream.seek(0)
    return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


def xlsx_rows(stream: IO[bytes], width: int) -> Sheet:
    """(row number, texts, fault) of every row of the first sheet that is not empty, at most `width` + 1 cells each.

    Formulas are not evaluated. Reading stops after a thousand empty rows. Raises WorkbookUnreadable,
    WorkbookTooLarge, WorkbookHasMacros.
    """
    inspect(stream)
    stream.seek(0)
    rows = _guarded(_cells(stream, width + 1))
    blank = 0
    for number, cells in enumerate(rows, 1):
        texts, fault = _texts(number, cells)
        blank = 0 if any(map(str.strip, texts)) or fault else blank + 1
        if blank > BLANK_ROWS:
            return
        if not blank:
            yield number, texts, fault


def inspect(stream: IO[bytes]) -> None:
    """Refuse what is no plain workbook of a bounded size. Raises the three refusals of a workbook."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_directory(archive.infolist())
            budget = _Budget()
            for part in archive.infolist():
                _walk(archive, part, budget)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError, RuntimeError) as error:
        # zipfile answers damaged, encrypted and odd archives with any of these (NotImplementedError is a RuntimeError)
        raise WorkbookUnreadable() from error


class _Budget:
    """What is left of the bytes and elements a workbook may unpack to."""

    def __init__(self) -> None:
        self.bytes = UNPACKED
        self.elements = ELEMENTS

    def take(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            raise WorkbookTooLarge()

    def take_element(self, *_: Any) -> None:
        self.elements -= 1
        if self.elements < 0:
            raise WorkbookTooLarge()


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names or len(names) != len(parts):
        raise WorkbookUnreadable()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WorkbookHasMacros()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise WorkbookTooLarge()
    if any(part.file_size > 1 << 20 and part.file_size > RATIO * part.compress_size for part in parts):
        raise WorkbookTooLarge()


def _walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> None:
    """Unpack one part with a counter; where it is XML, walk it too."""
    parser = _parser(budget) if part.filename.lower().endswith((".xml", ".rels")) else None
    with archive.open(part) as content:
        while chunk := content.read(1 << 16):
            budget.take(len(chunk))
            if b"macroEnabled" in chunk and part.filename == "[Content_Types].xml":
                raise WorkbookHasMacros()
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _parser(budget: _Budget) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = budget.take_element
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def _no_document_type(*_: Any) -> None:
    raise WorkbookUnreadable()


def _cells(stream: IO[bytes], width: int) -> Iterator[tuple[Any, ...]]:
    workbook = load_workbook(stream, read_only=True, data_only=False, keep_links=False, keep_vba=False)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # it may claim a million rows of sixteen thousand cells
        yield from sheet.iter_rows(max_col=width)
    finally:
        workbook.close()


def _guarded(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows; whatever openpyxl makes of parts that are XML and yet no workbook is a refusal."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise WorkbookUnreadable() from error
        yield row


def _texts(number: int, cells: tuple[Any, ...]) -> tuple[list[str], Refused | None]:
    texts: list[str] = []
    fault: Refused | None = None
    for position, cell in enumerate(cells, 1):
        text, kind = _text(cell)
        if kind is not None and fault is None:
            fault = kind(address=f"{get_column_letter(position)}{number}")
        texts.append(text)
    while texts and not texts[-1]:
        texts.pop()
    return texts, fault


def _text(cell: Any) -> tuple[str, type[Refused] | None]:
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", CellFormula
    if cell.data_type == "e":
        return str(value), CellError
    if isinstance(value, float):
        return f"{value:.15g}", CellNumberTooLong if abs(value) >= _EXACT else None
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else str(value), None
