"""Reading XLSX, the hostile ones too."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from kernel.columns import Column
from kernel.tabular import UPLOAD, open_table
from kernel.tabular.faults import (
    CellError,
    CellFormula,
    CellNumberTooLong,
    ColumnsWrong,
    RowsTooMany,
    TableTooLarge,
    WorkbookHasMacros,
    WorkbookTooLarge,
    WorkbookUnreadable,
)

COLUMNS = (Column("number", "编号"), Column("name", "姓名"), Column("amount", "金额", required=False))
HEADER = ["编号", "姓名", "金额"]


def book(*rows) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes | None) -> bytes:
    """The same workbook with one part exchanged or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        if part is not None:
            new.writestr(name, part)
    return stream.getvalue()


def with_sheet(rows: bytes, prologue: bytes = b"") -> bytes:
    sheet = (
        b'<?xml version="1.0" encoding="UTF-8"?>' + prologue + b'<worksheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>' + rows + b"</sheetData></worksheet>"
    )
    return with_part(book(HEADER), "xl/worksheets/sheet1.xml", sheet)


def read(content: bytes):
    with open_table(io.BytesIO(content), COLUMNS, UPLOAD) as table:
        return [(row.line, row.fields, row.fault) for row in table.rows]


def test_texts_numbers_and_dates_are_read_as_they_show():
    content = book(
        HEADER,
        ["320102199003072813", "张三", 5000.1],
        [7, datetime.combine(date(2024, 5, 1), datetime.min.time()), None],
        [None],
        [8, date(2024, 5, 2), 3],
    )
    assert read(content) == [
        (2, {"number": "320102199003072813", "name": "张三", "amount": "5000.1"}, None),
        (3, {"number": "7", "name": "2024-05-01", "amount": ""}, None),
        (5, {"number": "8", "name": "2024-05-02", "amount": "3"}, None),
    ]


def test_arithmetic_dust_of_spreadsheets_is_not_read():
    assert read(book(HEADER, ["1", "a", 792.3200000000001]))[0][1]["amount"] == "792.32"


def test_a_formula_is_not_computed_and_named_by_its_address():
    rows = read(book(HEADER, ["1", "=1+1", 5], ["2", "b", 6]))
    assert isinstance(rows[0][2], CellFormula)
    assert rows[0][2].arguments == {"address": "B2"}
    assert rows[1][2] is None


def test_an_array_formula_is_a_formula_too():
    from openpyxl.worksheet.formula import ArrayFormula

    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active["C2"] = ArrayFormula("C2", "=SUM(A1:A9)")
    assert isinstance(read(saved(workbook))[0][2], CellFormula)


def test_an_identity_number_kept_as_a_floating_number_is_refused_by_its_address():
    sheet = with_sheet(b'<row r="2"><c r="A2"><v>3.2010219900307200E+17</v></c><c r="B2"><v>1</v></c></row>')
    fault = read(sheet)[0][2]
    assert isinstance(fault, CellNumberTooLong)
    assert fault.arguments == {"address": "A2"}


def test_an_error_cell_is_refused_by_its_address():
    assert isinstance(read(book(HEADER, ["1", "#N/A"]))[0][2], CellError)


def test_a_missing_column_is_named():
    with pytest.raises(ColumnsWrong):
        read(book(["编号"], ["1"]))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not really a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        with_part(book(HEADER), "xl/workbook.xml", None),
        with_part(book(HEADER), "xl/workbook.xml", b"<not xml"),
        with_part(book(HEADER), "xl/workbook.xml", b"<other/>"),
        book(HEADER)[:-40],
        with_sheet(b'<row r="2"><c r="A2" t="s"><v>99999</v></c></row>'),
        with_sheet(b'<row r="x"/>'),
    ],
    ids=["no-zip", "old-xls", "no-workbook", "no-xml", "other-xml", "cut-off", "no-such-string", "no-such-row"],
)
def test_what_is_no_sound_workbook_is_refused(content):
    with pytest.raises(WorkbookUnreadable):
        read(content)


def test_entities_are_refused_whether_internal_or_external():
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    file = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for prologue, use in ((lol, b"&b;"), (file, b"&f;")):
        row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + use + b"</t></is></c></row>"
        with pytest.raises(WorkbookUnreadable):
            read(with_sheet(row, prologue))


def test_macros_are_refused():
    with pytest.raises(WorkbookHasMacros):
        read(with_part(book(HEADER), "xl/vbaProject.bin", b"Sub AutoOpen()"))


def test_a_zip_bomb_is_refused_from_its_directory():
    with pytest.raises(WorkbookTooLarge):
        read(with_part(book(HEADER), "xl/media/image1.bin", b"\0" * (65 << 20)))


def test_a_part_that_shrank_too_well_is_refused():
    with pytest.raises(WorkbookTooLarge):
        read(with_part(book(HEADER), "xl/media/image1.bin", b"\0" * (2 << 20)))


def test_a_directory_that_lies_about_a_size_is_found_while_reading():
    bomb = with_part(book(HEADER), "xl/styles.xml", b"<a>" + b"\0" * (65 << 20))
    size = (3 + (65 << 20)).to_bytes(4, "little")
    assert bomb.count(size) == 2
    with pytest.raises(WorkbookUnreadable):
        read(bomb.replace(size, (2048).to_bytes(4, "little")))


def test_a_million_empty_rows_do_not_hang():
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_000_003))
    begun = time.process_time()
    assert read(with_sheet(b'<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>' + rows))[0][0] == 2
    assert time.process_time() - begun < 10


def test_a_last_row_far_away_does_not_hang():
    begun = time.process_time()
    assert read(with_sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')) == []
    assert time.process_time() - begun < 5


def test_a_sheet_that_claims_every_cell_is_read_by_what_it_holds():
    content = with_sheet(b'<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    claiming = sheet.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    assert len(read(with_part(content, "xl/worksheets/sheet1.xml", claiming))) == 1


def test_more_cells_than_a_list_needs_are_refused():
    cells = b"".join(b'<row r="%d">' % n + b"<c/>" * 400 + b"</row>" for n in range(2, 8_002))
    with pytest.raises(WorkbookTooLarge):
        read(with_sheet(cells))


def test_more_rows_than_a_list_may_have_are_refused():
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d"><v>1</v></c></row>' % (n, n, n, n) for n in range(2, 50_003)
    )
    with pytest.raises(RowsTooMany):
        read(with_sheet(rows))


def test_a_file_of_more_than_ten_megabytes_is_refused_unopened():
    with pytest.raises(TableTooLarge):
        read(b"PK\x03\x04" + b"\0" * (10 << 20))
