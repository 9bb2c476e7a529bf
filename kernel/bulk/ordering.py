"""Bringing rows in the order of their keys: a file that is in order is read as it stands, another is sorted on disk.

The sort holds fifty thousand rows at a time in memory and the rest in an unlinked file beside the table, so that
nothing of it is left behind by a kill.
"""

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import orjson

from kernel import refusals
from kernel.bulk.rejects import COLUMNS
from kernel.bulk.work import Work
from kernel.tabular import LOCAL, Header, Row, open_table

RUN = 50_000
BLOCK = 200

Keyed = tuple[str, Row]


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a table tells: a digest of its bytes, its rows, whether they stand in order."""

    digest: str
    labels: list[str]
    rows: int
    in_order: bool


def survey(source: Path, work: Work[Any]) -> Survey:
    """Go through the table once; whatever is wrong with the file as a whole is found before anything is written."""
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    rows, in_order, last = 0, True, ""
    with _opened(source, work) as table:
        for key, _ in _keyed(table.rows, work):
            rows += 1
            if key:
                in_order = in_order and last <= key
                last = key
        return Survey(digest, table.header.labels, rows, in_order)


@contextmanager
def in_order(source: Path, work: Work[Any], known: Survey) -> Iterator[Iterator[Keyed]]:
    """The rows with their keys, by key and then as they stand. Those without a key stay in place, or come first."""
    with _opened(source, work) as table:
        rows = _keyed(table.rows, work)
        if known.in_order:
            yield rows
        else:
            with TemporaryFile(dir=source.parent) as spill:
                yield _sorted(rows, table.header, spill)


def _opened(source: Path, work: Work[Any]) -> Any:
    return open_table(source, (*work.columns, *COLUMNS), LOCAL)


def _keyed(rows: Iterable[Row], work: Work[Any]) -> Iterator[Keyed]:
    key = work.key
    return (("" if row.fault else key(row.fields), row) for row in rows)


def _sorted(rows: Iterator[Keyed], header: Header, spill: IO[bytes]) -> Iterator[Keyed]:
    runs = []
    while chunk := sorted(islice(rows, RUN), key=_place):
        begin = spill.tell()
        for start in range(0, len(chunk), BLOCK):
            spill.write(orjson.dumps([_packed(keyed) for keyed in chunk[start : start + BLOCK]]) + b"\n")
        runs.append((begin, spill.tell()))
    return heapq.merge(*(_run(spill, begin, end, header) for begin, end in runs), key=_place)


def _place(keyed: Keyed) -> tuple[str, int]:
    return keyed[0], keyed[1].line


def _packed(keyed: Keyed) -> list[Any]:
    key, row = keyed
    return [key, row.line, row.cells, row.fault.to_wire() if row.fault else None]


def _run(spill: IO[bytes], begin: int, end: int, header: Header) -> Iterator[Keyed]:
    while begin < end:
        spill.seek(begin)
        block = orjson.loads(spill.readline())
        begin = spill.tell()
        for key, line, cells, fault in block:
            yield key, Row(line, cells, {}, refusals.from_wire(fault)) if fault else header.row(line, cells)
