"""Moving a pension relation: deadlines, money, temporary accounts, where the benefit is paid (handbook 9). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kernel.calendar import add_days, add_working_days, month_of, months_between
from kernel.money import percent_of

POOLED_SINCE = "1998-01"
GENERAL_PLACE_MONTHS = 120
TEMPORARY_FROM_AGE = {"M": 50, "F": 40}

AccountKind = Literal["general", "temporary"]


@dataclass(frozen=True, slots=True)
class StepDays:
    """Working days of the steps of a pension transfer, as the policy has them."""

    reply: int
    send: int
    finish: int


@dataclass(frozen=True, slots=True)
class TransferDeadlines:
    """When each step is due: the new place's letter, the old place's table and money, the new place's crediting."""

    reply_due: str
    send_due: str
    finish_due: str


def transfer_deadlines(accepted_on: str, days: StepDays) -> TransferDeadlines:
    """Due days counted from acceptance, each step taken to end on its own (国办发〔2009〕66号, handbook 9.1)."""
    reply_due = add_working_days(accepted_on, days.reply)
    send_due = add_working_days(reply_due, days.send)
    return TransferDeadlines(reply_due, send_due, add_working_days(send_due, days.finish))


def reminder_day(left_on: str, days: int) -> str:
    """When somebody who left a unit is reminded to transfer; a reminder, never a refusal (handbook 9.4)."""
    return add_days(left_on, days)


@dataclass(frozen=True, slots=True)
class PaidSpan:
    """Months paid on one base, both ends included. A span whose end lies before its start is empty."""

    first: str
    last: str
    monthly_base: int


@dataclass(frozen=True, slots=True)
class TransferMoney:
    """What moves, in fen: the account, the pooled part, both, and the months that the pooled part counts."""

    personal: int
    pooled: int
    total: int
    months_counted: int


def transfer_money(balance: int, spans: Iterable[PaidSpan], pooled_percent: Decimal) -> TransferMoney:
    """The account's balance, and 12 percent of the base of every month since 1998-01, rounded once (handbook 9.1)."""
    counted = [(max(0, months_between(max(span.first, POOLED_SINCE), span.last) + 1), span) for span in spans]
    pooled = percent_of(sum(months * span.monthly_base for months, span in counted), pooled_percent)
    return TransferMoney(balance, pooled, balance + pooled, sum(months for months, _ in counted))


@dataclass(frozen=True, slots=True)
class FirstPayment:
    """How somebody first pays in a province. `birth` is a month or a day, provinces are the first two digits of GB/T
    2260, `household` is that of the household register 户籍地; `official`: an officially approved transfer."""

    sex: Literal["M", "F"]
    birth: str
    first_month: str
    household: str
    province: str
    official: bool = False


def account_kind(first: FirstPayment) -> AccountKind:
    """Temporary for who first pays away from the household province at 50 (men), 40 (women) or older (handbook 9.2)."""
    if first.household == first.province or first.official:
        return "general"
    age_in_months = months_between(month_of(first.birth), first.first_month)
    return "temporary" if age_in_months >= TEMPORARY_FROM_AGE[first.sex] * 12 else "general"


@dataclass(frozen=True, slots=True)
class Stay:
    """Months paid in a province, in one kind of account."""

    province: str
    months: int
    kind: AccountKind = "general"


def benefit_place(household: str, current: str, history: Sequence[Stay]) -> str:
    """The province that will pay the pension 待遇领取地 (人社部规〔2016〕5号, handbook 9.3); `history` in time order.

    The household's if the relation is there; else the present one with ten years in general accounts; else the latest
    earlier one with ten years; else the household's.
    """
    months: dict[str, int] = {}
    for stay in history:
        if stay.kind == "general":
            months[stay.province] = months.get(stay.province, 0) + stay.months
    enough = {province for province, paid in months.items() if paid >= GENERAL_PLACE_MONTHS}
    if current == household or current in enough:
        return current
    return next((stay.province for stay in reversed(history) if stay.province in enough), household)
