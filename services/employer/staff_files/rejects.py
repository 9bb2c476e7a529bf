"""The bad rows of a file as a file of their own: each with its reason, to be corrected and sent back."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from kernel.context import Context
from kernel.tabular import Header, csv_chunks
from kernel.tabular.apart import ReadRow
from services.employer import contract as c
from services.employer.contract.files import STAFF_FILE_COLUMNS
from services.employer.office import Office
from services.employer.staff_files.desk import seen
from services.employer.staff_files.domain import File
from services.employer.staff_files.rows import COLUMNS

NAMES = [column.name for column in STAFF_FILE_COLUMNS]


def get_rejects(office: Office, query: c.GetStaffFileRejects, context: Context) -> dict[str, Any]:
    """See `GetStaffFileRejects`. Raises NotFound."""
    state = seen(office, query.file_id, context)
    labels = [column.title for column in COLUMNS]
    content = b"".join(csv_chunks(labels, _rows(office, state)))
    return {"file_name": f"{state.file_id}-rejects.csv", "content": base64.b64encode(content).decode()}


def _rows(office: Office, state: File) -> Iterator[list[str]]:
    """Only the pages with a bad row are read."""
    bad = {row["line"]: row for row in state.shown.bad}
    found = Header(office.pages.labels(state.file_id), COLUMNS).names if bad else []
    for page in range(state.shown.pages if bad else 0):
        for row in office.pages.get(state.file_id, page):
            if told := bad.get(row.line):
                yield [str(row.line), told["code"], told["sentence"], *as_in_template(row, found)]


def as_in_template(row: ReadRow, found: Sequence[str]) -> list[str]:
    """The row's texts, column by column of the template, where its file has the columns `found`, in any order.

    A row that could not be read keeps what stood in it; what stood behind the last column comes last.
    """
    fields = row.fields or dict(zip(found, row.cells, strict=False))
    beyond = [] if row.fields else row.cells[len(found) :]
    return [fields.get(name, "") for name in NAMES] + beyond
