"""The shape of a table: its documented columns, its header as found, its rows."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.columns import Column
from kernel.refusals import Refused
from kernel.tabular.export import restored
from kernel.tabular.faults import ColumnsWrong, RowWidth


class Row(NamedTuple):
    """One row as it stands.

    `line`: the physical line (CSV) or the row number (XLSX) where it starts. `cells`: the texts, unchanged.
    `fields`: texts by column name, trimmed; empty when there is a `fault`; absent optional columns are "".
    """

    line: int
    cells: list[str]
    fields: dict[str, str]
    fault: Refused | None


class Header:
    """Which column stands where. Raises ColumnsWrong naming what is missing, unknown or there twice."""

    def __init__(self, cells: Sequence[str], columns: Sequence[Column]) -> None:
        by_label = {_close(label): column.name for column in columns for label in (column.name, column.title)}
        labels = _without_trailing_blanks([_close(cell) for cell in cells])
        self.labels = labels
        self.names = [by_label.get(label, label) for label in labels]
        self._absent = {column.name: "" for column in columns if column.name not in self.names}
        _check(self.names, self._absent, columns, by_label)

    def row(self, line: int, cells: list[str]) -> Row:
        """The row with its fields, or with RowWidth as its fault. Empty cells past the last column do no harm."""
        while len(cells) > len(self.names) and not cells[-1]:
            cells = cells[:-1]
        if len(cells) != len(self.names):
            return Row(line, cells, {}, RowWidth(expected=len(self.names), found=len(cells)))
        fields = {name: restored(cell.strip()) for name, cell in zip(self.names, cells, strict=True)}
        return Row(line, cells, fields | self._absent if self._absent else fields, None)


def _close(label: str) -> str:
    """Without the spaces and line breaks by which a title is fitted into its cell."""
    return "".join(label.split())


def _without_trailing_blanks(labels: list[str]) -> list[str]:
    while labels and not labels[-1]:
        labels.pop()
    return labels


def _check(names: list[str], absent: dict[str, str], columns: Sequence[Column], by_label: dict[str, str]) -> None:
    titles = {column.name: column.title for column in columns}
    missing = [column.title for column in columns if column.required and column.name in absent]
    unknown = [name or "（空列名）" for name in names if name not in by_label.values()]
    repeated = [titles[name] for name in titles if names.count(name) > 1]
    found = (("缺少列", missing), ("不认识的列", unknown), ("重复的列", repeated))
    if missing or unknown or repeated:
        problem = "；".join(f"{what}：{'、'.join(which)}" for what, which in found if which)
        raise ColumnsWrong(problem=problem, missing=missing, unknown=unknown, repeated=repeated)
