"""Queries about figures over time: an account's movements as a table, balance and base as a series (QRY-14)."""

from typing import Annotated, Literal

from kernel.events import message
from kernel.schema import Count, Date, Id, Month, text
from services.records.contract.words import AccountLine, Line

Series = Literal["balance", "base"]
"""账户余额, 缴费基数."""


@message
class GetMovements:
    """QRY-04, QRY-14: movements of one account or both, the newest first.

    `{rows: [{line, line_name, on, kind, kind_name, period, unit_id, amount, balance, policy}], totals: {count, amount},
    next, as_of}`; `balance` is what the account held then. Months are those of the movement's day; amounts in fen.
    """

    person_id: Id
    line: AccountLine | None = None
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None


@message
class GetSeries:
    """QRY-14: `{series, line, line_name, points: [{month, value}], as_of}`, by month, the oldest first; fen.

    A balance is what the account held when the month ended, one point a month in which it changed. A base is the
    highest of the month, one point a month that has one. A balance of a line without an account has no points.
    """

    person_id: Id
    series: Series
    line: Line = "pension"
    from_month: Month | None = None
    to_month: Month | None = None
    as_of: Date | None = None
