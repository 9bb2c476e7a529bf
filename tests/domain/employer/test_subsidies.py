"""Subsidies (EMP-05): figures from the records, the condition that is not met, each subsidy once."""

from decimal import Decimal

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from kernel.events import Event, Fact
from kernel.refusals import Refused
from services.employer import contract as c
from services.employer.subsidy import domain as d
from services.employer.subsidy.figures import YearOfUnit, fold, keys, year_of
from services.employer.subsidy.months import release, subsidised, take
from services.employer.subsidy.rules import RefundRule
from services.records import contract as records
from tests.domain.specification import given

RULE = RefundRule(12, Decimal("5.5"), 30, Decimal(20), Decimal(60), Decimal(30))
ABOUT = d.About("U1", "stability", "2025")
asked = c.SubsidyAskedFor("U1", "stability", "2025", "case-1", 60_000)
granted = c.SubsidyGranted("U1", "stability", "2025", "case-1", 60_000, "sealed", "stability_refund@2024-01-01")
paid = c.SubsidyPaid("U1", "stability", "2025", "V1", "2026-12-01")


def fact(event: Event) -> Fact:
    return Fact(event, "records", event.category.name, "s", 1, 1, 1, "", {})


def known(*events: Event) -> dict:
    document: dict = {}
    for event in events:
        assert list(keys(fact(event))) == ["PANN"]
        document = fold(document, fact(event))
    return document


def paid_month(month: str, unit_id: str = "U1") -> records.ContributionsPaid:
    lines: list[records.PaidLine] = [
        {"line": "pension", "employer": 80_000, "individual": 40_000, "credited": 40_000},
        {"line": "unemployment", "employer": 2_500, "individual": 2_500, "credited": 0},
        {"line": "injury", "employer": 1_000, "individual": 0, "credited": 0},
    ]
    return records.ContributionsPaid("PANN", unit_id, month, lines, f"{month}-20", "V")


def test_what_was_paid_is_known_unit_by_unit_and_month_by_month():
    row: records.ImportedRow = {
        "period": "2025-02",
        "line": "unemployment",
        "kind": "normal",
        "unit_id": "U1",
        "base": 1,
        "employer": 2_000,
        "individual": 2_000,
        "account": 0,
        "arrived_on": "2025-03-01",
    }
    unpaid: records.ImportedRow = {**row, "period": "2025-03", "arrived_on": None}
    stopped = records.PersonStopped("PANN", "U1", ["pension"], "2025-05", "2025-04", "dismissed")
    document = known(paid_month("2025-01"), records.ContributionsImported("PANN", 2025, [row, unpaid]), stopped)
    assert document["of"] == ["U1"]
    assert document["units"]["U1"]["paid"] == {"2025-01": [82_500, 5_000], "2025-02": [2_000, 4_000]}
    assert year_of(2025, [document["units"]["U1"]]) == YearOfUnit(2025, 2, 9_000, 1, 1)
    assert year_of(2024, [document["units"]["U1"]]) == YearOfUnit(2024, 0, 0, 0, 0)


def test_only_the_newest_months_are_kept_in_whatever_order_they_come():
    months = [f"20{year}-{month:02d}" for year in range(20, 26) for month in range(1, 13)]
    for order in (months, months[::-1]):
        assert list(known(*map(paid_month, order))["units"]["U1"]["paid"]) == months[-36:]


def test_who_pays_alone_belongs_to_no_unit():
    assert known(paid_month("2025-01", records.SELF)) == {}


def test_the_refund_is_a_share_of_what_was_paid():
    found = YearOfUnit(2025, 12, 100_000, 10, 2)
    assert (d.refund(found, "small", RULE), d.refund(found, "large", RULE)) == (60_000, 30_000)


@pytest.mark.parametrize(
    ("found", "why", "told"),
    [
        (YearOfUnit(2025, 11, 100_000, 10, 0), c.SubsidyMonthsMissing, "已缴11个月"),
        (YearOfUnit(2025, 12, 100_000, 10, 3), c.SubsidyLayoffs, "应不超过20%，记录中为30.00%"),
        (YearOfUnit(2025, 12, 100_000, 100, 6), c.SubsidyLayoffs, "应不超过5.5%，记录中为6.00%"),
    ],
)
def test_the_condition_that_is_not_met_is_named_with_its_figures(found: YearOfUnit, why: type[Refused], told: str):
    with pytest.raises(why) as refused:
        d.refund(found, "small", RULE)
    assert told in str(refused.value)


