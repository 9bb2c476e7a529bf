"""The synthetic city: valid, varied, repeatable, of any size."""

import csv
import filecmp
import tracemalloc
from collections import Counter, defaultdict
from itertools import islice

import pytest

from deploy.demo.careers import career
from deploy.demo.cities import CITIES
from deploy.demo.generate import Wanted, generate
from deploy.demo.payments import payments
from deploy.demo.people import neighbour, people
from kernel.calendar import month_number
from kernel.identifiers import ResidentId, region_status, resident_id, upgraded_resident_id
from kernel.tabular import LOCAL, open_table
from services.cards.importing.rows import COLUMNS as CARD_COLUMNS
from services.cards.importing.rows import card_row
from services.employer.importing.rows import COLUMNS as UNIT_COLUMNS
from services.employer.importing.rows import unit_row
from services.records.importing.rows import CONTRIBUTION_COLUMNS, PERSON_COLUMNS, contribution_row, person_row
from services.records.importing.sheets import SheetWork
from services.records.importing.tables import SHEETS, Means

TODAY = "2026-11-22"
NAMES = ("units.csv", "cards.csv", "persons.csv", "contributions.csv")
MEANS = Means(TODAY, lambda number: f"P{number}", lambda text: text)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    out = tmp_path_factory.mktemp("city")
    generate(Wanted("nanjing", people=100, seed=7), out)
    return out


def check_rows(path, columns, check):
    with open_table(path, columns, LOCAL) as table:
        return [check(row.fields, TODAY) for row in table.rows]


@pytest.fixture(scope="module")
def persons(city):
    return check_rows(city / "persons.csv", PERSON_COLUMNS, person_row)


@pytest.fixture(scope="module")
def contributions(city):
    return check_rows(city / "contributions.csv", CONTRIBUTION_COLUMNS, contribution_row)


def test_every_row_is_good(city, persons, contributions):
    assert len(check_rows(city / "units.csv", UNIT_COLUMNS, unit_row)) == 4
    assert len(check_rows(city / "cards.csv", CARD_COLUMNS, card_row)) == len(persons) == 100
    assert len(contributions) > 40_000


