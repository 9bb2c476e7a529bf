"""Bringing the old data (OPS-05): every row ends in the store or in the file of rejected rows, once."""

import csv
import json
import random
from collections import Counter
from pathlib import Path

import pytest

from kernel.bulk.rejects import AlreadyLoading, Rejects
from kernel.identifiers import upgraded_resident_id
from kernel.money import fen
from kernel.privacy import person_id
from kernel.service import Service
from kernel.store import NewCommit
from kernel.tabular.faults import ColumnsWrong, EncodingUnknown, QuotesBroken
from services.employer.importing.loading import load_units
from services.records import contract as c
from services.records.contract.repairs import BackPaymentAssessed
from services.records.importing.loading import load_contributions, load_persons, load_sheet
from services.records.importing.tables import SHEETS


def stored(service: Service) -> list:
    """All streams with their events, in order."""
    found = service.store.commits.find({}, {"_id": 0, "stream": 1, "version": 1, "events": 1})
    return sorted(found, key=lambda commit: (commit["stream"], commit["version"]))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def expected(city: Path, name: str) -> list[tuple[str, str]]:
    return [(row["line"], row["problem"]) for row in rows_of(city / "expected-rejects.csv") if row["file"] == name]


def rejected(path: Path) -> list[tuple[str, str]]:
    return [(row["reject_line"], row["reject_problem"]) for row in rows_of(path)]


def imported(service: Service) -> list[tuple]:
    """Every imported contribution of the store, as a tuple."""
    found = service.store.commits.find({"category": "contribution"})
    events = [event for commit in found for event in commit["events"]]
    return sorted(
        (e["data"]["person_id"], *(str(value) for value in row.values())) for e in events for row in e["data"]["rows"]
    )


@pytest.fixture
def with_persons(records, city, known_units):
    load_persons(records, city / "persons.csv", known_units)
    return records


# ------------------------------------------------------------------ what comes in


def test_units_come_in_and_bad_rows_are_told(employer, city):
    report = load_units(employer, city / "units.csv")
    assert (report.rows, report.tally.written, report.tally.rejected) == (9, 3, 6)
    assert rejected(report.rejects) == expected(city, "units.csv")


def test_a_unit_is_kept_with_its_contact_sealed(employer, city):
    load_units(employer, city / "units.csv")
    row = rows_of(city / "units.csv")[0]
    (unit,) = employer.store.load(f"unit-{row['unit_number']}")[0]
    assert (unit.uscc, unit.name, unit.registered_on) == (row["credit_code"], row["name"], row["registered_on"])
    assert unit.industry_class == int(row["industry_class"])
    assert json.loads(employer.sealer.open(unit.contact)) == {
        "name": row["agent_name"],
        "id_number": row["agent_id_number"],
        "mobile": row["agent_mobile"],
    }
    assert row["agent_mobile"] not in unit.contact


def test_persons_come_in_and_bad_rows_are_told(records, city, known_units):
    report = load_persons(records, city / "persons.csv", known_units)
    assert (report.rows, report.tally.written, report.tally.rejected) == (50, 40, 10)
    assert rejected(report.rejects) == expected(city, "persons.csv")


def test_a_person_is_kept_sealed_and_enrolled(records, city, known_units):
    load_persons(records, city / "persons.csv", known_units)
    row = next(row for row in rows_of(city / "persons.csv") if row["status"] == "active" and row["unit_number"])
    name = person_id(row["id_number"], "k" * 32)
    (person, *_) = records.store.load(f"person-{name}")[0]
    assert records.sealer.open(person.id_number) == row["id_number"]
    assert records.sealer.open(person.name) == row["name"]
    enrolled = records.store.load(f"enrolment-{name}-{row['unit_number']}")[0]
    lines = ["pension", "medical", "unemployment", "injury", "maternity"]
    assert enrolled == [
        c.PersonEnrolled(name, row["unit_number"], lines, row["start_month"], fen(row["wage"]), "employee")
    ]
    (opening,) = records.store.load(f"balance-{name}")[0]
    assert (opening.pension, opening.as_of) == (fen(row["pension_balance"]), "2025-12-31")


def test_who_has_retired_is_stopped_and_has_deemed_months(records, city, known_units):
    load_persons(records, city / "persons.csv", known_units)
    row = next(r for r in rows_of(city / "persons.csv") if r["category"] == "retired" and int(r["deemed_months"]))
    number = row["id_number"]
    name = person_id(number if len(number) == 18 else upgraded_resident_id(number, "2026-01-01").number, "k" * 32)
    assert records.store.load(f"person-{name}")[0][1].months == int(row["deemed_months"])
    enrolled, stopped = records.store.load(f"enrolment-{name}-{row['unit_number'] or c.SELF}")[0]
    assert (enrolled.start_month, stopped.stop_month) == (row["start_month"], row["stop_month"])
    assert stopped.reason == "retired"


