"""What people received, spent, filed, shared and brought along: for themselves, and for officers with a reason."""

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from gateway.web import tables
from gateway.web.acting import ask, caller
from gateway.web.api.lookups import FORMAT, WHY
from gateway.web.api.person import DAY, MONTH
from gateway.web.api.routes import PAGE, TABLES, Routes, arguments
from gateway.web.nothing_found import told
from gateway.web.words import LINES
from services.records.contract import benefits, medical, transferred

routes = Routes("received", __name__, description="What people received, spent and brought along")

Fields = dict[str, fields.Field[Any]]
LINE_WANTED = fields.String(
    required=True,
    validate=validate.OneOf(LINES, error="请从给出的险种中选择。"),
    error_messages={"required": "请选择险种。"},
)
PAYMENTS = fields.String(
    load_default="regular",
    validate=validate.OneOf(["regular", "supplementary"], error="请选择发放明细或补发明细。"),
    metadata={"description": "regular: what fell due; supplementary: what was paid afterwards, 补发"},
)
SCOPE = fields.String(
    required=True,
    validate=validate.OneOf(transferred.SCOPE_NAMES, error="请从省内、省外、医疗转入中选择。"),
    error_messages={"required": "请选择要查询的转入类别。"},
)
PERIOD: Fields = {"from_month": MONTH, "to_month": MONTH, "as_of": DAY}
BENEFITS: Fields = {"line": LINE_WANTED, "payments": PAYMENTS, **PERIOD}
TRANSFERRED: Fields = {"scope": SCOPE, **PERIOD}
FILE: Fields = {"format": FORMAT}


def benefits_of(person_id: str, query: dict[str, Any]) -> Any:
    """A line's payments, with what to do where there are none."""
    found = ask("records", benefits.GetBenefits(person_id, **query))
    return told(found, person_id, query, found["title"], received=True)


def spending_of(person_id: str, query: dict[str, Any]) -> Any:
    """Six months' settlements, with what to do where there are none."""
    return spending_told(ask("records", medical.GetSpending(person_id, **query)), person_id, query)


def spending_told(found: dict[str, Any], person_id: str, query: dict[str, Any]) -> Any:
    """What records answered to that, with what to do where there are none."""
    return told(found, person_id, {**query, "line": "medical"}, "近六个月医疗消费", received=True)


def transferred_of(person_id: str, query: dict[str, Any]) -> Any:
    """What came from elsewhere, with what to do where nothing did."""
    found = ask("records", transferred.GetTransferredIn(person_id, **query))
    return told(found, person_id, query, found["scope_name"])


# ------------------------------------------------------------------ a person, for themself


@routes.reads("/me/benefits", "see own record", arguments(**BENEFITS, **PAGE))
def own_benefits(query: dict[str, Any]) -> Any:
    """QRY-03, QRY-06 to QRY-08: what a line's fund has paid to me; supplementary payments apart."""
    return benefits_of(caller().on_behalf_of, query)


@routes.sends("/me/benefits/file", "see own record", arguments(**FILE, **BENEFITS), TABLES)
def own_benefits_file(query: dict[str, Any]) -> Response:
    """QRY-14: the same as CSV or XLSX."""
    return tables.table_file(tables.BENEFITS, query.pop("format"), caller().on_behalf_of, query)


@routes.reads("/me/medical", "see own record", arguments(as_of=DAY))
def own_medical(query: dict[str, Any]) -> Any:
    """QRY-05: this year's reimbursement, remote-care filings, who shares my account."""
    return ask("records", medical.GetMedical(caller().on_behalf_of, **query))


@routes.reads("/me/medical/spending", "see own record", arguments(**PERIOD, **PAGE))
def own_spending(query: dict[str, Any]) -> Any:
    """QRY-05: the last six months' settlements."""
    return spending_of(caller().on_behalf_of, query)


@routes.sends("/me/medical/spending/file", "see own record", arguments(**FILE, **PERIOD), TABLES)
def own_spending_file(query: dict[str, Any]) -> Response:
    """QRY-14: the same as CSV or XLSX."""
    return tables.table_file(tables.SPENDING, query.pop("format"), caller().on_behalf_of, query)


