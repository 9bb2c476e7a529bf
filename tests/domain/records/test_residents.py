"""Residents and children: enrolled, assessed, paid by the year, stopped (ENR-23)."""

from dataclasses import replace

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.contract import resident_refusals as rr
from services.records.contract import residents as r
from services.records.enrolment.domain import enrolment
from services.records.residents import domain as d
from tests.domain.records.worlds import ANN, city, enrolled
from tests.domain.specification import given

TODAY, YEAR = "2026-11-22", 2026
HERE = d.Standing(40, is_resident=True, place="玄武区")
TERMS = d.SchemeTerms("resident_pension", YEAR, (30_000, 60_000), 10_000, 16, 59, 12, ("policy",))
ENROLLED = r.ResidentEnrolled(ANN, "resident_pension", YEAR, 60_000, ANN, TODAY)
ASSESSED = r.ResidentYearAssessed(ANN, "resident_pension", YEAR, 60_000, 10_000, "2026-12-31", ["policy"])
PAID = r.ResidentYearPaid(ANN, "resident_pension", YEAR, 60_000, 10_000, "V1", TODAY)
STOPPED = r.ResidentStopped(ANN, "resident_pension", YEAR, "own_wish", TODAY)


def after(*past: d.ResidentEvent) -> d.Resident:
    return d.residents.after(past)


def test_who_enrols_owes_the_year_and_the_treasury_adds_its_part() -> None:
    assert d.enrol(ENROLLED, TERMS, HERE, d.Resident(), TODAY) == [ENROLLED, ASSESSED]


@pytest.mark.parametrize(
    ("there", "tier", "state", "refusal"),
    [
        (HERE, 60_000, after(ENROLLED), rr.ResidentAlready),
        (replace(HERE, employed=frozenset({"pension"})), 60_000, d.Resident(), rr.ResidentEmployed),
        (replace(HERE, retired=True), 60_000, d.Resident(), c.PersonDrawsPension),
        (replace(HERE, is_resident=False), 60_000, d.Resident(), rr.ResidentElsewhere),
        (replace(HERE, age=60), 60_000, d.Resident(), rr.AgeOutside),
        (replace(HERE, age=15), 60_000, d.Resident(), rr.AgeOutside),
        (HERE, 50_000, d.Resident(), rr.TierUnknown),
    ],
)
def test_what_stands_in_the_way_is_told(
    there: d.Standing, tier: int, state: d.Resident, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        d.enrol(replace(ENROLLED, tier=tier), TERMS, there, state, TODAY)


def test_an_employee_on_another_line_may_enrol() -> None:
    assert d.enrol(ENROLLED, TERMS, replace(HERE, employed=frozenset({"medical"})), d.Resident(), TODAY)


@pytest.mark.parametrize(
    ("scheme", "other"), [("children_medical", "resident_medical"), ("resident_medical", "children_medical")]
)
def test_nobody_is_in_two_schemes_of_one_line(scheme: r.Scheme, other: r.Scheme) -> None:
    terms, wanted = replace(TERMS, scheme=scheme), replace(ENROLLED, scheme=scheme)
    given(d.residents).when(
        lambda state: d.enrol(wanted, terms, replace(HERE, schemes=frozenset({other})), state, TODAY)
    ).refused_with(rr.ResidentTwice, other=r.SCHEME_NAMES[other])
    assert d.enrol(wanted, terms, replace(HERE, schemes=frozenset({"resident_pension"})), d.Resident(), TODAY)


def test_whoever_any_unit_insures_on_the_line_is_employed() -> None:
    relations = {
        "U1": enrolment.after([enrolled(["injury"], unit_id="U1")]),
        "U2": enrolment.after([enrolled(["pension"], unit_id="U2")]),
    }
    assert d.employed_lines(relations) == {"injury", "pension"}


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (d.Found(frozenset({"pension"}), 40), "employed"),
        (d.Found(frozenset(), 60), "age"),
        (d.Found(frozenset(), 15), "age"),
    ],
)
def test_who_is_employed_or_out_of_age_by_then_is_stopped_and_owes_nothing_more(
    found: d.Found, reason: r.StopReason
) -> None:
    next_year = replace(TERMS, year=2027)
    given(d.residents, ENROLLED, ASSESSED, PAID).when(
        lambda state: d.assess_or_stop(ANN, next_year, found, state, TODAY)
    ).then([replace(STOPPED, reason=reason)])


