"""The steps behind a figure. Pure: facts and states in, steps out; the amounts of the steps add up to the figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from kernel.events import Event, Fact
from kernel.money import yuan
from services.records import contract as c
from services.records.balances.domain import Balance, Movement, movements
from services.records.contract.adjustments import AdjustmentsPaid
from services.records.contract.refunds import ContributionsRefunded
from services.records.contract.repairs import BackPaymentAssessed, ContributionCorrected, InterestAdjusted
from services.records.contributions.domain import Owed, Year
from services.records.contributions.history import Row
from services.records.evidence.steps import Step

Source = tuple[str, str, str]
"""(period, unit id, line) of a contribution."""


@dataclass(slots=True)
class Sources:
    """The ids of the events that figures come from."""

    assessed: dict[Source, str] = field(default_factory=dict)
    paid: dict[Source, str] = field(default_factory=dict)
    refunded: dict[Source, str] = field(default_factory=dict)
    imported: dict[Source, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """`opening`, `interest/<line>/<year>`, `paid/<period>/<unit>/<line>/<day>` and what else moves an account."""


def sources_of(facts: Iterable[Fact]) -> Sources:
    """Which event said what."""
    found = Sources()
    for fact in facts:
        match fact.event:
            case c.ContributionsAssessed() | BackPaymentAssessed() as event:
                found.assessed.update({(event.period, event.unit_id, line["line"]): fact.id for line in event.lines})
            case c.ContributionsPaid() as event:
                found.paid.update({(event.period, event.unit_id, line["line"]): fact.id for line in event.lines})
                found.others.update({_credit(event, line["line"]): fact.id for line in event.lines})
            case ContributionsRefunded() as event:
                found.refunded.update({(event.period, event.unit_id, line["line"]): fact.id for line in event.lines})
            case c.ContributionsImported(rows=rows):
                found.imported.update({_key(row): fact.id for row in rows})
            case ContributionCorrected(now=now) if now is not None:
                found.imported[_key(now)] = fact.id
            case event:
                found.others.update(dict.fromkeys(_of_account(event), fact.id))
    return found


def _credit(paid: c.ContributionsPaid, line: str) -> str:
    """Of a month that was given back and paid again: the payment of that day."""
    return f"paid/{paid.period}/{paid.unit_id}/{line}/{paid.arrived_on}"


def _key(row: c.ImportedRow) -> Source:
    return row["period"], row["unit_id"], row["line"]


def _of_account(event: Event) -> list[str]:
    """The name in `Sources.others` of what an event says of the accounts."""
    match event:
        case c.OpeningBalanceImported():
            return ["opening"]
        case c.InterestCredited():
            return [f"interest/{event.line}/{event.year}"]
        case InterestAdjusted():
            return [f"adjusted/{event.line}/{event.year}"]
        case AdjustmentsPaid():
            return [f"difference/{event.period}/{event.unit_id}/{line['line']}" for line in event.lines]
        case _:
            return []


# ------------------------------------------------------------------ a balance


def balance_steps(line: c.AccountLine, balance: Balance, years: Iterable[Year], sources: Sources) -> list[Step]:
    """Every movement of the account, in order of time."""
    years = list(years)
    owed: dict[Source, Owed] = {key: each for year in years for key, each in year.owed.items()}
    return [_movement(line, one, balance, owed, sources) for one in movements(line, balance, years)]


def _movement(
    line: c.AccountLine, one: Movement, balance: Balance, owed: Mapping[Source, Owed], sources: Sources
) -> Step:
    key = (one.period, one.unit_id, line)
    if one.kind == "opening":
        return Step(f"原系统{one.on}的账户余额", one.amount, _named(sources.others.get("opening")))
    if one.kind == "interest":
        credited = balance.interest[line, int(one.period)]
        text = (
            f"{one.period}年计息：年初余额{yuan(credited.opening)}元的利息{yuan(credited.on_opening)}元，"
            f"当年记入{yuan(credited.credits)}元按到账月份计算的利息{yuan(credited.on_credits)}元"
        )
        found = sources.others.get(f"interest/{line}/{one.period}")
        return Step(text, one.amount, _named(found), (credited.policy,))
    if one.kind == "adjustment":
        text = f"{one.period}年计息调整：按后来公布的利率或后来到账的金额重新计算的差额"
        return Step(text, one.amount, _named(sources.others.get(f"adjusted/{line}/{one.period}")), (one.policy,))
    if one.kind == "difference":
        text = f"{one.period}补差{one.on}到账：缴费标准调整后的差额记入"
        return Step(text, one.amount, _named(sources.others.get(f"difference/{'/'.join(key)}")))
    if one.kind == "refund":
        return Step(f"{one.period}缴费{one.on}退回，冲减记入", one.amount, _named(sources.refunded.get(key)))
    if key in owed and key in sources.paid:
        base, policy = owed[key].base, owed[key].policy
        text = f"{one.period}缴费{one.on}到账：缴费基数{yuan(base)}元×记入比例"
        event = sources.others.get(f"paid/{'/'.join(key)}/{one.on}", sources.paid[key])
        return Step(text, one.amount, _named(sources.assessed.get(key), event), policy)
    return Step(f"{one.period}缴费{one.on}到账（原系统记录）", one.amount, _named(sources.imported.get(key)))


def _named(*ids: str | None) -> tuple[str, ...]:
    return tuple(one for one in ids if one)


# ------------------------------------------------------------------ months


def month_steps(rows: Iterable[Row], deemed: tuple[int, str], sources: Sources) -> list[Step]:
    """The months that count, year by year; two units in a month are one month; deemed months stand last."""
    counted: dict[str, set[str]] = {}
    for row in rows:
        if row.counts:
            key = (row.period, row.unit_id, row.line)
            found = _named(sources.paid.get(key) or sources.imported.get(key))
            counted.setdefault(row.period, set()).update(found)
    steps = []
    for year, months in groupby(sorted(counted), key=lambda month: month[:4]):
        names = list(months)
        events = sorted({event for month in names for event in counted[month]})
        steps.append(Step(f"{year}年：{'、'.join(m[5:] for m in names)}月", len(names), tuple(events)))
    if deemed[0]:
        steps.append(Step(f"视同缴费（依据{deemed[1]}），不是缴费", deemed[0]))
    return steps
