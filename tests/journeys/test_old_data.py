"""OPS-05: what the old system knew was brought in by the importer: units, cards, persons and contributions."""

import csv
from pathlib import Path

import pytest

from tests.journeys.city import TABLES
from tests.journeys.platform import Platform


def rejects(platform: Platform, table: str) -> list[dict[str, str]]:
    with (platform.directory.parent / f"{table}.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def file_of(platform: Platform, table: str) -> Path:
    return platform.directory.parent / f"{table}.csv"


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("units", "credit_code.checksum"),
        ("cards", "card_second"),
        ("persons", "id_number.checksum"),
        ("contributions", "base"),
        ("benefits", "amount.amount"),
        ("spending", "fund.too_much"),
        ("remote-care", "region.region"),
        ("sharing", "relative.choice"),
        ("transferred-in", "months.whole"),
    ],
)
def test_every_bad_row_is_kept_with_its_line_and_reason(platform: Platform, table: str, problem: str) -> None:
    [bad] = rejects(platform, table)
    lines = file_of(platform, table).read_bytes().count(b"\r\n")
    assert bad["reject_problem"].startswith(problem)
    assert int(bad["reject_line"]) > 1
    assert bad["reject_reason"]
    assert lines >= 4


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("table", TABLES)
def test_the_same_file_again_changes_nothing(platform: Platform, table: str) -> None:
    person = platform.person(platform.city.employee)
    asked = ("/me/balances", "/me/medical", "/me/medical/spending")
    before = [person.get(path).ok for path in asked]
    again = platform.operate("deploy.cli", "import", table, str(file_of(platform, table)))
    assert (again.returncode, " 0 written" in again.stdout) == (1, True), again.stdout + again.stderr
    assert [person.get(path).ok for path in asked] == before


@pytest.mark.feature("OPS-05")
def test_what_was_brought_is_what_persons_and_units_see(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    totals = person.get("/me/contributions", line="pension", to_month="2026-09").ok["totals"]
    assert (totals["months"], totals["employer"], totals["individual"]) == (20, 20 * 96_000, 20 * 48_000)
    unit = platform.as_("agent").get(f"/units/{platform.city.unit}/glance").ok
    assert (unit["name"], unit["district"]) == ("远信软件有限公司", "320102")
    roster = platform.as_("agent").get(f"/units/{platform.city.unit}/roster", status="active", limit=200).ok["staff"]
    assert "欧*明" in {staff["name"] for staff in roster}


@pytest.mark.feature("OPS-05")
def test_a_card_that_was_issued_long_ago_is_the_persons_card_and_no_other_is_made(platform: Platform) -> None:
    cards = platform.person(platform.city.retired).get("/me/cards").ok["cards"]
    assert [card["state"] for card in cards] == ["active", "cancelled"]
