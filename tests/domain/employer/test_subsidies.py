"""Subsidies (EMP-05): figures from the records, the condition that is not met, each subsidy once."""

from decimal import Decimal

import pytest

from kernel.events import Event, Fact
from kernel.refusals import Refused
from services.employer import contract as c
from services.employer.subsidy import domain as d
from services.employer.subsidy.figures import YearOfUnit, fold, keys, year_of
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
