"""Refunds: what goes back to who paid, and what it takes off bill, month and account (ENR-21)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kernel.refusals import Refused
from services.records import contract as c
from services.records.balances.domain import Balance, movements
from services.records.bills.decisions import Assessed, Payment, assess_bill, book, payable
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.contract import refunds as r
from services.records.contract.adjustments import AdjustedLine, ContributionsAdjusted
from services.records.contributions.domain import Due, Year, assess, contributions, settle
from services.records.contributions.history import Usual, rows_of
from services.records.contributions.rules import DailyRate
from services.records.contributions.tariff import month_policy
from services.records.repairs.domain import Wanted, back_payment
from services.records.repairs.refunds import Wrong, check_wrong, paid_by, paid_in, refund_held, release, take_back
from tests.domain.records.worlds import ANN, BOB, TODAY, UNIT, assessed, city, imported, old_row, paid

MONTH, CASE = "2026-10", f"{UNIT}-20261122120000-R0123456789a"
RATES = (DailyRate("2011-07-01", Decimal("0.05")),)
OWED = 128_000 + 64_000 + 56_000 + 16_000
WRONG = Wrong(ANN, UNIT, MONTH, ["pension"], CASE)


def unmatched() -> Bill:
    payment = Payment(UNIT, MONTH, "total", 5_000, "2026-10-20", "V1")
    return bill.after(book(payment, Bill(), ()))


def lines_of(*wanted: c.Line) -> list[c.BilledLine]:
    return [
        {"line": one["line"], "base": one["base"], "employer": one["employer"], "individual": one["individual"],
         "account": one["account"]} for one in assessed().lines if one["line"] in wanted
    ]  # fmt: skip


def billed_for(*people: str) -> Bill:
    members: list[c.BilledMember] = [{"person_id": one, "lines": lines_of("pension", "medical")} for one in people]
    return bill.after(assess_bill(Assessed(UNIT, MONTH, "2026-10-31", members), Bill(), RATES, TODAY))


def settled() -> Bill:
    billed = billed_for(ANN)
    return bill.after(book(Payment(UNIT, MONTH, "total", OWED, "2026-10-20", "V1"), billed, RATES), billed)


def a_paid_year() -> Year:
    return contributions.after([assessed(), paid()])


def paid_twice() -> Year:
    return contributions.after([assessed(), paid(), imported({**old_row(MONTH), "unit_id": "U9"}, year=2026)])


def test_held_money_goes_back_once() -> None:
    [event] = refund_held(UNIT, MONTH, "V1", unmatched(), CASE, TODAY)
    assert (event.amount, event.refunded_on) == (5_000, TODAY)
    after = bill.after([event], unmatched())
    assert after.held == {}
    with pytest.raises(r.NothingHeld):
        refund_held(UNIT, MONTH, "V1", after, CASE, TODAY)


def test_money_that_nobody_holds_is_not_given_back() -> None:
    with pytest.raises(r.NothingHeld):
        refund_held(UNIT, MONTH, "V2", unmatched(), CASE, TODAY)


def test_what_the_treasury_cannot_pay_back_is_held_again() -> None:
    before = unmatched()
    [refunded] = refund_held(UNIT, MONTH, "V1", before, CASE, TODAY)
    returned = r.RefundReturned(UNIT, MONTH, "V1", "total", "2026-10-20", 5_000, CASE)
    assert bill.after([refunded, returned], before) == before


def test_a_line_that_was_paid_twice_leaves_the_bill_and_its_money_is_held_until_it_goes_back() -> None:
    check_wrong(WRONG, paid_twice(), {"pension", "medical"})
    before = settled()
    [event] = release(WRONG, before)
    assert (event.amount, event.lines[0]["line"], event.arrived_on) == (192_000, "pension", "2026-10-20")
    after = bill.after([event], before)
    assert (after.lines["pension"].owed, after.lines["pension"].paid) == (0, 0)
    assert set(after.members[ANN]) == {"medical"}
    assert sum(held.amount for held in after.held.values()) == 192_000
    back = refund_held(UNIT, MONTH, event.voucher, after, CASE, TODAY)
    assert bill.after(back, after).held == {}


def late(paid_of_it: int = 1) -> Bill:
    """As `settled`, twenty days late; of the late fee this part is paid."""
    before = billed_for(ANN, BOB)
    once = bill.after(book(Payment(UNIT, MONTH, "pension", 2 * 192_000, "2026-11-20", "V1"), before, RATES), before)
    fee = once.lines["pension"].fee_charged // paid_of_it
    return bill.after(book(Payment(UNIT, MONTH, "pension", fee, "2026-11-21", "V2"), once, RATES), once)


def test_the_late_fee_goes_back_with_what_was_never_owed() -> None:
    before = late()
    assert (before.lines["pension"].fee_charged, before.lines["pension"].fee_open) == (3_840, 0)
    principal, fee = release(WRONG, before)
    assert principal.late_fees == [{"line": "pension", "charged": 1_920, "paid": 1_920}]
    assert [(one.amount, one.paid_under) for one in (principal, fee)] == [(192_000, "V1"), (1_920, "V2")]
    after = bill.after([principal, fee], before)
    assert (after.lines["pension"].fee_charged, after.lines["pension"].fee_paid) == (1_920, 1_920)
    assert [(held.amount, held.arrived_on) for held in after.held.values()] == [
        (192_000, "2026-11-20"),
        (1_920, "2026-11-21"),
    ]


def test_of_a_late_fee_that_is_not_paid_yet_the_open_part_goes_first() -> None:
    before = late(paid_of_it=3)
    [event] = release(WRONG, before)
    assert event.late_fees == [{"line": "pension", "charged": 1_920, "paid": 0}]
    assert bill.after([event], before).lines["pension"].fee_open == before.lines["pension"].fee_open - 1_920


def test_whoever_was_paid_last_takes_the_rest_of_the_late_fee_along() -> None:
    first = bill.after(release(WRONG, late()), late())
    after = bill.after(release(replace(WRONG, person_id=BOB, case_id="R2"), first), first)
    assert (after.lines["pension"].fee_charged, after.lines["pension"].fee_paid) == (0, 0)
    assert sum(held.amount for held in after.held.values()) == 2 * 192_000 + 3_840


def test_money_goes_back_under_the_voucher_it_came_under_however_its_line_was_settled() -> None:
    before = billed_for(ANN, BOB)
    part = bill.after(book(Payment(UNIT, MONTH, "pension", 192_000, "2026-10-20", "V1"), before, RATES), before)
    gone = Assessed(UNIT, MONTH, "2026-10-31", [], [{"person_id": BOB, "lines": ["pension"]}])
    settled_by_leaving = bill.after(assess_bill(gone, part, RATES, TODAY), part)
    [event] = release(WRONG, settled_by_leaving)
    assert (settled_by_leaving.settlements[0].voucher, event.paid_under) == ("", "V1")
    assert bill.after([event], settled_by_leaving).came_under(event.voucher) == "V1"


def test_a_line_that_two_vouchers_have_paid_goes_back_to_both() -> None:
    before = billed_for(ANN)
    part = bill.after(book(Payment(UNIT, MONTH, "pension", 190_000, "2026-10-19", "V1"), before, RATES), before)
    whole = bill.after(book(Payment(UNIT, MONTH, "pension", 2_000, "2026-10-20", "V2"), part, RATES), part)
    events = release(WRONG, whole)
    assert [(one.amount, one.paid_under, one.arrived_on) for one in events] == [
        (2_000, "V2", "2026-10-20"),
        (190_000, "V1", "2026-10-19"),
    ]
    assert [[line["line"] for line in one.lines] for one in events] == [["pension"], []]
    after = bill.after(events, whole)
    assert (after.lines["pension"].paid, after.lines["pension"].came) == (0, ())
    assert {after.came_under(voucher): held.amount for voucher, held in after.held.items()} == {
        "V1": 190_000,
        "V2": 2_000,
    }


def test_money_that_was_released_and_used_again_still_goes_back_under_its_first_voucher() -> None:
    [event] = release(WRONG, settled())
    held = bill.after([event], settled())
    more = Assessed(UNIT, MONTH, "2026-10-31", [{"person_id": BOB, "lines": lines_of("pension")}])
    used = bill.after(assess_bill(more, held, RATES, TODAY), held)
    [again] = release(replace(WRONG, person_id=BOB, case_id="R2"), used)
    assert (again.voucher, again.paid_under) == ("V1.R2.2", "V1")


def test_a_line_that_is_named_twice_goes_back_once() -> None:
    twice = replace(WRONG, lines=["pension", "pension"])
    [event] = release(twice, settled())
    assert (len(event.lines), event.amount) == (1, 128_000 + 64_000)
    assert take_back(twice, a_paid_year(), TODAY) == take_back(WRONG, a_paid_year(), TODAY)


def test_the_month_counts_no_more_and_the_account_gives_back_what_it_got() -> None:
    event = take_back(WRONG, a_paid_year(), TODAY)
    assert event.lines == [{"line": "pension", "employer": 128_000, "individual": 64_000, "credited": 64_000}]
    year = contributions.after([event], a_paid_year())
    assert paid_by(year, MONTH, "pension") == set()
    assert [(one.kind, one.amount) for one in movements("pension", Balance(), [year])] == [
        ("credit", 64_000),
        ("refund", -64_000),
    ]


@pytest.mark.parametrize(
    ("year", "owed_now", "refusal"),
    [
        (Year(), {"pension"}, r.NotPaidThere),
        (contributions.after([assessed()]), {"pension"}, r.NotPaidThere),
        (a_paid_year(), {"pension"}, r.NotPaidTwice),
        (contributions.after([take_back(WRONG, a_paid_year(), TODAY)], a_paid_year()), set(), r.NotPaidThere),
    ],
)
def test_what_was_owed_and_paid_once_stays(year: Year, owed_now: set[str], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_wrong(WRONG, year, owed_now)


def test_what_the_enrolment_does_not_owe_was_paid_wrongly() -> None:
    check_wrong(WRONG, a_paid_year(), {"medical"})


def again() -> list[c.ContributionsAssessed]:
    """October's pension is assessed anew after it went back."""
    due = [Due("pension", 800_000, "employee")]
    past = [assessed(), paid(), take_back(WRONG, a_paid_year(), TODAY)]
    year = contributions.after(past)
    assert assess(ANN, UNIT, due, year, month_policy(city(), MONTH), 1) == []  # by itself it never is
    found = assess(ANN, UNIT, due, year, month_policy(city(), MONTH), 1, again=True)
    assert contributions.after([*past, *found]).given_back
    return found  # type: ignore[return-value]


