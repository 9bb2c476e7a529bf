"""What records holds of a person: what figures mean and where they come from, tables as files, and for officers."""

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from gateway.web import tables
from gateway.web.acting import ask, caller
from gateway.web.api.looks import REASON
from gateway.web.api.person import ARRIVED, DAY, LINE, MONTH, balances_told, contributions_told, told_status
from gateway.web.api.routes import PAGE, TABLES, Routes, arguments
from gateway.web.nothing_found import told
from services.records import contract as records
from services.records.contract import evidence, series
from services.records.contract.repairs import CORRECTION

routes = Routes("lookups", __name__, description="What records holds of a person")

FIGURE = fields.String(
    required=True,
    validate=validate.OneOf(["balance", "months", "base", "estimate"], error="请从给出的数据项中选择。"),
    error_messages={"required": "请选择要查看依据的数据项。"},
)
CATEGORY = fields.String(
    load_default=None,
    validate=validate.OneOf(["M", "F55", "F50"], error="请从给出的退休类别中选择。"),
    metadata={"description": "Of an estimate: whose retirement age; for women 55 or 50 before the reform"},
)
PROJECTED = fields.Boolean(
    load_default=False,
    error_messages={"invalid": "请填写true或false。"},
    metadata={"description": "Of an estimate: as if the latest base were paid until the pension begins"},
)
UNIT = fields.String(
    load_default="",
    validate=validate.Length(max=60, error="单位编号最多60个字，请核对。"),
    metadata={"description": "Of a base: the unit's, where there were several in the month"},
)
FORMAT = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx"], error="请选择csv或xlsx格式。"))
ACCOUNT = fields.String(
    load_default=None, validate=validate.OneOf(["pension", "medical"], error="请选择养老或医疗个人账户。")
)
MOVEMENTS: dict[str, fields.Field[Any]] = {"line": ACCOUNT, "from_month": MONTH, "to_month": MONTH, "as_of": DAY}
PERIOD: dict[str, fields.Field[Any]] = {"line": LINE, "from_month": MONTH, "to_month": MONTH, "as_of": DAY, **ARRIVED}
EVIDENCE: dict[str, fields.Field[Any]] = {
    "figure": FIGURE,
    "line": LINE,
    "month": MONTH,
    "unit_id": UNIT,
    "as_of": DAY,
    "category": CATEGORY,
    "projected": PROJECTED,
}
WHY: dict[str, fields.Field[Any]] = {"reason": REASON}


# ------------------------------------------------------------------ a person, for themself


@routes.reads("/me/figures", "see own record", arguments(line=LINE, as_of=DAY))
def figures(query: dict[str, Any]) -> Any:
    """QRY-11: base and bounds, rates, years, deemed years, balance: each explained beside its value."""
    line: records.Line = query["line"] or "pension"
    return ask("records", evidence.GetFigures(caller().on_behalf_of, line, query["as_of"]))


@routes.reads("/me/evidence", "see own record", arguments(**EVIDENCE))
def own_evidence(query: dict[str, Any]) -> Any:
    """QRY-16: the events, the policy entries and the arithmetic behind a figure."""
    return _evidence(caller().on_behalf_of, query)


@routes.sends("/me/contributions/file", "see own record", arguments(format=FORMAT, **PERIOD), TABLES)
def contributions_file(query: dict[str, Any]) -> Response:
    """QRY-14: the months as CSV or XLSX."""
    return tables.table_file(tables.CONTRIBUTIONS, query.pop("format"), caller().on_behalf_of, query)


@routes.reads("/me/movements", "see own record", arguments(**MOVEMENTS, **PAGE))
def own_movements(query: dict[str, Any]) -> Any:
    """QRY-04, QRY-14: the accounts' movements, page by page, of one account or both."""
    return _movements(caller().on_behalf_of, query)


@routes.sends("/me/balances/file", "see own record", arguments(format=FORMAT, **MOVEMENTS), TABLES)
def balances_file(query: dict[str, Any]) -> Response:
    """QRY-14: every movement of the accounts as CSV or XLSX."""
    return tables.table_file(tables.MOVEMENTS, query.pop("format"), caller().on_behalf_of, query)


# ------------------------------------------------------------------ an officer, for a reason


@routes.reads("/persons/<person_id>/status", "see a person", arguments(as_of=DAY, **WHY))
def status_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-01 at the hall."""
    g.reason = query["reason"]
    return told_status(ask("records", records.GetInsuredStatus(person_id, query["as_of"])))


@routes.reads("/persons/<person_id>/contributions", "see a person", arguments(**PERIOD, **PAGE, **WHY))
def contributions_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-02, QRY-12 at the hall."""
    g.reason = query.pop("reason")
    return contributions_told(person_id, query)


@routes.reads("/persons/<person_id>/balances", "see a person", arguments(as_of=DAY, **WHY))
def balances_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-04 at the hall."""
    g.reason = query["reason"]
    return balances_told(person_id, query["as_of"])


@routes.reads("/persons/<person_id>/movements", "see a person", arguments(**MOVEMENTS, **PAGE, **WHY))
def movements_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-04, QRY-14 at the hall."""
    g.reason = query.pop("reason")
    return _movements(person_id, query)


@routes.reads("/persons/<person_id>/evidence", "see a person", arguments(**EVIDENCE, **WHY))
def evidence_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-16 at the hall."""
    g.reason = query.pop("reason")
    return _evidence(person_id, query)


def _movements(person_id: str, query: dict[str, Any]) -> Any:
    found = ask("records", series.GetMovements(person_id, **query))
    return told(found, person_id, query, "个人账户")


def _evidence(person_id: str, query: dict[str, Any]) -> Any:
    """The evidence, and how a wrong figure is disputed (QRY-18): the matter, and its form as far as it is known."""
    query["line"] = query["line"] or "pension"
    found = ask("records", evidence.GetEvidence(person_id, **query))
    known = {"line": query["line"], "month": query["month"], "unit_id": query["unit_id"], "problem": "wrong"}
    form = {name: value for name, value in known.items() if value}
    return found | {"dispute": {"matter": CORRECTION.code, "title": CORRECTION.title, "form": form}}
