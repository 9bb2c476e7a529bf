"""What somebody received, spent, filed, shared and brought along: states, sums, pages (QRY-03, QRY-05 to QRY-09)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.records.balances.domain import Movement
from services.records.benefits.domain import Payment, of_line, received, sums
from services.records.contract.benefits import BENEFITS, BenefitRow, BenefitsImported, GetBenefits
from services.records.contract.medical import MedicalSpendingImported, SpendingRow
from services.records.contract.transferred import TransferredRow
from services.records.contract.words import LINES, AccountLine, Kind
from services.records.contributions.history import Row
from services.records.evidence.series import bases, month_ends
from services.records.medical import domain as medical
from services.records.paging import newest_first, within
from services.records.transfers.came import counted_elsewhere, scope_of

PERSON = "PA"


def paid(month: str, amount: int = 320_000, **other: Any) -> BenefitRow:
    row = {"benefit": "pension", "payments": "regular", "from_month": month, "to_month": month, "amount": amount}
    return {**row, "paid_on": f"{month}-15", "reference": "", **other}  # type: ignore[typeddict-item,return-value]


def payments(*rows: BenefitRow) -> tuple[Payment, ...]:
    return received.after([BenefitsImported(PERSON, 2026, list(rows))]).payments


def test_each_benefit_is_of_a_line():
    assert {line for line, _ in BENEFITS.values()} == set(LINES) - {"medical"}


def test_payments_of_two_imports_stand_side_by_side():
    events = [BenefitsImported(PERSON, 2026, [paid("2026-01")]), BenefitsImported(PERSON, 2026, [paid("2026-02")])]
    assert [one.from_month for one in received.after(events).payments] == ["2026-01", "2026-02"]


def test_what_was_paid_afterwards_is_counted_apart():
    late = paid("2025-12", 5_000, payments="supplementary", to_month="2026-02", paid_on="2026-03-15")
    assert sums(payments(paid("2026-01"), paid("2026-02"), late)) == {
        "regular": {"count": 2, "amount": 640_000},
        "supplementary": {"count": 1, "amount": 5_000},
    }


def test_a_payment_for_several_months_is_found_by_each_of_them():
    late = paid("2025-12", payments="supplementary", to_month="2026-02")
    asked = [("2026-01", "2026-01"), ("2026-02", None), (None, "2025-12"), ("2026-03", None), (None, "2025-11")]
    found = [
        len(of_line(payments(late), GetBenefits(PERSON, "pension", from_month=first, to_month=last)))
        for first, last in asked
    ]
    assert found == [1, 1, 1, 0, 0]


def test_another_lines_payments_are_not_shown():
    rows = payments(paid("2026-01"), paid("2026-01", benefit="care_allowance"))
    assert [one.benefit for one in of_line(rows, GetBenefits(PERSON, "injury"))] == ["care_allowance"]


def spent(day: str, total: int, fund: int, account: int) -> SpendingRow:
    told = {"spent_on": day, "reference": f"J{total}", "provider": "市第一医院", "care": "outpatient", "remote": False}
    return {**told, "total": total, "fund": fund, "account": account}  # type: ignore[typeddict-item,return-value]


def test_what_neither_fund_nor_account_paid_was_cash():
    rows = [spent("2026-03-01", 10_000, 6_000, 1_500), spent("2026-03-02", 500, 0, 500)]
    year = medical.spending.after([MedicalSpendingImported(PERSON, 2026, rows)])
    assert medical.sums(year.settlements) == {
        "count": 2,
        "total": 10_500,
        "fund": 6_000,
        "account": 2_000,
        "cash": 2_500,
    }


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-04-30", "coming"), ("2026-05-01", "valid"), ("2026-10-31", "valid"), ("2026-11-01", "over")],
)
def test_a_filing_holds_from_its_first_day_through_its_last(day: str, state: str):
    assert medical.state_on(day, "2026-05-01", "2026-10-31") == state
    assert medical.state_on(day, "2026-05-01", None) == ("coming" if day < "2026-05-01" else "valid")


@pytest.mark.parametrize(
    ("line", "region", "scope"),
    [("pension", "320500", "within"), ("pension", "330100", "outside"), ("medical", "320500", "medical")],
)
def test_there_are_three_lists_of_what_came_from_elsewhere(line: str, region: str, scope: str):
    row: TransferredRow = {
        "line": line,  # type: ignore[typeddict-item]
        "from_region": region,
        "from_month": "2010-01",
        "to_month": "2012-12",
        "months": 36,
        "personal": 1,
        "pooled": 0,
        "received_on": "2013-05-06",
        "reference": "",
    }
    assert scope_of(row, "320100") == scope


@given(st.sets(st.text("abc", min_size=1)), st.integers(1, 5))
def test_pages_hold_every_row_once_the_newest_first(keys: set[str], limit: int):
    found, after = list[str](), ""
    while True:
        page, following = newest_first(keys, str, after, limit)
        found += page
        if following is None:
            break
        after = following
    assert found == sorted(keys, reverse=True)


# ------------------------------------------------------------------ over time


def test_an_account_over_time_is_what_it_held_when_each_month_ended():
    moved = [
        Movement("2025-12-31", "opening", 500_000),
        Movement("2026-02-10", "credit", 48_000, "2026-01"),
        Movement("2026-02-20", "credit", 1_000, "2025-12"),
        Movement("2026-03-10", "credit", 48_000, "2026-02"),
    ]
    assert month_ends(moved) == {"2025-12": 500_000, "2026-02": 549_000, "2026-03": 597_000}


def test_a_base_over_time_is_the_highest_of_each_month_that_has_one():
    def row(period: str, base: int, kind: Kind = "normal") -> Row:
        return Row(period, "pension", kind, "U1", base, 0, 0, 0, None, None, "due")

    rows = [row("2026-01", 600_000), row("2026-01", 500_000), row("2026-02", 0), row("2026-03", 20_000, "adjustment")]
    assert bases(rows) == {"2026-01": 600_000}


def test_no_bound_is_no_bound():
    assert within("2026-01", None, None)
    assert not within("2026-01", "2026-02", None)
    assert not within("2026-01", None, "2025-12")


# ------------------------------------------------------------------ months that were paid elsewhere


def came(first: str, last: str, months: int, line: AccountLine = "pension") -> TransferredRow:
    told = {"line": line, "from_region": "310000", "from_month": first, "to_month": last, "months": months}
    return {**told, "personal": 0, "pooled": 0, "received_on": "2012-11-08", "reference": first}  # type: ignore[typeddict-item,return-value]


def counted(*rows: TransferredRow, here: tuple[str, ...] = ()) -> list[int]:
    return [len(months) for _, months in counted_elsewhere(rows, "pension", here)]


def test_months_that_came_along_count_once_beside_those_paid_here():
    assert counted(came("2010-01", "2010-12", 12)) == [12]
    assert counted(came("2010-01", "2010-12", 12), here=("2010-12", "2011-01")) == [11]
    assert counted(came("2010-01", "2010-12", 12), came("2010-07", "2011-06", 12)) == [12, 6]
    assert counted(came("2010-01", "2010-12", 12), came("2010-03", "2010-05", 3)) == [12]


def test_of_a_row_with_gaps_no_more_months_count_than_it_says():
    assert counted(came("2010-01", "2011-12", 20)) == [20]
    assert counted(came("2010-01", "2010-12", 12, line="medical")) == []


spans = st.builds(
    lambda first, length, less: came(f"{2000 + first // 12}-{first % 12 + 1:02d}",
                                     f"{2000 + (first + length) // 12}-{(first + length) % 12 + 1:02d}",
                                     max(0, length + 1 - less)),
    st.integers(0, 60), st.integers(0, 30), st.integers(0, 5),
)  # fmt: skip


@given(st.lists(spans, max_size=5), st.sets(st.integers(0, 90), max_size=30))
def test_no_month_counts_twice_and_no_row_beyond_what_it_says(rows: list[TransferredRow], paid_here: set[int]):
    here = {f"{2000 + month // 12}-{month % 12 + 1:02d}" for month in paid_here}
    found = counted_elsewhere(rows, "pension", here)
    every = [month for _, months in found for month in months]
    assert len(every) == len(set(every))
    assert not here & set(every)
    assert all(row["from_month"] <= min(months) <= max(months) <= row["to_month"] for row, months in found)
    assert all(len(months) <= row["months"] for row, months in found)
