"""Contribution detail for the unit (EMP-04): per month and person, owed, paid, late fee; as a file too."""

import csv
import io

import openpyxl
import pytest

from gateway.web.words import money
from kernel.money import yuan
from tests.journeys.clients import until
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
    added_up = sum(row[6].value for row in sheet.iter_rows(min_row=2) if row[1].value != "合计")
    assert round(added_up * 100) == owed


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
    page = platform.browser("other_agent").open("/unit/bills/2026-10")
    assert f"<span>{money(line['late_fee'])}" in page
    assert (f"未缴{money(line['late_fee_open'])}" in page) == (line["late_fee_open"] > 0)
    text = agent.get(f"/units/{unit}/bills/2026-10/file").content.decode("utf-8-sig")
    assert f"滞纳金{yuan(line['late_fee'])}" in text


@pytest.mark.feature("EMP-04")
def test_a_month_without_a_bill_is_empty_and_another_unit_sees_nothing(platform: Platform) -> None:
    unit = platform.city.unit
    assert platform.as_("agent").get(f"/units/{unit}/bills/2026-01").ok["state"] == "none"
    for address in (f"/units/{unit}/bills/{MONTH}", f"/units/{unit}/bills/{MONTH}/file"):
        platform.as_("other_agent").get(address).refused("forbidden", 403)
    platform.as_("agent").get(f"/units/{unit}/bills/{MONTH}/file", format="pdf").refused("invalid", 422)


@pytest.mark.feature("EMP-04")
@pytest.mark.parametrize("month", ["2026-13", "2026-1%0B", "a*b"])
def test_a_month_that_is_none_is_told_so_by_the_file_too(platform: Platform, month: str) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    for kind in ("csv", "xlsx"):
        agent.get(f"/units/{unit}/bills/{month}/file", format=kind).refused("invalid", 422)


@pytest.mark.feature("EMP-08")
def test_staff_are_told_when_a_month_was_paid_for_them(platform: Platform) -> None:
    unit, month = platform.city.other_unit, "2026-10"
    assess(platform, month)
    agent = platform.as_("other_agent")
    for line in agent.get(f"/units/{unit}/bills/{month}").ok["lines"]:
        if line["open"]:
            voucher = f"V{month.replace('-', '')}told{line['line']}"
            book(platform, (unit, month, line["line"], yuan(line["open"]), "2026-11-10", voucher))
    person = platform.person(platform.city.veteran)

    def told() -> list[str]:
        notices = person.get("/inbox").ok["notices"]
        return [notice["text"] for notice in notices if notice["kind"] == "month_paid"]

    [text, *_] = until(told, "the notice")
    assert "嘉成“老字号”食品厂已为您缴纳2026-10的社会保险费" in text


@pytest.mark.feature("EMP-08")
def test_staff_see_what_was_paid_for_them_and_the_unit_sees_who_was_reached(platform: Platform) -> None:
    who, unit, agent = platform.city.employee, platform.city.unit, platform.as_("agent")
    assess(platform, MONTH)
    person = platform.person(who)
    told = person.get(f"/me/statements/{MONTH}").ok
    [mine] = told["units"]
    assert (mine["unit_id"], mine["unit_name"], mine["seen"]) == (unit, "远信软件有限公司", False)
    assert {"pension", "injury"} <= {line["line"] for line in mine["lines"]}
    assert mine["individual"] == sum(line["individual"] for line in mine["lines"]) > 0
    assert all(line["base"] > 0 and line["state_name"] for line in mine["lines"])

    def reached() -> dict[str, bool]:
        staff = agent.get(f"/units/{unit}/statements/{MONTH}", limit=200).ok["staff"]
        return {each["person_id"]: each["seen"] for each in staff}

    person_id = person.get("/me/status").ok["person_id"]
    assert reached()[person_id] is False
    person.post(f"/me/statements/{MONTH}/seen", {"unit_id": unit}).ok  # noqa: B018
    person.post(f"/me/statements/{MONTH}/seen", {"unit_id": unit}).ok  # noqa: B018
    assert reached()[person_id] is True
    assert [each["seen"] for each in person.get(f"/me/statements/{MONTH}").ok["units"]] == [True]
    assert False in reached().values()
    person.post(f"/me/statements/{MONTH}/seen", {"unit_id": platform.city.paying_unit}).refused("base_not_staff", 422)
    person.post("/me/statements/2026-13/seen", {"unit_id": unit}).refused("invalid", 422)
    platform.as_("other_agent").get(f"/units/{unit}/statements/{MONTH}").refused("forbidden", 403)
