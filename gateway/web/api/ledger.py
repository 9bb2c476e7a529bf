"""The books of the office: a month's closing, and the watch over what has not arrived."""

from typing import Any

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import PAGE, Routes, arguments
from gateway.web.bodies import body_of
from services.records import contract as records
from services.records.contract import closing, repairs

routes = Routes("ledger", __name__, description="The books")


@routes.reads("/closings/<month>", "collect contributions")
def closing_report(month: str) -> Any:
    """月结: assessed = arrived + outstanding over all units, per line and fund; what does not agree is listed."""
    return ask("records", closing.GetClosing(month))


@routes.reads("/closings/<month>/units", "collect contributions", arguments(**PAGE))
def closing_units(query: dict[str, Any], month: str) -> Any:
    """The same unit by unit and line by line."""
    return ask("records", closing.GetClosingUnits(month, query["after"] or None, query["limit"]))


@routes.acts("/watches", "collect contributions", body_of(repairs.WatchMonth))
def watch(body: dict[str, Any]) -> Any:
    """ENR-18: look through a month's bills now; a case towards each unit whose month is late, once."""
    return carry_out("records", repairs.WatchMonth(**body))


@routes.reads("/watches/<month>", "collect contributions")
def watched(month: str) -> Any:
    """How far the watch over a month has come, and how many cases it opened."""
    return ask("records", records.GetRun("watch", month))
