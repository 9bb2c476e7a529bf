"""A month's assessment as it is carried out: complete, repeatable, and the same after any interruption (ENR-12)."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.calendar import last_day
from kernel.commands import execute_across
from kernel.service import Service
from kernel.unit import Unit
from services.records import contract as c
from services.records.contributions import assessment
from services.records.contributions.assessment import NOTES, assess_page
from services.records.contributions.domain import contributions
from services.records.runs.commands import get_run, order_assessment
from services.records.runs.domain import Run
from services.records.runs.work import carry_out, step
from services.records.wiring import wire
from tests.services.harness import REPOSITORY, environment_of, happened, settings_for, wait
from tests.services.records.pasts import MONTH, enrol, people, sums, unit_known

UNITS = 7


def a_city_of(records: Service, count: int) -> None:
    found = people(count, UNITS)
    enrol(records, found)
    for unit_id in {unit_id for _, unit_id in found}:
        unit_known(records, unit_id)


def order(records: Service) -> None:
    context = replace(records.context("officer"), command_id=os.urandom(8).hex(), command_hash="h")
    order_assessment(records, c.AssessMonth(MONTH), context)


def assess(records: Service) -> Run:
    order(records)
    return carry_out(records, assess_page, "assessment", MONTH, records.context("officer"))


def content(records: Service) -> list[tuple[str, int, Any]]:
    """Everything that was assessed and billed, without when and by whom."""
    found = records.store.commits.find({"category": {"$in": ["contribution", "bill"]}}).sort(
        [("stream", 1), ("version", 1)]
    )
    return [(commit["stream"], commit["version"], commit["events"]) for commit in found]


def test_everybody_is_assessed_on_every_line_and_every_unit_is_billed(alone: Service) -> None:
    a_city_of(alone, 60)
    run = assess(alone)
    counts = dict(run.counts)
    assert (counts["people"], counts["assessed"], counts["lines"], counts["bills"]) == (60, 60, 300, UNITS)
    found = sums(alone)
    assert found["assessed"] == found["billed"] == counts["employer"] + counts["individual"] > 0
    assert get_run(alone, c.GetRun("assessment", MONTH))["state"] == "completed"
    assert alone.database[NOTES].count_documents({}) == 0


def test_one_commit_a_person_and_month(alone: Service) -> None:
    enrol(alone, [("P1", "U1"), ("P1", "U2")])
    assess(alone)
    assert [len(events) for stream, _, events in content(alone) if stream.startswith("contribution")] == [2]


def test_a_rerun_changes_nothing(alone: Service) -> None:
    a_city_of(alone, 40)
    assess(alone)
    before = content(alone)
    run = assess(alone)
    assert (run.number, dict(run.counts)["assessed"]) == (2, 0)
    assert content(alone) == before


def test_what_a_rerun_bills_after_the_due_day_is_free_of_late_fee_until_the_end_of_the_month(alone: Service) -> None:
    a_city_of(alone, 20)
    assess(alone)
    enrol(alone, [("P99998", "U000"), ("P99999", "UNEW")])
    assess(alone)
    until = last_day(alone.context("officer").month)
    [first, later] = billed(alone, "U000")
    assert (first.due_on, first.fee_free_until) == (later.due_on, None) == ("2026-10-31", None)
    assert [each.fee_free_until for each in (later, *billed(alone, "UNEW"))] == [until, until]
    year, _ = alone.store.state(c.CONTRIBUTION.stream("P99998", MONTH[:4]), contributions)
    assert {owed.due_on for owed in year.owed.values()} == {until}


def billed(records: Service, unit_id: str) -> list[c.BillAssessed]:
    events, _ = records.store.load(c.BILL.stream(unit_id, MONTH))
    return [event for event in events if isinstance(event, c.BillAssessed)]


def test_a_rerun_takes_in_who_came_since(alone: Service) -> None:
    a_city_of(alone, 20)
    assess(alone)
    enrol(alone, [("P99999", "U000")])
    run = assess(alone)
    assert dict(run.counts)["assessed"] == 1
    found = sums(alone)
    assert found["assessed"] == found["billed"]


def test_work_injury_follows_once_the_class_of_the_unit_is_known(alone: Service) -> None:
    enrol(alone, [("P1", "U1")])
    assess(alone)
    unit_known(alone, "U1", 8)
    assess(alone)
    assessed = [event for stream, _, events in content(alone) if stream.startswith("contribution") for event in events]
    assert [[line["line"] for line in event["data"]["lines"]] for event in assessed] == [
        ["pension", "medical", "unemployment", "maternity"],
        ["injury"],
    ]


def test_an_unknown_wage_is_taken_from_the_last_base(alone: Service) -> None:
    enrol(alone, [("P1", "U1")], wage=0)
    row: c.ImportedRow = {
        "period": "2025-12",
        "line": "pension",
        "kind": "normal",
        "unit_id": "U1",
        "base": 777_700,
        "employer": 1,
        "individual": 1,
        "account": 1,
        "arrived_on": "2026-01-10",
    }
    happened(alone, c.CONTRIBUTION.stream("P1", 2025), c.ContributionsImported("P1", 2025, [row]))
    assess(alone)
    events, _ = alone.store.load(c.CONTRIBUTION.stream("P1", 2026))
    assert next(line for line in events[0].lines if line["line"] == "pension")["base"] == 777_700  # type: ignore[attr-defined]


def test_who_pays_for_himself_is_not_billed_to_a_unit(alone: Service) -> None:
    enrol(alone, [("P1", c.SELF)])
    assess(alone)
    assert content(alone) == []


@pytest.fixture
def small_pages() -> Any:
    """Many pages for few people."""
    kept = assessment.PEOPLE, assessment.MEMBERS
    assessment.PEOPLE, assessment.MEMBERS = 5, 7
    yield
    assessment.PEOPLE, assessment.MEMBERS = kept


def test_several_at_once_do_what_one_would_have_done(alone: Service, small_pages: None) -> None:
    a_city_of(alone, 60)
    order(alone)
    workers = [
        threading.Thread(target=carry_out, args=(alone, assess_page, "assessment", MONTH, alone.context("officer")))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    found = sums(alone)
    assert found["assessed"] == found["billed"] > 0
    assert dict(get_run(alone, c.GetRun("assessment", MONTH))["counts"])["people"] == 60


def test_a_page_that_is_done_again_comes_to_the_same(alone: Service, small_pages: None) -> None:
    """The bulk writes stand and the page's own transaction is lost: what a kill between them leaves."""
    a_city_of(alone, 20)
    order(alone)

    class Lost(Exception):
        pass

    def lost_page(unit: Unit) -> dict[str, object]:
        step(unit, alone, assess_page, "assessment", MONTH)
        unit.flush()
        raise Lost

    for _ in range(3):
        with pytest.raises(Lost):
            execute_across(alone.store, lost_page, alone.context("officer"))
    carry_out(alone, assess_page, "assessment", MONTH, alone.context("officer"))
    found = sums(alone)
    assert found["assessed"] == found["billed"] > 0
    assert dict(get_run(alone, c.GetRun("assessment", MONTH))["counts"])["people"] == 20


