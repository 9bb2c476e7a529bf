"""A table read in a process of its own: the same rows and refusals as here."""

import io

import openpyxl
import pytest

from kernel.columns import Column
from kernel.tabular import Limits, open_table
from kernel.tabular.apart import read_apart
from kernel.tabular.faults import CellFormula, ColumnsWrong, RowsTooMany, RowWidth, WorkbookUnreadable

COLUMNS = (Column("name", "姓名"), Column("wage", "工资", required=False))
LIMITS = Limits(megabytes=1, rows=5)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("姓名", "工资"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content", ["姓名,工资\n张三,1\n李四,2\n".encode(), workbook(("张三", 1), ("李四", 2))], ids=["csv", "xlsx"]
)
def test_the_rows_are_those_that_are_read_here(content: bytes):
    found = read_apart(content, COLUMNS, LIMITS)
    with open_table(io.BytesIO(content), COLUMNS, LIMITS) as table:
        assert found.labels == table.header.labels
        assert [(row.line, row.fields) for row in found.rows] == [(row.line, row.fields) for row in table.rows]


def test_a_bad_row_keeps_its_cells_and_its_fault():
    [row] = read_apart("姓名,工资\n张三,1,2\n".encode(), COLUMNS, LIMITS).rows
    assert (row.cells, type(row.fault)) == (["张三", "1", "2"], RowWidth)
    [row] = read_apart(workbook(("=1+1", 2)), COLUMNS, LIMITS).rows
    assert isinstance(row.fault, CellFormula)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", ColumnsWrong),
        (b"PK\x03\x04 nothing", WorkbookUnreadable),
        ("姓名\n".encode() + "张\n".encode() * 6, RowsTooMany),
    ],
)
def test_what_is_refused_there_is_refused_here(content: bytes, why: type[Exception]):
    with pytest.raises(why):
        read_apart(content, COLUMNS, LIMITS)


def test_no_more_rows_are_read_than_are_asked_for():
    content = "姓名\n".encode() + "张\n".encode() * 100
    assert len(read_apart(content, COLUMNS, LIMITS, most=2).rows) == 2
