"""What the loop of an import promises beside what its rows mean: rivals, large groups, workbooks."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook

from kernel.bulk import Decision, Item, Tally, load
from kernel.events import Event
from kernel.refusals import Busy
from kernel.service import Service
from kernel.store import NewCommit
from services.records import contract as c
from services.records.importing.contributions import Contributions
from services.records.importing.loading import load_contributions, load_persons
from services.records.importing.rows import CONTRIBUTION_COLUMNS, ContributionRow

PERSON, UNIT, YEAR = "320102199003072813", "3201000001", "contribution-P1-2025"


@dataclass(frozen=True)
class Rivalled(Contributions):
    """Contributions that meet another writer in the middle of their first `times` decisions."""

    service: Service | None = None
    times: int = 1
    met: list[str] = field(default_factory=list)

    def decide(self, items: Sequence[Item[ContributionRow]], past: Mapping[str, Sequence[Event]]) -> Decision:
        decision = super().decide(items, past)
        if len(self.met) < self.times:
            self.met.append(YEAR)
            lines = [{"line": "pension", "base": 1, "employer": 1, "individual": 1, "account": 1, "policy": []}]
            rival = c.ContributionsAssessed("P1", "RIVAL", "2025-01", "employee", lines, "2025-02-28")
            self.service.store.append(NewCommit(YEAR, len(past.get(YEAR, ())), [rival], self.service.context()))
        return decision


@pytest.fixture
def with_one_person(records):
    person = c.PersonRegistered("P1", "", "", "", "", "320102", "employee", "2012-07-01")
    records.store.append(NewCommit("person-P1", 0, [person], records.context()))
    return records


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    names = [column.name for column in CONTRIBUTION_COLUMNS]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(**change: str) -> dict[str, str]:
    return {
        "id_number": PERSON,
        "line": "pension",
        "period": "2025-03",
        "arrived_on": "2025-04-15",
        "kind": "normal",
        "base": "4952",
        "employer": "792.32",
        "individual": "396.16",
        "account": "396.16",
        "unit_number": UNIT,
    } | change


def rivalled(service: Service, times: int) -> Rivalled:
    return Rivalled("2026-11-22", {PERSON: "P1"}.__getitem__, {UNIT}, service=service, times=times)


def test_a_group_that_meets_another_writer_is_decided_again(with_one_person, tmp_path):
    file = write(tmp_path / "rows.csv", [row()])
    report = load(rivalled(with_one_person, 1), file, with_one_person.store, with_one_person.context())
    assert report.tally.written == 1
    first, second = with_one_person.store.load(YEAR)[0]
    assert isinstance(first, c.ContributionsAssessed)
    assert [imported["base"] for imported in second.rows] == [495200]


def test_a_group_that_always_meets_another_writer_ends_as_busy_and_can_go_on_later(with_one_person, tmp_path):
    file = write(tmp_path / "rows.csv", [row()])
    with pytest.raises(Busy):
        load(rivalled(with_one_person, 99), file, with_one_person.store, with_one_person.context())
    report = load(rivalled(with_one_person, 0), file, with_one_person.store, with_one_person.context())
    assert report.tally.written == 1


def test_a_year_of_thousands_of_rows_is_cut_into_events_that_fit(with_one_person, tmp_path):
    rows = [row(kind="adjustment", base=str(number)) for number in range(2500)]
    file = write(tmp_path / "rows.csv", rows)
    work = rivalled(with_one_person, 0)
    report = load(work, file, with_one_person.store, with_one_person.context())
    assert report.tally.written == 2500
    assert [len(event.rows) for event in with_one_person.store.load(YEAR)[0]] == [1000, 1000, 500]
    again = load(work, file, with_one_person.store, with_one_person.context())
    assert again.tally.there == 2500


@pytest.mark.slow
def test_a_file_of_bad_rows_alone_is_told_row_by_row(with_one_person, tmp_path):
    file = write(tmp_path / "rows.csv", [row(id_number="1")] * 61_000)
    report = load(rivalled(with_one_person, 0), file, with_one_person.store, with_one_person.context())
    assert report.tally.rejected == 61_000
    with report.rejects.open(encoding="utf-8-sig", newline="") as stream:
        assert [int(told["reject_line"]) for told in csv.DictReader(stream)] == list(range(2, 61_002))


class Stopped(Exception):
    """The operator's process ended after a page."""


@pytest.mark.parametrize("left", [None, 10, 10**9], ids=["deleted", "cut-short", "whole"])
def test_an_import_that_ended_early_goes_on_or_begins_anew_and_tells_the_same(records, city, known_units, left):
    def stop(_tally: Tally, _rows: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        load_persons(records, city / "persons.csv", known_units, stop)
    rejects = city / "persons.rejects.csv"
    told = rejects.read_bytes()
    if left is None:
        rejects.unlink()
    else:
        rejects.write_bytes(told[:left])
    report = load_persons(records, city / "persons.csv", known_units)
    assert rejects.read_bytes() == told
    assert (report.resumed > 0) == (left == 10**9)
    assert report.tally.written + report.tally.there == 40


def test_a_workbook_is_brought_like_a_csv_and_its_formulas_are_told(records, city, known_units):
    load_persons(records, city / "persons.csv", known_units)
    workbook = Workbook()
    with (city / "contributions.csv").open(encoding="utf-8", newline="") as stream:
        header, first, second = list(csv.reader(stream))[:3]
    second[6] = "=1+1"
    for cells in (header, second, first):
        workbook.active.append(cells)
    workbook.save(city / "contributions.xlsx")
    report = load_contributions(records, city / "contributions.xlsx", known_units)
    assert (report.tally.written, report.tally.rejected) == (1, 1)
    with report.rejects.open(encoding="utf-8-sig", newline="") as stream:
        (told,) = csv.DictReader(stream)
    assert (told["reject_line"], told["reject_problem"]) == ("2", "cell_formula")
    assert "G2" in told["reject_reason"]