@pytest.mark.parametrize("found", [d.Found(frozenset({"medical"}), 59), d.Found(frozenset(), None)])
def test_everybody_else_is_billed_and_once(found: d.Found) -> None:
    next_year = replace(TERMS, year=2027)
    [owed] = d.assess_or_stop(ANN, next_year, found, after(ENROLLED, ASSESSED, PAID), TODAY)
    assert isinstance(owed, r.ResidentYearAssessed)
    employed = d.Found(frozenset({"pension"}), 40)
    given(d.residents, ENROLLED, ASSESSED, PAID, owed).when(
        lambda state: d.assess_or_stop(ANN, next_year, employed, state, TODAY)
    ).nothing_happened()


def test_a_year_is_assessed_once_and_for_whom_it_concerns() -> None:
    next_year = replace(TERMS, year=2027)
    [owed] = d.assess(ANN, next_year, after(ENROLLED, ASSESSED), TODAY)
    assert isinstance(owed, r.ResidentYearAssessed)
    assert (owed.year, owed.own, owed.due_on) == (2027, 60_000, "2027-12-31")
    assert d.assess(ANN, TERMS, after(ENROLLED, ASSESSED), TODAY) == []
    assert d.assess(ANN, next_year, after(ENROLLED, ASSESSED, PAID, STOPPED), TODAY) == []
    assert d.assess(ANN, TERMS, d.Resident(), TODAY) == []


def test_a_tier_that_is_offered_no_more_becomes_the_lowest() -> None:
    [owed] = d.assess(ANN, replace(TERMS, year=2027, tiers=(40_000, 80_000)), after(ENROLLED), TODAY)
    assert isinstance(owed, r.ResidentYearAssessed)
    assert owed.own == 40_000


def test_a_year_is_paid_whole_and_once() -> None:
    owed = after(ENROLLED, ASSESSED)
    assert d.pay(ANN, "resident_pension", YEAR, 60_000, "V1", TODAY, owed) == [PAID]
    with pytest.raises(rr.ResidentAmountDiffers):
        d.pay(ANN, "resident_pension", YEAR, 59_999, "V1", TODAY, owed)
    for state, year in ((after(ENROLLED, ASSESSED, PAID), YEAR), (owed, 2027)):
        with pytest.raises(rr.ResidentNothingOwed):
            d.pay(ANN, "resident_pension", year, 60_000, "V2", TODAY, state)


def test_a_stop_keeps_what_is_paid_and_ends_what_is_not() -> None:
    later = replace(ASSESSED, year=2027)
    assert d.stop(ANN, "resident_pension", "own_wish", after(ENROLLED, ASSESSED, PAID, later), TODAY) == [STOPPED]
    ended = after(ENROLLED, ASSESSED, PAID, later, STOPPED)
    assert (ended.status, set(ended.years)) == ("stopped", {YEAR})
    [unpaid] = d.stop(ANN, "resident_pension", "moved", after(ENROLLED, ASSESSED), TODAY)
    assert isinstance(unpaid, r.ResidentStopped)
    assert unpaid.through_year == 2025
    with pytest.raises(rr.ResidentNotActive):
        d.stop(ANN, "resident_pension", "own_wish", ended, TODAY)


def test_who_comes_back_owes_from_that_year_on() -> None:
    again = replace(ENROLLED, from_year=2027)
    events = d.enrol(again, replace(TERMS, year=2027), HERE, after(ENROLLED, ASSESSED, PAID, STOPPED), TODAY)
    assert [type(event).__name__ for event in events] == ["ResidentEnrolled", "ResidentYearAssessed"]


def test_the_next_year_opens_in_its_month() -> None:
    assert d.years_open("2026-09-30", 10) == [2026]
    assert d.years_open("2026-10-01", 10) == [2026, 2027]


@pytest.mark.parametrize("scheme", r.SCHEMES)
def test_every_city_says_what_a_year_costs(scheme: r.Scheme) -> None:
    for name in ("nanjing", "ningbo", "shenzhen"):
        terms = d.terms_of(scheme, YEAR, city(name).policy.at(f"resident/{scheme}", "2026-01-01"))
        assert min(terms.tiers) > 0
        assert terms.least_age < terms.most_age
