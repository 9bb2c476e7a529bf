"""Contribution detail for the unit (EMP-04): per month and person, owed, paid, late fee; as a file too."""

import csv
import io

import openpyxl
import pytest

from kernel.money import yuan
from tests.journeys.platform import Platform
from tests.journeys.test_contributions import assess, book

MONTH = "2026-11"


@pytest.mark.feature("EMP-04")
def test_a_month_is_shown_person_by_person_and_the_file_says_the_same(platform: Platform) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    assess(platform, MONTH)
    bill = agent.get(f"/units/{unit}/bills/{MONTH}", limit=1).ok
    assert bill["people"] > 1
    people = [bill["members"][0]]
    while bill["next"]:
        bill = agent.get(f"/units/{unit}/bills/{MONTH}", limit=1, after=bill["next"]).ok
        people += bill["members"]
    assert len({person["person_id"] for person in people}) == bill["people"]
    owed = sum(line["employer"] + line["individual"] for person in people for line in person["lines"])
    assert owed == bill["owed"]

    text = agent.get(f"/units/{unit}/bills/{MONTH}/file").content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert header[:4] == ["费款所属期", "姓名", "险种", "缴费基数"]
    lines = [row for row in rows if row[1] != "合计"]
    assert len(lines) == sum(len(person["lines"]) for person in people)
    assert all("*" in row[1] for row in lines)
    sums = {row[2]: row[6] for row in rows if row[1] == "合计"}
    assert sums == {line["line_name"]: yuan(line["owed"]) for line in bill["lines"]}
    book_file = agent.get(f"/units/{unit}/bills/{MONTH}/file", format="xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(book_file)).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1


@pytest.mark.feature("EMP-04")
def test_what_came_late_shows_its_fee(platform: Platform) -> None:
    unit = platform.city.other_unit
    assess(platform, "2026-10")
    agent = platform.as_("other_agent")
    pension = agent.get(f"/units/{unit}/bills/2026-10").ok["lines"][0]
    if pension["open"]:
        book(platform, (unit, "2026-10", "pension", yuan(pension["open"]), "2026-11-10", "V202610detail"))
    line = agent.get(f"/units/{unit}/bills/2026-10").ok["lines"][0]
    assert (line["open"], line["late_fee"] > 0) == (0, True)
    text = agent.get(f"/units/{unit}/bills/2026-10/file").content.decode("utf-8-sig")
    assert f"滞纳金{yuan(line['late_fee'])}" in text


@pytest.mark.feature("EMP-04")
def test_a_month_without_a_bill_is_empty_and_another_unit_sees_nothing(platform: Platform) -> None:
    unit = platform.city.unit
    assert platform.as_("agent").get(f"/units/{unit}/bills/2026-01").ok["state"] == "none"
    for address in (f"/units/{unit}/bills/{MONTH}", f"/units/{unit}/bills/{MONTH}/file"):
        platform.as_("other_agent").get(address).refused("forbidden", 403)
    platform.as_("agent").get(f"/units/{unit}/bills/{MONTH}/file", format="pdf").refused("invalid", 422)
