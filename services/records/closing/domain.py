"""The two sides of a month's books and their comparison. Pure; amounts in fen.

One side is what units owe and money paid (bills), the other what people were assessed and had paid (contributions).
They are written by different decisions, so where one lost a fen the other says so. Money on a line that is not yet
paid in full stands on account 暂存: it has reached no fund.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from services.records import contract as c

Key = tuple[str, str]
"""(unit id, line)"""


@dataclass(slots=True)
class Shares:
    """Amounts of both payers, and what of them goes to personal accounts."""

    employer: int = 0
    individual: int = 0
    account: int = 0

    @property
    def amount(self) -> int:
        """Both shares."""
        return self.employer + self.individual

    def add(self, other: "Shares") -> None:
        """Add the other's amounts."""
        self.employer += other.employer
        self.individual += other.individual
        self.account += other.account


@dataclass(slots=True)
class Money:
    """What arrived on a line: principal, and late fees charged and paid."""

    principal: int = 0
    fee_charged: int = 0
    fee_paid: int = 0


@dataclass(slots=True)
class Books:
    """A month: bills by unit and line, people by unit and line, and money that is held, by unit."""

    billed: dict[Key, Shares] = field(default_factory=dict)
    money: dict[Key, Money] = field(default_factory=dict)
    assessed: dict[Key, Shares] = field(default_factory=dict)
    paid: dict[Key, Shares] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def units_and_lines(self) -> list[Key]:
        """Every unit and line of which anything is known."""
        return sorted({*self.billed, *self.money, *self.assessed, *self.paid})


def report(month: str, books: Books) -> dict[str, Any]:
    """`{month, lines, held, units, balanced, differences}`; see `GetClosing`."""
    rows = [row(key, books) for key in books.units_and_lines()]
    differences = [each for each in rows if each["difference"]]
    return {
        "month": month,
        "units": len({each["unit_id"] for each in rows}),
        "lines": [_line(line, [each for each in rows if each["line"] == line]) for line in c.LINES],
        "held": sum(books.held.values()),
        "balanced": not differences,
        "differences": differences[:MOST_DIFFERENCES],
    }


MOST_DIFFERENCES = 100
SUMMED = ("assessed", "employer", "individual", "arrived", "on_account", "outstanding", "late_fee", "late_fee_paid")


def row(key: Key, books: Books) -> dict[str, Any]:
    """One unit and line: assessed = arrived + outstanding, arrived = paid + on account; and what does not agree."""
    nothing = Shares()
    billed, money = books.billed.get(key, nothing), books.money.get(key, Money())
    assessed, paid = books.assessed.get(key, nothing), books.paid.get(key, nothing)
    on_account = money.principal - paid.amount
    return {
        "unit_id": key[0],
        "line": key[1],
        "assessed": billed.amount,
        "employer": billed.employer,
        "individual": billed.individual,
        "arrived": money.principal,
        "on_account": on_account,
        "outstanding": billed.amount - money.principal,
        "late_fee": money.fee_charged,
        "late_fee_paid": money.fee_paid,
        "funds": _funds(billed, paid),
        "difference": _difference(billed, money, assessed, paid),
    }


def _funds(billed: Shares, paid: Shares) -> list[dict[str, Any]]:
    """统筹基金 and 个人账户; what stands on account has reached neither."""
    amounts = {
        "pooled": (billed.amount - billed.account, paid.amount - paid.account),
        "account": (billed.account, paid.account),
    }
    return [
        {"fund": fund, "fund_name": FUND_NAMES[fund], "assessed": owed, "arrived": come, "outstanding": owed - come}
        for fund, (owed, come) in amounts.items()
    ]


FUND_NAMES = {"pooled": "统筹基金", "account": "个人账户"}


def _difference(billed: Shares, money: Money, assessed: Shares, paid: Shares) -> dict[str, Any]:
    """Where the two sides disagree: both of them; nothing where they agree."""
    settled = money.principal == billed.amount
    agree = (
        billed == assessed and 0 <= paid.amount <= money.principal <= billed.amount and (not settled or paid == billed)
    )
    if agree:
        return {}
    return {
        "bills": {**asdict(billed), **asdict(money)},
        "people": {"assessed": asdict(assessed), "paid": asdict(paid)},
    }


def _line(line: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    rows = list(rows)
    funds = []
    for place, fund in enumerate(FUND_NAMES):
        sums = {name: sum(r["funds"][place][name] for r in rows) for name in ("assessed", "arrived", "outstanding")}
        funds.append({"fund": fund, "fund_name": FUND_NAMES[fund], **sums})
    return {
        "line": line,
        "line_name": c.LINE_NAMES[line],
        **{name: sum(r[name] for r in rows) for name in SUMMED},
        "funds": funds,
    }
