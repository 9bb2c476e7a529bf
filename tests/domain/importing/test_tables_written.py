"""Writing CSV and XLSX: nothing that a spreadsheet would execute, and everything reads back."""

import gc
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kernel.columns import Column
from kernel.tabular import LOCAL, csv_chunks, neutralised, open_table, write_csv, write_xlsx
from kernel.tabular.faults import RowsTooMany

COLUMNS = (Column("a", "甲"), Column("b", "乙"))
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_begins_like_a_formula_is_neutralised_in_both(text):
    assert b"".join(csv_chunks(["a", "b"], [[text, "x"]])).decode("utf-8-sig").splitlines()[1].lstrip('"')[0] == "'"
    stream = io.BytesIO()
    write_xlsx(stream, "表", ["a", "b"], [[text, "x"]])
    cell = load_workbook(stream).active["A2"]
    assert cell.data_type == "s"
    assert cell.value[0] == "'"


def test_numbers_stay_numbers():
    stream = io.BytesIO()
    write_xlsx(stream, "表", ["a", "b"], [[-5, Decimal("-792.32")]])
    assert [cell.value for cell in load_workbook(stream).active[2]] == [-5, -792.32]
    assert b"".join(csv_chunks(["a", "b"], [[-5, Decimal("-792.32")]])).endswith(b"-5,-792.32\r\n")


def test_in_a_table_to_fill_in_all_is_text_also_what_is_typed_later():
    stream = io.BytesIO()
    write_xlsx(stream, "表", ["a", "b"], [["320102199003072813", "2026-11"]], to_fill_in=True)
    sheet = load_workbook(stream).active
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [("320102199003072813", "@"), ("2026-11", "@")]
    assert [sheet.column_dimensions[column].number_format for column in "AB"] == ["@", "@"]


def test_characters_that_xml_forbids_are_replaced():
    stream = io.BytesIO()
    write_xlsx(stream, "表", ["a"], [["张\x00\x1b三"]])
    assert load_workbook(stream).active["A2"].value == "张\ufffd\ufffd三"


def test_a_long_export_comes_in_chunks():
    chunks = list(csv_chunks(["a"], ([n] for n in range(2500)), page=1000))
    assert len(chunks) == 3
    assert b"".join(chunks).count(b"\r\n") == 2501


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_whose_rows_break_off_is_closed():
    def rows():
        yield ["张三"]
        raise RowsTooMany(limit=1)

    with pytest.raises(RowsTooMany):
        write_xlsx(io.BytesIO(), "表", ["a"], rows())
    gc.collect()


def test_the_apostrophe_is_put_once():
    assert neutralised(neutralised("=1")) == "'=1"
    assert neutralised("张三") == "张三"


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)] * 2), min_size=1))
def test_what_was_written_reads_back_but_for_space_around_it(rows):
    stream = io.BytesIO()
    write_csv(stream, ["a", "b"], rows)
    with open_table(stream, COLUMNS, LOCAL) as table:
        found = [row.cells for row in table.rows]
    assert found == [[neutralised(cell) for cell in row] for row in rows]