def test_a_subsidy_is_asked_for_once_granted_and_paid_once():
    given(d.subsidy).when(lambda s: d.ask(ABOUT, "case-1", 60_000, s)).then([asked])
    for past in ((asked,), (asked, granted), (asked, granted, paid)):
        given(d.subsidy, *past).when(lambda s: d.ask(ABOUT, "x", 1, s)).refused_with(c.SubsidyAlready)
    given(d.subsidy, asked, granted).when(lambda s: d.pay(ABOUT, "V1", "2026-12-01", s)).then([paid])
    given(d.subsidy, asked, granted, paid).when(lambda s: d.pay(ABOUT, "V1", "2026-12-01", s)).then([])
    given(d.subsidy, asked, granted, paid).when(lambda s: d.pay(ABOUT, "V2", "2026-12-01", s)).refused_with(
        c.SubsidyNotGranted
    )
    given(d.subsidy, asked).when(lambda s: d.pay(ABOUT, "V1", "2026-12-01", s)).refused_with(c.SubsidyNotGranted)
    given(d.subsidy).when(lambda s: d.pay(ABOUT, "V1", "2026-12-01", s)).refused_with(c.SubsidyUnknown)


def test_a_dropped_case_makes_room_for_another():
    dropped = c.SubsidyDropped("U1", "stability", "2025", "case-1")
    given(d.subsidy, asked).when(lambda s: d.drop(ABOUT, "case-1", s)).then([dropped])
    given(d.subsidy, asked, granted).when(lambda s: d.drop(ABOUT, "case-1", s)).then([])
    given(d.subsidy, asked, dropped).when(lambda s: d.ask(ABOUT, "case-1", 60_000, s)).then([asked])


# ------------------------------------------------------------------ 社保补贴: each month of a person once


PAID = {"PANN": {"2025-03": [900, 50], "2025-04": [900, 50], "2025-05": [0, 50]}, "PBOB": {"2025-04": [700, 50]}}
SPRING, APRIL = {"PANN": ("2025-03", "2025-04")}, {"PBOB": ("2025-04",), "PANN": ("2025-04",)}
spring = c.SubsidyMonthsTaken("U1", "case-1", [{"person_id": "PANN", "months": ["2025-03", "2025-04"]}])
released = c.SubsidyMonthsReleased("U1", "case-1")


def test_what_is_subsidised_are_the_units_shares_of_the_months_that_are_paid():
    assert d.shares(PAID, "2025-03", "2025-06") == {"PANN": {"2025-03": 900, "2025-04": 900}, "PBOB": {"2025-04": 700}}
    with pytest.raises(c.SubsidyNotPaid) as refused:
        d.shares(PAID, "2025-03", "2025-03")
    assert "第2人" in str(refused.value)


def test_a_person_stands_in_a_list_once():
    assert d.distinct(["PANN", "PBOB"]) == ["PANN", "PBOB"]
    with pytest.raises(c.SubsidyPersonTwice) as refused:
        d.distinct(["PBOB", "PANN", "PANN"])
    assert "第3人与第2人是同一人" in str(refused.value)


def test_a_month_of_a_person_is_subsidised_once_until_its_case_is_dropped():
    given(subsidised).when(lambda s: take("U1", "case-1", SPRING, s)).then([spring])
    given(subsidised, spring).when(lambda s: take("U1", "case-1", SPRING, s)).then([])
    given(subsidised, spring).when(lambda s: take("U1", "case-2", APRIL, s)).refused_with(c.SubsidyMonthTaken)
    april = [{"person_id": "PBOB", "months": ["2025-04"]}, {"person_id": "PANN", "months": ["2025-04"]}]
    second = c.SubsidyMonthsTaken("U1", "case-2", april)
    given(subsidised, spring, released).when(lambda s: take("U1", "case-2", APRIL, s)).then([second])
    given(subsidised, spring).when(lambda s: release("U1", "case-1", s)).then([released])
    given(subsidised, spring).when(lambda s: release("U1", "case-2", s)).then([])


def test_a_refund_needs_no_months():
    given(subsidised).when(lambda s: take("U1", "case-1", {}, s)).then([])


@given_any(
    st.lists(
        st.tuples(
            st.sampled_from(["case-1", "case-2", "case-3"]),
            st.dictionaries(st.sampled_from(["PANN", "PBOB"]), st.sets(st.sampled_from("345"), min_size=1)),
        )
    )
)
def test_whatever_is_asked_for_and_dropped_no_month_belongs_to_two_cases(steps: list[tuple[str, dict[str, set[str]]]]):
    """Nothing wanted stands here for a dropped case."""
    events: list[Event] = []
    for case_id, wanted in steps:
        state = subsidised.after(events)
        months = {person_id: tuple(sorted(of)) for person_id, of in wanted.items()}
        try:
            events += take("U1", case_id, months, state) if wanted else release("U1", case_id, state)
        except c.SubsidyMonthTaken:
            continue
        taken = [
            (person_id, month)
            for people in subsidised.after(events).cases.values()
            for person_id, of in people.items()
            for month in of
        ]
        assert len(taken) == len(set(taken))
