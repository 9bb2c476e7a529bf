"""The city files: they pass their own check, reach the current month and hold what the tables hold."""

import csv
from pathlib import Path

import pytest

from gateway.web.matters import all_matters
from kernel import calendar, money
from kernel.policy import City, NoPolicy, check, load
from kernel.process import check_city

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
NAMES = ["nanjing", "ningbo", "shenzhen"]
NATIONAL = [
    "late_fee",
    "undeclared",
    "interest/pension",
    "rates/relief/small_firm",
    "transfer/pension",
    "pension/divisor",
]
WORK_INJURY_CLASSES = ["0.2", "0.4", "0.7", "0.9", "1.1", "1.3", "1.6", "1.9"]


@pytest.fixture(params=NAMES)
def city(request: pytest.FixtureRequest) -> City:
    return load(CITIES / f"{request.param}.yaml")


def table(name: str) -> list[dict[str, str]]:
    with (CITIES / "tables" / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def spans(city: City, prefix: str) -> list[tuple[str, str | None, str, dict[str, str]]]:
    """First day, last day, mark and figures as text, of every row under a prefix."""
    return [
        (row.effective_from, row.effective_to, row.mark, {name: str(value) for name, value in row.values.items()})
        for series in city.policy.names(prefix)
        for row in city.policy.entries(series)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_city_file_has_no_problems(name: str) -> None:
    assert check(CITIES / f"{name}.yaml") == []


def test_the_usual_variant_of_every_line_can_be_assessed_in_every_month_the_city_promises(city: City) -> None:
    months = calendar.month_range(city["assessed_from"], calendar.month_of(city["policy_through"]))
    assert "2026-11" in months
    for line in city["lines"]:
        usual = line["variants"][0]
        for month in months:
            assert city.policy.at(usual["bounds"], month)["floor"] > 0
            assert city.policy.at(usual["rates"], month)["employer"] >= 0


def test_figures_carried_on_without_a_publication_say_so(city: City) -> None:
    carried = [
        row for name in city.policy.names() for row in city.policy.entries(name) if row.source == "沿用上一年度标准"
    ]
    assert carried
    assert all(row.provisional and row.mark == "illustrative" and row.note for row in carried)


def test_what_is_national_is_the_same_in_every_city() -> None:
    cities = [load(CITIES / f"{name}.yaml").policy for name in NAMES]
    for series in NATIONAL:
        assert cities[0].entries(series) == cities[1].entries(series) == cities[2].entries(series)


def test_every_agency_of_a_district_stands_in_the_citys_region(city: City) -> None:
    districts = [agency for agency in city["agencies"] if agency["kind"] == "district"]
    assert all(agency["region"][:4] == city["region"][:4] for agency in districts)
    assert city["region"][:2] == city["province_code"]


def test_every_row_of_the_tables_of_bounds_is_in_its_city(city: City) -> None:
    known = spans(city, "bounds/")
    for row in table("contribution_bases.csv"):
        if row["city"] == city["code"]:
            figures = {name: str(money.fen(row[name])) for name in ("floor", "ceiling") if row[name]}
            assert (row["effective_from"], row["effective_to"] or None, row["mark"], figures) in known, row


def test_every_row_of_the_tables_of_rates_is_in_its_city(city: City) -> None:
    known = spans(city, "rates/")
    columns = {
        "employer": "employer_percent",
        "individual": "individual_percent",
        "account": "of_which_to_account_percent",
    }
    for row in table("contribution_rates.csv"):
        if row["city"] == city["code"]:
            employers = WORK_INJURY_CLASSES if row["line"] == "work_injury" else [row["employer_percent"]]
            for employer in employers:
                figures = {name: row[column] for name, column in columns.items() if row[column]} | {
                    "employer": employer
                }
                assert (row["effective_from"], row["effective_to"] or None, row["mark"], figures) in known, row


def test_every_minimum_wage_of_the_table_is_in_its_city(city: City) -> None:
    known = [(first, last, mark, figures["monthly"]) for first, last, mark, figures in spans(city, "wage/minimum")]
    for row in table("minimum_wages.csv"):
        if row["city"] == city["code"]:
            wage = str(money.fen(row["monthly"]))
            assert (row["effective_from"], row["effective_to"] or None, row["mark"], wage) in known, row


def test_every_average_wage_of_the_table_is_in_a_city_of_its_province(city: City) -> None:
    known = {figures.get("monthly") or figures["annual"] for _, _, _, figures in spans(city, "wage/")}
    places = (city["province"].removesuffix("省"), city["name"].removesuffix("市"))
    for row in table("average_wages.csv"):
        if row["province_or_city"] in places:
            assert str(money.fen(row["monthly"] or row["annual"])) in known, row


def test_the_interest_of_every_year_of_the_table_is_in_each_city(city: City) -> None:
    known = {first[:4]: (figures["percent"], mark) for first, _, mark, figures in spans(city, "interest/")}
    assert known == {row["year"]: (row["rate_percent"], row["mark"]) for row in table("interest_rates.csv")}


def test_the_agencies_are_the_city_itself_its_districts_and_its_zones(city: City) -> None:
    kinds = [agency["kind"] for agency in city["agencies"]]
    assert (kinds[0], city["agencies"][0]["name"]) == ("city", "市本级")
    assert {"city", "district", "zone"} == set(kinds)


SERIES = {series for matter in all_matters() for series in (matter.deadline, matter.hours, matter.channels)}


@pytest.mark.parametrize("series", sorted(SERIES))
def test_every_matter_finds_its_deadline_hours_and_channels_in_every_city(city: City, series: str) -> None:
    assert city.policy.at(series, city["policy_through"]).values
    assert city.policy.at(series, "2026-01-01").values


def test_a_date_without_policy_is_an_error(city: City) -> None:
    with pytest.raises(NoPolicy) as refused:
        city.policy.at("bounds/pension", "1950-01-01")
    assert "1950-01-01" in str(refused.value)
    with pytest.raises(NoPolicy):
        city.policy.at("no/such_series", "2026-11-22")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("hours/window:", "hours/windows:", "hours/window"),
        ("name: 市本级", "nam: 市本级", "nam"),
        ("draw_day: 20", "draw_day: twenty", "draw_day"),
        ("policy_through: 2026-12-31", "policy_through: 2036-12-31", "policy_through"),
    ],
)
def test_a_fault_is_told_with_its_line_before_anything_starts(tmp_path: Path, was: str, now: str, told: str) -> None:
    text = (CITIES / "nanjing.yaml").read_text("utf-8")
    assert was in text
    file = tmp_path / "nanjing.yaml"
    file.write_text(text.replace(was, now), "utf-8")
    assert any(told in str(problem) for problem in check(file))
    with pytest.raises(SystemExit) as refused:
        check_city("nanjing", tmp_path)
    assert "第" in str(refused.value)
    with pytest.raises(SystemExit):
        check_city("nowhere", tmp_path)
    check_city("nanjing")
