"""What I received, spent, filed and brought along: benefits (QRY-03, QRY-06 to QRY-08), medical (QRY-05) and what was
transferred here (QRY-09), each filtered, as it stood on a day (QRY-15), and as a file (QRY-14)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template

from gateway.web import tables, words
from gateway.web.acting import ask_all, caller
from gateway.web.api.received import benefits_of, spending_told, transferred_of
from gateway.web.looking import today
from gateway.web.pages import asked
from gateway.web.rights import needs
from services.records.contract import benefits, medical, transferred

ROWS = 24
PAID: Mapping[str, str] = {line: name for line, name in words.LINES.items() if line != "medical"}
"""Lines whose fund pays benefits in money; what the medical fund pays is told by the settlements."""
PAYMENTS: Mapping[str, str] = {"regular": "发放明细", "supplementary": "补发明细"}
SCOPES: Mapping[str, str] = {str(code): name for code, name in transferred.SCOPE_NAMES.items()}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/benefits", endpoint="benefits")(benefits_page)
    pages.get("/me/benefits/file", endpoint="benefits_file")(benefits_file)
    pages.get("/me/medical", endpoint="medical")(medical_page)
    pages.get("/me/medical/file", endpoint="spending_file")(spending_file)
    pages.get("/me/transferred-in", endpoint="transferred_in")(transferred_page)
    pages.get("/me/transferred-in/file", endpoint="transferred_file")(transferred_file)


def _which() -> dict[str, str]:
    return {"line": asked.one_of("line", PAID), "payments": asked.one_of("payments", PAYMENTS)}


def _scope() -> dict[str, str]:
    return {"scope": asked.one_of("scope", SCOPES)}


@needs("see own record")
def benefits_page() -> str:
    """What a line's fund has paid, and apart what was paid afterwards 补发."""
    which, period = _which(), asked.period()
    found = benefits_of(caller().on_behalf_of, {**which, **period, "after": asked.after(), "limit": ROWS})
    shown = {"found": found, "which": which, "period": period, "today": today()}
    return render_template("person/benefits.html", paid=PAID, titles=benefits.TITLES[which["line"]], **shown)  # type: ignore[index]


@needs("see own record")
def benefits_file() -> Response:
    """All of it as CSV or XLSX."""
    return tables.table_file(tables.BENEFITS, asked.kind(), caller().on_behalf_of, {**_which(), **asked.period()})


@needs("see own record")
def medical_page() -> str:
    """This year's reimbursement, six months' settlements, filings for care elsewhere, who shares the account."""
    me, period = caller().on_behalf_of, asked.period()
    query: dict[str, Any] = {**period, "after": asked.after(), "limit": ROWS}
    spent, found = ask_all("records", medical.GetSpending(me, **query), medical.GetMedical(me, period["as_of"]))
    spending = spending_told(spent, me, query)
    return render_template("person/medical.html", found=found, spending=spending, period=period, today=today())


@needs("see own record")
def spending_file() -> Response:
    """Six months' settlements as CSV or XLSX."""
    return tables.table_file(tables.SPENDING, asked.kind(), caller().on_behalf_of, asked.period())


@needs("see own record")
def transferred_page() -> str:
    """Months and money that came from elsewhere."""
    scope, period = _scope(), asked.period()
    found = transferred_of(caller().on_behalf_of, {**scope, **period, "after": asked.after(), "limit": ROWS})
    shown = {"found": found, "period": period, "today": today(), "scopes": SCOPES}
    return render_template("person/transferred_in.html", **shown, **scope)


@needs("see own record")
def transferred_file() -> Response:
    """All of it as CSV or XLSX."""
    return tables.table_file(tables.TRANSFERRED, asked.kind(), caller().on_behalf_of, {**_scope(), **asked.period()})
