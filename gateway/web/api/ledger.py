"""The books of the office: a month's closing, and the watch over what has not arrived."""

from typing import Any

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import PAGE, Routes, arguments
from gateway.web.bodies import body_of
from gateway.web.looks import seen_persons
from kernel.schema import checked
from services.records import contract as records
from services.records.contract import adjustments, closing, doubles, repairs

routes = Routes("ledger", __name__, description="The books")


@routes.reads("/closings/<month>", "collect contributions")
def closing_report(month: str) -> Any:
    """月结: assessed = arrived + outstanding over all units, per line and fund; what does not agree is listed."""
    return ask("records", closing.GetClosing(month))


@routes.reads("/closings/<month>/units", "collect contributions", arguments(**PAGE))
def closing_units(query: dict[str, Any], month: str) -> Any:
    """The same unit by unit and line by line."""
    return ask("records", closing.GetClosingUnits(month, query["after"] or None, query["limit"]))


@routes.acts("/adjustment-notices", "collect contributions", body_of(adjustments.AnnounceAdjustments))
def announce_adjustments(body: dict[str, Any]) -> Any:
    """ENR-20: tell every payer what a past month costs more by policy that was published late."""
    return carry_out("records", adjustments.AnnounceAdjustments(**body))


@routes.reads("/adjustment-notices/<month>", "collect contributions")
def adjustment_notices(month: str) -> Any:
    """How far the notices of a month have come."""
    return ask("records", records.GetRun("adjustment_notice", month))


@routes.acts("/adjustments", "collect contributions", body_of(adjustments.AdjustMonth))
def adjust(body: dict[str, Any]) -> Any:
    """ENR-20: make owed what was announced; a rerun changes nothing."""
    return carry_out("records", adjustments.AdjustMonth(**body))


@routes.reads("/adjustments/<month>", "collect contributions")
def adjusted(month: str) -> Any:
    """How far the adjustment of a month has come: lines, amount, payers who wait for their notice, cheaper lines."""
    return ask("records", records.GetRun("adjustment", month))


@routes.acts("/double-searches", "collect contributions")
def find_doubles() -> Any:
    """ENR-22: look everybody through for double relations, double archive entries and months paid twice."""
    return carry_out("records", doubles.FindDoubles())


@routes.reads("/double-searches/<day>", "collect contributions")
def doubles_found(day: str) -> Any:
    """How far the search of a day has come."""
    return ask("records", records.GetRun("doubles", day))


@routes.reads("/doubles/<kind>", "collect contributions", arguments(**PAGE))
def double_list(query: dict[str, Any], kind: str) -> Any:
    """ENR-22: what was found and still stands: `relations`, `entries` or `payments`; names masked."""
    found = ask("records", checked(doubles.GetDoubles, {"kind": kind, **query, "after": query["after"] or None}))
    seen_persons([row["person_id"] for row in found["rows"]])
    return found


@routes.acts("/watches", "collect contributions", body_of(repairs.WatchMonth))
def watch(body: dict[str, Any]) -> Any:
    """ENR-18: look through a month's bills now; a case towards each unit whose month is late, once."""
    return carry_out("records", repairs.WatchMonth(**body))


@routes.reads("/watches/<month>", "collect contributions")
def watched(month: str) -> Any:
    """How far the watch over a month has come, and how many cases it opened."""
    return ask("records", records.GetRun("watch", month))
