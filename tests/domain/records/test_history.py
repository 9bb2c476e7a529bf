"""A person's contributions as people read them (QRY-02, QRY-12)."""

import pytest

from services.records import contract as c
from services.records.contributions.continuity import continuity
from services.records.contributions.domain import contributions
from services.records.contributions.history import Usual, rows_of, totals
from services.records.enrolment.domain import Relation, enrolment
from tests.domain.records.worlds import TODAY, UNIT, assessed, city, enrolled, imported, old_row, paid, stopped

USUAL = Usual(city(), TODAY)


def rows(*past, relations: dict[str, Relation] | None = None, line: c.Line | None = "pension"):
    return rows_of([contributions.after(past)], relations or {}, USUAL, line)


def test_owed_month_and_arrival_are_shown_apart():
    (row,) = rows(assessed(), paid())
    assert (row.period, row.due_on, row.arrived_on, row.state) == ("2026-10", "2026-10-31", "2026-10-20", "paid")


@pytest.mark.parametrize(
    ("period", "state"),
    [("2026-11", "due"), ("2026-10", "awaited"), ("2026-09", "awaited"), ("2026-08", "missing")],
)
def test_an_unpaid_month_is_due_awaited_for_two_months_and_missing_then(period: str, state: str):
    event = c.ContributionsAssessed(
        "PANN", UNIT, period, "employee", assessed().lines, "2026-11-30" if period == "2026-11" else f"{period}-30"
    )
    assert {row.state for row in rows(event)} == {state}


def test_an_enrolled_month_of_which_nothing_has_come_is_told():
    relation = enrolment.after([enrolled(["pension"], start="2026-07"), stopped(["pension"])])
    found = rows(assessed(), paid(), relations={UNIT: relation})
    assert [(row.period, row.state, row.assessed) for row in found] == [
        ("2026-10", "paid", True),
        ("2026-09", "awaited", False),
        ("2026-08", "missing", False),
        ("2026-07", "missing", False),
    ]


def test_months_before_the_platform_assesses_stand_as_they_were_brought_in():
    relation = enrolment.after([enrolled(["pension"], start="2015-01"), stopped(["pension"], "2016-01", "2015-12")])
    assert rows(relations={UNIT: relation}) == []


def test_two_units_in_a_month_are_one_month():
    other = {**old_row("2025-05"), "unit_id": "32010002"}
    assert totals(rows(imported(old_row("2025-05"), other)))["months"] == 1  # type: ignore[typeddict-item]


def test_adjustments_and_refunds_make_no_month():
    past = imported(old_row("2025-05"), old_row("2025-06", kind="adjustment"), old_row("2025-07", kind="refund"))
    assert totals(rows(past))["months"] == 1


def test_only_what_arrived_is_summed():
    assert totals(rows(imported(old_row("2025-05"), old_row("2025-06", arrived_on=None)))) == {
        "months": 1,
        "employer": 80_000,
        "individual": 40_000,
        "account": 40_000,
    }


def test_rows_come_newest_first():
    found = rows(imported(old_row("2024-12"), old_row("2025-02"), old_row("2025-01")))
    assert [row.period for row in found] == ["2025-02", "2025-01", "2024-12"]
    assert [row.key for row in found] == sorted(row.key for row in found)


def test_continuity_tells_runs_gaps_and_what_to_do():
    relation = enrolment.after([enrolled(["pension"], start="2026-07")])
    past = [imported(*(old_row(f"2025-{month:02d}") for month in (1, 2, 3, 6))), assessed("2026-07"), paid("2026-07")]
    told = continuity("pension", rows(*past, relations={UNIT: relation}))
    assert (told["months"], told["longest_run"], told["first"], told["last"]) == (5, 3, "2025-01", "2026-07")
    assert [(gap["from"], gap["to"], gap["months"]) for gap in told["gaps"]] == [
        ("2025-04", "2025-05", 2),
        ("2025-07", "2026-06", 12),
    ]
    assert (told["awaited"], told["due"]) == (["2026-09", "2026-10"], ["2026-11"])
    assert "2026-11还没有到缴费期限：单位参保的由单位按期缴纳，个人缴费的请在期限前缴清。" in told["advice"]
    assert told["missing"] == [{"from": "2026-08", "to": "2026-08"}]
    assert any("2026-08" in sentence and "单位" in sentence for sentence in told["advice"])


def test_a_gap_while_enrolled_is_the_units_to_explain():
    relation = enrolment.after([enrolled(["pension"], start="2026-01"), stopped(["pension"], "2026-05", "2026-04")])
    past = [imported(old_row("2026-01"), old_row("2026-04"), year=2026)]
    (gap,) = continuity("pension", rows(*past, relations={UNIT: relation}))["gaps"]
    assert (gap["enrolled"], gap["months"]) == (True, 2)


def test_nothing_found_says_what_to_do():
    assert "单位" in continuity("pension", [])["advice"][0]


def test_an_unbroken_line_needs_nothing():
    past = imported(*(old_row(f"2025-{month:02d}") for month in range(1, 13)))
    told = continuity("pension", rows(past))
    assert (told["longest_run"], told["gaps"], told["advice"]) == (12, [], ["缴费连续，没有需要办理的事项。"])