def test_what_went_back_and_is_owed_again_counts_once_it_is_paid_again_and_nothing_is_forgotten() -> None:
    past = [assessed(), paid(), take_back(WRONG, a_paid_year(), TODAY), *again()]
    owed = contributions.after(past)
    paid_again = settle(ANN, UNIT, MONTH, ["pension"], owed, "2026-12-20", "V9")
    year = contributions.after([*past, *paid_again])
    assert [(one.kind, one.amount) for one in movements("pension", Balance(), [year])] == [
        ("credit", 64_000),
        ("refund", -64_000),
        ("credit", 64_000),
    ]
    shown = rows_of([year], {}, Usual(city(), "2026-12-31"), "pension")
    assert sorted((row.kind, row.arrived_on, row.counts) for row in shown if row.arrived_on) == [
        ("normal", "2026-10-20", False),
        ("normal", "2026-12-20", True),
        ("refund", TODAY, False),
    ]


def test_what_was_owed_again_and_withdrawn_has_gone_back_as_before_and_can_be_owed_once_more() -> None:
    refunded = contributions.after([assessed(), paid(), take_back(WRONG, a_paid_year(), TODAY)])
    withdrawn = c.ContributionsWithdrawn(ANN, UNIT, MONTH, ["pension"])
    year = contributions.after([*again(), withdrawn], refunded)
    assert year == refunded
    due = [Due("pension", 800_000, "employee")]
    assert assess(ANN, UNIT, due, year, month_policy(city(), MONTH), 1) == []
    assert assess(ANN, UNIT, due, year, month_policy(city(), MONTH), 1, again=True) == again()


