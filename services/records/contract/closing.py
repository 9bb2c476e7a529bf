"""Queries about a month's books."""

from typing import Annotated

from kernel.events import message
from kernel.schema import Count, Month, text


@message
class GetClosing:
    """月结 over all units, added up from the events.

    `{month, units, lines: [{line, assessed, arrived, on_account, outstanding, late_fee, funds: [{fund, assessed,
    arrived, outstanding}]}], held, balanced, differences}`.
    """

    month: Month


@message
class GetClosingUnits:
    """The same of each unit and line behind the unit `after`, from the ledger: `{rows, next}`."""

    month: Month
    after: Annotated[str, text(most=80)] | None = None
    limit: Count = 50
