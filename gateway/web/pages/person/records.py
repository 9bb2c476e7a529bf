"""Contributions and personal accounts: filtered, explained, with evidence, as files and pictures (QRY-02, 04, 11, 12,
14, 16), today or as they stood on a day (QRY-15)."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web import tables
from gateway.web.acting import ask, caller
from gateway.web.api.charts import chart_of
from gateway.web.api.person import balances_told, contributions_told
from gateway.web.looking import today, unit_names
from gateway.web.pages import asked
from gateway.web.pages.asked import line as _line
from gateway.web.pages.forms import Form, refused, show
from gateway.web.rights import needs
from kernel.refusals import NotFound, Refused
from kernel.schema import checked
from services.records import contract as records
from services.records.contract import evidence

ROWS = 36
FIGURES = ("balance", "months", "base")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/contributions")(contributions)
    pages.get("/me/contributions/file", endpoint="contributions_file")(contributions_file)
    pages.get("/me/balances")(balances)
    pages.get("/me/balances/file", endpoint="balances_file")(balances_file)
    pages.get("/me/evidence", endpoint="evidence")(evidence_page)
    pages.get("/me/estimate")(estimate)


@needs("see own record")
def contributions() -> str:
    """Month by month of a line, with a check for gaps and what the figures mean."""
    me, line, period = caller().on_behalf_of, _line(), asked.period()
    found = contributions_told(me, {"line": line, **period, "after": asked.after(), "limit": ROWS})
    return render_template(
        "person/contributions.html",
        line=line,
        period=period,
        today=today(),
        found=found,
        continuity=ask("records", records.GetContinuity(me, line, period["as_of"])),
        figures=ask("records", evidence.GetFigures(me, line, period["as_of"])),
        names=unit_names(row["unit_id"] for row in found["rows"]),
        bases=_chart("base", line, period["as_of"]),
    )


@needs("see own record")
def contributions_file() -> Response:
    """What the page shows, and all behind it, as CSV or XLSX."""
    narrowed = {"line": _line(), **asked.period()}
    return tables.table_file(tables.CONTRIBUTIONS, asked.kind(), caller().on_behalf_of, narrowed)


@needs("see own record")
def balances() -> str:
    """Personal accounts with every movement, and how they grew."""
    as_of = asked.day()
    found = balances_told(caller().on_behalf_of, as_of)
    grown = {account["line"]: _chart("balance", account["line"], as_of) for account in found["accounts"]}
    return render_template("person/balances.html", found=found, grown=grown, as_of=as_of, today=today())


def _chart(series: str, line: str, as_of: str | None) -> Any:
    return chart_of({"series": series, "line": line, "as_of": as_of})[1]


@needs("see own record")
def balances_file() -> Response:
    """Every movement as CSV or XLSX."""
    return tables.table_file(tables.MOVEMENTS, asked.kind(), caller().on_behalf_of, {"as_of": asked.day()})


@needs("see own record")
def evidence_page() -> str:
    """What a figure is made of: the events, the policy, the arithmetic."""
    figure, month, as_of = request.args.get("figure", ""), asked.month("month"), asked.day()
    if figure not in FIGURES:
        raise NotFound()
    unit_id = request.args.get("unit_id", "")
    body = {"figure": figure, "line": _line(), "month": month, "unit_id": unit_id, "as_of": as_of}
    found = ask("records", checked(evidence.GetEvidence, {"person_id": caller().on_behalf_of, **body}))
    return render_template("person/evidence.html", found=found, line=_line(), month=month, unit_id=unit_id, as_of=as_of)


@needs("see own record")
def estimate() -> Response:
    """What a pension would come to on the record as it stands, and when; why not, where it cannot be told."""
    category = request.args.get("category") or None
    body = {"person_id": caller().on_behalf_of, "figure": "estimate", "category": category}
    try:
        found = ask("records", checked(evidence.GetEvidence, body))
    except Refused as refusal:
        return show("person/estimate.html", refused(refusal), found=None)
    return show("person/estimate.html", Form(), found=found)