SCRIPT = """
import sys
from kernel.config import read_settings
from services.records.contributions import assessment
from services.records.runs.work import carry_out
from services.records.wiring import wire
assessment.PEOPLE, assessment.MEMBERS = 20, 20
service = wire(read_settings())
carry_out(service, assessment.assess_page, "assessment", sys.argv[1], service.context("officer"))
"""


def killed_when(records: Service, category: str, reached: int) -> None:
    """A process carries the run out until so much is written of people or of bills, and is killed."""
    environment = {**environment_of(records.settings), "PYTHONWARNINGS": "ignore"}
    working = subprocess.Popen([sys.executable, "-c", SCRIPT, MONTH], cwd=REPOSITORY, env=environment)
    written = {"category": category}
    wait(lambda: records.store.commits.count_documents(written) >= reached or working.poll() is not None, 60)
    working.send_signal(signal.SIGKILL)
    working.wait()


@pytest.fixture
def undisturbed(mongo: str, database_prefix: str, tmp_path: Path) -> Iterator[Service]:
    """Another city, of which nobody is killed."""
    service = wire(settings_for(mongo, f"{database_prefix}u", tmp_path))
    yield service
    service.close()


@pytest.fixture
def pages_of_twenty() -> Iterator[None]:
    """As in the process that is killed."""
    kept = assessment.PEOPLE, assessment.MEMBERS
    assessment.PEOPLE, assessment.MEMBERS = 20, 20
    yield
    assessment.PEOPLE, assessment.MEMBERS = kept


def test_killed_at_any_moment_it_goes_on_to_the_same_result(
    alone: Service, undisturbed: Service, pages_of_twenty: None
) -> None:
    """While people are assessed and while bills are made: each event is the one that stands there undisturbed."""
    a_city_of(alone, 400)
    order(alone)
    for reached in (1, 90, 210, 330):
        killed_when(alone, "contribution", reached)
    for reached in (1, 4):
        killed_when(alone, "bill", reached)
    run = carry_out(alone, assess_page, "assessment", MONTH, alone.context("officer"))
    a_city_of(undisturbed, 400)
    assess(undisturbed)
    assert dict(run.counts)["people"] == 400
    assert content(alone) == content(undisturbed)
    found = sums(alone)
    assert found["assessed"] == found["billed"]
    before = content(alone)
    assess(alone)
    assert content(alone) == before
