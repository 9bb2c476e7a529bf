"""The made paper: every word of the content is on it, on as many pages as it takes."""

import io
import re

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.certificates.document.blocks import Column, Table
from services.certificates.document.contribution import as_paper, yuan
from services.certificates.document.paper import BOTTOM, TOP, _pages, make
from tests.domain.certificates.samples import LINES, UNIT, content, contribution

LONG_UNIT = "中国（江苏）自由贸易试验区南京片区长江智能装备与新材料研究院（集团）股份有限公司第二分公司"


def words(pdf: bytes) -> list[str]:
    """The text of each page, without spaces and line ends."""
    return [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_one_month_is_one_page_with_all_that_is_known_of_it() -> None:
    [page] = words(make(as_paper(content())).pdf)
    for word in ("参保缴费证明", "3201002026000001", "K7RQ9M2XWH4T8PDC", "张晓明", "320102********2813", "本人使用"):
        assert word in page
    for word in ("2026-01", "职工基本养老保险", "4,952.00", "396.16", "792.32", "已缴", "2026-01-18", "正常参保"):
        assert word in page
    assert "以下空白" in page
    assert "第1页共1页" in page


def test_forty_years_of_five_lines_are_all_there_and_every_page_has_its_head_and_number() -> None:
    made = make(as_paper(content("1986-11", 480, LINES)))
    pages = words(made.pdf)
    assert len(pages) == made.pages
    assert sum(page.count("4,952.00") for page in pages) == 480 * 5
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{made.pages}页" in page
        assert ("缴费标志" in page) == ("4,952.00" in page)


def test_a_month_is_not_parted_over_two_pages() -> None:
    pages = words(make(as_paper(content("2020-01", 60, LINES))).pdf)
    listed = [re.findall(r"20\d\d-\d\d(?=" + UNIT + ")", page) for page in pages]
    assert sum(map(len, listed)) == 60
    assert len({month for page in listed for month in page}) == 60


def test_the_same_content_gives_the_same_bytes() -> None:
    assert make(as_paper(content(count=3))).pdf == make(as_paper(content(count=3))).pdf


def test_a_character_outside_the_faces_is_named_in_a_note() -> None:
    page = "".join(words(make(as_paper(content(person_name="张\ue863"))).pdf))
    assert "张〓" in page
    assert "U+E863" in page


def test_an_unpaid_back_payment_says_both() -> None:
    row = contribution(paid=False, arrived_on=None, kind="补缴")
    assert "未缴·补缴" in words(make(as_paper(content(contributions=(row,)))).pdf)[0]


@pytest.mark.parametrize("count", [1, 7, 24])
def test_long_unit_names_are_whole(count: int) -> None:
    pages = "".join(words(make(as_paper(content(count=count, lines=LINES[:2], unit_name=LONG_UNIT))).pdf))
    assert pages.count("第二分公司") == count


@settings(max_examples=40)
@given(
    months=st.integers(1, 130),
    lines=st.integers(1, 5),
    unit=st.sampled_from(["甲公司", LONG_UNIT, LONG_UNIT * 4]),
    name=st.sampled_from(["张", "阿卜杜热西提·阿卜杜克热木·买买提依明·" * 3]),
)
def test_nothing_is_set_below_the_foot_of_a_page(months: int, lines: int, unit: str, name: str) -> None:
    paper = as_paper(content("2010-01", months, LINES[:lines], unit, person_name=name))
    for page in _pages(paper):
        for top, piece in page:
            assert top <= TOP
            assert top - piece.height >= BOTTOM - 0.01


@given(st.lists(st.integers(1, 9), max_size=30), st.floats(80, 700), st.booleans())
def test_a_table_cut_to_pages_keeps_all_rows_in_order(bands: list[int], first_room: float, with_total: bool) -> None:
    columns = (Column("甲", 100, shared=True), Column("乙", 100))
    rows = tuple((str(band), f"{band}.{row}") for band, size in enumerate(bands) for row in range(size))
    table = Table("表", "", columns, rows, ("合计", yuan(0)) if with_total else None)
    segments = list(table.segments(first_room, 700))
    set_cells = [row.cells[1][0] for segment in segments for band in segment.bands for row in band.rows]
    assert set_cells == [cell for _, cell in rows] + ["0.00"] * with_total
    assert all(segment.height <= 700 for segment in segments)
