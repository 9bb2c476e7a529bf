"""What was known on a day, and what stands behind a figure (QRY-11, QRY-15, QRY-16)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from deploy.demo.generate import Wanted, generate
from kernel.clock import system_clock
from kernel.commands import execute
from kernel.service import Service
from kernel.store import NewCommit
from services.employer.importing.loading import unit_numbers
from services.records import contract as c
from services.records.balances.queries import get_balances, get_movements
from services.records.benefits.queries import get_benefits
from services.records.bills.payments import book_payments
from services.records.contract import evidence as e
from services.records.contract.benefits import GetBenefits, Payments
from services.records.contract.medical import GetMedical, GetSpending
from services.records.contract.series import GetMovements, GetSeries, Series
from services.records.contract.transferred import SCOPE_NAMES, GetTransferredIn
from services.records.contributions.queries import get_continuity, get_contributions
from services.records.enrolment.queries import get_insured_status
from services.records.evidence.queries import get_evidence, get_figures
from services.records.evidence.series import get_series
from services.records.importing.loading import load_contributions, load_persons, load_sheet
from services.records.importing.tables import SHEETS
from services.records.medical.queries import get_medical, get_spending
from services.records.past import known_on
from services.records.persons.domain import archive
from services.records.transfers.transferred import get_transferred_in
from tests.services.harness import happened
from tests.services.records.pasts import MONTH, enrol, unit_known
from tests.services.records.test_assessment_runs import assess
from tests.services.records.test_closing import followed
from tests.services.records.test_payment_files import a_row

SORTS: tuple[Payments, ...] = get_args(Payments)


def answers(service: Service, person_id: str, day: str) -> list[Any]:
    """Everything that can be looked up of a person."""
    return [
        get_insured_status(service, person_id, day),
        get_balances(service, person_id, day),
        *[get_contributions(service, c.GetContributions(person_id, line), day) for line in (None, "pension")],  # type: ignore[arg-type]
        get_continuity(service, c.GetContinuity(person_id), day),
        get_figures(service, e.GetFigures(person_id), day),
        *[get_evidence(service, e.GetEvidence(person_id, f), day) for f in ("balance", "months")],  # type: ignore[arg-type]
        *[get_benefits(service, GetBenefits(person_id, line, sort), day) for line in c.LINES for sort in SORTS],
        get_spending(service, GetSpending(person_id), day),
        get_medical(service, GetMedical(person_id), day),
        *[get_transferred_in(service, GetTransferredIn(person_id, scope), day) for scope in SCOPE_NAMES],
        get_movements(service, GetMovements(person_id), day),
        *[get_series(service, GetSeries(person_id, series), day) for series in get_args(Series)],
    ]


@pytest.fixture
def demo_city(alone: Service, tmp_path: Path) -> list[str]:
    """The demonstration city, brought in, a month assessed and partly paid; its people's ids."""
    generate(Wanted("nanjing", 40, seed=3), tmp_path / "city")
    units = set(unit_numbers(tmp_path / "city" / "units.csv"))
    load_persons(alone, tmp_path / "city" / "persons.csv", units)
    load_contributions(alone, tmp_path / "city" / "contributions.csv", units)
    for sheet in SHEETS.values():
        load_sheet(alone, sheet, tmp_path / "city" / f"{sheet.name}.csv")
    for unit_id in units:
        unit_known(alone, unit_id)
    assess(alone)
    rows = [a_row(unit_id, "total", 10_000_000, f"V{unit_id}") for unit_id in sorted(units)[::2]]
    book_payments(alone, rows, replace(alone.context("officer"), command_id="f"))
    followed(alone)
    return [name.removeprefix("person-") for name, _ in alone.store.streams("person-")]


def test_as_it_stands_today_is_the_live_answer_for_everybody_of_the_demonstration_city(
    alone: Service, demo_city: list[str]
) -> None:
    context = alone.context()
    today, day = known_on(alone, context.today, context)
    assert len(demo_city) >= 30
    for person_id in demo_city:
        assert answers(today, person_id, day) == answers(alone, person_id, context.today)