@pytest.mark.parametrize("name", CITIES)
def test_what_people_received_and_spent_is_good_and_of_every_sort(name, tmp_path):
    generate(Wanted(name, people=400, seed=7, since="2026-10"), tmp_path)
    rows = {}
    for sheet in SHEETS.values():
        work = SheetWork(sheet, MEANS)
        with open_table(tmp_path / f"{sheet.name}.csv", sheet.columns, LOCAL) as table:
            fields = [row.fields for row in table.rows]
        checked = [work.check(each) for each in fields]
        keys = Counter((each.id_number, *(each.row[known] for known in sheet.known_by)) for each in checked)
        assert set(keys.values()) == {1}, sheet.name
        rows[sheet.name] = [each.row for each in checked]
    assert {row["payments"] for row in rows["benefits"]} == {"regular", "supplementary"}
    assert {row["benefit"] for row in rows["benefits"]} >= {"pension", "unemployment", "injury_medical"}
    assert {row["care"] for row in rows["spending"]} == {"outpatient", "inpatient", "pharmacy"}
    assert {row["line"] for row in rows["transferred-in"]} == {"pension", "medical"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(city, tmp_path):
    generate(Wanted("nanjing", people=100, seed=7), tmp_path / "same")
    generate(Wanted("nanjing", people=100, seed=8), tmp_path / "other")
    for name in (*NAMES, *(f"{sheet}.csv" for sheet in SHEETS)):
        assert filecmp.cmp(city / name, tmp_path / "same" / name, shallow=False)
        assert not filecmp.cmp(city / name, tmp_path / "other" / name, shallow=False)


def test_a_larger_city_of_the_same_seed_begins_with_the_same_units(city, tmp_path):
    generate(Wanted("nanjing", people=400, seed=7, since="2026-01"), tmp_path)
    small, large = ((place / "units.csv").read_text(encoding="utf-8") for place in (city, tmp_path))
    assert large.startswith(small)
    assert len(large) > len(small)


def test_careers_are_varied(persons, contributions):
    paid, units, kinds = defaultdict(set), defaultdict(set), Counter()
    for row in contributions:
        paid[row.id_number].add(month_number(row.period))
        units[row.id_number].add(row.unit_number)
        kinds[row.kind] += 1
    assert {row.category for row in persons} == {"employee", "flexible", "retired"}
    assert {row.status for row in persons} == {"active", "suspended", "closed"}
    assert any(row.deemed_months > 24 for row in persons)
    assert any(len(found) > 3 for found in units.values())
    assert any("" in found for found in units.values())
    assert any(max(months) - min(months) >= len(months) for months in paid.values()), "someone has a gap"
    assert min(row.period for row in contributions) < "1992-08"
    assert max(row.period for row in contributions) == "2026-10"
    assert kinds["back_payment"]
    assert any(not row.arrived_on for row in contributions)
    assert all(row.pension_balance for row in persons if row.status == "active" and row.start_month < "2025-01")


def test_no_row_stands_twice(contributions):
    keys = Counter((r.id_number, r.period, r.line, r.unit_number, r.kind, r.arrived_on) for r in contributions)
    assert set(keys.values()) == {1}


def test_contributions_stand_by_person_and_month(contributions):
    keys = [(row.id_number, row.period) for row in contributions]
    assert keys == sorted(keys)


def test_some_months_were_paid_by_two_units(contributions):
    payers = defaultdict(set)
    for row in contributions:
        payers[row.id_number, row.period].add(row.unit_number)
    assert any(len(units) == 2 for units in payers.values())


def test_some_old_rows_carry_the_old_number_of_the_same_person():
    wanted = Wanted("nanjing", people=400)
    units = wanted.units
    for person in people(units.city, wanted.people, wanted.seed, 1984):
        rows = payments(person, career(person, units, units.until, wanted.seed), units, wanted.seed)
        old = {row[0] for row in rows if len(row[0]) == 15}
        if old:
            assert {upgraded_resident_id(number, TODAY).number for number in old} == {person.id_number}
            assert all(row[2] < "1999-10" for row in rows if len(row[0]) == 15)
            return
    pytest.fail("nobody has an old number")


def test_abolished_regions_are_among_them():
    known = CITIES["nanjing"]
    regions = {region_status(person.id_number[:6]) for person in people(known, 500, 1, 2006)}
    assert regions == {"current", "historic"}


@pytest.mark.parametrize("name", CITIES)
def test_id_numbers_are_valid_unique_and_in_order_and_their_neighbours_free(name):
    numbers = [person.id_number for person in people(CITIES[name], 3000, 2, 2006)]
    assert len(numbers) == 3000
    assert numbers == sorted(set(numbers))
    assert all(isinstance(resident_id(number, TODAY), ResidentId) for number in numbers)
    assert not {neighbour(number) for number in numbers} & set(numbers)


def test_a_million_people_need_no_memory():
    tracemalloc.start()
    found = sum(1 for _ in islice(people(CITIES["shenzhen"], 1_000_000, 1, 2006), 3000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 3000
    assert peak < 3_000_000


def test_other_encodings_hold_the_same_city(city, tmp_path):
    generate(Wanted("nanjing", people=100, seed=7, encoding="gb18030"), tmp_path)
    for name in ("units.csv", "cards.csv", "persons.csv"):
        assert (tmp_path / name).read_text(encoding="gb18030") == (city / name).read_text(encoding="utf-8")


def test_errors_are_planted_and_told(tmp_path):
    generate(Wanted("ningbo", people=120, seed=3, errors=4, since="2020-01"), tmp_path)
    with (tmp_path / "expected-rejects.csv").open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    assert Counter(row["file"] for row in told) == {
        "units.csv": 12,
        "cards.csv": 20,
        "persons.csv": 20,
        "contributions.csv": 28,
    }
    assert set(Counter((row["file"], row["problem"]) for row in told).values()) == {4}
    lines = (tmp_path / "contributions.csv").read_text(encoding="utf-8").splitlines()
    cut = next(row for row in told if row["file"] == "contributions.csv" and row["problem"] == "row_width")
    assert lines[int(cut["line"]) - 1].count(",") == len(CONTRIBUTION_COLUMNS) - 2
