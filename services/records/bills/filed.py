"""The rows of payment files as they came, page by page, each with what became of it: a working collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database

from kernel.store import Document

PAGE = 1_000
"""Rows of a page: what one transaction books."""
NAMES = ("unit_id", "month", "line", "amount", "arrived_on", "voucher")


@dataclass(frozen=True)
class FiledRows:
    """`{_id: "<file id>/<page>", first, rows, answers}`; `after` is the page to go on behind, "" at first."""

    database: Database[Document]

    def keep(self, file_id: str, rows: Sequence[Mapping[str, str]]) -> int:
        """Keep the rows; the number of pages. Pages that are there stay as they are."""
        plain = [[row[name] for name in NAMES] for row in rows]
        pages = [{"first": first, "rows": plain[first : first + PAGE]} for first in range(0, len(plain), PAGE)]
        changes = [
            UpdateOne({"_id": f"{file_id}/{number:05d}"}, {"$setOnInsert": page}, upsert=True)
            for number, page in enumerate(pages, 1)
        ]
        self._pages.bulk_write(changes, ordered=False)
        return len(pages)

    def next(self, after: str) -> str:
        """The page behind `after`."""
        return f"{int(after or 0) + 1:05d}" if (after or "0").isdigit() else ""

    def rows(self, file_id: str, after: str) -> dict[int, dict[str, str]]:
        """The rows of the page behind `after`, by their place in the file; none where it ends."""
        page = self._page(file_id, after)
        return {place: dict(zip(NAMES, row, strict=True)) for place, row in enumerate(page["rows"], page["first"])}

    def answers(self, file_id: str, after: str) -> list[dict[str, Any]]:
        """What became of the same rows, in their order; nothing while they wait."""
        return list(self._page(file_id, after).get("answers", []))

    def answer(
        self, file_id: str, after: str, answers: Sequence[Mapping[str, Any]], session: ClientSession | None
    ) -> None:
        """Note what became of the rows of the page behind `after`."""
        named = {"_id": f"{file_id}/{self.next(after)}"}
        self._pages.update_one(named, {"$set": {"answers": list(answers)}}, session=session)

    def _page(self, file_id: str, after: str) -> Document:
        return self._pages.find_one({"_id": f"{file_id}/{self.next(after)}"}) or {"first": 0, "rows": []}

    @property
    def _pages(self) -> Collection[Document]:
        return self.database["payment_pages"]
