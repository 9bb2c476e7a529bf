"""A payment file 到账文件: CSV or XLSX from the tax authority, as rows for `book_payments`."""

import base64
import binascii
import io
import time
from collections.abc import Sequence

from kernel.columns import Column
from kernel.refusals import Invalid
from kernel.tabular import open_table
from services.records import contract as c

MOST_ROWS = 100_000
YIELD_ROWS = 200
COLUMNS = (
    Column("unit_id", "单位编号"),
    Column("month", "费款所属期"),
    Column("line", "险种", required=False),
    Column("amount", "金额"),
    Column("arrived_on", "到账日期"),
    Column("voucher", "凭证号"),
)


def payment_rows(content: str) -> list[dict[str, str]]:
    """The rows of a payment file, see `table_rows`."""
    return table_rows(content, COLUMNS)


def table_rows(content: str, columns: Sequence[Column]) -> list[dict[str, str]]:
    """The rows of a file in base64, by the columns' names. Raises the refusals of kernel.tabular, TooManyRows.

    A row that cannot be read (a cell too many, a broken quote) refuses the file: money is not booked in part by guess.
    """
    try:
        source = io.BytesIO(base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError):
        raise Invalid(errors={"content": ["文件没有完整上传，请重新选择文件。"]}) from None
    rows: list[dict[str, str]] = []
    with open_table(source, columns) as table:
        for row in table.rows:
            if row.fault:
                raise row.fault
            if len(rows) >= MOST_ROWS:
                raise c.TooManyRows(most=MOST_ROWS)
            rows.append({column.name: row.fields.get(column.name, "") for column in columns})
            if len(rows) % YIELD_ROWS == 0:
                time.sleep(0)  # the process has others to answer, too
    return rows
