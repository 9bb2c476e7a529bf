"""Whatever file is handed in: read whole or refused with a reason; a bad row stops no other, a hostile one nobody."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.journeys.clients import Answer, until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_staff_changes import found

HEADER = "变更类型,公民身份号码,姓名,险种,生效月份,月工资,手机号码,停保原因"


def staff_file(platform: Platform, content: bytes, name: str = "staff.csv", **options: Any) -> Answer:
    return platform.as_("agent").upload(f"/units/{platform.city.unit}/staff-files", content, name, **options)


def row(platform: Platform, name: str = "吴员工", wage: str = "7000.00") -> str:
    return f"增员,{platform.stranger().id_number},{name},养老、工伤,2026-11,{wage},,"


def declared(platform: Platform, answer: Answer) -> dict[str, Any]:
    """What became of a file, once all of it was gone through."""
    agent, file_id = platform.as_("agent"), answer.result["file_id"]
    if tried_out(platform, answer)["state"] == "checked":
        agent.post(f"/staff-files/{file_id}/commit").ok  # noqa: B018
    return file_at(platform, file_id, "done")


def tried_out(platform: Platform, answer: Answer) -> dict[str, Any]:
    """How a file's trial came out."""
    return file_at(platform, answer.result["file_id"], "checked")


def file_at(platform: Platform, file_id: str, state: str) -> dict[str, Any]:
    """The file, once it is so far or nothing comes of it."""
    agent = platform.as_("agent")

    def so_far() -> dict[str, Any] | None:
        file = agent.get(f"/staff-files/{file_id}").ok
        return file if file["state"] in (state, "unreadable") else None

    return until(so_far, f"the file is {state}")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for cells in (tuple(HEADER.split(",")), *rows):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to half a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        with zipfile.ZipFile(io.BytesIO(workbook())) as old:
            for part in old.namelist():
                new.writestr(part, old.read(part))
        with new.open("xl/worksheets/sheet2.xml", "w") as huge:
            for _ in range(512):
                huge.write(b"0" * (1 << 20))
    return out.getvalue()


def a_million_empty_rows() -> bytes:
    empty = b"".join(b'<row r="%d"/>' % number for number in range(2, 1_000_002))
    return rezipped(
        workbook(), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", empty + b"</sheetData>")
    )


def billion_laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return rezipped(
        workbook(),
        "xl/worksheets/sheet1.xml",
        lambda sheet: entities + sheet.replace(b"<sheetData>", b"<sheetData>&b;"),
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "staff.csv", "invalid"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "staff.xlsx", None),
        (b"PK\x03\x04 not a workbook", "staff.xlsx", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "staff.xls", None),
        (b"%PDF-1.4", "staff.xlsx", None),
        ("姓名,年龄\n张,1\n".encode(), "staff.csv", "table_columns"),
        (HEADER.encode("utf-16"), "staff.csv", None),
        (HEADER.encode() + b'\n"\xe5\xa2\x9e', "staff.csv", None),
        (HEADER.encode() + b"\n", "staff.csv", "staff_file_empty"),
    ],
)
def test_a_file_that_is_no_table_of_staff_is_refused(
    platform: Platform, content: bytes, name: str, code: str | None
) -> None:
    answer = staff_file(platform, content, name)
    problem = answer.refused(code or answer.json["code"])
    assert answer.status in (413, 422), problem


@pytest.mark.parametrize("made", [bomb, a_million_empty_rows, billion_laughs])
def test_a_hostile_workbook_harms_nobody(platform: Platform, made: Callable[[], bytes]) -> None:
    answer = staff_file(platform, made(), "staff.xlsx")
    problem = answer.refused(answer.json["code"])
    assert problem["status"] in (413, 422)
    assert platform.as_("agent").get(f"/units/{platform.city.unit}/glance").status == 200


def test_an_oversized_file_is_refused_whatever_it_is(platform: Platform) -> None:
    staff_file(platform, b"x" * (10 << 20) + b"x").refused("file_too_large", 413)
    staff_file(platform, b"x" * (12 << 20)).refused("too_large", 413)
    agent, unit = platform.as_("agent"), platform.city.unit
    agent.upload(f"/units/{unit}/documents", PDF + b"x" * (5 << 20)).refused("file_too_large", 413)


def test_a_request_without_the_file_is_refused(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    for answer in (
        agent.post(f"/units/{unit}/staff-files", {"file": "x"}),
        agent.post(f"/units/{unit}/staff-files", files={"other": ("x.csv", b"x")}),
        agent.post(f"/units/{unit}/staff-files"),
    ):
        assert "file" in answer.refused("invalid", 422)["errors"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_quotes_commas_and_line_breaks_in_fields_are_read_in_every_encoding(platform: Platform, encoding: str) -> None:
    good = f'增员,"{platform.stranger().id_number}",吴员工,"养老,工伤",2026-11,"7,000.00",,'
    spread = f'增员,{platform.stranger().id_number},"吴""员""工",养老、工伤,2026-11,7000,,"离\n职"'
    text = "\r\n".join([HEADER, good, spread, row(platform)])
    file = declared(platform, staff_file(platform, text.encode(encoding)))
    assert file["rows"] == 3
    assert file["declared"] + len(file["bad"]) == 3
    assert file["declared"] >= 2, file["bad"]


@pytest.mark.feature("ENR-17")
def test_bad_rows_are_told_by_line_and_the_others_are_declared_once(platform: Platform) -> None:
    bad = [
        "增员,320102199003072810,张三,养老,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},,养老,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},李四,养老,2026-09,7000,,",
        f"增员,{platform.stranger().id_number},李四,火灾,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},李四,养老,2026-11,=1+1,,",
        f"减员,{platform.stranger().id_number},,养老,2026-11,,,本人辞职",
        "增员，太少",
    ]
    good = [platform.stranger(), platform.stranger()]
    first, last = (f"增员,{who.id_number},{who.name},养老、工伤,2026-11,7000,," for who in good)
    content = "\n".join([HEADER, first, *bad, last]).encode()
    agent, unit = platform.as_("agent"), platform.city.unit
    checked = tried_out(platform, agent.upload(f"/units/{unit}/staff-files", content))
    assert (checked["good"], [b["line"] for b in checked["bad"]]) == (2, list(range(3, 10)))
    assert [found(platform, who)["case_id"] for who in good] == [None, None]
    file = declared(platform, staff_file(platform, content))
    assert (file["declared"], [b["line"] for b in file["bad"]]) == (2, list(range(3, 10)))
    assert all(b["code"] and b["sentence"] for b in file["bad"])
    again = declared(platform, staff_file(platform, content))
    assert (again["declared"], again["unchanged"]) == (0, 2)
    assert all(found(platform, who)["case_id"] for who in good)


def test_formulas_are_not_taken_for_what_they_say(platform: Platform) -> None:
    who = platform.stranger().id_number
    content = workbook(
        ("增员", who, '=HYPERLINK("http://evil")', "养老", "2026-11", "=1+7000", "", ""),
        ("增员", platform.stranger().id_number, "+cmd|' /C calc'!A0", "养老", "2026-11", 7000, "", ""),
    )
    checked = tried_out(platform, staff_file(platform, content, "a.xlsx"))
    assert "cell_formula" in {bad["code"] for bad in checked["bad"]}


def test_a_file_name_is_only_a_name(platform: Platform) -> None:
    for name in ("../../etc/passwd", "C:\\x\\y.csv", "a\u202eb.csv", "x" * 300 + ".csv", "\n.csv"):
        answer = staff_file(platform, f"{HEADER}\n{row(platform)}".encode(), name)
        assert answer.status == 200, answer.json
