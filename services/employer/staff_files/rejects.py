"""The bad rows of a file as a file of their own: each with its reason, to be corrected and sent back."""

import base64
from collections.abc import Iterator
from typing import Any

from kernel.context import Context
from kernel.tabular import csv_chunks
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff_files.desk import seen
from services.employer.staff_files.domain import File
from services.employer.staff_files.rows import COLUMNS


def get_rejects(office: Office, query: c.GetStaffFileRejects, context: Context) -> dict[str, Any]:
    """See `GetStaffFileRejects`. Raises NotFound."""
    state = seen(office, query.file_id, context)
    labels = [column.title for column in COLUMNS]
    content = b"".join(csv_chunks(labels, _rows(office, state)))
    return {"file_name": f"{state.file_id}-rejects.csv", "content": base64.b64encode(content).decode()}


def _rows(office: Office, state: File) -> Iterator[list[str]]:
    """Only the pages with a bad row are read."""
    bad = {row["line"]: row for row in state.shown.bad}
    names = [column.name for column in COLUMNS[3:]]
    for page in range(state.shown.pages if bad else 0):
        for row in office.pages.get(state.file_id, page):
            if told := bad.get(row.line):
                cells = [row.fields.get(name, "") for name in names] if row.fields else row.cells
                yield [str(row.line), told["code"], told["sentence"], *cells]
