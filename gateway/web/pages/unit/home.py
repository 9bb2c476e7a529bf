"""The unit at a glance, everything it asked for, and the ways to the rest, 单位网上服务."""

from typing import Any

from flask import Blueprint, render_template, request

from gateway.web.acting import ask, caller
from gateway.web.api.inbox import own_notices
from gateway.web.catalogue import NOT_APPLIED_FOR
from gateway.web.looking import today, unit_glance
from gateway.web.matters import all_matters
from gateway.web.pages.public.guides import OWN_PAGES
from gateway.web.rights import needs
from gateway.web.worklist import WITHDRAWABLE, applications
from kernel.cases.life import STATUS_TITLES
from services.employer import contract as employer

ROWS = 30
NEWEST = 20
MOST = 5


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit")(unit_home)
    pages.get("/unit/cases")(unit_cases)
    pages.get("/unit/more", endpoint="unit_more")(more)
    pages.get("/unit/details", endpoint="unit_details")(details)


@needs("know own unit")
def unit_home() -> str:
    """People, the newest bill, what waits with whom until when, messages; from the views alone."""
    unit = unit_glance(caller().on_behalf_of, request.args.get("wait_for", ""))
    listed = applications(caller().on_behalf_of, limit=NEWEST)["work"]
    waiting = [row for row in listed if row["kind"] == "case" and row["status"] in WITHDRAWABLE][:MOST]
    bills = [standing(bill) for bill in unit["bills"]]
    messages = own_notices(limit=MOST)["notices"]
    shown = {"bills": bills, "owing": owing(unit["open"]), "messages": messages}
    return render_template("unit/home.html", unit=unit, waiting=waiting, **shown)


def standing(bill: dict[str, Any]) -> dict[str, Any]:
    """A bill with what is owed, what has arrived and what is left of it, in fen; `state` in words with its tone."""
    owed, paid = bill.get("employer", 0) + bill.get("individual", 0), bill.get("paid", 0)
    left, fee = max(owed - paid, 0), bill.get("late_fee", 0) - bill.get("late_fee_paid", 0)
    late = bool(left and bill.get("due_on") and bill["due_on"] < today())
    state = _state(left, fee, paid, late)
    return bill | {"owed": owed, "arrived": paid, "left": left, "fee_left": fee, "late": late, "state": state}


def _state(left: int, fee: int, paid: int, late: bool) -> tuple[str, str]:
    if late:
        return "欠缴", "bad"
    if left:
        return ("部分到账" if paid else "待缴"), "care"
    return ("欠滞纳金", "bad") if fee > 0 else ("已缴清", "good")


def owing(months: list[dict[str, Any]]) -> dict[str, Any]:
    """What is left to pay of all months, however old: `{months, left, fees, fee}`: how many with principal and how
    many with late fees, and both in fen."""
    left = [month["left"] for month in months if month["left"] > 0]
    fees = [month["fee"] for month in months if month["fee"] > 0]
    return {"months": len(left), "left": sum(left), "fees": len(fees), "fee": sum(fees)}


@needs("know own unit")
def unit_cases() -> str:
    """单位业务申报进度查询 (EMP-06): one list over all services and channels, narrowed by state and matter."""
    matters = {each.code: each.title for each in all_matters() if each.applicant == "unit"}
    chosen = {"status": STATUS_TITLES, "matter": matters}
    asked = {name: value for name in chosen if (value := request.args.get(name, "")) in chosen[name]}
    waited = {name: request.args.get(name, "") for name in ("after", "wait_for")}
    found = applications(caller().on_behalf_of, **asked, **waited, limit=ROWS)
    return render_template("unit/cases.html", found=found, asked=asked, statuses=STATUS_TITLES, matters=matters)


@needs("know own unit")
def more() -> str:
    """Everything else a unit can do: each matter by its guide, and what has a page of its own."""
    elsewhere = NOT_APPLIED_FOR | OWN_PAGES.keys()
    matters = [each for each in all_matters() if each.applicant == "unit" and each.code not in elsewhere]
    return render_template("unit/more.html", matters=matters)


@needs("know own unit")
def details() -> str:
    """EMP-02: the unit as it is registered, and the ways to change it."""
    found = ask("employer", employer.GetUnit(caller().on_behalf_of))
    return render_template("unit/details.html", unit=found)
