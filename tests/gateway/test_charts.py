"""A figure over time as a picture: every point in it, read aloud as well as seen, and nothing that runs (QRY-14)."""

from xml.etree import ElementTree as ET

from flask import Flask

from gateway.web.charts import SVG, Chart, Point, bars, svg
from kernel.calendar import month_range

BALANCE = Chart(
    "养老保险个人账户余额", [Point("2025-12", 500_000), Point("2026-01", 548_000), Point("2026-03", 596_000)]
)
BASE = Chart("缴费<基数>", [Point(month, 600_000) for month in month_range("1992-08", "2026-10")])
NAMES = {"svg": SVG}


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(svg(chart, "one"))


def test_it_has_a_title_and_a_description_for_those_who_do_not_see_it():
    root = drawn(BALANCE)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title one-desc"
    assert [root.find(f"svg:{tag}", NAMES).text for tag in ("title", "desc")] == [  # type: ignore[union-attr]
        "养老保险个人账户余额",
        "2025-12为¥5,000.00，2026-03为¥5,960.00；最低¥5,000.00（2025-12），最高¥5,960.00（2026-03）。",
    ]


def points(chart: Chart) -> list[tuple[float, float]]:
    line = drawn(chart).find("svg:polyline", NAMES)
    assert line is not None
    pairs = [pair.split(",") for pair in line.attrib["points"].split()]
    return [(float(x), float(y)) for x, y in pairs]


def test_every_point_lies_within_the_picture_in_the_order_of_time():
    for chart in (BALANCE, BASE):
        found = points(chart)
        assert found == sorted(found, key=lambda place: place[0])
        assert all(0 <= x <= 720 and 0 <= y <= 320 for x, y in found)


def test_of_a_level_stretch_the_ends_are_drawn():
    assert len(points(BALANCE)) == len(BALANCE.points)
    assert len(points(BASE)) == 2
    values = [1, 1, 1, 2, 2, 2, 3]
    turning = Chart("缴费基数", [Point(f"2026-0{month}", 100 * value) for month, value in enumerate(values, 1)])
    assert len(points(turning)) == 5


def test_a_balance_holds_until_it_changes():
    found = points(Chart(BALANCE.title, BALANCE.points, steps=True))
    assert len(found) == 5
    assert found[0][1] == found[1][1]
    assert found[1][0] == found[2][0]


def test_one_point_and_none_are_pictures_too():
    assert len(points(Chart("余额", [Point("2026-01", 0)]))) == 1
    empty = drawn(Chart("余额", []))
    assert empty.find("svg:polyline", NAMES) is None
    assert empty.find("svg:desc", NAMES).text == "没有可以显示的数据。"  # type: ignore[union-attr]


def test_forty_years_have_few_labels_and_words_cannot_break_out():
    root = drawn(BASE)
    labels = [each.text or "" for each in root.findall("svg:text", NAMES)]
    assert len([label for label in labels if "-" in label]) <= 8
    assert root.find("svg:title", NAMES).text == "缴费<基数>"  # type: ignore[union-attr]
    assert "style" not in svg(BASE)


def test_a_page_shows_it_with_its_table(app: Flask):
    page = "{% import 'parts.html' as p %}{{ p.chart(chart, ['年月', '余额']) }}"
    shown = app.jinja_env.from_string(page).render(chart=BALANCE)
    assert shown.index("<svg") < shown.index("<table")
    assert shown.count('<th scope="row"') == len(BALANCE.points)
    assert "5,960.00" in shown


def test_bars_stand_side_by_side_each_with_its_words():
    root = ET.fromstring(
        bars("各月<到账>", [("2026-09", 100, "¥1.00"), ("2026-10", 200, "¥2.00"), ("2026-11", 0, "¥0.00")])
    )
    assert root.get("aria-label") == "各月<到账>：2026-09 ¥1.00，2026-10 ¥2.00，2026-11 ¥0.00"
    low, high, none = root.findall("svg:rect", NAMES)
    assert float(high.attrib["height"]) == 2 * float(low.attrib["height"]) > float(none.attrib["height"]) == 0
    assert float(low.attrib["x"]) + float(low.attrib["width"]) < float(high.attrib["x"])
    words = [each.text for each in root.findall("svg:text", NAMES)]
    assert words == ["2026-09", "¥1.00", "2026-10", "¥2.00", "2026-11", "¥0.00"]


def test_nothing_and_what_is_below_nothing_are_pictures_too():
    assert ET.fromstring(bars("余额", [])).findall("svg:rect", NAMES) == []
    [bar] = ET.fromstring(bars("余额", [("2026", -5, "−¥0.05")])).findall("svg:rect", NAMES)
    assert float(bar.attrib["height"]) == 0


def test_a_table_says_where_the_value_changes():
    steady = Chart("缴费基数", [Point("2026-01", 5), Point("2026-02", 5), Point("2026-03", 7), Point("2026-04", 5)])
    assert [point.month for point in steady.changes] == ["2026-01", "2026-03", "2026-04"]
    assert Chart("余额", []).changes == []


def test_months_of_the_same_base_are_one_step():
    level = [Point(f"2024-{month:02}", 500_000) for month in range(1, 13)]
    found = points(Chart("缴费基数", [*level, Point("2025-01", 600_000), Point("2025-02", 600_000)], steps=True))
    heights = [y for _, y in found]
    assert len(found) == 5
    assert heights[0] == heights[1] > heights[2] == heights[3] == heights[4]
