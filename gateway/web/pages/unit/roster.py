"""The staff 职工名册: narrowed, searched for, taken along as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller
from gateway.web.pages.asked import kind
from gateway.web.pages.forms import Form, choice, refused, show
from gateway.web.rights import needs
from gateway.web.tables import table_file
from gateway.web.unit_tables import ROSTER, STANDINGS
from kernel.refusals import Refused
from kernel.schema import checked
from services.employer import contract as employer

ROWS = 30
MOST_FOUND = 100


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/roster")(roster)
    pages.post("/unit/roster", endpoint="roster_search")(search)
    pages.get("/unit/roster/file", endpoint="roster_file")(file)


@needs("know own unit")
def roster() -> Response:
    """Line by line, a page at a time."""
    asked = employer.GetRoster(caller().on_behalf_of, request.args.get("after", ""), ROWS, _status())  # type: ignore[arg-type]
    return _shown(Form(), ask("employer", asked))


@needs("know own unit")
def search() -> Response:
    """By part of the name or the end of the ID number, which must not stand in an address."""
    try:
        text = {"unit_id": caller().on_behalf_of, "limit": MOST_FOUND, "search": choice("search")}
        found = ask("employer", checked(employer.GetRoster, text))
    except Refused as refusal:
        return _shown(refused(refusal), {"staff": [], "next": None})
    return _shown(Form({"search": choice("search")}), found)


@needs("know own unit")
def file() -> Response:
    """Everybody that the filter leaves, as CSV or XLSX (QRY-14)."""
    return table_file(ROSTER, kind(), caller().on_behalf_of, {"status": _status()})


def _shown(form: Form, found: object) -> Response:
    return show("unit/roster.html", form, found=found, status=_status(), standings=STANDINGS, spans=spans)


def spans(lines: Sequence[Mapping[str, Any]]) -> str:
    """Since when somebody is insured, or until when: lines of the same month are told together."""
    told: dict[str, list[str]] = {}
    for line in lines:
        begins, ends = f"{line['start_month'] or ''}起", f"{line['stop_month'] or ''}停"
        when = (begins if line["status"] == "active" else ends) + ("" if line["confirmed"] else "，登记中")
        told.setdefault(when, []).append(line["title"])
    return "；".join(f"{'、'.join(titles)}（{when}）" for when, titles in told.items())


def _status() -> str:
    status = request.args.get("status", "")
    return status if status in STANDINGS else ""
