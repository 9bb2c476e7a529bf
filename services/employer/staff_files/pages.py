"""The rows of uploaded files, sealed, page by page: so that going through a file never reads all of it again."""

import base64
import binascii
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database

from kernel.privacy import Sealer
from kernel.refusals import Invalid, Refused, from_wire
from kernel.store import Document
from kernel.tabular import open_table
from services.employer.staff_files.rows import COLUMNS

ROWS = 200
"""Rows of a page: what one transaction declares."""


@dataclass(frozen=True)
class FileRow:
    """A row: its fields by column, or what was wrong with it already."""

    line: int
    fields: dict[str, str]
    fault: Refused | None = None


def rows_of(content: str) -> list[FileRow]:
    """The rows of a base64 CSV or XLSX. Raises the refusals of kernel.tabular, Invalid."""
    try:
        raw = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(errors={"content": ["文件没有完整上传，请重新上传。"]}) from None
    rows: list[FileRow] = []
    with open_table(io.BytesIO(raw), COLUMNS) as table:
        for row in table.rows:
            rows.append(FileRow(row.line, row.fields, row.fault))
            if len(rows) % ROWS == 0:
                time.sleep(0)  # the process has others to answer, too
    return rows


def pages_of(rows: Sequence[FileRow]) -> list[Sequence[FileRow]]:
    """The rows in pages."""
    return [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]


@dataclass(frozen=True)
class Pages:
    """`{_id: "<file id>/<page>", rows: sealed JSON}`."""

    database: Database[Document]
    sealer: Sealer

    def keep(self, file_id: str, rows: Sequence[FileRow]) -> int:
        """Keep the rows; the number of pages. Pages that are there stay as they are."""
        pages = pages_of(rows)
        changes = [
            UpdateOne({"_id": f"{file_id}/{number}"}, {"$setOnInsert": {"rows": self._sealed(page)}}, upsert=True)
            for number, page in enumerate(pages)
        ]
        if changes:
            self._collection.bulk_write(changes, ordered=False)
        return len(pages)

    def get(self, file_id: str, page: int) -> list[FileRow]:
        """The rows of a page, which must be there."""
        found = self._collection.find_one({"_id": f"{file_id}/{page}"})
        if found is None:
            raise LookupError(f"page {page} of {file_id} is not kept")
        return [_row(row) for row in json.loads(self.sealer.open(found["rows"]))]

    def _sealed(self, rows: Sequence[FileRow]) -> str:
        plain = [[row.line, row.fields, row.fault.to_wire() if row.fault else None] for row in rows]
        return self.sealer.seal(json.dumps(plain, ensure_ascii=False))

    @property
    def _collection(self) -> Collection[Document]:
        return self.database["staff_file_pages"]


def _row(kept: list[Any]) -> FileRow:
    line, fields, fault = kept
    return FileRow(line, fields, from_wire(fault) if fault else None)
