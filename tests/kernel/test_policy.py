"""A city file: checked as a whole, looked up by day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.policy import City, NoPolicy, WrongCityFile, check, load

SCHEMA = """
settings:
  name: text
  policy_through: day
  offers: [{code: word, price: series}]
series:
  price/*: {title: 价格, values: {amount: yuan, rate: percent?}}
required: [price/bread]
"""
SOUND = """
name: 示范市
policy_through: 2026-12-31
offers:
  - {code: bread, price: price/bread}
policy:
  price/bread:
    - {from: 2024-01-01, to: 2024-12-31, amount: 1.5, mark: verified, source: notice 1}
    - {from: 2025-01-01, to: 2025-06-30, gap: nobody published any}
    - {from: 2025-07-01, amount: 1234.56, rate: 0.5, published: 2025-09, provisional: yes, mark: known, source: n 2}
"""


@pytest.fixture
def files(tmp_path: Path):
    """Writes a city file and its schema; returns their paths."""

    def write(city: str) -> tuple[Path, Path]:
        paths = (tmp_path / "city.yaml", tmp_path / "schema.yaml")
        for path, text in zip(paths, (city, SCHEMA), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return write


@pytest.fixture
def city(files) -> City:
    return load(*files(SOUND))


def test_a_row_is_found_by_day_and_by_month_and_its_figures_are_exact(city: City) -> None:
    row = city.policy.at("price/bread", "2026-11")
    assert row == city.policy.at("price/bread", "2025-07-01")
    assert (row["amount"], row["rate"]) == (123456, Decimal("0.5"))
    assert (row.published_on, row.provisional, row.mark, row.source) == ("2025-09", True, "known", "n 2")


@pytest.mark.parametrize("on", ["2023-12-31", "2025-03", "2025-06-30"])
def test_a_day_before_the_first_row_or_in_a_gap_has_no_policy(city: City, on: str) -> None:
    assert city.policy.find("price/bread", on) is None
    with pytest.raises(NoPolicy) as refused:
        city.policy.at("price/bread", on)
    assert refused.value.to_wire() == {
        "code": "no_policy",
        "args": {"series": "price/bread", "on": on, "title": "价格"},
    }
    assert "price" not in str(refused.value)


def test_a_series_that_is_not_there_has_no_policy_either(city: City) -> None:
    assert city.policy.find("price/salt", "2026-01-01") is None
    with pytest.raises(NoPolicy):
        city.policy.at("price/salt", "2026-01-01")


@given(st.dates(date(2023, 1, 1), date(2027, 1, 1)).map(date.isoformat))
def test_what_is_found_covers_the_day_and_nothing_else_does(tmp_path_factory: pytest.TempPathFactory, day: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "city.yaml").write_text(SOUND, encoding="utf-8")
    (folder / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    policy = load(folder / "city.yaml", folder / "schema.yaml").policy
    covering = [row for row in policy.entries("price/bread") if row.covers(day)]
    assert [policy.find("price/bread", day)] == (covering or [None])


def test_a_row_is_found_again_by_its_id_until_it_is_corrected(city: City, files) -> None:
    row = city.policy.at("price/bread", "2024-05-01")
    assert row.id.startswith("price/bread@2024-01-01#")
    assert city.policy.entry(row.id) is row
    assert load(*files(SOUND.replace("1.5", "1.6"))).policy.entry(row.id) is None


def test_a_sound_file_has_no_problems(files) -> None:
    assert check(*files(SOUND)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "place"),
    [
        ("1.5,", "one,", 8, "amount"),
        ("1.5,", "1.555,", 8, "amount"),
        ("rate: 0.5", "rate: 0.5%", 10, "rate"),
        ("from: 2024-01-01", "from: 2024-02-30", 8, "from"),
        ("mark: verified", "mark: maybe", 8, "mark"),
        (", source: notice 1", "", 8, "source"),
        ("mark: known", "mark: known, colour: red", 10, "colour"),
        ("amount: 1.5, ", "", 8, "amount"),
        ("to: 2024-12-31", "to: 2023-12-31", 8, "第1项"),
        ("to: 2024-12-31", "to: 2025-01-01", 9, "第2项"),
        ("to: 2024-12-31, ", "", 9, "第2项"),
        ("to: 2024-12-31", "to: 2024-12-30", 9, "第2项"),
        ("from: 2025-07-01, ", "from: 2025-07-01, to: 2026-12-30, ", 7, "price/bread"),
        ("price: price/bread", "price: price/salt", 5, "price"),
        ("name: 示范市", "", 1, "name"),
        ("name: 示范市", "name: [示范市]", 2, "name"),
        ("name: 示范市", "name: 示范市\nname: 示范县", 3, "name"),
        ("  price/bread:\n", "  bread:\n", 7, "bread"),
        ("offers:", "offers", 5, "YAML"),
    ],
)
def test_each_fault_is_told_with_its_line_and_place(files, old: str, new: str, line: int, place: str) -> None:
    problems = check(*files(SOUND.replace(old, new, 1)))
    assert (line, True) in [(problem.line, place in problem.place) for problem in problems], problems


@pytest.mark.parametrize(
    "text", ["", "policy", "[]", "policy: 3", "policy: {price/bread: 3}", "policy: {price/bread: [3]}"]
)
def test_a_file_of_another_shape_is_told_so(files, text: str) -> None:
    assert check(*files(text))


def test_all_faults_are_told_at_once_and_the_file_is_refused(files) -> None:
    wrong = SOUND.replace("1.5,", "one,").replace("0.5", "half").replace("bread, price", "Bread, price")
    with pytest.raises(WrongCityFile) as refused:
        load(*files(wrong))
    assert [problem.line for problem in refused.value.problems] == [5, 8, 10]
    assert str(refused.value).count("\n第") == 3
