"""Contributions and personal accounts: filtered, explained, with evidence, as files and pictures (QRY-02, 04, 11, 12,
14, 16), today or as they stood on a day (QRY-15)."""

from typing import get_args

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web import tables
from gateway.web.acting import ask, ask_all, caller
from gateway.web.api.charts import chart_from
from gateway.web.api.person import accounts_told, months_asked, months_told
from gateway.web.looking import today, unit_names
from gateway.web.pages import asked
from gateway.web.pages.asked import line as _line
from gateway.web.pages.forms import Form, refused, show
from gateway.web.rights import needs
from kernel.refusals import NotFound, Refused
from kernel.schema import checked
from services.records import contract as records
from services.records.contract import evidence, series

ROWS = 24
MOVEMENTS = 24
WITH_ACCOUNT = get_args(records.AccountLine)
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
    query, as_of = {"line": line, **period, "after": asked.after(), "limit": ROWS}, period["as_of"]
    found, continuity, figures, bases = ask_all(
        "records",
        months_asked(me, query),
        records.GetContinuity(me, line, as_of),
        evidence.GetFigures(me, line, as_of),
        series.GetSeries(me, "base", line, as_of=as_of),
    )
    return render_template(
        "person/contributions.html",
        line=line,
        period=period,
        today=today(),
        found=months_told(found, me, query),
        continuity=continuity,
        figures=figures,
        names=unit_names(row["unit_id"] for row in found["rows"]),
        bases=chart_from(bases),
    )


@needs("see own record")
def contributions_file() -> Response:
    """What the page shows, and all behind it, as CSV or XLSX."""
    narrowed = {"line": _line(), **asked.period()}
    return tables.table_file(tables.CONTRIBUTIONS, asked.kind(), caller().on_behalf_of, narrowed)


@needs("see own record")
def balances() -> str:
    """Personal accounts with every movement, and how they grew."""
    me, as_of = caller().on_behalf_of, asked.day()
    found, *grown = ask_all(
        "records",
        records.GetBalances(me, as_of, MOVEMENTS),
        *(series.GetSeries(me, "balance", line, as_of=as_of) for line in WITH_ACCOUNT),
    )
    charts = dict(zip(WITH_ACCOUNT, map(chart_from, grown), strict=True))
    told = accounts_told(found, me, as_of)
    return render_template("person/balances.html", found=told, grown=charts, as_of=as_of, today=today())


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
