"""What people received, spent, filed, shared and brought along: QRY-03, QRY-05 to QRY-09, and their tables (QRY-14)."""

from typing import Any

import pytest

from kernel.money import fen
from tests.journeys.city_received import LATE, MONTHLY, PENSION_MONTHS
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_looks import found, looks
from tests.journeys.test_queries import BEFORE, table

YESTERDAY_WAS_EMPTY = (
    ("/me/benefits", {"line": "pension"}),
    ("/me/medical/spending", {}),
    ("/me/transferred-in", {"scope": "outside"}),
)


def paged(person: Api, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All rows of a table, one on a page."""
    rows, after = list[dict[str, Any]](), ""
    while True:
        page = person.get(path, limit=1, after=after, **asked).ok
        rows += page["rows"]
        if page["next"] is None:
            return rows
        after = page["next"]


# ------------------------------------------------------------------ QRY-03


@pytest.mark.feature("QRY-03")
def test_a_pension_is_shown_month_by_month_and_what_was_paid_afterwards_apart(platform: Platform) -> None:
    person = platform.person(platform.city.retired)
    told = person.get("/me/benefits", line="pension").ok
    months = [row["from_month"] for row in told["rows"]]
    assert (months[0], months[-1], len(months)) == (PENSION_MONTHS[1], PENSION_MONTHS[0], 6)
    assert {row["amount"] for row in told["rows"]} == {fen(MONTHLY)}
    assert told["rows"][0]["benefit_name"] == "基本养老金"
    assert told["totals"] == {
        "regular": {"count": 6, "amount": 6 * fen(MONTHLY)},
        "supplementary": {"count": 1, "amount": fen(LATE)},
    }
    [late] = person.get("/me/benefits", line="pension", payments="supplementary").ok["rows"]
    assert (late["from_month"], late["to_month"], late["paid_on"]) == ("2026-01", "2026-06", "2026-07-15")


@pytest.mark.feature("QRY-03")
@pytest.mark.feature("QRY-14")
def test_payments_come_page_by_page_and_by_period(platform: Platform) -> None:
    person = platform.person(platform.city.retired)
    whole = person.get("/me/benefits", line="pension").ok["rows"]
    assert paged(person, "/me/benefits", line="pension") == whole
    asked = {"line": "pension", "from_month": "2026-07", "to_month": "2026-08"}
    assert [row["from_month"] for row in person.get("/me/benefits", **asked).ok["rows"]] == ["2026-08", "2026-07"]


@pytest.mark.feature("QRY-03")
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "line"),
        ({"line": "luck"}, "line"),
        ({"line": "pension", "payments": "all"}, "payments"),
        ({"line": "pension", "from_month": "2026-13"}, "from_month"),
        ({"line": "pension", "limit": 0}, "limit"),
        ({"line": "pension", "as_of": "soon"}, "as_of"),
    ],
)
def test_what_cannot_be_asked_is_told_by_field(platform: Platform, asked: dict[str, Any], field: str) -> None:
    person = platform.person(platform.city.retired)
    assert field in person.get("/me/benefits", **asked).refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-03")
@pytest.mark.feature("QRY-15")
def test_as_known_on_a_day_before_it_was_brought_in_there_was_nothing(platform: Platform) -> None:
    for known, (path, asked) in zip(
        (platform.city.retired, platform.city.employee, platform.city.veteran), YESTERDAY_WAS_EMPTY, strict=True
    ):
        person = platform.person(known)
        live = person.get(path, **asked).ok
        assert live["rows"]
        assert person.get(path, as_of=live["as_of"], **asked).ok == live
        assert person.get(path, as_of=BEFORE, **asked).ok["rows"] == []
        person.get(path, as_of="2099-01-01", **asked).refused("records_as_of_in_future", 422)


# ------------------------------------------------------------------ QRY-05


@pytest.mark.feature("QRY-05")
def test_spending_of_the_last_six_months_says_who_paid_what(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    told = person.get("/me/medical/spending").ok
    assert (told["from"], told["to"]) == ("2026-05-18", "2026-11-18")
    assert [row["spent_on"] for row in told["rows"]] == ["2026-11-10", "2026-05-18"]
    assert [row["care_name"] for row in told["rows"]] == ["药店购药", "门诊"]
    assert told["totals"] == {"count": 2, "total": 26_660, "fund": 12_000, "account": 14_660, "cash": 0}
    assert paged(person, "/me/medical/spending") == told["rows"]
    narrowed = person.get("/me/medical/spending", from_month="2026-11").ok
    assert [row["spent_on"] for row in narrowed["rows"]] == ["2026-11-10"]
    earlier = person.get("/me/medical/spending", to_month="2026-04").ok
    assert (earlier["rows"], earlier["nothing_found"]["causes"][0]["code"]) == ([], "period")


@pytest.mark.feature("QRY-05")
def test_reimbursement_of_the_year_filings_and_who_shares_the_account(platform: Platform) -> None:
    told = platform.person(platform.city.employee).get("/me/medical").ok
    year = told["reimbursed"]
    assert (told["year"], year["count"], year["fund"], year["account"]) == (2026, 4, 418_000, 47_660)
    assert {each["care"]: each["fund"] for each in year["care"]} == {
        "outpatient": 18_000,
        "inpatient": 400_000,
        "pharmacy": 0,
    }
    filed = [(one["reference"], one["kind_name"], one["state"], one["to_on"]) for one in told["remote_care"]]
    assert filed == [("B2", "长期居住", "valid", None), ("B1", "临时外出就医", "over", "2026-07-31")]
    shared = [(one["name"], one["relative_name"], one["state"]) for one in told["sharing"]]
    assert shared == [("郑*海", "子女", "valid"), ("李*", "兄弟姐妹", "over")]
    assert platform.city.child.id_number not in str(told)


@pytest.mark.feature("QRY-05")
@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize(
    ("path", "listed", "period"),
    [
        ("/me/medical/remote-care", "remote_care", "2026-08"),
        ("/me/medical/sharing", "sharing", "2026-11"),
    ],
)
def test_filings_and_relatives_come_page_by_page_and_by_period(
    platform: Platform, path: str, listed: str, period: str
) -> None:
    person = platform.person(platform.city.employee)
    whole = person.get(path).ok
    assert whole["rows"] == person.get("/me/medical").ok[listed]
    assert (paged(person, path), whole["totals"]["count"]) == (whole["rows"], 2)
    now = person.get(path, from_month=period).ok["rows"]
    assert [row["state"] for row in now] == ["valid"]
    assert person.get(path, as_of=BEFORE).ok["rows"] == []
    assert "limit" in person.get(path, limit=0).refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-05")
def test_medical_contributions_are_a_list_of_their_own(platform: Platform) -> None:
    rows = platform.person(platform.city.employee).get("/me/contributions", line="medical").ok["rows"]
    assert {row["line"] for row in rows} == {"medical"}


# ------------------------------------------------------------------ QRY-06 to QRY-08


@pytest.mark.parametrize(
    ("who", "line", "benefits"),
    [
        pytest.param("employee", "injury", ["一次性伤残补助金", "工伤医疗费"], marks=pytest.mark.feature("QRY-06")),
        pytest.param(
            "unemployed",
            "unemployment",
            ["代缴医疗保险费", "失业保险金", "失业保险金", "失业保险金"],
            marks=pytest.mark.feature("QRY-07"),
        ),
        pytest.param("colleague", "maternity", ["生育津贴"], marks=pytest.mark.feature("QRY-08")),
    ],
)
def test_each_lines_benefits_and_contributions(platform: Platform, who: str, line: str, benefits: list[str]) -> None:
    person = platform.person(getattr(platform.city, who))
    told = person.get("/me/benefits", line=line).ok
    assert sorted(row["benefit_name"] for row in told["rows"]) == sorted(benefits)
    paid = person.get("/me/contributions", line=line).ok["rows"]
    assert {row["line"] for row in paid} <= {line}
    assert paid or who == "unemployed"
    other = person.get("/me/benefits", line="pension").ok
    assert (other["rows"], other["nothing_found"]["title"]) == ([], "无养老发放记录")
    assert other["nothing_found"]["causes"][0]["code"] == "not_received"


# ------------------------------------------------------------------ QRY-09


@pytest.mark.feature("QRY-09")
@pytest.mark.parametrize(
    ("scope", "name", "months", "money"),
    [
        ("within", "省内养老保险转入", 24, (0, 0)),
        ("outside", "省外养老保险转入", 30, (1_440_000, 2_160_000)),
        ("medical", "医疗保险转入", 30, (180_000, 0)),
    ],
)
def test_what_came_from_elsewhere_is_three_lists(
    platform: Platform, scope: str, name: str, months: int, money: tuple[int, int]
) -> None:
    told = platform.person(platform.city.veteran).get("/me/transferred-in", scope=scope).ok
    [row] = told["rows"]
    assert (told["scope_name"], row["months"], (row["personal"], row["pooled"])) == (name, months, money)
    assert row["region_name"] == ("江苏省" if scope == "within" else "上海市")
    assert told["totals"]["months"] == months


@pytest.mark.feature("QRY-09")
def test_which_list_must_be_said_and_an_empty_one_says_what_to_do(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    assert "scope" in person.get("/me/transferred-in").refused("invalid", 422)["errors"]
    told = person.get("/me/transferred-in", scope="within").ok["nothing_found"]
    assert told["title"] == "无省内养老保险转入记录"
    assert "transfer" in {cause["matter"] for cause in told["causes"]}


# ------------------------------------------------------------------ others who look


@pytest.mark.feature("QRY-03")
@pytest.mark.feature("QRY-05")
@pytest.mark.feature("QRY-09")
def test_officers_see_the_same_for_a_reason_the_person_reads_it_and_nobody_else_does(platform: Platform) -> None:
    known = platform.city.veteran
    person, person_id, clerk = platform.person(known), found(platform, known), platform.as_("clerk", "window")
    paths = {"benefits": {"line": "pension"}, "medical": {}, "medical/spending": {}}
    paths |= {"medical/remote-care": {}, "medical/sharing": {}, "transferred-in": {"scope": "outside"}, "movements": {}}
    for path, asked in paths.items():
        address = f"/persons/{person_id}/{path}"
        assert clerk.get(address, reason="complaint", **asked).ok == person.get(f"/me/{path}", **asked).ok
        assert "reason" in clerk.get(address, **asked).refused("invalid", 422)["errors"]
        platform.as_("agent").get(address, reason="complaint", **asked).refused("forbidden", 403)
        platform.as_("auditor").get(address, reason="complaint", **asked).refused("forbidden", 403)
        platform.anyone().get(f"/me/{path}", **asked).refused("unauthenticated", 401)
    until(lambda: len(looks(person, reason="complaint")) == len(paths), "each look is written down")


# ------------------------------------------------------------------ QRY-14


@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("who", "path", "asked", "title"),
    [
        ("retired", "/me/benefits", {"line": "pension", "from_month": "2026-08"}, "待遇项目"),
        ("employee", "/me/medical/spending", {}, "结算日期"),
        ("employee", "/me/medical/remote-care", {}, "备案类型"),
        ("employee", "/me/medical/sharing", {}, "共济对象"),
        ("veteran", "/me/transferred-in", {"scope": "outside"}, "转出地"),
    ],
)
def test_each_table_is_a_file_with_every_row_of_the_period(
    platform: Platform, who: str, path: str, asked: dict[str, str], title: str, kind: str
) -> None:
    person = platform.person(getattr(platform.city, who))
    header, *rows = table(person.get(f"{path}/file", format=kind, **asked).content, kind)
    assert header[0] == title
    assert len(rows) == len(person.get(path, **asked).ok["rows"]) > 0
    assert "format" in person.get(f"{path}/file", format="pdf", **asked).refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_in_a_file_is_a_formula(platform: Platform, kind: str) -> None:
    person = platform.person(platform.city.employee)
    rows = table(person.get("/me/medical/spending/file", format=kind).content, kind)
    assert "'=康复医院" in {row[1] for row in rows}
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in rows for cell in row if cell is not None)


@pytest.mark.feature("QRY-14")
def test_movements_come_page_by_page_and_by_period(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    account = next(one for one in person.get("/me/balances").ok["accounts"] if one["line"] == "pension")
    rows = paged(person, "/me/movements", line="pension")
    assert [row["balance"] for row in rows] == [row["balance"] for row in account["movements"]]
    asked = {"line": "pension", "from_month": "2026-03", "to_month": "2026-04"}
    assert [row["on"] for row in person.get("/me/movements", **asked).ok["rows"]] == ["2026-04-10", "2026-03-10"]
    header, *saved = table(person.get("/me/balances/file", format="xlsx", **asked).content, "xlsx")
    assert (header[0], len(saved)) == ("账户", 2)
    assert "line" in person.get("/me/movements", line="injury").refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize("series", ["balance", "base"])
def test_a_figure_over_time_is_a_chart_with_its_table(platform: Platform, series: str) -> None:
    person = platform.person(platform.city.employee)
    told = person.get("/me/charts", series=series, line="pension").ok
    values = [point["value"] for point in told["points"]]
    months = [point["month"] for point in told["points"]]
    assert months == sorted(months)
    if series == "balance":
        account = next(one for one in person.get("/me/balances").ok["accounts"] if one["line"] == "pension")
        assert values[-1] == account["balance"]
    else:
        assert values[0] == 600_000
    assert (told["unit"], told["columns"][0]) == ("fen", "年月")
    picture = person.get("/me/charts/image", series=series, line="pension")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    drawn = picture.content.decode()
    assert f">{told['title']}</title>" in drawn
    assert told["description"] in drawn
    assert "<script" not in drawn
    assert "series" in person.get("/me/charts", series="luck").refused("invalid", 422)["errors"]
    one = person.get("/me/charts", series=series, from_month="2026-02", to_month="2026-03").ok["points"]
    assert [point["month"] for point in one] == ["2026-02", "2026-03"]


@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_units_tables_are_files_too(platform: Platform, kind: str) -> None:
    unit, agent = platform.city.unit, platform.as_("agent")
    header, *rows = table(agent.get(f"/units/{unit}/roster/file", format=kind, status="active").content, kind)
    assert header[:3] == ["姓名", "公民身份号码", "状态"]
    staff = agent.get(f"/units/{unit}/roster", status="active", limit=200).ok["staff"]
    assert len(rows) == sum(max(1, len(each["lines"])) for each in staff)
    assert all("*" in row[0] and "*" in row[1] for row in rows)
    header, *rows = table(agent.get(f"/units/{unit}/bases/2026/file", format=kind).content, kind)
    listed = agent.get(f"/units/{unit}/bases/2026", limit=200).ok["staff"]
    assert len(rows) == sum(max(1, len(each["lines"])) for each in listed)
    for path in ("roster/file", "bases/2026/file"):
        assert "format" in agent.get(f"/units/{unit}/{path}", format="pdf").refused("invalid", 422)["errors"]
        platform.as_("other_agent").get(f"/units/{unit}/{path}").refused("forbidden", 403)