def test_of_what_went_back_twice_a_withdrawal_brings_the_second_time_to_mind() -> None:
    once = contributions.after([assessed(), paid(), take_back(WRONG, a_paid_year(), TODAY), *again()])
    paid_again = contributions.after(settle(ANN, UNIT, MONTH, ["pension"], once, "2026-12-20", "V9"), once)
    twice = contributions.after([take_back(WRONG, paid_again, "2026-12-31")], paid_again)
    withdrawn = c.ContributionsWithdrawn(ANN, UNIT, MONTH, ["pension"])
    assert contributions.after([*again(), withdrawn], twice) == twice


def test_an_adjusted_line_that_was_owed_again_and_withdrawn_keeps_what_it_was_adjusted_by() -> None:
    more: AdjustedLine = {
        "line": "pension", "number": 1, "old_base": 1, "base": 2, "employer": 5, "individual": 7, "account": 7,
        "policy": [],
    }  # fmt: skip
    adjusted = contributions.after([ContributionsAdjusted(ANN, UNIT, MONTH, [more], TODAY)], a_paid_year())
    refunded = contributions.after([take_back(WRONG, adjusted, TODAY)], adjusted)
    withdrawn = c.ContributionsWithdrawn(ANN, UNIT, MONTH, ["pension"])
    assert contributions.after([*again(), withdrawn], refunded) == refunded


