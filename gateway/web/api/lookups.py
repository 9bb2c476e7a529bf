"""What records holds of a person: what figures mean and where they come from, tables as files, and for officers."""

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from gateway.web import tables
from gateway.web.acting import ask, caller
from gateway.web.api.looks import REASON
from gateway.web.api.person import ARRIVED, DAY, LINE, MONTH
from gateway.web.api.routes import PAGE, TABLES, Routes, arguments
from services.records import contract as records
from services.records.contract import evidence

routes = Routes("lookups", __name__, description="What records holds of a person")

FIGURE = fields.String(
    required=True,
    validate=validate.OneOf(["balance", "months", "base"], error="请从给出的数据项中选择。"),
    error_messages={"required": "请选择要查看依据的数据项。"},
)
FORMAT = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx"], error="请选择csv或xlsx格式。"))
PERIOD: dict[str, fields.Field[Any]] = {"line": LINE, "from_month": MONTH, "to_month": MONTH, "as_of": DAY, **ARRIVED}
WHY: dict[str, fields.Field[Any]] = {"reason": REASON}


# ------------------------------------------------------------------ a person, for themself


@routes.reads("/me/figures", "see own record", arguments(line=LINE, as_of=DAY))
def figures(query: dict[str, Any]) -> Any:
    """QRY-11: base and bounds, rates, years, deemed years, balance: each explained beside its value."""
    line: records.Line = query["line"] or "pension"
    return ask("records", evidence.GetFigures(caller().on_behalf_of, line, query["as_of"]))


@routes.reads("/me/evidence", "see own record", arguments(figure=FIGURE, line=LINE, month=MONTH, as_of=DAY))
def own_evidence(query: dict[str, Any]) -> Any:
    """QRY-16: the events, the policy entries and the arithmetic behind a figure."""
    return _evidence(caller().on_behalf_of, query)


@routes.sends("/me/contributions/file", "see own record", arguments(format=FORMAT, **PERIOD), TABLES)
def contributions_file(query: dict[str, Any]) -> Response:
    """QRY-14: the months as CSV or XLSX."""
    return tables.contributions(query.pop("format"), caller().on_behalf_of, query)


@routes.sends("/me/balances/file", "see own record", arguments(format=FORMAT, as_of=DAY), TABLES)
def balances_file(query: dict[str, Any]) -> Response:
    """QRY-14: every movement of the accounts as CSV or XLSX."""
    return tables.movements(query["format"], caller().on_behalf_of, query["as_of"])


# ------------------------------------------------------------------ an officer, for a reason


@routes.reads("/persons/<person_id>/status", "see a person", arguments(as_of=DAY, **WHY))
def status_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-01 at the hall."""
    g.reason = query["reason"]
    return ask("records", records.GetInsuredStatus(person_id, query["as_of"]))


@routes.reads("/persons/<person_id>/contributions", "see a person", arguments(**PERIOD, **PAGE, **WHY))
def contributions_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-02, QRY-12 at the hall."""
    g.reason = query.pop("reason")
    query["after"] = query["after"] or None
    return ask("records", records.GetContributions(person_id, **query))


@routes.reads("/persons/<person_id>/balances", "see a person", arguments(as_of=DAY, **WHY))
def balances_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-04 at the hall."""
    g.reason = query["reason"]
    return ask("records", records.GetBalances(person_id, query["as_of"]))


@routes.reads(
    "/persons/<person_id>/evidence", "see a person", arguments(figure=FIGURE, line=LINE, month=MONTH, as_of=DAY, **WHY)
)
def evidence_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-16 at the hall."""
    g.reason = query.pop("reason")
    return _evidence(person_id, query)


def _evidence(person_id: str, query: dict[str, Any]) -> Any:
    line: records.Line = query["line"] or "pension"
    asked = evidence.GetEvidence(person_id, query["figure"], line, query["month"], as_of=query["as_of"])
    return ask("records", asked)
