"""The books of the office: a month's closing."""

from typing import Any

from gateway.web.acting import ask
from gateway.web.api.routes import PAGE, Routes, arguments
from services.records.contract import closing

routes = Routes("ledger", __name__, description="The books")


@routes.reads("/closings/<month>", "collect contributions")
def closing_report(month: str) -> Any:
    """月结: assessed = arrived + outstanding over all units, per line and fund; what does not agree is listed."""
    return ask("records", closing.GetClosing(month))


@routes.reads("/closings/<month>/units", "collect contributions", arguments(**PAGE))
def closing_units(query: dict[str, Any], month: str) -> Any:
    """The same unit by unit and line by line."""
    return ask("records", closing.GetClosingUnits(month, query["after"] or None, query["limit"]))
