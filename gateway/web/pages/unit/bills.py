"""Monthly bills 每月账单 (EMP-04): owed and paid, person by person; who has seen the month's notice (EMP-08)."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, edge
from gateway.web.detail import detail_file
from gateway.web.looking import today, unit_of
from gateway.web.pages.asked import kind, month_called
from gateway.web.pages.forms import see
from gateway.web.pages.unit.home import owing, standing
from gateway.web.rights import needs
from services.employer import contract as employer
from services.records import contract as records

ROWS = 50


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/bills", endpoint="unit_bills")(bills)
    pages.get("/unit/bills/<month>", endpoint="unit_bill")(bill)
    pages.get("/unit/bills/<month>/file", endpoint="unit_bill_file")(bill_file)
    pages.get("/unit/bills/<month>/seen", endpoint="unit_bill_seen")(seen)


@needs("know own unit")
def bills() -> Response | str:
    """The last twelve months, and older ones with something left to pay; any other by its month."""
    if asked := request.args.get("month"):
        return see("unit_bill", month=month_called(asked))
    unit = unit_of(caller().on_behalf_of)
    shown = {bill["period"] for bill in unit["bills"]}
    older = [month for month in unit["open"] if month["period"] not in shown]
    bills = [standing(bill) for bill in unit["bills"]]
    return render_template("unit/bills.html", unit=unit, bills=bills, older=older, owing=owing(unit["open"]))


@needs("know own unit")
def bill(month: str) -> str:
    """By line, with payments, late fees, and what each person adds to it."""
    asked = records.GetUnitBill(caller().on_behalf_of, month_called(month), request.args.get("after") or None, ROWS)
    bill = ask("records", asked)
    return render_template("unit/bill.html", bill=bill, fee_rates=_fee_rates(bill["due_on"] or today()))


def _fee_rates(due_on: str) -> str:
    """What a late day costs 滞纳金 from a due day on, as the city's policy has it, in words."""
    rates = [
        rate for rate in edge().city.policy.entries("late_fee") if not rate.effective_to or rate.effective_to > due_on
    ]
    first, *later = [f"每天{rate['percent']}%" for rate in rates]
    changes = zip([rate.effective_from for rate in rates[1:]], later, strict=True)
    return first + "".join(f"，自{since}起{told}" for since, told in changes)


@needs("know own unit")
def bill_file(month: str) -> Response:
    """The same whole, as CSV or XLSX."""
    return detail_file(caller().on_behalf_of, month_called(month), kind())


@needs("know own unit")
def seen(month: str) -> str:
    """Who of the staff has seen what was paid for them."""
    asked = employer.GetMonthSeen(caller().on_behalf_of, month_called(month), request.args.get("after", ""), ROWS)
    return render_template("unit/seen.html", found=ask("employer", asked))
