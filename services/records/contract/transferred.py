"""What came here from other places 转入: months and money, by the old system's books; TRF-04 adds its own events."""

from typing import Annotated, Literal, TypedDict

from kernel.events import Event, event, message
from kernel.schema import Count, Date, Fen, Id, Month, text
from services.records.contract.words import TRANSFERRED, AccountLine

Scope = Literal["within", "outside", "medical"]
SCOPE_NAMES: dict[Scope, str] = {
    "within": "省内养老保险转入",
    "outside": "省外养老保险转入",
    "medical": "医疗保险转入",
}
"""The three lists of QRY-09."""


class TransferredRow(TypedDict):
    """Months `from_month` to `to_month` paid in `from_region`, of which `months` count.

    Fen that came along: `personal` to the person's account, `pooled` to the fund (within a province: none).
    """

    line: AccountLine
    from_region: str
    from_month: Month
    to_month: Month
    months: Count
    personal: Fen
    pooled: Fen
    received_on: Date
    reference: str


@event(TRANSFERRED, "TransferredInImported")
class TransferredInImported(Event):
    """What came here for one person, from the old system."""

    person_id: Id
    rows: list[TransferredRow]


@message
class GetTransferredIn:
    """QRY-09: one of the three lists, the newest first; months are those of receiving.

    `{scope, scope_name, rows: [{line, from_region, region_name, from_month, to_month, months, personal, pooled,
    received_on, reference}], totals: {count, months, personal, pooled}, next, as_of}`; amounts in fen.
    """

    person_id: Id
    scope: Scope
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None
