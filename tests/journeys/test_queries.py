"""Looking one's record up: as known on a day, with its meaning, its evidence, as a table (QRY-11, 14, 15, 16)."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from tests.journeys.platform import Platform
from tests.journeys.test_contributions import rows_of

BEFORE = "2026-11-17"
LOOKED_UP = ("/me/status", "/me/contributions", "/me/continuity", "/me/balances", "/me/figures")


@pytest.mark.feature("QRY-15")
def test_as_known_today_is_the_live_answer(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    today = person.get("/me/status").ok["as_of"]
    for path in LOOKED_UP:
        assert person.get(path, as_of=today).ok == person.get(path).ok, path


@pytest.mark.feature("QRY-15")
def test_what_was_brought_in_later_was_not_known_before(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    before = person.get("/me/balances", as_of=BEFORE).ok
    assert (before["as_of"], {account["balance"] for account in before["accounts"]}) == (BEFORE, {0})
    assert person.get("/me/contributions", as_of=BEFORE).ok["rows"] == []
    assert "今天" in person.get("/me/balances", as_of="2099-01-01").refused("records_as_of_in_future", 422)["detail"]
    assert "as_of" in person.get("/me/balances", as_of="yesterday").refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-16")
@pytest.mark.parametrize("line", ["pension", "medical"])
def test_a_balance_opens_to_the_events_and_the_arithmetic_behind_it(platform: Platform, line: str) -> None:
    person = platform.person(platform.city.employee)
    told = person.get("/me/evidence", figure="balance", line=line).ok
    [account] = [a for a in person.get("/me/balances").ok["accounts"] if a["line"] == line]
    assert told["value"] == account["balance"] == sum(step["amount"] for step in told["steps"])
    assert all(step["events"] for step in told["steps"])


@pytest.mark.feature("QRY-16")
def test_years_and_a_base_open_to_theirs(platform: Platform) -> None:
    person = platform.person(platform.city.veteran)
    months = person.get("/me/evidence", figure="months").ok
    counted = person.get("/me/continuity").ok
    assert months["value"] == counted["months"] + counted["deemed"]["months"] + counted["transferred"] > 0
    base = platform.person(platform.city.employee).get("/me/evidence", figure="base", month="2025-03").ok
    assert (base["value"], len(base["steps"][0]["events"])) == (600_000, 1)
    person.get("/me/evidence", figure="base", month="1990-01").refused("records_figure_unknown", 404)
    assert "figure" in person.get("/me/evidence", figure="luck").refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-16")
@pytest.mark.feature("QRY-15")
def test_an_officer_looks_for_a_reason_and_nobody_else_does(platform: Platform) -> None:
    person, clerk = platform.person(platform.city.employee), platform.as_("clerk")
    person_id = person.get("/me/status").ok["person_id"]
    for path in ("status", "contributions", "balances", "evidence"):
        address, asked = f"/persons/{person_id}/{path}", {"figure": "balance"} if path == "evidence" else {}
        assert clerk.get(address, reason="window", **asked).status == 200, path
        assert "reason" in clerk.get(address, **asked).refused("invalid", 422)["errors"]
        platform.as_("agent").get(address, reason="window", **asked).refused("forbidden", 403)


@pytest.mark.feature("QRY-11")
def test_each_figure_is_explained_beside_its_value(platform: Platform) -> None:
    person = platform.person(platform.city.veteran)
    figures = {figure["figure"]: figure for figure in person.get("/me/figures").ok["figures"]}
    assert figures.keys() == {
        "base",
        "months",
        "deemed",
        "transferred",
        "floor",
        "ceiling",
        "employer_rate",
        "individual_rate",
        "balance",
    }
    assert figures["base"]["shown"].endswith(".00元")
    assert "继承" in figures["balance"]["meaning"]
    assert "一次性支取" in figures["balance"]["meaning"]
    assert all(figure["meaning"].endswith("。") for figure in figures.values())


@pytest.mark.feature("QRY-12")
def test_months_are_filtered_by_the_month_owed_and_by_the_month_of_arrival(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    asked = {"line": "pension", "arrived_from": "2025-03", "arrived_to": "2025-04"}
    told = person.get("/me/contributions", **asked).ok
    assert [(row["period"], row["arrived_on"]) for row in told["rows"]] == [
        ("2025-03", "2025-04-10"),
        ("2025-02", "2025-03-10"),
    ]
    assert told["totals"]["months"] == 2
    assert "arrived_to" in person.get("/me/contributions", arrived_to="soon").refused("invalid", 422)["errors"]


# ------------------------------------------------------------------ QRY-14


def table(content: bytes, kind: str) -> list[list[Any]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


@pytest.mark.feature("QRY-14")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_months_are_a_file_with_every_row_of_the_period(platform: Platform, kind: str) -> None:
    person = platform.person(platform.city.employee)
    asked = {"line": "pension", "from_month": "2025-01", "to_month": "2025-12"}
    answer = person.get("/me/contributions/file", format=kind, **asked)
    assert answer.status == 200
    header, *rows = table(answer.content, kind)
    assert header[:4] == ["费款所属期", "险种", "缴费类型", "缴费单位编号"]
    assert [row[0] for row in rows] == [row["period"] for row in rows_of(person, **asked)]
    assert {float(row[4]) for row in rows} <= {0.0, 6000.0}  # nothing was assessed for 2025-06


@pytest.mark.feature("QRY-14")
def test_the_movements_are_a_file_and_other_formats_are_refused(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    header, *rows = table(person.get("/me/balances/file").content, "csv")
    assert header[:2] == ["账户", "日期"]
    told = person.get("/me/balances").ok["accounts"]
    assert len(rows) == sum(len(account["movements"]) for account in told)
    assert "format" in person.get("/me/balances/file", format="pdf").refused("invalid", 422)["errors"]