def test_the_evidence_adds_up_to_the_figure_for_everybody_of_the_demonstration_city(
    alone: Service, demo_city: list[str]
) -> None:
    today = alone.context().today
    for person_id in demo_city:
        held = {account["line"]: account["balance"] for account in get_balances(alone, person_id, today)["accounts"]}
        for line in ("pension", "medical"):
            told = get_evidence(alone, e.GetEvidence(person_id, "balance", line), today)  # type: ignore[arg-type]
            assert told["value"] == held[line]
            assert all(step["events"] for step in told["steps"])
        counted = get_continuity(alone, c.GetContinuity(person_id), today)
        months = get_evidence(alone, e.GetEvidence(person_id, "months"), today)
        assert months["value"] == counted["months"] + counted["deemed"]["months"] + counted["transferred"]


def test_what_came_later_was_not_known_then(alone: Service) -> None:
    then = replace(alone.context(), now=system_clock() - timedelta(days=10))
    enrolled = c.PersonEnrolled("P1", "U1", ["pension"], "2026-09", 800_000, "employee")
    alone.store.append(NewCommit(c.ENROLMENT.stream("P1", "U1"), 0, [enrolled], then))
    stopped = c.PersonStopped("P1", "U1", ["pension"], "2026-11", "2026-10", "resigned")
    happened(alone, c.ENROLMENT.stream("P1", "U1"), stopped, expected=1)
    context = alone.context()
    past, day = known_on(alone, then.today, context)
    assert get_insured_status(past, "P1", day)["lines"][0]["status"] == "active"
    assert get_insured_status(alone, "P1", context.today)["lines"][0]["status"] == "suspended"
    before = replace(then, now=then.now - timedelta(days=1))
    longer_ago, day = known_on(alone, before.today, context)
    assert get_insured_status(longer_ago, "P1", day)["lines"][0]["status"] == "none"


def test_tomorrow_is_refused_and_the_past_is_not_written_to(alone: Service) -> None:
    context = alone.context()
    with pytest.raises(e.AsOfInFuture):
        known_on(alone, "2999-01-01", context)
    past, _ = known_on(alone, context.today, context)
    registered = c.DeemedMonthsConfirmed("P1", 12, "档案1")
    with pytest.raises(AttributeError):
        execute(past.store, "person-P1", archive, lambda _: [registered], context)


@pytest.mark.parametrize(
    ("wage", "line", "base", "texts"),
    [
        (300_000, "pension", 495_200, ["申报的月工资", "低于缴费基数下限4952.00元，按下限执行", "取整及核定"]),
        (9_000_000, "pension", 2_476_200, ["申报的月工资", "高于缴费基数上限24762.00元，按上限执行", "取整及核定"]),
        (800_000, "medical", 800_000, ["申报的月工资", "取整及核定"]),
    ],
)
def test_a_base_leads_from_the_wage_over_the_bounds_to_its_policy(
    alone: Service, wage: int, line: str, base: int, texts: list[str]
) -> None:
    enrol(alone, [("P1", "U1")], wage=wage)
    unit_known(alone, "U1")
    assess(alone)
    told = get_evidence(alone, e.GetEvidence("P1", "base", line, MONTH), "2026-11-22")  # type: ignore[arg-type]
    assert (told["value"], [step["text"] for step in told["steps"]]) == (base, texts)
    assert told["steps"][0]["events"] == ("enrolment-P1-U1:1",)
    assert told["steps"][-1]["events"] == ("contribution-P1-2026:1",)
    series = [entry["series"].partition("/")[0] for entry in told["policy"]]
    assert series == ["bounds", "rates"]
    assert all(entry["source"] and entry["mark"] for entry in told["policy"])


@pytest.mark.parametrize("query", [("base", "pension", "2020-01"), ("balance", "injury", None)])
def test_a_figure_that_is_not_there_has_no_evidence(alone: Service, query: tuple) -> None:
    with pytest.raises(e.FigureUnknown):
        get_evidence(alone, e.GetEvidence("P1", *query), "2026-11-22")


def test_each_figure_stands_beside_what_it_means(alone: Service) -> None:
    enrol(alone, [("P1", "U1")], wage=800_000)
    unit_known(alone, "U1")
    assess(alone)
    told = get_figures(alone, e.GetFigures("P1"), "2026-11-22")
    figures = {figure["figure"]: figure for figure in told["figures"]}
    assert (figures["base"]["shown"], figures["floor"]["shown"]) == ("8000.00元", "4952.00元")
    assert (figures["employer_rate"]["value"], figures["individual_rate"]["value"]) == ("16", "8")
    assert "继承" in figures["balance"]["meaning"]
    assert all(figure["meaning"] for figure in figures.values())
