"""Uploaded files, sealed: as they came until they are read, then page by page, so that no step reads all of it again.

A file is read once, outside any transaction, since that may take longer than one has: `{_id: "<file id>", …}` notes
what reading came to, and is written last.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database

from kernel.identifiers import normalise
from kernel.privacy import Sealer
from kernel.refusals import Refused, from_wire
from kernel.store import Document
from kernel.tabular import Limits
from kernel.tabular.apart import ReadRow, read_apart
from services.employer.contract import PersonTwiceInFile
from services.employer.staff_files.rows import COLUMNS

ROWS = 200
"""Rows of a page: what one transaction declares."""
LIMITS = Limits(megabytes=10, rows=100_000)
KEPT_AT_ONCE = 50


def check_table(content: bytes) -> bool:
    """Whether the file is a table of ours, and has a row. Raises the refusals of `kernel.tabular`."""
    return bool(read_apart(content, COLUMNS, LIMITS, most=1).rows)


@dataclass(frozen=True)
class Pages:
    """`{_id: "<file id>/<page>", rows: sealed JSON}`."""

    database: Database[Document]
    sealer: Sealer

    def keep_upload(self, file_id: str, content: bytes) -> None:
        """Keep a file as it came."""
        sealed = {"$setOnInsert": {"content": self.sealer.seal_bytes(content)}}
        self._uploads.update_one({"_id": file_id}, sealed, upsert=True)

    def read(self, file_id: str) -> Document:
        """`{rows, pages, labels, people}` of a file, read now if it was not before; `people` are ID numbers, sealed.

        Raises the refusals of `kernel.tabular`.
        """
        noted = self._collection.find_one({"_id": file_id})
        if noted is None:
            noted = self._read(file_id)
            self._collection.update_one({"_id": file_id}, {"$setOnInsert": noted}, upsert=True)
        if noted.get("fault"):
            raise from_wire(noted["fault"])
        return noted

    def labels(self, file_id: str) -> list[str]:
        """The header of a file that was read, as it stood."""
        return list(json.loads(self.sealer.open(self.read(file_id)["labels"])))

    def forget_upload(self, file_id: str) -> None:
        """What was read is kept in pages: the file itself is of no more use."""
        self._uploads.delete_one({"_id": file_id})

    def get(self, file_id: str, page: int) -> list[ReadRow]:
        """The rows of a page, which must be there."""
        found = self._collection.find_one({"_id": f"{file_id}/{page}"})
        if found is None:
            raise LookupError(f"page {page} of {file_id} is not kept")
        return [_row(row) for row in json.loads(self.sealer.open(found["rows"]))]

    def _read(self, file_id: str) -> Document:
        upload = self._uploads.find_one({"_id": file_id})
        if upload is None:
            raise LookupError(f"the upload {file_id} is not kept")
        try:
            table = read_apart(self.sealer.open_bytes(upload["content"]), COLUMNS, LIMITS)
        except Refused as refused:
            return {"fault": refused.to_wire()}
        rows, people = _once_each(table.rows)
        pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
        for start in range(0, len(pages), KEPT_AT_ONCE):
            self._keep(file_id, start, pages[start : start + KEPT_AT_ONCE])
        labels, named = self.sealer.seal(json.dumps(table.labels)), self.sealer.seal(json.dumps(people))
        return {"rows": len(rows), "pages": len(pages), "labels": labels, "people": named}

    def _keep(self, file_id: str, first: int, pages: Sequence[Sequence[ReadRow]]) -> None:
        changes = [
            UpdateOne({"_id": f"{file_id}/{number}"}, {"$setOnInsert": {"rows": self._sealed(page)}}, upsert=True)
            for number, page in enumerate(pages, first)
        ]
        self._collection.bulk_write(changes, ordered=False)

    def _sealed(self, rows: Sequence[ReadRow]) -> str:
        plain = [[row.line, row.fields, row.cells, row.fault.to_wire() if row.fault else None] for row in rows]
        return self.sealer.seal(json.dumps(plain, ensure_ascii=False))

    @property
    def _collection(self) -> Collection[Document]:
        return self.database["staff_file_pages"]

    @property
    def _uploads(self) -> Collection[Document]:
        return self.database["staff_file_uploads"]


def _row(kept: list[Any]) -> ReadRow:
    line, fields, cells, fault = kept
    return ReadRow(line, fields, cells, from_wire(fault) if fault else None)


def _once_each(rows: Sequence[ReadRow]) -> tuple[list[ReadRow], list[str]]:
    """The rows, a person's second one with its fault; and the ID numbers that are named."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        number = "" if row.fault else normalise(row.fields["id_number"])
        stood = first.setdefault(number, row.line) if number else row.line
        twice = stood != row.line
        found.append(ReadRow(row.line, row.fields, row.cells, PersonTwiceInFile(line=stood)) if twice else row)
    return found, list(first)
