"""What a month costs a person and a unit (ENR-12), and what it is to be paid (ENR-13)."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from kernel.policy import NoPolicy
from services.records import contract as c
from services.records.contributions.domain import Due, assess, contributions, settle, withdraw
from services.records.contributions.tariff import MonthPolicy, free_until, month_policy, offered_lines
from tests.domain.records.worlds import ANN, UNIT, assessed, assessed_line, city, imported, old_row, paid
from tests.domain.specification import given

FIRST_CLASS = 1
ALL: list[c.Line] = list(c.LINES)


def assessing(
    lines: list[c.Line],
    wage: int = 300_000,
    month: str = "2025-03",
    industry_class: int = FIRST_CLASS,
    name: str = "nanjing",
):
    due = [Due(line, wage, "employee") for line in lines]
    policy = month_policy(city(name), month)
    return lambda year: assess(ANN, UNIT, due, year, policy, industry_class)


def test_a_wage_below_the_floor_is_assessed_on_the_floor():
    """The handbook's own example: wage 3000, Nanjing 2025 (3.5)."""
    policy = month_policy(city(), "2025-03")
    ids = list(policy.terms("pension", "employee", 0).policy)
    given(contributions).when(assessing(["pension"])).then(
        [
            c.ContributionsAssessed(
                ANN,
                UNIT,
                "2025-03",
                "employee",
                [
                    {
                        "line": "pension",
                        "base": 495_200,
                        "employer": 79_232,
                        "individual": 39_616,
                        "account": 39_616,
                        "policy": ids,
                    }
                ],
                "2025-03-31",
            )
        ]
    )
    assert [city().policy.entry(entry).series for entry in ids] == ["bounds/pension", "rates/pension"]


def test_what_is_assessed_already_is_not_assessed_again():
    past = assessed("2026-10")
    given(contributions, past).when(assessing(["pension", "medical"], month="2026-10")).nothing_happened()


def test_only_the_lines_that_are_new_are_assessed():
    past = assessed("2026-10", lines=[assessed_line("pension", 1, 1)])
    decided = given(contributions, past).when(assessing(["pension", "unemployment"], month="2026-10"))
    assert [[line["line"] for line in event.lines] for event in decided.events] == [["unemployment"]]


def test_a_month_that_the_old_system_brought_is_not_assessed_again():
    past = imported(old_row("2025-03"))
    given(contributions, past).when(assessing(["pension"])).nothing_happened()


def test_two_units_owe_the_same_month_each():
    past = assessed("2025-03", unit_id="32010002")
    assert given(contributions, past).when(assessing(["pension"])).events


def test_work_injury_waits_until_the_class_of_the_unit_is_known():
    given(contributions).when(assessing(["injury"], industry_class=0)).nothing_happened()
    assert given(contributions).when(assessing(["injury"], industry_class=8)).events


def test_a_month_without_policy_cannot_be_assessed():
    with pytest.raises(NoPolicy):
        month_policy(city(), "2035-01")


def test_maternity_is_no_line_of_its_own_where_it_is_part_of_medical():
    assert "maternity" not in offered_lines(city("ningbo"))
    assert "maternity" in offered_lines(city("nanjing"))


def test_a_paid_line_is_credited_with_what_it_was_assessed_for():
    given(contributions, assessed()).when(
        lambda year: settle(ANN, UNIT, "2026-10", ["pension", "medical"], year, "2026-10-20", "V1")
    ).then([paid()])


def test_a_line_is_paid_once():
    given(contributions, assessed(), paid()).when(
        lambda year: settle(ANN, UNIT, "2026-10", ["pension", "medical"], year, "2026-10-21", "V2")
    ).nothing_happened()


def withdrawing(*lines: c.Line):
    return lambda year: withdraw(ANN, UNIT, "2026-10", lines, year)


def test_a_line_that_is_owed_no_more_is_withdrawn_and_may_be_assessed_again():
    gone = c.ContributionsWithdrawn(ANN, UNIT, "2026-10", ["medical"])
    given(contributions, assessed()).when(withdrawing("medical")).then([gone])
    given(contributions, assessed(), gone).when(withdrawing("medical")).nothing_happened()
    again = given(contributions, assessed(), gone).when(assessing(["pension", "medical"], month="2026-10"))
    assert [[line["line"] for line in event.lines] for event in again.events] == [["medical"]]


def test_a_line_that_is_paid_is_not_withdrawn():
    given(contributions, assessed(), paid()).when(withdrawing("pension", "medical")).nothing_happened()


@pytest.mark.parametrize("name", ["nanjing", "ningbo", "shenzhen"])
@pytest.mark.parametrize("month", ["2026-01", "2026-11"])
def test_every_city_can_assess_its_lines(name: str, month: str):
    lines = offered_lines(city(name))
    (event,) = given(contributions).when(assessing(lines, 1_000_000, month, name=name)).events
    assert [line["line"] for line in event.lines] == lines
    assert all(line["base"] > 0 and line["employer"] + line["individual"] > 0 for line in event.lines)


@for_all(st.integers(0, 100_000_000), st.sampled_from(["2024-01", "2025-03", "2026-11"]))
def test_amounts_lie_within_a_fen_of_the_exact_ones(wage: int, month: str):
    policy: MonthPolicy = month_policy(city(), month)
    (event,) = given(contributions).when(assessing(ALL, wage, month)).events
    for line in event.lines:
        terms = policy.terms(line["line"], "employee", FIRST_CLASS)
        assert terms.floor <= line["base"] <= terms.ceiling
        assert abs(line["base"] * terms.employer_percent - 100 * line["employer"]) <= 50
        assert abs(line["base"] * terms.individual_percent - 100 * line["individual"]) <= 50
        assert line["account"] <= line["individual"]


@pytest.mark.parametrize(
    ("run", "today", "until"),
    [
        (1, "2026-11-09", None),
        (2, "2026-10-31", None),
        (2, "2026-11-09", "2026-11-30"),
        (3, "2027-01-02", "2027-01-31"),
    ],
)
def test_who_came_since_a_month_was_assessed_is_due_with_the_month_it_is_billed_in(
    run: int, today: str, until: str | None
) -> None:
    """Declared in October, approved in November: what could not be paid by the end of October is not late then."""
    assert free_until(city("ningbo"), "2026-10", run, today) == until