def test_what_is_owed_again_is_free_of_late_fee_until_its_own_day() -> None:
    [event] = release(WRONG, settled())
    back = bill.after(
        [event, *refund_held(UNIT, MONTH, event.voucher, bill.after([event], settled()), CASE, TODAY)], settled()
    )
    anew = Assessed(UNIT, MONTH, "2026-10-31", [{"person_id": ANN, "lines": lines_of("pension")}], (), "2026-12-31")
    owed = bill.after(assess_bill(anew, back, RATES, TODAY), back)
    assert (payable(owed, "2026-12-31", RATES), payable(owed, "2027-01-01", RATES)) == (192_000, 192_000 + 96)
    paid_again = bill.after(book(Payment(UNIT, MONTH, "total", 192_000, "2026-12-01", "V2"), owed, RATES), owed)
    [twice] = release(replace(WRONG, case_id="R2"), paid_again)
    assert bill.after([twice], paid_again).lines["pension"].later == ()


def test_a_back_payment_may_ask_for_what_went_back() -> None:
    year = contributions.after([assessed(), paid(), take_back(WRONG, a_paid_year(), TODAY)])
    wanted = Wanted(ANN, UNIT, ["pension", "medical"], MONTH, MONTH, 800_000)
    [event] = back_payment(wanted, lambda _: year, lambda month: month_policy(city(), month), 1)
    assert [line["line"] for line in event.lines] == ["pension"]


def test_a_month_that_two_entries_have_paid_was_paid_twice_and_is_found_under_either_number() -> None:
    check_wrong(WRONG, a_paid_year(), {"pension", "medical"}, [a_paid_year()])
    with pytest.raises(r.NotPaidTwice):
        check_wrong(WRONG, a_paid_year(), {"pension", "medical"}, [Year()])
    assert paid_in(WRONG, {ANN: Year(), BOB: a_paid_year()}) == BOB
    assert paid_in(WRONG, {ANN: a_paid_year(), BOB: a_paid_year()}) == ANN
    assert paid_in(WRONG, {ANN: Year(), BOB: Year()}) == ANN


def test_a_line_that_is_not_settled_here_cannot_be_released() -> None:
    with pytest.raises(r.NotPaidThere):
        release(WRONG, Bill())