@pytest.mark.parametrize("name", list(SHEETS))
def test_what_people_received_and_spent_comes_in_once(with_persons, city, name):
    file, rows = city / f"{name}.csv", rows_of(city / f"{name}.csv")
    report = load_sheet(with_persons, SHEETS[name], file)
    assert (report.rows, report.tally.written, report.tally.rejected) == (len(rows), len(rows), 0)
    for amount in SHEETS[name].amounts:
        assert report.tally.amounts["written"][amount] == sum(fen(row[amount]) for row in rows)
    before = stored(with_persons)
    again = load_sheet(with_persons, SHEETS[name], file)
    assert (again.tally.written, again.tally.there) == (0, len(rows))
    assert stored(with_persons) == before


@pytest.mark.parametrize("name", list(SHEETS))
def test_nobody_outside_the_archive_is_brought_anything(records, city, name):
    report = load_sheet(records, SHEETS[name], city / f"{name}.csv")
    assert (report.tally.written, report.tally.rejected) == (0, report.rows)
    assert {problem for _, problem in rejected(report.rejects)} <= {"id_number.unknown"}


def test_no_store_holds_personal_data_in_clear(records, employer, city, known_units):
    load_units(employer, city / "units.csv")
    load_persons(records, city / "persons.csv", known_units)
    load_contributions(records, city / "contributions.csv", known_units)
    load_sheet(records, SHEETS["sharing"], city / "sharing.csv")
    everything = str(stored(records) + stored(employer))
    everything += str(list(records.database["imports"].find()) + list(employer.database["imports"].find()))
    for row in rows_of(city / "persons.csv"):
        assert row["id_number"] not in everything
        assert not row["mobile"] or row["mobile"] not in everything


def test_contributions_come_in_by_person_and_year_and_sums_agree(with_persons, city, known_units):
    report = load_contributions(with_persons, city / "contributions.csv", known_units)
    assert rejected(report.rejects) == expected(city, "contributions.csv")
    bad = {int(line) for line, _ in expected(city, "contributions.csv")}
    good = [row for line, row in enumerate(rows_of(city / "contributions.csv"), 2) if line not in bad]
    assert report.tally.written == len(good) == len(imported(with_persons))
    for name in ("employer", "individual", "account"):
        assert report.tally.amounts["written"][name] == sum(fen(row[name]) for row in good)
    years = Counter(commit["stream"] for commit in stored(with_persons) if commit["stream"].startswith("contribution"))
    assert set(years.values()) == {1}


def test_progress_is_told(with_persons, city, known_units):
    seen = []
    load_contributions(
        with_persons, city / "contributions.csv", known_units, lambda t, rows: seen.append((t.done, rows))
    )
    assert seen[-1][0] == seen[-1][1]


# ------------------------------------------------------------------ again, in another order, in another encoding


def test_the_same_files_again_change_nothing(records, employer, city, known_units):
    def load_all():
        return (
            load_units(employer, city / "units.csv"),
            load_persons(records, city / "persons.csv", known_units),
            load_contributions(records, city / "contributions.csv", known_units),
        )

    first = load_all()
    before, told = stored(records) + stored(employer), [report.rejects.read_bytes() for report in first]
    second = load_all()
    assert stored(records) + stored(employer) == before
    assert [report.rejects.read_bytes() for report in second] == told
    assert [report.tally.written for report in second] == [0, 0, 0]
    assert [r.tally.there for r in second] == [r.tally.written for r in first]


