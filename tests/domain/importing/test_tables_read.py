"""Reading CSV: encodings, quotes, line numbers, headers, rows of the wrong width."""

import io

import pytest

from kernel import refusals
from kernel.columns import Column
from kernel.refusals import Refused
from kernel.tabular import LOCAL, Limits, open_table
from kernel.tabular.faults import (
    ColumnsWrong,
    EncodingUnknown,
    QuotesBroken,
    RowsTooMany,
    RowWidth,
    TableEmpty,
    TableTooLarge,
)

COLUMNS = (Column("number", "编号"), Column("name", "姓名"), Column("note", "备注", required=False))


def read(content: bytes, limits: Limits = LOCAL):
    with open_table(io.BytesIO(content), COLUMNS, limits) as table:
        return [(row.line, row.fields, row.fault) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_utf8_with_and_without_bom_and_gb18030_are_read(encoding):
    rows = read("number,name,note\n1,欧阳明,住在玄武区\n".encode(encoding))
    assert rows == [(2, {"number": "1", "name": "欧阳明", "note": "住在玄武区"}, None)]


def test_a_character_of_four_bytes_in_gb18030_is_read():
    assert read("编号,姓名\n1,李㼆𠮷\n".encode("gb18030"))[0][1]["name"] == "李㼆𠮷"


@pytest.mark.parametrize("content", [b"number,name\n1,\xff\xfe\n", "number,name\n1,é,\n".encode("latin-1")])
def test_another_encoding_is_refused_with_the_line(content):
    with pytest.raises(EncodingUnknown) as refused:
        read(content)
    assert refused.value.arguments == {"line": 2}
    assert "UTF-8" in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_refused(encoding):
    with pytest.raises(EncodingUnknown):
        read("number,name\n1,张三\n".encode(encoding))


def test_a_fault_of_encoding_far_into_the_file_is_found_before_the_first_row():
    with pytest.raises(EncodingUnknown) as refused:
        read(b"number,name\n" + "1,张三\n".encode() * 200_000 + b"1,\xe5\xbc\n")
    assert refused.value.arguments == {"line": 200_002}


def test_quotes_commas_and_line_breaks_stay_in_their_field_and_lines_are_physical():
    rows = read('number,name,note\r\n1,张三,"说:""好"",\r\n第二行"\r\n\r\n2,李四,无\r\n'.encode())
    assert rows == [
        (2, {"number": "1", "name": "张三", "note": '说:"好",\r\n第二行'}, None),
        (5, {"number": "2", "name": "李四", "note": "无"}, None),
    ]


def test_lines_that_end_in_a_bare_carriage_return_are_lines():
    assert [row[0] for row in read("number,name\r1,张三\r2,李四\r".encode())] == [2, 3]


@pytest.mark.parametrize("row", ['1,"张三', '1,"张"三'])
def test_broken_quotes_are_refused_with_the_line_where_the_row_starts(row):
    with pytest.raises(QuotesBroken) as refused:
        read(f"number,name\n0,甲\n{row}\n".encode())
    assert refused.value.arguments == {"line": 3}


def test_an_unclosed_quote_does_not_swallow_a_large_file():
    with pytest.raises(QuotesBroken) as refused:
        read('number,name\n1,"张三\n'.encode() + b"2,x\n" * 100_000)
    assert refused.value.arguments == {"line": 2}


def test_chinese_titles_serve_as_well_as_names():
    assert read("姓名,编号\n张三,1\n".encode())[0][1] == {"number": "1", "name": "张三", "note": ""}


@pytest.mark.parametrize(
    ("header", "what", "which"),
    [
        ("number", "missing", ["姓名"]),
        ("number,name,age", "unknown", ["age"]),
        ("number,name,编号", "repeated", ["编号"]),
        ("number,,name", "unknown", ["（空列名）"]),
    ],
)
def test_a_header_that_differs_is_refused_and_says_which_columns(header, what, which):
    with pytest.raises(ColumnsWrong) as refused:
        read(f"{header}\n".encode())
    assert refused.value.arguments[what] == which
    assert which[0] in str(refused.value)


def test_a_row_of_another_width_carries_its_fault_and_the_others_go_on():
    rows = read("number,name\n1\n2,李四\n3,王五,多\n4,赵六,,\n".encode())
    faults = [(line, fault and type(fault)) for line, _, fault in rows]
    assert faults == [(2, RowWidth), (3, None), (4, RowWidth), (5, None)]
    assert rows[2][2].arguments == {"expected": 2, "found": 3}


def test_cells_are_trimmed_and_blank_rows_left_out():
    assert read("number,name\n,\n 1 ,\t张三 \n\n　\n , \n".encode()) == [
        (3, {"number": "1", "name": "张三", "note": ""}, None)
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(TableEmpty):
        read(content)


def test_too_many_rows_are_refused():
    with pytest.raises(RowsTooMany):
        read(b"number,name\n" + b"1,a\n" * 11, Limits(megabytes=None, rows=10))


def test_too_many_bytes_are_refused_before_anything_is_read():
    with pytest.raises(TableTooLarge):
        read(b"\0" * ((1 << 20) + 1), Limits(megabytes=1, rows=None))


def test_every_fault_of_a_table_has_a_sentence_in_chinese_that_can_be_built_from_the_wire():
    fault = RowWidth(expected=2, found=3)
    assert str(refusals.from_wire(fault.to_wire())) == str(fault) == "本行有3列，应为2列，请检查是否多了或少了逗号。"
    assert issubclass(RowWidth, Refused)
