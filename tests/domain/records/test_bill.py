"""A unit's bill: what arrives for it, what that settles, what stays held (ENR-13)."""

from decimal import Decimal

from services.records import contract as c
from services.records.bills.decisions import Assessed, Payment, assess_bill, book
from services.records.bills.domain import bill
from services.records.contributions.rules import DailyRate
from tests.domain.records.worlds import UNIT
from tests.domain.specification import given

MONTH, DUE = "2026-10", "2026-10-31"
RATES = (DailyRate("1999-01-22", Decimal("0.2")), DailyRate("2011-07-01", Decimal("0.05")))


def billed(line: c.Line, employer: int, individual: int) -> c.BilledLine:
    return {"line": line, "base": 800_000, "employer": employer, "individual": individual, "account": individual}


def member(person_id: str, *lines: c.BilledLine) -> c.BilledMember:
    return {"person_id": person_id, "lines": list(lines)}


ANN = member("PANN", billed("pension", 1_000, 500), billed("medical", 400, 100))
BOB = member("PBOB", billed("pension", 2_000, 1_000))


def owed(*members: c.BilledMember) -> c.BillAssessed:
    return c.BillAssessed(UNIT, MONTH, DUE, list(members or (ANN, BOB)))


def payment(amount: int, line: str = "total", arrived_on: str = "2026-10-20", voucher: str = "V1") -> Payment:
    return Payment(UNIT, MONTH, line, amount, arrived_on, voucher)


def booking(paid: Payment):
    return lambda state: book(paid, state, RATES)


def billing(*members: c.BilledMember, gone: tuple[c.ReducedMember, ...] = ()):
    return lambda state: assess_bill(Assessed(UNIT, MONTH, DUE, members, gone), state, RATES, "2026-10-25")


def used(line: c.Line, principal: int, fee: int = 0, charged: int = 0, days: int = 0) -> c.LinePayment:
    return {"line": line, "principal": principal, "late_fee": fee, "late_fee_charged": charged, "late_days": days}


def arrived(paid: Payment, lines: list[c.LinePayment], excess: int = 0) -> c.PaymentArrived:
    return c.PaymentArrived(UNIT, MONTH, paid.voucher, paid.line, paid.amount, paid.arrived_on, lines, excess)


def settled(number: int, lines: list[c.Line], voucher: str = "V1", on: str = "2026-10-20") -> c.LinesSettled:
    return c.LinesSettled(UNIT, MONTH, number, lines, voucher, on)


def unmatched(paid: Payment) -> c.PaymentUnmatched:
    return c.PaymentUnmatched(UNIT, MONTH, paid.voucher, paid.line, paid.amount, paid.arrived_on)


def test_the_whole_bill_paid_in_time_settles_every_line():
    paid = payment(5_000)
    given(bill, owed()).when(booking(paid)).then(
        [arrived(paid, [used("pension", 4_500), used("medical", 500)]), settled(1, ["pension", "medical"])]
    )


def test_a_part_is_kept_on_its_line_and_settles_nothing():
    paid = payment(3_000, "pension")
    given(bill, owed()).when(booking(paid)).then([arrived(paid, [used("pension", 3_000)])])


def test_the_rest_of_a_line_settles_it_with_the_last_voucher():
    first, rest = payment(3_000, "pension"), payment(1_500, "pension", "2026-10-28", "V2")
    past = [owed(), arrived(first, [used("pension", 3_000)])]
    given(bill, *past).when(booking(rest)).then(
        [arrived(rest, [used("pension", 1_500)]), settled(1, ["pension"], "V2", "2026-10-28")]
    )


def test_what_comes_late_charges_the_unit_for_each_day_behind_the_due_day():
    """20 days at 0.05% of 4,500.00 is 45.00; the employee's share of the bill stays as it was."""
    rich = member("PANN", billed("pension", 300_000, 150_000))
    paid = payment(450_000, "pension", "2026-11-20")
    given(bill, owed(rich)).when(booking(paid)).then(
        [
            arrived(paid, [used("pension", 450_000, charged=4_500, days=20)]),
            settled(1, ["pension"], on="2026-11-20"),
        ]
    )


def test_a_late_payment_with_its_fee_leaves_nothing_open():
    rich = member("PANN", billed("pension", 300_000, 150_000))
    paid = payment(454_500, "pension", "2026-11-20")
    decided = given(bill, owed(rich)).when(booking(paid))
    assert decided.events[0] == arrived(paid, [used("pension", 450_000, 4_500, 4_500, 20)])
    after = bill.after([owed(rich), *decided.events])
    assert (after.lines["pension"].open, after.lines["pension"].fee_open) == (0, 0)


def test_each_part_is_late_by_its_own_days():
    rich = member("PANN", billed("pension", 300_000, 150_000))
    first = payment(250_000, "pension", "2026-10-31")
    rest = payment(200_000, "pension", "2026-11-10", "V2")
    past = [owed(rich), arrived(first, [used("pension", 250_000)])]
    decided = given(bill, *past).when(booking(rest))
    assert decided.events[0] == arrived(rest, [used("pension", 200_000, charged=1_000, days=10)])


