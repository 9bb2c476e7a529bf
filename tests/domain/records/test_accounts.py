"""Personal accounts: every movement, and interest once a year (QRY-04, ENR-15)."""

from decimal import Decimal

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.records import contract as c
from services.records.balances.domain import balances, credit_interest, movements
from services.records.contract.repairs import InterestAdjusted
from services.records.contributions.domain import contributions
from services.records.contributions.rules import account_interest
from tests.domain.records.worlds import ANN, TODAY, assessed, imported, old_row, paid
from tests.domain.specification import given

RATES = {"pension": (Decimal("3.97"), "interest/pension@2023")}


def opening(pension: int = 3_521_047, as_of: str = "2022-12-31") -> c.OpeningBalanceImported:
    return c.OpeningBalanceImported(ANN, pension, 0, as_of)


def crediting(year: int, *past: c.ContributionsImported | c.ContributionsAssessed | c.ContributionsPaid):
    return lambda balance: credit_interest(ANN, year, RATES, balance, [contributions.after(past)], TODAY)


def months_of_2023() -> c.ContributionsImported:
    rows = [old_row(f"2023-{month:02d}", arrived_on=f"2023-{month:02d}-28", amount=39_616) for month in range(1, 13)]
    return imported(*rows, year=2023)


def interest(**changed: int) -> c.InterestCredited:
    earned = {
        "opening": 3_521_047,
        "credits": 475_392,
        "on_opening": 139_786,
        "on_credits": 10_223,
        "closing": 4_146_448,
    }
    return c.InterestCredited(
        person_id=ANN,
        line="pension",
        year=2023,
        policy="interest/pension@2023",
        credited_on=TODAY,
        **{**earned, **changed},
    )


def test_a_year_earns_as_the_handbook_works_it_out():
    """Opening 35210.47, 396.16 a month, 3.97%: 1397.86 and 102.23, closing 41464.48 (5.1)."""
    given(balances, opening()).when(crediting(2023, months_of_2023())).then([interest()])


def test_interest_is_credited_once():
    given(balances, opening(), interest()).when(crediting(2023, months_of_2023())).nothing_happened()


def adjusted(amount: int, policy: str = "interest/pension@2023") -> InterestAdjusted:
    return InterestAdjusted(ANN, "pension", 2023, amount, policy, TODAY)


def test_a_rate_that_is_published_later_credits_the_difference_once():
    provisional = interest(on_opening=92_251, on_credits=6_747, closing=4_095_437)  # at 2.62 %
    decided = given(balances, opening(), provisional).when(crediting(2023, months_of_2023()))
    difference = 139_786 + 10_223 - 92_251 - 6_747
    decided.then([adjusted(difference)])
    given(balances, opening(), provisional, adjusted(difference)).when(
        crediting(2023, months_of_2023())
    ).nothing_happened()
    after = balances.after([opening(), provisional, adjusted(difference)])
    year = contributions.after([months_of_2023()])
    assert sum(movement.amount for movement in movements("pension", after, [year])) == 4_146_448


def test_what_arrived_for_the_year_after_it_was_credited_earns_with_the_next_run():
    late = imported(old_row("2023-12", arrived_on="2023-12-30", amount=120_000), year=2023)
    known = [contributions.after([months_of_2023(), late])]
    past = balances.after([opening(), interest()])
    [event] = credit_interest(ANN, 2023, RATES, past, known, TODAY)
    assert event == adjusted(round(120_000 * 0.0397 / 12))


def test_a_year_that_the_old_system_closed_earns_nothing_here():
    given(balances, opening(as_of="2023-12-31")).when(crediting(2023, months_of_2023())).nothing_happened()


def test_nobody_without_money_is_credited():
    given(balances).when(crediting(2023)).nothing_happened()


def test_the_next_year_begins_with_what_the_year_before_closed_with():
    past = [opening(), interest()]
    decided = given(balances, *past).when(crediting(2024, months_of_2023()))
    assert [event.opening for event in decided.events] == [4_146_448]


def test_a_credit_stands_where_it_was_paid_and_an_unpaid_month_does_not():
    year = contributions.after([assessed("2026-09"), assessed(), paid()])
    found = movements("pension", balances.initial, [year])
    assert [(m.on, m.kind, m.amount, m.period) for m in found] == [("2026-10-20", "credit", 64_000, "2026-10")]


def test_what_the_old_system_credited_before_it_closed_is_in_the_opening_balance():
    balance = balances.after([opening(100_000, as_of="2025-06-30")])
    year = contributions.after([imported(old_row("2025-05"), old_row("2025-07"))])
    found = movements("pension", balance, [year])
    assert [(m.kind, m.amount) for m in found] == [("opening", 100_000), ("credit", 40_000)]


@for_all(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10**6)), max_size=24),
    st.decimals(0, 12, places=2),
)
def test_closing_is_opening_and_credits_and_interest(held: int, credits: list[tuple[int, int]], percent: Decimal):
    rows = [old_row("2023-01", arrived_on=f"2023-{month:02d}-15", amount=amount) for month, amount in credits]
    year, balance = contributions.after([imported(*rows, year=2023)]), balances.after([opening(held)])
    events = credit_interest(ANN, 2023, {"pension": (percent, "p")}, balance, [year], TODAY)
    after = balances.after([opening(held), *events])
    assert sum(movement.amount for movement in movements("pension", after, [year])) == (
        events[0].closing if events else 0
    )
    for event in events:
        assert event.closing == event.opening + event.credits + event.on_opening + event.on_credits
        by_month = dict.fromkeys(range(1, 13), 0)
        for month, amount in credits:
            by_month[month] += amount
        assert event.closing == account_interest(held, by_month, percent).closing
