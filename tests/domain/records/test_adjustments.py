"""Policy published late: what a month costs more, who is told, and how it is paid (ENR-20)."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given as given_examples
from hypothesis import strategies as st

from kernel.policy import City, Entry, Policy
from services.records import contract as c
from services.records.adjustments.domain import (
    announce,
    announced,
    differences,
    is_told,
    not_billed,
    not_made,
    still_billed,
    still_owed,
)
from services.records.bills.decisions import Assessed, Payment, adjust_bill, assess_bill, book, payable
from services.records.bills.domain import BillEvent, bill
from services.records.bills.state import Bill
from services.records.contract import adjustments as a
from services.records.contributions.domain import Due, Year, assess, contributions, settle_adjustments
from services.records.contributions.rules import DailyRate
from services.records.contributions.tariff import MonthPolicy, month_policy
from services.records.repairs.refunds import Wrong, take_back
from tests.domain.records.worlds import ANN, TODAY, UNIT, city
from tests.domain.specification import given

MONTH, WAGE = "2026-09", 300_000
RATES = (DailyRate("2011-07-01", Decimal("0.05")),)
DUE = [Due("pension", WAGE, "employee")]
FREE = "2026-12-31"


def published_late(floor: int) -> MonthPolicy:
    """September's bounds as they came in November."""
    known = city()
    old = known.policy.at("bounds/pension", MONTH)
    first = replace(old, effective_to="2026-08-31")
    late = Entry("bounds/pension", "2026-09-01", "2026-12-31", {**old.values, "floor": floor}, "verified", "late")
    others = [row for name in known.policy.names() for row in known.policy.entries(name)]
    kept = [row for row in others if row.series != "bounds/pension" or row.effective_from < old.effective_from]
    return month_policy(City(known.settings, Policy([*kept, first, late])), MONTH)


def a_year() -> Year:
    return contributions.after(assess(ANN, UNIT, DUE, Year(), month_policy(city(), MONTH), 1))


def billed() -> list[BillEvent]:
    [line] = a_year().owed.values()
    one: c.BilledLine = {
        "line": "pension",
        "base": line.base,
        "employer": line.employer,
        "individual": line.individual,
        "account": line.account,
    }
    found = Assessed(UNIT, MONTH, "2026-09-30", [{"person_id": ANN, "lines": [one]}])
    return assess_bill(found, Bill(), RATES, TODAY)


def owed() -> Bill:
    return bill.after(billed())


def old_floor() -> int:
    return int(city().policy.at("bounds/pension", MONTH)["floor"])


def more() -> list[a.AdjustedLine]:
    return differences(UNIT, DUE, a_year(), published_late(old_floor() + 100_000), 1).lines


def adjusted_bill(before: Bill) -> Bill:
    return bill.after(adjustment(before), before)


def adjustment(before: Bill) -> list[BillEvent]:
    members: list[a.AdjustedMember] = [{"person_id": ANN, "lines": more()}]
    return adjust_bill(a.BillAdjusted(UNIT, MONTH, FREE, members), before, RATES, TODAY)


def billed_and_adjusted() -> list[BillEvent]:
    return [*billed(), *adjustment(owed())]


def paid(amount: int, on: str, before: Bill) -> Bill:
    return bill.after(book(Payment(UNIT, MONTH, "total", amount, on, f"V{on}"), before, RATES), before)


def test_a_raised_floor_makes_a_line_of_the_difference_with_both_bases() -> None:
    [line] = more()
    assert (line["old_base"], line["base"], line["number"]) == (old_floor(), old_floor() + 100_000, 1)
    assert (line["employer"], line["individual"], line["account"]) == (16_000, 8_000, 8_000)
    assert any("bounds/pension" in name for name in line["policy"])


