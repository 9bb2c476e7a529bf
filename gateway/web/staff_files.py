"""The files of staff changes that a unit has handed in, the newest first (ENR-17)."""

from typing import Any

from gateway.views.files import staff_files
from gateway.web.acting import edge
from gateway.web.looking import caught_up_with

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