def test_too_much_is_held_for_the_unit():
    paid = payment(5_100)
    decided = given(bill, owed()).when(booking(paid))
    assert decided.events[0] == arrived(paid, [used("pension", 4_500), used("medical", 500)], excess=100)
    assert bill.after([owed(), *decided.events]).held["V1"].amount == 100


def test_money_for_which_nothing_is_owed_is_unmatched():
    given(bill).when(booking(payment(5_000))).then([unmatched(payment(5_000))])
    given(bill, owed(BOB)).when(booking(payment(700, "medical"))).then([unmatched(payment(700, "medical"))])


def test_unmatched_money_is_used_once_the_bill_is_there():
    early = payment(5_000)
    given(bill, unmatched(early)).when(billing(ANN, BOB)).then(
        [
            owed(),
            c.HeldMoneyUsed(UNIT, MONTH, "V1", [used("pension", 4_500), used("medical", 500)], 0),
            settled(1, ["pension", "medical"]),
        ]
    )


def test_who_is_on_the_bill_is_not_billed_again():
    given(bill, owed()).when(billing(ANN, BOB)).nothing_happened()


def test_a_member_who_comes_later_is_added_and_settled_apart():
    paid = payment(2_000)
    past = [
        owed(ANN),
        arrived(paid, [used("pension", 1_500), used("medical", 500)]),
        settled(1, ["pension", "medical"]),
    ]
    decided = given(bill, *past).when(billing(ANN, BOB))
    decided.then([owed(BOB)])
    after = bill.after([*past, owed(BOB), arrived(payment(3_000), [used("pension", 3_000)]), settled(2, ["pension"])])
    first, second = after.settlements
    assert list(after.paid_members()) == [
        ("PANN", [(first, ["pension", "medical"])], []),
        ("PBOB", [(second, ["pension"])], []),
    ]
    assert [paid.person_id for paid in after.paid_members("PANN")] == ["PBOB"]


def test_a_line_that_costs_nothing_is_settled_when_it_is_billed():
    relieved = member("PANN", billed("injury", 0, 0))
    given(bill).when(billing(relieved)).then([owed(relieved), settled(1, ["injury"], "", "2026-10-25")])


def test_a_large_unit_is_billed_in_several_events_whose_sum_is_the_bill():
    crowd = [member(f"P{n:05d}", billed("pension", 2, 1)) for n in range(12_000)]
    decided = given(bill).when(billing(*crowd))
    assert [len(event.members) for event in decided.events] == [5_000, 5_000, 2_000]
    assert bill.after(decided.events).lines["pension"].owed == 36_000


ANN_IS_GONE: c.ReducedMember = {"person_id": "PANN", "lines": ["pension", "medical"]}
ANN_OWED_MEDICAL: c.ReducedLine = {"line": "medical", "employer": 400, "individual": 100, "account": 100}
ANN_OWED: list[c.ReducedLine] = [
    {"line": "pension", "employer": 1_000, "individual": 500, "account": 500},
    ANN_OWED_MEDICAL,
]
REDUCED = c.BillReduced(UNIT, MONTH, [ANN_IS_GONE], ANN_OWED, 1)


def test_who_was_stopped_before_the_month_leaves_the_bill():
    given(bill, owed()).when(billing(BOB, gone=(ANN_IS_GONE,))).then([REDUCED])
    after = bill.after([owed(), REDUCED])
    assert list(after.members) == ["PBOB"]
    assert {line: account.owed for line, account in after.lines.items()} == {"pension": 3_000, "medical": 0}


def test_what_is_left_settles_when_it_is_paid_already():
    paid = payment(3_000, "pension")
    past = [owed(), arrived(paid, [used("pension", 3_000)])]
    given(bill, *past).when(billing(BOB, gone=(ANN_IS_GONE,))).then(
        [REDUCED, settled(1, ["pension"], "", "2026-10-25")]
    )


def test_what_money_has_covered_already_does_not_leave_the_bill():
    paid = payment(3_500, "pension")
    past = [owed(), arrived(paid, [used("pension", 3_500)])]
    medical_only = c.BillReduced(UNIT, MONTH, [{"person_id": "PANN", "lines": ["medical"]}], [ANN_OWED_MEDICAL], 0)
    given(bill, *past).when(billing(BOB, gone=(ANN_IS_GONE,))).then([medical_only])


def test_what_is_settled_does_not_leave_the_bill():
    paid = payment(5_000)
    lines = [used("pension", 4_500), used("medical", 500)]
    past = [owed(), arrived(paid, lines), settled(1, ["pension", "medical"])]
    given(bill, *past).when(billing(BOB, gone=(ANN_IS_GONE,))).nothing_happened()
