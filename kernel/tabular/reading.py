"""Opening a table of either kind, with limits."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kernel.columns import Column
from kernel.refusals import Refused
from kernel.tabular.comma import csv_rows, encoding_of
from kernel.tabular.faults import RowsTooMany, TableEmpty, TableTooLarge
from kernel.tabular.shape import Header, Row
from kernel.tabular.workbook import is_zip, xlsx_rows


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a table may hold; None: as much as there is."""

    megabytes: int | None
    rows: int | None


UPLOAD = Limits(megabytes=10, rows=50_000)
LOCAL = Limits(megabytes=None, rows=None)


@dataclass(frozen=True, slots=True)
class Table:
    """An open table: its header, and its rows to be read once."""

    header: Header
    rows: Iterator[Row]


@contextmanager
def open_table(source: Path | IO[bytes], columns: Sequence[Column], limits: Limits = UPLOAD) -> Iterator[Table]:
    """The table in a file or a seekable binary stream; its format is told from its first bytes, not from its name.

    Raises the refusals of `kernel.tabular.faults`, the later ones while the rows are read.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield _table(stream, columns, limits)
    else:
        yield _table(source, columns, limits)


def _table(stream: IO[bytes], columns: Sequence[Column], limits: Limits) -> Table:
    if limits.megabytes is not None and stream.seek(0, os.SEEK_END) > limits.megabytes << 20:
        raise TableTooLarge(megabytes=limits.megabytes)
    if is_zip(stream):
        return _checked(xlsx_rows(stream, 2 * len(columns)), columns, limits, padded=True)
    plain = csv_rows(stream, encoding_of(stream))
    return _checked(((line, cells, None) for line, cells in plain), columns, limits, padded=False)


def _checked(
    found: Iterator[tuple[int, list[str], Refused | None]], columns: Sequence[Column], limits: Limits, *, padded: bool
) -> Table:
    first = next(found, None)
    if first is None:
        raise TableEmpty()
    header = Header(first[1], columns)
    return Table(header, _rows(found, header, limits.rows, padded))


def _rows(
    found: Iterator[tuple[int, list[str], Refused | None]], header: Header, limit: int | None, padded: bool
) -> Iterator[Row]:
    """A sheet leaves out the empty cells at the end of a row; a CSV that does has lost a comma."""
    width = len(header.names)
    for count, (line, cells, fault) in enumerate(found, 1):
        if limit is not None and count > limit:
            raise RowsTooMany(limit=limit)
        if padded and len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        yield Row(line, cells, {}, fault) if fault else header.row(line, cells)
