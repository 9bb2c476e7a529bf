"""The wage a base is made of, year by year (ENR-11): what is set for one year leaves every other as it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kernel.events import Event
from services.records import contract as c
from services.records.adjustments.domain import base_of
from services.records.contract.adjustments import ContributionsAdjusted
from services.records.contributions.domain import contributions
from services.records.enrolment.domain import enrolment, raise_wage, set_wage, year_wage
from tests.domain.records.worlds import ANN, UNIT, assessed, enrolled, imported, old_row, stopped
from tests.domain.specification import given

LINES: list[c.Line] = ["pension"]
OLD = enrolled(LINES, start="2023-01", wage=500_000)


def year(wage_fen: int, of: str, kind: str = "declared", lines: list[c.Line] | None = None) -> c.ContributionWageSet:
    return replace(year_wage(ANN, UNIT, wage_fen, f"{of}-01", kind), lines=lines or LINES)


def wages(*past: Event, months: tuple[str, ...]) -> list[int]:
    relation = enrolment.after(past)
    return [spell.wage_fen for month in months for _, spell in relation.owed_in(month)]


def test_a_base_year_is_twelve_months_long():
    assert year(600_000, "2024").to_month == "2024-12"
    assert year_wage(ANN, UNIT, 1, "2025-07", "declared").to_month == "2026-06"


@pytest.mark.parametrize("kind", ["corrected", "declared"])
def test_putting_an_old_year_right_or_declaring_it_late_leaves_the_later_years(kind: str):
    put_right = year(650_000, "2024", kind)
    past = [OLD, year(600_000, "2024"), year(800_000, "2025")]
    given(enrolment, *past).when(lambda r: set_wage(put_right, r)).then([put_right])
    months = ("2023-12", "2024-01", "2024-12", "2025-01", "2026-03")
    assert wages(*past, put_right, months=months) == [500_000, 650_000, 650_000, 800_000, 800_000]


def test_a_year_without_a_wage_of_its_own_goes_on_with_the_one_of_before():
    assert wages(OLD, year(650_000, "2024"), months=("2025-06",)) == [650_000]


def test_a_year_that_was_declared_like_the_one_before_keeps_its_wage_when_that_is_put_right():
    same = year(600_000, "2025")
    past = [OLD, year(600_000, "2024")]
    given(enrolment, *past).when(lambda r: set_wage(same, r)).then([same])
    assert wages(*past, same, year(650_000, "2024", "corrected"), months=("2024-06", "2025-06")) == [650_000, 600_000]


def test_a_spell_that_began_after_the_year_keeps_its_own_wage():
    past = [OLD, stopped(LINES, "2025-04", "2025-03"), enrolled(LINES, start="2025-06", wage=1_200_000)]
    put_right = year(900_000, "2024", "corrected")
    given(enrolment, *past).when(lambda r: set_wage(put_right, r)).then([put_right])
    months = ("2023-12", "2024-06", "2025-03", "2025-06")
    assert wages(*past, put_right, months=months) == [500_000, 900_000, 900_000, 1_200_000]


def test_the_base_of_somebody_who_has_left_is_put_right_too():
    put_right = year(900_000, "2025", "corrected")
    past = [OLD, stopped(LINES, "2025-04", "2025-03")]
    given(enrolment, *past).when(lambda r: set_wage(put_right, r)).then([put_right])


def test_who_was_not_insured_in_the_year_gets_no_wage():
    past = [enrolled(LINES, start="2025-06")]
    given(enrolment, *past).when(lambda r: set_wage(year(900_000, "2024", "corrected"), r)).nothing_happened()


def test_the_same_base_again_changes_nothing():
    past = [OLD, year(900_000, "2024")]
    given(enrolment, *past).when(lambda r: set_wage(year(900_000, "2024"), r)).nothing_happened()


def test_a_wage_of_before_base_years_were_named_counts_as_it_did():
    """From its month on, in the latest spell, instead of every later one."""
    told = {"person_id": ANN, "unit_id": UNIT, "lines": ["pension"], "wage_fen": 700_000, "from_month": "2024-01"}
    old = c.CONTRACT.decode("ContributionWageSet", 1, {**told, "kind": "declared"})
    months = ("2023-12", "2024-06", "2025-06")
    assert wages(OLD, year(800_000, "2025"), old, months=months) == [500_000, 700_000, 700_000]


# ------------------------------------------------------------------ not declared in time

BOTH: list[c.Line] = ["pension", "medical"]
PERCENT = Decimal(110)
UNDECLARED = year_wage(ANN, UNIT, 0, "2026-01", "undeclared")


def test_undeclared_is_110_percent_of_the_base_of_the_month_before_line_by_line():
    """Who was at the floor owes 110 percent of the floor, and not of the wage below it (handbook 3.1)."""
    past = [enrolled(BOTH, start="2025-01", wage=300_000)]
    bases = {"pension": 495_200, "medical": 467_500}
    given(enrolment, *past).when(lambda r: raise_wage(UNDECLARED, bases, PERCENT, r)).then(
        [
            replace(UNDECLARED, lines=["pension"], wage_fen=544_720),
            replace(UNDECLARED, lines=["medical"], wage_fen=514_250),
        ]
    )


def test_a_wage_that_was_never_told_is_raised_by_the_base_that_was_assessed():
    past = [enrolled(BOTH, start="2025-01", wage=0)]
    bases = dict.fromkeys(BOTH, 600_000)
    given(enrolment, *past).when(lambda r: raise_wage(UNDECLARED, bases, PERCENT, r)).then(
        [replace(UNDECLARED, lines=BOTH, wage_fen=660_000)]
    )


def test_a_line_that_nothing_is_known_of_or_that_has_ended_stays_as_it_is():
    past = [enrolled(BOTH, start="2025-01"), stopped(["medical"], "2026-01", "2025-12")]
    bases = {"pension": 0, "medical": 600_000}
    given(enrolment, *past).when(lambda r: raise_wage(UNDECLARED, bases, PERCENT, r)).nothing_happened()


def test_the_base_of_a_month_is_the_one_it_was_adjusted_to():
    key = ("2026-10", UNIT, "pension")
    line = {"line": "pension", "number": 1, "old_base": 800_000, "base": 900_000}
    shares = {"employer": 16_000, "individual": 8_000, "account": 8_000, "policy": []}
    adjusted = ContributionsAdjusted(ANN, UNIT, "2026-10", [{**line, **shares}], "2026-12-31")  # type: ignore[typeddict-item]
    assert base_of(key, contributions.after([assessed()])) == 800_000
    assert base_of(key, contributions.after([assessed(), adjusted])) == 900_000
    assert base_of(("2025-12", UNIT, "pension"), contributions.after([imported(old_row("2025-12"))])) == 500_000
    assert base_of(key, contributions.after([])) == 0
