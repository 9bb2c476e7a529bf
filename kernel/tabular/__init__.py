"""Tables that people bring and take away: CSV and XLSX, read safely and written safely.

Reading streams row by row, says where each row starts, and turns everything that is wrong with a file into a
refusal with a Chinese sentence. A file is refused as a whole (`Refused` raised by `open_table` or while reading on)
when it cannot be trusted; a single bad row carries its own `fault` and the others go on.
"""

from kernel.tabular.cells import Cells, every
from kernel.tabular.export import csv_chunks, neutralised, write_csv, write_xlsx
from kernel.tabular.faults import CellWrong
from kernel.tabular.reading import LOCAL, UPLOAD, Limits, Table, open_table
from kernel.tabular.shape import Header, Row

__all__ = [
    "LOCAL",
    "UPLOAD",
    "CellWrong",
    "Cells",
    "Header",
    "Limits",
    "Row",
    "Table",
    "csv_chunks",
    "every",
    "neutralised",
    "open_table",
    "write_csv",
    "write_xlsx",
]
