"""The files of staff changes that a unit has handed in, the newest first, and their bad rows (ENR-17)."""

import csv
import io
from base64 import b64decode
from typing import Any

from flask import Response

from gateway.views.files import staff_files
from gateway.web.acting import ask, edge
from gateway.web.looking import caught_up_with
from gateway.web.tables import CONTENT_TYPES
from kernel.tabular import write_xlsx
from services.employer import contract as employer

Answer = dict[str, Any]
STATES = {
    "reading": ("正在读取", "open"),
    "unreadable": ("文件不能读取", "bad"),
    "checking": ("正在试算", "open"),
    "checked": ("待核对提交", "care"),
    "declaring": ("正在办理", "open"),
    "done": ("办理完毕", "good"),
}
"""In words, with the tone in which they are shown."""
MOST_IN_WORKBOOK = 10_000
"""Bad rows that are given as a workbook: more would keep others waiting while it is written."""
TOLD = ("state", "rows", "good", "unchanged", "bad")


def files_of(unit_id: str, after: str = "", limit: int = 20, wait_for: str = "") -> Answer:
    """`{files: [{file_id, name, at, state, state_name, rows, good, unchanged, bad}], next, caught_up}`.

    `at` is when it was handed in, UTC; the counts are rows of the step under way, or of the last.
    """
    caught_up = caught_up_with(staff_files, wait_for)
    behind = {"at": {"$lt": after}} if after else {}
    found = edge().views.generations(staff_files).serving().find({"unit_id": unit_id, **behind})
    rows = list(found.sort("at", -1).limit(limit + 1))
    shown = rows[:limit]
    return {"files": [_told(row) for row in shown], "next": shown[-1]["at"] if len(rows) > limit else None} | caught_up


def _told(row: Answer) -> Answer:
    counts = {name: row[name] for name in TOLD}
    name, at = edge().sealer.open(row["name"]), row["at"].partition("/")[0]
    return {"file_id": row["_id"], "name": name, "at": at, "state_name": STATES[row["state"]][0], **counts}


def rejects_file(file_id: str, kind: str) -> Response:
    """The bad rows, each with its reason, to be corrected and handed in again; very many of them are always a CSV.

    A spreadsheet that opens a CSV takes ID numbers for numbers and drops their last digits: a workbook keeps them.
    """
    found = ask("employer", employer.GetStaffFileRejects(file_id))
    content, name = b64decode(found["content"]), found["file_name"].removesuffix(".csv")
    if kind == "xlsx":
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        kind = "xlsx" if len(rows) <= MOST_IN_WORKBOOK else "csv"
    if kind == "xlsx":
        out = io.BytesIO()
        write_xlsx(out, "有问题的行", header, rows, to_fill_in=True)
        content = out.getvalue()
    headers = {"Content-Disposition": f"attachment; filename={name}.{kind}"}
    return Response(content, headers=headers, content_type=CONTENT_TYPES[kind])
