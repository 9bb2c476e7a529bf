"""The personal accounts of one person: `balance-<person_id>` together with the credits in the contributions. Pure.

A credit is never written twice: it stands in the payment that made it. Here are only the opening balances that the old
system closed with, and interest (handbook 5.1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, assert_never

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.contract.repairs import InterestAdjusted
from services.records.contributions.domain import Year
from services.records.contributions.rules import account_interest

BalanceEvent = c.OpeningBalanceImported | c.InterestCredited | InterestAdjusted
ACCOUNT_LINES: tuple[c.AccountLine, ...] = ("pension", "medical")
MovementKind = Literal["opening", "credit", "difference", "refund", "interest", "adjustment"]

EARNED: frozenset[MovementKind] = frozenset({"interest", "adjustment"})

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class Balance:
    """What the balance stream alone knows."""

    opening: c.OpeningBalanceImported | None = None
    interest: Mapping[tuple[str, int], c.InterestCredited] = field(default_factory=dict)
    """By line and year."""
    adjusted: tuple[InterestAdjusted, ...] = ()


def evolve(balance: Balance, event: BalanceEvent) -> Balance:
    """The balance after an event."""
    match event:
        case c.OpeningBalanceImported():
            return replace(balance, opening=event)
        case c.InterestCredited():
            return replace(balance, interest={**balance.interest, (event.line, event.year): event})
        case InterestAdjusted():
            return replace(balance, adjusted=(*balance.adjusted, event))
        case _:
            assert_never(event)


balances: Aggregate[Balance] = Aggregate(initial=Balance(), evolve=evolve)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came to an account, in fen. `on` is the day it counts from: a credit's arrival, a year's last day."""

    on: str
    kind: MovementKind
    amount: int
    period: str = ""
    unit_id: str = ""
    policy: str = ""


def movements(line: c.AccountLine, balance: Balance, years: Iterable[Year]) -> list[Movement]:
    """Every movement of an account in order of time; their sum is what it holds."""
    found: list[Movement] = []
    if balance.opening:
        found.append(Movement(balance.opening.as_of, "opening", getattr(balance.opening, line)))
    since = balance.opening.as_of if balance.opening else ""
    for year in years:
        found += _imported(line, year, since)
        found += [
            Movement(owed.arrived_on, "credit", owed.account, period, unit_id)
            for (period, unit_id, of), owed, _ in year.every()
            if of == line and owed.arrived_on and owed.account
        ]
        found += _put_right(line, year)
    for (of, credited), interest in balance.interest.items():
        if of == line:
            amount = interest.on_opening + interest.on_credits
            found.append(Movement(f"{credited}-12-31", "interest", amount, str(credited), policy=interest.policy))
    found += [
        Movement(f"{each.year}-12-31", "adjustment", each.amount, str(each.year), policy=each.policy)
        for each in balance.adjusted
        if each.line == line
    ]
    return sorted(found, key=in_time)


def in_time(movement: Movement) -> tuple[str, bool, str]:
    """Orders movements; an opening balance is there before what comes on its day."""
    return movement.on, movement.kind != "opening", movement.period


def _put_right(line: str, year: Year) -> list[Movement]:
    """Adjustments that were paid, and what was given back, with its adjustments."""
    found: list[Movement] = []
    for (period, unit_id, of), owed, made in year.every():
        if of != line:
            continue
        found += [
            Movement(one.arrived_on, "difference", one.account, period, unit_id)
            for one in made
            if one.arrived_on and one.account
        ]
        back = owed.account + sum(one.account for one in made)
        if owed.refunded_on and back:
            found.append(Movement(owed.refunded_on, "refund", -back, period, unit_id))
    return found


def _imported(line: str, year: Year, since: str) -> list[Movement]:
    """What the old system credited behind its own closing day; what came before is in the opening balance."""
    return [
        Movement(row["arrived_on"], "credit", row["account"], row["period"], row["unit_id"])
        for row in year.imported
        if row["line"] == line and row["account"] and row["arrived_on"] and row["arrived_on"] > since
    ]


def credit_interest(
    person_id: str,
    year: int,
    rates: Mapping[c.AccountLine, tuple[Decimal, str]],
    balance: Balance,
    known: Iterable[Year],
    on: str,
) -> list[BalanceEvent]:
    """计息 of a year, once per account; `rates` is (percent, policy id) by line. Nothing held: no event (ENR-15).

    Done again it credits the difference alone: of a rate published since, or of what arrived since. None: no event.
    A year that the old system closed has its interest in the opening balance; an opening balance from within the year
    counts as a credit of that month.
    """
    known, closed = list(known), balance.opening is not None and balance.opening.as_of >= f"{year}-12-31"
    events: list[BalanceEvent] = []
    for line, (percent, policy) in rates.items():
        moved = movements(line, balance, known)
        opening, credits = _year_of(moved, str(year))
        if closed or not (opening or any(credits.values())):
            continue
        earned = account_interest(opening, credits, percent)
        if (line, year) in balance.interest:
            credited = sum(one.amount for one in moved if one.kind in EARNED and one.period == str(year))
            difference = earned.on_opening + earned.on_credits - credited
            events += [InterestAdjusted(person_id, line, year, difference, policy, on)] if difference else []
            continue
        sums = (opening, earned.credited, earned.on_opening, earned.on_credits, earned.closing)
        events.append(c.InterestCredited(person_id, line, year, *sums, policy, on))
    return events


def _year_of(moved: Iterable[Movement], year: str) -> tuple[int, dict[int, int]]:
    """What an account held when the year began, and what came to it in each month, its interest left out."""
    opening, credits = 0, dict.fromkeys(range(1, 13), 0)
    for movement in moved:
        if movement.kind in EARNED and movement.period == year:
            continue
        if movement.on[:4] < year:
            opening += movement.amount
        elif movement.on[:4] == year:
            credits[int(movement.on[5:7])] += movement.amount
    return opening, credits
