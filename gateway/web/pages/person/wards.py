"""A guardian's wards (QRY-10): who they are, what was paid for each, what each has spent, as files too (QRY-14)."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from gateway.web.api.received import spending_of
from gateway.web.api.wards import about_ward, as_ward, own_wards, paid_for
from gateway.web.looking import today
from gateway.web.pages import asked
from gateway.web.rights import needs
from gateway.web.tables import CONTRIBUTIONS, SPENDING, table_file

ROWS = 24


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/wards", endpoint="wards")(wards)
    pages.get("/me/wards/<delegation_id>", endpoint="ward")(ward)
    pages.get("/me/wards/<delegation_id>/contributions/file", endpoint="ward_contributions_file")(contributions_file)
    pages.get("/me/wards/<delegation_id>/spending/file", endpoint="ward_spending_file")(spending_file)


@needs("see own wards")
def wards() -> str:
    """Those whose guardian I am, and how to become one."""
    return render_template("person/wards.html", found=own_wards())


@needs("see own wards")
def ward(delegation_id: str) -> str:
    """One of them. From here on the request acts for the ward: the look is written down (ID-17)."""
    person_id, period = as_ward(delegation_id), asked.period()
    return render_template(
        "person/ward.html",
        ward=about_ward(delegation_id, person_id),
        paid=paid_for(person_id, {**period, "after": asked.after(), "limit": ROWS}),
        spending=spending_of(person_id, {**period, "after": "", "limit": ROWS}),
        period=period,
        today=today(),
    )


@needs("see own wards")
def contributions_file(delegation_id: str) -> Response:
    """What was paid for the ward, as CSV or XLSX."""
    return table_file(CONTRIBUTIONS, asked.kind(), as_ward(delegation_id), {"line": "medical", **asked.period()})


@needs("see own wards")
def spending_file(delegation_id: str) -> Response:
    """The ward's six months, as CSV or XLSX."""
    return table_file(SPENDING, asked.kind(), as_ward(delegation_id), asked.period())
