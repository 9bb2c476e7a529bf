"""Contributions and personal accounts: filtered, explained, with evidence, as files (QRY-02, 04, 11, 12, 14, 16)."""

import re
from typing import Any

from flask import Blueprint, Response, render_template, request

from gateway.web import tables, words
from gateway.web.acting import ask, caller, edge
from gateway.web.looking import today, unit_names
from gateway.web.nothing_found import sentence
from gateway.web.rights import needs
from kernel.refusals import NotFound
from services.records import contract as records
from services.records.contract import evidence

ROWS = 36
YEARS = 10
"""So many years a chart shows."""
FIGURES = ("balance", "months", "base")
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
KINDS = ("csv", "xlsx")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/contributions")(contributions)
    pages.get("/me/contributions/file", endpoint="contributions_file")(contributions_file)
    pages.get("/me/balances")(balances)
    pages.get("/me/balances/file", endpoint="balances_file")(balances_file)
    pages.get("/me/evidence", endpoint="evidence")(evidence_page)


def _line() -> Any:
    line = request.args.get("line", "pension")
    return line if line in words.LINES else "pension"


def _period() -> dict[str, str | None]:
    """The months that were asked for; what is no month is taken for none."""
    asked = {name: request.args.get(name, "") for name in ("from_month", "to_month")}
    return {name: month if MONTH.fullmatch(month) else None for name, month in asked.items()}


@needs("see own record")
def contributions() -> str:
    """Month by month of a line, with a check for gaps and what the figures mean."""
    me, line, period = caller().on_behalf_of, _line(), _period()
    after = request.args.get("after") or None
    found = ask("records", records.GetContributions(me, line, **period, after=after, limit=ROWS))
    return render_template(
        "person/contributions.html",
        line=line,
        period=period,
        found=found,
        continuity=ask("records", records.GetContinuity(me, line)),
        figures=ask("records", evidence.GetFigures(me, line)),
        names=unit_names(row["unit_id"] for row in found["rows"]),
    )


@needs("see own record")
def contributions_file() -> Response:
    """What the page shows, and all behind it, as CSV or XLSX."""
    return tables.table_file(tables.CONTRIBUTIONS, _kind(), caller().on_behalf_of, {"line": _line(), **_period()})


@needs("see own record")
def balances() -> str:
    """Personal accounts with every movement, and how they grew."""
    found = ask("records", records.GetBalances(caller().on_behalf_of))
    told = sentence(str(edge().city["branding"]["hotline"]))
    grown = {account["line"]: _by_year(account) for account in found["accounts"]}
    return render_template("person/balances.html", found=found, grown=grown, nothing_found=told)


def _by_year(account: dict[str, Any]) -> list[tuple[str, int, str]]:
    """The balance at the end of each year, for the chart."""
    newest = account["years"][:YEARS]
    return [(str(year["year"]), year["closing"], words.money(year["closing"])) for year in reversed(newest)]


@needs("see own record")
def balances_file() -> Response:
    """Every movement as CSV or XLSX."""
    return tables.table_file(tables.MOVEMENTS, _kind(), caller().on_behalf_of, {})


def _kind() -> str:
    kind = request.args.get("format", "csv")
    if kind not in KINDS:
        raise NotFound()
    return kind


@needs("see own record")
def evidence_page() -> str:
    """What a figure is made of: the events, the policy, the arithmetic."""
    figure, month = request.args.get("figure", ""), request.args.get("month", "")
    if figure not in FIGURES:
        raise NotFound()
    named = month if MONTH.fullmatch(month) else None
    asked = evidence.GetEvidence(caller().on_behalf_of, figure, _line(), named)  # type: ignore[arg-type]
    return render_template("person/evidence.html", found=ask("records", asked), line=_line(), month=named, day=today())