def test_the_same_again_finds_nothing_and_what_costs_less_is_a_line_below_zero() -> None:
    event = a.ContributionsAdjusted(ANN, UNIT, MONTH, more(), FREE)
    year = contributions.after([event], a_year())
    assert differences(UNIT, DUE, year, published_late(old_floor() + 100_000), 1).lines == []
    found = differences(UNIT, DUE, year, published_late(old_floor() + 50_000), 1)
    [line] = found.lines
    assert (line["number"], line["employer"], line["individual"], found.lower) == (2, -8_000, -4_000, 1)


def less(number: int = 1) -> a.AdjustedMember:
    """September costs 120.00 yuan less."""
    line: a.AdjustedLine = {
        "line": "pension", "number": number, "old_base": old_floor(), "base": old_floor() - 50_000, "employer": -8_000,
        "individual": -4_000, "account": -4_000, "policy": [],
    }  # fmt: skip
    return {"person_id": ANN, "lines": [line]}


def lowered(before: Bill, number: int = 1) -> list[BillEvent]:
    return adjust_bill(a.BillAdjusted(UNIT, MONTH, FREE, [less(number)]), before, RATES, TODAY)


def test_what_is_not_paid_yet_costs_less_and_is_settled_by_less() -> None:
    before, amount = owed(), owed().lines["pension"].owed
    state = bill.after(lowered(before), before)
    assert (state.lines["pension"].open, state.held) == (amount - 12_000, {})
    state = paid(amount - 12_000, "2026-09-20", state)
    assert (state.lines["pension"].open, next(iter(state.adjusted[ANN].values())).settled) == (0, 2)


def test_what_was_paid_beyond_it_is_held_under_its_own_voucher_and_gone_from_the_account() -> None:
    before = paid(owed().lines["pension"].owed, "2026-09-20", owed())
    _, over, settled = lowered(before)
    assert isinstance(over, a.OverpaymentReleased)
    assert (over.amount, over.paid_under, over.arrived_on) == (12_000, "V2026-09-20", "2026-09-20")
    assert isinstance(settled, a.AdjustmentsSettled)
    state = bill.after(lowered(before), before)
    assert (state.lines["pension"].open, [held.amount for held in state.held.values()]) == (0, [12_000])
    past = [a.ContributionsAdjusted(ANN, UNIT, MONTH, less()["lines"], FREE)]
    year = contributions.after(past, a_year())
    [event] = settle_adjustments(ANN, UNIT, MONTH, [("pension", 1)], year, TODAY, "")
    assert isinstance(event, a.AdjustmentsPaid)
    assert event.lines[0]["credited"] == -4_000


