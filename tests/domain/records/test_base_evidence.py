"""What a base is made of, step by step: the wage, the bounds of then, each adjustment, and nothing unexplained."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Event, Fact
from services.records import contract as c
from services.records.contract.adjustments import AdjustedLine, ContributionsAdjusted
from services.records.contributions.rules import Terms, contribution_base
from services.records.evidence.bases import base_steps, bounds_of
from services.records.evidence.steps import Step
from tests.domain.records.worlds import ANN, UNIT, city, enrolled

MONTH = "2026-10"
KEY = (MONTH, UNIT, "pension")
THEN = Terms(495_200, 2_476_200, Decimal(16), Decimal(8))


def at(day: int, event: Event, version: int = 1) -> Fact:
    stream = event.category.stream(version)
    return Fact(event, "records", event.category.name, stream, version, day, day, f"2026-10-{day:02d}T02:00:00Z", {})


def assessed(base: int, day: int = 10) -> Fact:
    line: c.AssessedLine = {
        "line": "pension",
        "base": base,
        "employer": 0,
        "individual": 0,
        "account": 0,
        "policy": ["bounds@1", "rates@1"],
    }
    return at(day, c.ContributionsAssessed(ANN, UNIT, MONTH, "employee", [line], "2026-10-31"))


def adjusted(old_base: int, base: int, day: int, number: int = 1) -> Fact:
    line: AdjustedLine = {
        "line": "pension",
        "number": number,
        "old_base": old_base,
        "base": base,
        "employer": 0,
        "individual": 0,
        "account": 0,
        "policy": ["bounds@2", "rates@1"],
    }
    return at(day, ContributionsAdjusted(ANN, UNIT, MONTH, [line], "2026-12-31"), version=1 + number)


def joined(wage: int) -> Fact:
    return at(1, enrolled(["pension"], wage=wage))


def wage_set(wage: int, day: int, kind: str = "corrected") -> Fact:
    return at(day, c.ContributionWageSet(ANN, UNIT, ["pension"], wage, "2026-01", kind, "2026-12"), version=2)


def told(contributions: list[Fact], enrolment: list[Fact], bounds: Terms | None = THEN) -> list[Step]:
    return base_steps(KEY, contributions, enrolment, lambda _: bounds)  # type: ignore[arg-type]


def test_a_wage_below_the_floor_of_then_stands_beside_what_late_policy_added():
    steps = told([assessed(495_200), adjusted(495_200, 505_200, 20)], [joined(300_000)])
    assert [(step.text, step.amount) for step in steps] == [
        ("申报的月工资", 300_000),
        ("低于缴费基数下限4952.00元，按下限执行", 195_200),
        ("取整及核定", 0),
        ("补差：缴费标准调整，缴费基数由4952.00元调整为5052.00元", 10_000),
    ]
    assert steps[1].policy == ("bounds@1",)
    assert (steps[3].policy, steps[3].events) == (("bounds@2", "rates@1"), ("contribution-2:2",))


def test_a_wage_put_right_later_is_named_where_it_led_to_an_adjustment():
    steps = told([assessed(600_000), adjusted(600_000, 650_000, 20)], [joined(600_000), wage_set(650_000, 15)])
    assert (steps[0].text, steps[0].amount, steps[0].events) == ("申报的月工资", 600_000, ("enrolment-1:1",))
    assert steps[-1].text == "补差：月工资变更为6500.00元，缴费基数由6000.00元调整为6500.00元"
    assert (steps[-1].amount, steps[-1].events) == (50_000, ("enrolment-2:2", "contribution-2:2"))


def test_a_wage_put_right_and_not_adjusted_yet_is_no_part_of_the_base():
    steps = told([assessed(600_000)], [joined(600_000), wage_set(650_000, 15)])
    assert [(step.text, step.amount) for step in steps] == [("申报的月工资", 600_000), ("取整及核定", 0)]


def test_a_wage_set_before_the_month_was_assessed_says_how_it_came():
    for kind, text in (
        ("declared", "申报的月工资"),
        ("corrected", "更正后的月工资"),
        ("undeclared", "未按时申报，按上月缴费基数提高后的月工资"),
    ):
        first = told([assessed(700_000)], [joined(600_000), wage_set(700_000, 5, kind)])[0]
        assert (first.text, first.amount, first.events) == (text, 700_000, ("enrolment-2:2",))


def test_a_base_that_nothing_known_leads_to_is_one_step():
    assert told([assessed(777_700)], [joined(600_000)]) == [
        Step("核定的缴费基数", 777_700, ("contribution-1:1",), ("bounds@1", "rates@1"))
    ]


def test_a_base_at_the_floor_for_which_no_wage_is_known_claims_none():
    assert [(step.amount, step.events) for step in told([assessed(THEN.floor)], [])] == [
        (THEN.floor, (assessed(THEN.floor).id,))
    ]


def test_bounds_that_were_corrected_since_are_not_replaced_by_those_of_today():
    [step] = told([assessed(495_200)], [joined(300_000)], None)
    assert (step.text, step.amount) == ("核定的缴费基数（当时所用的缴费基数上下限后来已更正）", 495_200)


def test_what_is_owed_again_begins_anew():
    steps = told([assessed(600_000, 5), adjusted(600_000, 650_000, 7), assessed(650_000, 9)], [joined(650_000)])
    assert [step.amount for step in steps] == [650_000, 0]


def test_the_bounds_are_those_of_the_row_that_was_used_also_when_the_month_has_another():
    rows = city().policy.entries("bounds/pension")
    for row in rows:
        terms = bounds_of(city())([row.id])
        assert terms is not None
        assert (terms.floor, terms.ceiling) == (row["floor"], row["ceiling"])
    assert bounds_of(city())(["bounds/pension@gone"]) is None
    assert bounds_of(city())([]) is None


wages = st.integers(1, 3_000_000)


@given(first=wages, changes=st.lists(st.tuples(wages, st.integers(100_000, 600_000)), max_size=4), unit=st.booleans())
def test_the_steps_add_up_to_the_base_as_it_stands_and_none_hides_a_rest(
    first: int, changes: list[tuple[int, int]], unit: bool
):
    bounds = Terms(495_200, 2_476_200, Decimal(0), Decimal(0), base_unit="yuan" if unit else "fen")
    base = contribution_base(first, bounds)
    contributions, enrolment = [assessed(base)], [joined(first)]
    for number, (wage, floor) in enumerate(changes, 1):
        enrolment.append(wage_set(wage, 10 + 2 * number))
        later = contribution_base(wage, Terms(floor, 2_476_200, Decimal(0), Decimal(0)))
        contributions.append(adjusted(base, later, 11 + 2 * number, number))
        base = later
    steps = told(contributions, enrolment, bounds)
    assert sum(step.amount for step in steps) == base
    [rounding] = [step.amount for step in steps if step.text == "取整及核定"]
    assert abs(rounding) < 100