def test_a_file_in_any_order_gives_the_same(with_persons, make_records, city, known_units, tmp_path):
    load_contributions(with_persons, city / "contributions.csv", known_units)
    header, *rows = (city / "contributions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(1).shuffle(rows)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text(header + "".join(rows), encoding="utf-8")
    other = make_records("shuffled")
    load_persons(other, city / "persons.csv", known_units)
    report = load_contributions(other, shuffled, known_units)
    assert imported(other) == imported(with_persons)
    problems = Counter(problem for _, problem in rejected(report.rejects))
    assert problems == Counter(problem for _, problem in expected(city, "contributions.csv"))
    assert list(tmp_path.glob("tmp*")) == [], "nothing of the sort is left"


@pytest.mark.slow
def test_a_sort_of_many_runs_gives_the_same(with_persons, make_records, city, known_units, tmp_path):
    """A file of more rows than are sorted in memory at once."""
    header, *rows = (city / "contributions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    long = tmp_path / "long.csv"
    long.write_text(header + "".join(reversed(rows)) * 5, encoding="utf-8")
    report = load_contributions(with_persons, long, known_units)
    other = make_records("once")
    load_persons(other, city / "persons.csv", known_units)
    once = load_contributions(other, city / "contributions.csv", known_units)
    assert report.rows > 50_000
    assert imported(other) == imported(with_persons)
    assert report.tally.written == once.tally.written


def test_gb18030_gives_the_same(records, make_records, city, known_units, tmp_path):
    load_persons(records, city / "persons.csv", known_units)
    other = make_records("gb")
    file = tmp_path / "persons-gb.csv"
    file.write_text((city / "persons.csv").read_text(encoding="utf-8"), encoding="gb18030")
    report = load_persons(other, file, known_units)
    assert report.tally.written == 40
    assert [commit["stream"] for commit in stored(other)] == [commit["stream"] for commit in stored(records)]


# ------------------------------------------------------------------ what is there already


def test_rejected_rows_can_be_corrected_and_brought_again(with_persons, city, known_units):
    report = load_contributions(with_persons, city / "contributions.csv", known_units)
    before = len(imported(with_persons))
    rows = [row for row in rows_of(report.rejects) if row["reject_problem"] == "individual.negative"]
    corrected = city / "corrected.csv"
    with corrected.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(row | {"individual": "5.00", "account": "0", "kind": "adjustment"} for row in rows)
    again = load_contributions(with_persons, corrected, known_units)
    assert again.tally.written == 2
    assert len(imported(with_persons)) == before + 2


def test_another_amount_for_a_known_row_is_rejected(with_persons, city, known_units):
    load_contributions(with_persons, city / "contributions.csv", known_units)
    before = stored(with_persons)
    rows = rows_of(city / "contributions.csv")[:1]
    other = city / "other.csv"
    with other.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerow(rows[0] | {"base": "99999"})
    report = load_contributions(with_persons, other, known_units)
    assert rejected(report.rejects) == [("2", "row_differs")]
    assert stored(with_persons) == before


def test_a_person_who_is_there_with_another_name_is_rejected(with_persons, city, known_units):
    before = stored(with_persons)
    row = rows_of(city / "persons.csv")[0]
    other = city / "other.csv"
    with other.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row | {"name": "赵钱孙"})
    report = load_persons(with_persons, other, known_units)
    assert rejected(report.rejects) == [("2", "row_differs")]
    assert stored(with_persons) == before


@pytest.mark.parametrize("kind", [c.ContributionsAssessed, BackPaymentAssessed])
def test_a_month_that_the_platform_has_assessed_is_rejected(with_persons, city, known_units, kind):
    row = rows_of(city / "contributions.csv")[0]
    name, unit = person_id(row["id_number"], "k" * 32), row["unit_number"] or c.SELF
    line = {"line": row["line"], "base": 1, "employer": 1, "individual": 1, "account": 1, "policy": []}
    case = ("C1",) if kind is BackPaymentAssessed else ()
    assessed = kind(name, unit, row["period"], "employee", [line], "2026-01-31", *case)
    stream = f"contribution-{name}-{row['period'][:4]}"
    with_persons.store.append(NewCommit(stream, 0, [assessed], with_persons.context()))
    report = load_contributions(with_persons, city / "contributions.csv", known_units)
    assert ("2", "records_assessed_here") in rejected(report.rejects)


def test_without_a_known_person_nothing_comes_in(records, city, known_units):
    report = load_contributions(records, city / "contributions.csv", known_units)
    assert report.tally.written == 0
    assert stored(records) == []


def test_where_nothing_is_rejected_no_file_is_left(records, city, known_units):
    good = city / "good.csv"
    lines = (city / "persons.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    good.write_text("".join(lines[:2]), encoding="utf-8")
    report = load_persons(records, good, known_units)
    assert report.rejects is None
    assert not (city / "good.rejects.csv").exists()


# ------------------------------------------------------------------ files that are refused as a whole


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"id_number,name\n1,2\n", ColumnsWrong),
        ("姓名,社会保障号\n".encode("utf-16"), EncodingUnknown),
    ],
    ids=["columns", "encoding"],
)
def test_a_file_that_cannot_be_trusted_changes_nothing(records, tmp_path, known_units, content, refusal):
    file = tmp_path / "persons.csv"
    file.write_bytes(content)
    with pytest.raises(refusal):
        load_persons(records, file, known_units)
    assert not (tmp_path / "persons.rejects.csv").exists()


def test_a_broken_quote_at_the_end_is_found_before_the_first_row_is_written(with_persons, city, known_units):
    before = stored(with_persons)
    with (city / "contributions.csv").open("a", encoding="utf-8") as stream:
        stream.write('"320102')
    with pytest.raises(QuotesBroken):
        load_contributions(with_persons, city / "contributions.csv", known_units)
    assert stored(with_persons) == before


def test_a_file_is_loaded_by_one_process_at_a_time(records, city, known_units):
    busy = Rejects(city / "persons.csv", ["id_number"])
    with pytest.raises(AlreadyLoading):
        load_persons(records, city / "persons.csv", known_units)
    busy.close()