def test_the_late_fee_on_what_was_never_owed_is_held_with_it() -> None:
    amount = owed().lines["pension"].owed
    once = paid(amount, "2026-10-20", owed())
    before = paid(once.lines["pension"].fee_open, "2026-10-21", once)
    fee = before.lines["pension"].fee_charged
    assert fee > 0
    over, principal = overpaid(lowered(before))
    assert [(one.amount, one.paid_under) for one in (over, principal)] == [
        (fee * 12_000 // amount, "V2026-10-21"),
        (12_000, "V2026-10-20"),
    ]
    state = bill.after(lowered(before), before)
    assert state.lines["pension"].fee_paid == state.lines["pension"].fee_charged == fee - over.amount


def overpaid(events: list[BillEvent]) -> list[a.OverpaymentReleased]:
    return [event for event in events if isinstance(event, a.OverpaymentReleased)]


def test_what_several_vouchers_have_overpaid_is_held_under_each_of_them() -> None:
    amount = owed().lines["pension"].owed
    before = paid(5_000, "2026-09-20", paid(amount - 5_000, "2026-09-19", owed()))
    latest, other = overpaid(lowered(before))
    assert [(one.amount, one.paid_under, one.arrived_on) for one in (latest, other)] == [
        (5_000, "V2026-09-20", "2026-09-20"),
        (7_000, "V2026-09-19", "2026-09-19"),
    ]
    state = bill.after(lowered(before), before)
    assert {state.came_under(voucher): held.amount for voucher, held in state.held.items()} == {
        "V2026-09-20": 5_000,
        "V2026-09-19": 7_000,
    }


def test_two_lines_that_two_vouchers_have_overpaid_are_held_under_their_own() -> None:
    lines: list[c.BilledLine] = [
        {"line": line, "base": 1, "employer": 9_000, "individual": 4_000, "account": 0}
        for line in ("pension", "medical")  # type: ignore[misc]
    ]
    found = Assessed(UNIT, MONTH, "2026-09-30", [{"person_id": ANN, "lines": lines}])
    before = bill.after(assess_bill(found, Bill(), RATES, TODAY))
    for line, voucher in (("pension", "V1"), ("medical", "V2")):
        before = bill.after(book(Payment(UNIT, MONTH, line, 13_000, "2026-09-20", voucher), before, RATES), before)
    shares = {"number": 1, "old_base": 2, "base": 1, "employer": -3_000, "individual": -500, "account": 0, "policy": []}
    member: a.AdjustedMember = {
        "person_id": ANN,
        "lines": [{"line": line, **shares} for line in ("pension", "medical")],  # type: ignore[typeddict-item]
    }
    events = adjust_bill(a.BillAdjusted(UNIT, MONTH, FREE, [member]), before, RATES, TODAY)
    assert [(one.paid_under, one.amount) for one in overpaid(events)] == [("V1", 3_500), ("V2", 3_500)]


def test_what_costs_less_takes_from_what_is_due_last() -> None:
    state = bill.after(lowered(adjusted_bill(owed()), 2), adjusted_bill(owed()))
    assert state.lines["pension"].later == ((12_000, FREE),)
    again = bill.after(lowered(bill.after(lowered(state, 3), state), 4), bill.after(lowered(state, 3), state))
    assert (again.lines["pension"].later, again.lines["pension"].open) == ((), owed().lines["pension"].owed - 12_000)


def test_a_second_change_is_owed_beside_the_first() -> None:
    year = contributions.after([a.ContributionsAdjusted(ANN, UNIT, MONTH, more(), FREE)], a_year())
    [line] = differences(UNIT, DUE, year, published_late(old_floor() + 150_000), 1).lines
    assert (line["number"], line["old_base"], line["individual"]) == (2, old_floor() + 100_000, 4_000)


def test_paid_lines_stay_and_the_difference_alone_is_open() -> None:
    before = paid(owed().lines["pension"].owed, "2026-09-20", owed())
    after = adjusted_bill(before)
    assert after.members == before.members
    assert (after.lines["pension"].open, payable(after, FREE, RATES)) == (24_000, 24_000)
    assert payable(after, "2027-01-01", RATES) == 24_012  # the day after is the first late one


def test_the_month_settles_before_its_adjustment_and_each_is_paid_once() -> None:
    first = owed().lines["pension"].owed
    state = paid(first, "2026-09-20", adjusted_bill(owed()))
    assert [(one.settled, next(iter(state.adjusted[ANN].values())).settled) for one in state.members[ANN].values()] == [
        (1, 0)
    ]
    state = paid(24_000, "2026-12-20", state)
    assert (state.lines["pension"].open, state.lines["pension"].fee_charged) == (0, 0)
    assert next(iter(state.adjusted[ANN].values())).settled == 2


def test_held_money_pays_an_adjustment_at_once() -> None:
    before = paid(owed().lines["pension"].owed + 30_000, "2026-09-20", owed())
    after = adjusted_bill(before)
    assert sum(held.amount for held in after.held.values()) == 6_000
    assert next(iter(after.adjusted[ANN].values())).settled == 2


@given_examples(cuts=st.lists(st.integers(1, 19), max_size=6))
def test_a_round_in_several_events_is_the_same_bill_as_in_one(cuts: list[int]) -> None:
    """A large unit's people come in parts; they are told once and are one round."""
    whole: list[a.AdjustedMember] = [{"person_id": f"P{number:02d}", "lines": more()} for number in range(20)]
    places = [0, *sorted(set(cuts)), len(whole)]
    parts = [whole[first:last] for first, last in pairwise(places)]

    def adjusted(*events: a.BillAdjusted) -> Bill:
        return bill.after(events, owed())

    assert adjusted(*(a.BillAdjusted(UNIT, MONTH, FREE, part, 1) for part in parts)) == adjusted(
        a.BillAdjusted(UNIT, MONTH, FREE, whole, 1)
    )


changes = st.lists(st.integers(-9_000, 9_000), min_size=1, max_size=8)


@given_examples(changes=changes, size=st.integers(1, 8), shares=st.lists(st.integers(1, 130_000), max_size=4))
def test_what_is_given_back_does_not_depend_on_where_a_round_is_cut(
    changes: list[int], size: int, shares: list[int]
) -> None:
    """Some cost more, some less; money came under several vouchers, on time and late, too little or too much."""
    people = [f"P{number}" for number in range(len(changes))]
    line: c.BilledLine = {"line": "pension", "base": 9, "employer": 9_000, "individual": 100, "account": 100}
    found = Assessed(UNIT, MONTH, "2026-09-30", [{"person_id": one, "lines": [line]} for one in people])
    before = bill.after(assess_bill(found, Bill(), RATES, TODAY))
    for number, amount in enumerate(shares):
        before = paid(amount, f"2026-{9 + number % 3:02d}-2{number}", before)
    members = [adjusted_by(one, more) for one, more in zip(people, changes, strict=True)]
    parts = [members[first : first + size] for first in range(0, len(members), size)]
    state = before
    for part in parts:
        told = a.BillAdjusted(UNIT, MONTH, FREE, part, 1)
        state = bill.after(adjust_bill(told, state, RATES, TODAY, last=part is parts[-1]), state)
    whole = adjust_bill(a.BillAdjusted(UNIT, MONTH, FREE, members, 1), before, RATES, TODAY)
    assert state == bill.after(whole, before)
    used = sum(account.paid + account.fee_paid for account in state.lines.values())
    assert used + sum(held.amount for held in state.held.values()) == sum(shares)


def adjusted_by(person_id: str, more: int) -> a.AdjustedMember:
    """Somebody's line costs so much more, or less."""
    line: a.AdjustedLine = {
        "line": "pension", "number": 1, "old_base": 1, "base": 2, "employer": more, "individual": 0, "account": 0,
        "policy": [],
    }  # fmt: skip
    return {"person_id": person_id, "lines": [line]}


def test_money_that_comes_in_the_middle_of_a_round_pays_what_is_owed_and_the_rest_is_held() -> None:
    before = paid(owed().lines["pension"].owed, "2026-09-20", owed())
    told = a.BillAdjusted(UNIT, MONTH, FREE, [adjusted_by(ANN, -12_000)], 1)
    middle = bill.after(adjust_bill(told, before, RATES, TODAY, last=False), before)
    assert (middle.held, payable(middle, TODAY, RATES)) == ({}, 0)
    state = paid(500, "2026-11-20", middle)
    assert [held.amount for held in state.held.values()] == [500]
    closed = adjust_bill(replace(told, members=[]), state, RATES, TODAY)
    assert sum(held.amount for held in bill.after(closed, state).held.values()) == 12_500


def test_what_is_on_the_bill_already_is_not_billed_again() -> None:
    assert not_billed({ANN: more()}, adjusted_bill(owed())) == []
    assert not_billed({ANN: more()}, owed()) == [{"person_id": ANN, "lines": more()}]


def test_a_line_that_leaves_the_bill_takes_its_unpaid_adjustment_along() -> None:
    gone: list[c.ReducedMember] = [{"person_id": ANN, "lines": ["pension"]}]
    [own], [added] = a_year().owed.values(), more()
    left: c.ReducedLine = {
        "line": "pension",
        "employer": own.employer + added["employer"],
        "individual": own.individual + added["individual"],
        "account": own.account + added["account"],
    }
    reduced = c.BillReduced(UNIT, MONTH, gone, [left], 1)
    found = Assessed(UNIT, MONTH, "2026-09-30", [], gone)
    given(bill, *billed_and_adjusted()).when(lambda state: assess_bill(found, state, RATES, TODAY)).then([reduced])
    after = bill.after([reduced], adjusted_bill(owed()))
    assert (after.lines["pension"].open, after.lines["pension"].later, after.adjusted) == (0, (), {})
    adjusted = contributions.after([a.ContributionsAdjusted(ANN, UNIT, MONTH, more(), FREE)], a_year())
    year = contributions.after([c.ContributionsWithdrawn(ANN, UNIT, MONTH, ["pension"])], adjusted)
    assert (year.owed, year.adjusted) == ({}, {})


def test_a_line_whose_adjustment_is_paid_in_part_stays() -> None:
    gone: list[c.ReducedMember] = [{"person_id": ANN, "lines": ["pension"]}]
    found = Assessed(UNIT, MONTH, "2026-09-30", [], gone)
    part = book(Payment(UNIT, MONTH, "pension", 1, "2026-09-20", "V1"), adjusted_bill(owed()), RATES)
    given(bill, *billed_and_adjusted(), *part).when(
        lambda state: assess_bill(found, state, RATES, TODAY)
    ).nothing_happened()


def test_what_left_or_went_back_since_it_was_noted_is_not_adjusted() -> None:
    noted, wrong = {ANN: {UNIT: more()}}, Wrong(ANN, UNIT, MONTH, ["pension"], "case")
    assert still_billed(noted, owed()) == noted
    assert still_billed(noted, Bill()) == {}
    assert not_made(UNIT, MONTH, more(), a_year()) == more()
    assert not_made(UNIT, MONTH, more(), Year()) == []
    back = contributions.after([take_back(wrong, a_year(), TODAY)], a_year())
    assert not_made(UNIT, MONTH, more(), back) == []
    adjusted = contributions.after([a.ContributionsAdjusted(ANN, UNIT, MONTH, more(), FREE)], a_year())
    assert (not_made(UNIT, MONTH, more(), adjusted), still_owed(UNIT, MONTH, more(), adjusted)) == ([], more())


def announcing(amount: int = 24_000, number: int = 1) -> a.AdjustmentAnnounced:
    return a.AdjustmentAnnounced(UNIT, MONTH, amount, 1, "2026-11-27", FREE, number)


def test_a_payer_is_told_once_and_owes_when_the_notice_is_over() -> None:
    wanted = announcing()
    given(announced).when(lambda told: announce(wanted, told)).then([wanted])
    given(announced, wanted).when(lambda told: announce(wanted, told)).nothing_happened()
    given(announced, wanted).when(lambda told: announce(announcing(30_000), told)).then([announcing(30_000)])
    assert is_told(1, 24_000, wanted, "2026-11-27")
    assert not is_told(1, 24_000, wanted, "2026-11-26")
    assert not is_told(1, 30_000, wanted, "2026-11-27")
    assert not is_told(1, 24_000, None, "2026-11-27")


def test_a_second_round_of_the_same_amount_is_told_anew_and_once() -> None:
    first, second = announcing(), announcing(number=2)
    assert (owed().rounds, adjusted_bill(owed()).rounds) == (0, 1)
    assert not is_told(2, 24_000, first, "2027-01-31")
    given(announced, first).when(lambda told: announce(second, told)).then([second])
    given(announced, first, second).when(lambda told: announce(second, told)).nothing_happened()


def test_what_was_told_before_rounds_were_counted_is_told_anew() -> None:
    old = announcing(number=0)
    given(announced, old).when(lambda told: announce(announcing(), told)).then([announcing()])
    assert not is_told(1, 24_000, old, "2026-11-27")