@routes.reads("/me/medical/remote-care", "see own record", arguments(**PERIOD, **PAGE))
def own_remote_care(query: dict[str, Any]) -> Any:
    """QRY-05: my filings for care elsewhere."""
    return ask("records", medical.GetRemoteCare(caller().on_behalf_of, **query))


@routes.sends("/me/medical/remote-care/file", "see own record", arguments(**FILE, **PERIOD), TABLES)
def own_remote_care_file(query: dict[str, Any]) -> Response:
    """QRY-14: the same as CSV or XLSX."""
    return tables.table_file(tables.REMOTE_CARE, query.pop("format"), caller().on_behalf_of, query)


@routes.reads("/me/medical/sharing", "see own record", arguments(**PERIOD, **PAGE))
def own_sharing(query: dict[str, Any]) -> Any:
    """QRY-05: who may use my account."""
    return ask("records", medical.GetSharing(caller().on_behalf_of, **query))


@routes.sends("/me/medical/sharing/file", "see own record", arguments(**FILE, **PERIOD), TABLES)
def own_sharing_file(query: dict[str, Any]) -> Response:
    """QRY-14: the same as CSV or XLSX."""
    return tables.table_file(tables.SHARING, query.pop("format"), caller().on_behalf_of, query)


@routes.reads("/me/transferred-in", "see own record", arguments(**TRANSFERRED, **PAGE))
def own_transferred(query: dict[str, Any]) -> Any:
    """QRY-09: what came from elsewhere in the province, from outside, and of medical insurance."""
    return transferred_of(caller().on_behalf_of, query)


@routes.sends("/me/transferred-in/file", "see own record", arguments(**FILE, **TRANSFERRED), TABLES)
def own_transferred_file(query: dict[str, Any]) -> Response:
    """QRY-14: the same as CSV or XLSX."""
    return tables.table_file(tables.TRANSFERRED, query.pop("format"), caller().on_behalf_of, query)


# ------------------------------------------------------------------ an officer, for a reason


@routes.reads("/persons/<person_id>/benefits", "see a person", arguments(**BENEFITS, **PAGE, **WHY))
def persons_benefits(query: dict[str, Any], person_id: str) -> Any:
    """QRY-03, QRY-06 to QRY-08 at the hall."""
    g.reason = query.pop("reason")
    return benefits_of(person_id, query)


@routes.reads("/persons/<person_id>/medical", "see a person", arguments(as_of=DAY, **WHY))
def persons_medical(query: dict[str, Any], person_id: str) -> Any:
    """QRY-05 at the hall."""
    g.reason = query.pop("reason")
    return ask("records", medical.GetMedical(person_id, **query))


@routes.reads("/persons/<person_id>/medical/spending", "see a person", arguments(**PERIOD, **PAGE, **WHY))
def persons_spending(query: dict[str, Any], person_id: str) -> Any:
    """QRY-05 at the hall."""
    g.reason = query.pop("reason")
    return spending_of(person_id, query)


@routes.reads("/persons/<person_id>/medical/remote-care", "see a person", arguments(**PERIOD, **PAGE, **WHY))
def persons_remote_care(query: dict[str, Any], person_id: str) -> Any:
    """QRY-05 at the hall."""
    g.reason = query.pop("reason")
    return ask("records", medical.GetRemoteCare(person_id, **query))


@routes.reads("/persons/<person_id>/medical/sharing", "see a person", arguments(**PERIOD, **PAGE, **WHY))
def persons_sharing(query: dict[str, Any], person_id: str) -> Any:
    """QRY-05 at the hall."""
    g.reason = query.pop("reason")
    return ask("records", medical.GetSharing(person_id, **query))


@routes.reads("/persons/<person_id>/transferred-in", "see a person", arguments(**TRANSFERRED, **PAGE, **WHY))
def persons_transferred(query: dict[str, Any], person_id: str) -> Any:
    """QRY-09 at the hall."""
    g.reason = query.pop("reason")
    return transferred_of(person_id, query)
