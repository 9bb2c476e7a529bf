"""Reading a table in a process of its own: what a workbook costs, or does to its reader, nobody else feels.

The process gets the bytes in memory, no settings and no keys, a bounded memory and a bounded time. Others in the
calling process go on meanwhile, since waiting is sleeping.
"""

import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kernel.columns import Column
from kernel.refusals import Refused, from_wire
from kernel.tabular.faults import WorkbookTooLarge
from kernel.tabular.reading import Limits, open_table

MEMORY = 2 << 30
CPU_SECONDS = 120
POLL_SECONDS = 0.01
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row: the line it starts on, its texts by column, and as they stood where something is wrong with the row."""

    line: int
    fields: dict[str, str]
    cells: list[str]
    fault: Refused | None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was read: the header as it stood, and its rows."""

    labels: list[str]
    rows: list[ReadRow]


def read_apart(content: bytes, columns: Sequence[Column], limits: Limits, most: int | None = None) -> ReadTable:
    """The table in `content`, or its first `most` rows. Raises the refusals of `kernel.tabular.faults`."""
    asked = {
        "columns": [[column.name, column.title, column.required] for column in columns],
        "limits": [limits.megabytes, limits.rows],
        "most": most,
    }
    answered = _run(orjson.dumps(asked) + b"\n" + content)
    if "refused" in answered:
        raise from_wire(answered["refused"])
    return ReadTable(answered["labels"], [_row(*row) for row in answered["rows"]])


def _row(line: int, fields: dict[str, str], cells: list[str], fault: dict[str, Any] | None) -> ReadRow:
    return ReadRow(line, fields, cells, from_wire(fault) if fault else None)


def _run(given: bytes) -> dict[str, Any]:
    """What the process answers. Memory files, no pipes: nothing has to be pumped, and nothing reaches a disk."""
    with os.fdopen(os.memfd_create("given"), "w+b") as source, os.fdopen(os.memfd_create("answered"), "w+b") as target:
        source.write(given)
        source.seek(0)
        command = [sys.executable, "-m", __name__]
        process = subprocess.Popen(command, cwd=ROOT, env={}, stdin=source, stdout=target, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            time.sleep(POLL_SECONDS)
        target.seek(0)
        content = target.read()
    if process.returncode or not content:
        raise WorkbookTooLarge()  # it came to the end of its memory or its time
    answered: dict[str, Any] = orjson.loads(content)
    return answered


def main() -> None:
    """The process: the request's first line from standard input, the table behind it; the answer to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    asked = orjson.loads(sys.stdin.buffer.readline())
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        answer = _read(
            content, [Column(*column) for column in asked["columns"]], Limits(*asked["limits"]), asked["most"]
        )
    except Refused as refused:
        answer = {"refused": refused.to_wire()}
    sys.stdout.buffer.write(orjson.dumps(answer))


def _read(content: io.BytesIO, columns: Sequence[Column], limits: Limits, most: int | None) -> dict[str, Any]:
    rows: list[Any] = []
    with open_table(content, columns, limits) as table:
        for row in table.rows:
            fault = row.fault.to_wire() if row.fault else None
            rows.append([row.line, row.fields, row.cells if row.fault else [], fault])
            if len(rows) == most:
                break
        return {"labels": table.header.labels, "rows": rows}


if __name__ == "__main__":
    main()
