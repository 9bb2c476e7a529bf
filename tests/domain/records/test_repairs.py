"""Back-payment, correction and refund: what is decided and what is refused (ENR-14, ENR-21, QRY-18)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.contract import repairs as r
from services.records.contributions.domain import Year, contributions, settle
from services.records.contributions.history import Usual, rows_of
from services.records.contributions.rules import Terms, contribution, line_terms
from services.records.contributions.tariff import MonthPolicy, month_policy, variant_of
from services.records.repairs.domain import (
    Wanted,
    back_payment,
    billed,
    check_arrival,
    check_back_payment,
    correct,
    paid_back,
    participant,
)
from tests.domain.records.worlds import city

ANN, UNIT, CASE = "PANN", "U1", "U1-1"
CITY = city()
ASKED = Wanted(ANN, UNIT, ["pension"], "2025-01", "2025-03", 800_000, CASE)
IMPORTED: c.ImportedRow = {
    "period": "2020-05",
    "line": "pension",
    "kind": "normal",
    "unit_id": UNIT,
    "base": 400_000,
    "employer": 64_000,
    "individual": 32_000,
    "account": 32_000,
    "arrived_on": "2020-06-10",
}
BROUGHT_IN = contributions.after([c.ContributionsImported(ANN, 2020, [IMPORTED])])


def policy_of(month: str) -> MonthPolicy:
    return month_policy(CITY, month)


def years(*known: Year) -> Callable[[str], Year]:
    return lambda _month: known[0] if known else Year()


def test_each_missed_month_is_assessed_at_its_own_policy_and_due_when_it_was_due() -> None:
    events = back_payment(ASKED, years(), policy_of, 1)
    assert [(event.period, event.due_on, event.case_id) for event in events] == [
        ("2025-01", "2025-01-31", CASE),
        ("2025-02", "2025-02-28", CASE),
        ("2025-03", "2025-03-31", CASE),
    ]
    [line] = events[0].lines
    assert (line["base"], line["employer"], line["individual"]) == (800_000, 128_000, 64_000)
    assert billed(events[0])["lines"][0]["account"] == line["account"] == 64_000


def test_a_line_that_is_named_twice_is_assessed_once() -> None:
    twice = replace(ASKED, lines=["pension", "pension"])
    assert back_payment(twice, years(), policy_of, 1) == back_payment(ASKED, years(), policy_of, 1)


def test_a_month_that_is_assessed_is_left_as_it_is() -> None:
    known = contributions.after(back_payment(replace(ASKED, to_month="2025-01"), years(), policy_of, 1))
    assert [event.period for event in back_payment(ASKED, years(known), policy_of, 1)] == ["2025-02", "2025-03"]
    with pytest.raises(r.NothingMissing):
        back_payment(replace(ASKED, to_month="2025-01"), years(known), policy_of, 1)


def test_a_back_payment_is_shown_as_one_and_counts_once_it_is_paid() -> None:
    [owed, *_] = back_payment(ASKED, years(), policy_of, 1)
    year = contributions.after([owed])
    usual = Usual(CITY, "2026-11-22")
    [row] = rows_of([year], {}, usual)
    assert (row.kind, row.state, row.counts) == ("back_payment", "missing", False)
    paid = contributions.after(settle(ANN, UNIT, "2025-01", ["pension"], year, "2026-11-20", "V1"), year)
    [row] = rows_of([paid], {}, usual)
    assert (row.kind, row.state, row.counts) == ("back_payment", "paid", True)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (replace(ASKED, from_month="2021-12"), r.BackPaymentMonths),
        (replace(ASKED, to_month="2026-11"), r.BackPaymentMonths),
        (replace(ASKED, from_month="2025-04"), r.BackPaymentMonths),
        (replace(ASKED, from_month="2022-01", to_month="2024-12"), r.LegalDocumentMissing),
    ],
)
def test_months_out_of_range_and_three_years_without_a_document_are_refused(
    asked: Wanted, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        check_back_payment(asked, "2022-01", "2026-10", 36, document=False)


def test_three_years_with_the_legal_document_and_less_without_are_taken() -> None:
    three_years = replace(ASKED, from_month="2022-01", to_month="2024-12")
    check_back_payment(three_years, "2022-01", "2026-10", 36, document=True)
    check_back_payment(replace(three_years, to_month="2024-11"), "2022-01", "2026-10", 36, document=False)


def test_three_years_in_several_applications_need_it_too() -> None:
    period = {"from_month": "2022-01", "to_month": "2023-12"}
    earlier = back_payment(replace(ASKED, **period), years(), policy_of, 1)
    before = paid_back(ASKED.unit_id, [contributions.after(earlier)])
    assert (len(before), paid_back("U9", [contributions.after(earlier)])) == (24, set())
    rest = replace(ASKED, from_month="2023-12", to_month="2024-11")
    check_back_payment(rest, "2022-01", "2026-10", 36, before=before, document=False)
    third = replace(rest, to_month="2024-12")
    check_back_payment(third, "2022-01", "2026-10", 36, before=before, document=True)
    with pytest.raises(r.LegalDocumentMissing):
        check_back_payment(third, "2022-01", "2026-10", 36, before=before, document=False)


def test_who_pays_alone_pays_back_at_the_rates_of_who_pays_alone() -> None:
    [event, *_] = back_payment(replace(ASKED, unit_id=c.SELF), years(), policy_of, 0)
    assert (event.participant, event.lines[0]["employer"], event.lines[0]["individual"]) == ("flexible", 0, 160_000)


# ------------------------------------------------------------------ correction


CLASS = 4


def terms_of(line: str, unit_id: str, month: str) -> Terms:
    return line_terms(CITY, line, variant_of(CITY, line, participant(unit_id), CLASS) or "", month)


def asked(problem: r.Problem, **more: object) -> r.Correction:
    return replace(r.Correction("pension", "2020-05", problem), **more)  # type: ignore[arg-type]


def test_a_wrong_base_is_put_right_by_a_new_event_with_the_amounts_of_that_month() -> None:
    [event] = correct(ANN, asked("wrong", base_fen=600_000), BROUGHT_IN, terms_of, CASE)
    assert event.was == IMPORTED
    assert event.now is not None
    assert (event.now["base"], event.now["employer"], event.now["individual"]) == (600_000, 96_000, 48_000)
    assert event.now["arrived_on"] == "2020-06-10"
    assert contributions.after([event], BROUGHT_IN).imported == (event.now,)


def test_a_wrong_day_of_arrival_leaves_the_amounts() -> None:
    [event] = correct(ANN, asked("wrong", arrived_on="2020-05-20"), BROUGHT_IN, terms_of, CASE)
    assert event.now == {**IMPORTED, "arrived_on": "2020-05-20"}


def test_what_is_not_mine_is_taken_away_and_what_is_missing_is_added() -> None:
    [gone] = correct(ANN, asked("not_mine"), BROUGHT_IN, terms_of, CASE)
    assert contributions.after([gone], BROUGHT_IN).imported == ()
    [added] = correct(ANN, asked("missing", base_fen=400_000, unit_id=UNIT), Year(), terms_of, CASE)
    assert (added.was, added.now and added.now["arrived_on"]) == (None, "2020-05-31")


@pytest.mark.parametrize(
    ("form", "year", "refusal"),
    [
        (asked("wrong"), Year(), r.RowUnknown),
        (asked("not_mine", unit_id="U9"), BROUGHT_IN, r.RowUnknown),
        (asked("missing", base_fen=1), BROUGHT_IN, r.RowThere),
        (asked("missing"), Year(), r.BaseMissing),
        (asked("wrong"), BROUGHT_IN, r.NothingCorrected),
        (asked("wrong", base_fen=IMPORTED["base"], arrived_on=IMPORTED["arrived_on"]), BROUGHT_IN, r.NothingCorrected),
    ],
)
def test_a_correction_of_nothing_is_refused(form: r.Correction, year: Year, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        correct(ANN, form, year, terms_of, CASE)


def test_a_month_that_a_lump_sum_paid_is_there_is_corrected_by_no_base_and_may_be_somebody_elses() -> None:
    year = contributions.after([c.ContributionsImported(ANN, 2020, [{**IMPORTED, "kind": "lump"}])])
    with pytest.raises(r.RowThere):
        correct(ANN, asked("missing", base_fen=600_000), year, terms_of, CASE)
    with pytest.raises(r.RowUnknown):
        correct(ANN, asked("wrong", base_fen=600_000), year, terms_of, CASE)
    [gone] = correct(ANN, asked("not_mine"), year, terms_of, CASE)
    assert contributions.after([gone], year).imported == ()


def test_who_paid_alone_is_corrected_at_the_rates_of_who_pays_alone() -> None:
    alone: c.ImportedRow = {**IMPORTED, "unit_id": c.SELF, "employer": 0, "individual": 80_000}
    year = contributions.after([c.ContributionsImported(ANN, 2020, [alone])])
    [event] = correct(ANN, asked("wrong", base_fen=600_000), year, terms_of, CASE)
    assert event.now is not None
    assert (event.now["employer"], event.now["individual"]) == (0, 120_000)


def test_a_month_older_than_the_policy_is_corrected_in_the_proportions_of_its_own_row() -> None:
    old: c.ImportedRow = {
        **IMPORTED,
        "period": "2003-05",
        "base": 100_000,
        "employer": 20_000,
        "individual": 7_000,
        "account": 11_000,
    }
    form = replace(asked("wrong", base_fen=150_050), month="2003-05")
    year = contributions.after([c.ContributionsImported(ANN, 2003, [old])])
    [event] = correct(ANN, form, year, terms_of, CASE)
    assert event.now == {**old, "base": 150_050, "employer": 30_010, "individual": 10_504, "account": 16_506}
    with pytest.raises(r.NoRatesThen):
        correct(ANN, replace(form, problem="missing"), Year(), terms_of, CASE)


def test_work_injury_is_corrected_at_the_rate_of_the_units_class() -> None:
    form = replace(asked("missing", base_fen=600_000, unit_id=UNIT), line="injury", month="2026-05")
    [event] = correct(ANN, form, Year(), terms_of, CASE)
    terms = line_terms(CITY, "injury", str(CLASS), "2026-05")
    assert event.now is not None
    assert (event.now["employer"], event.now["individual"]) == (contribution(600_000, terms).employer, 0)
    assert event.now["employer"] != contribution(600_000, line_terms(CITY, "injury", "1", "2026-05")).employer


def test_a_refund_or_an_adjustment_is_never_taken_for_the_month() -> None:
    refund: c.ImportedRow = {**IMPORTED, "kind": "refund", "employer": -26_667, "individual": -13_333}
    adjusted: c.ImportedRow = {**IMPORTED, "kind": "adjustment", "employer": 1_600, "individual": 800}
    year = contributions.after([c.ContributionsImported(ANN, 2020, [refund, adjusted, IMPORTED])])
    [event] = correct(ANN, asked("wrong", base_fen=600_000), year, terms_of, CASE)
    assert event.was == IMPORTED
    only_refund = contributions.after([c.ContributionsImported(ANN, 2020, [refund])])
    with pytest.raises(r.RowUnknown):
        correct(ANN, asked("wrong", base_fen=600_000), only_refund, terms_of, CASE)


@pytest.mark.parametrize(
    "form",
    [
        asked("wrong", arrived_on="2026-11-23"),
        asked("missing", arrived_on="2026-11-23", base_fen=600_000),
        asked("missing", month="2026-11", base_fen=600_000),
    ],
)
def test_money_cannot_have_arrived_on_a_day_to_come(form: r.Correction) -> None:
    with pytest.raises(r.CorrectedAhead):
        check_arrival(form, "2026-11-22")
    check_arrival(replace(form, month="2020-05", arrived_on="2026-11-22"), "2026-11-22")


def test_a_month_to_come_is_not_corrected() -> None:
    with pytest.raises(r.MonthAhead):
        check_arrival(asked("not_mine", month="2026-12"), "2026-11-22")
    check_arrival(asked("not_mine", month="2026-11"), "2026-11-22")
