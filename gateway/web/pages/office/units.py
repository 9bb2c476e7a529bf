"""A unit at its window: found by its number; staff, bills, bases, subsidies, agents, and what can be done for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import ask, carry_out
from gateway.web.catalogue import NOT_APPLIED_FOR
from gateway.web.detail import detail_file
from gateway.web.looking import today, unit_of
from gateway.web.matters import all_matters
from gateway.web.pages.asked import kind, this_year
from gateway.web.pages.forms import Form, refused, see, show
from gateway.web.pages.office.tabled import table_page
from gateway.web.rights import needs
from gateway.web.tables import Row, Table, table_file
from gateway.web.unit_tables import BASES, ROSTER, STANDINGS
from gateway.web.worklist import applications
from kernel.calendar import add_months
from kernel.identifiers import half_width
from kernel.refusals import Invalid, NotFound, Refused
from kernel.schema import checked
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as records

Query = Mapping[str, Any]
Choices = Mapping[str, str]
CASES_SHOWN = 10
YEARS = 5
MONTHS = 12
STATES = {"registered": "待激活", "active": "正常", "closing": "注销中", "closed": "已注销"}


def _seen_named(staff: Row) -> Iterator[Row]:
    yield {**staff, "told": "已阅知" if staff["seen"] else "未阅知"}


NOTICES = Table(
    "notices",
    "月度缴费告知",
    employer.GetMonthSeen,
    {"name": "姓名", "told": "阅知"},
    frozenset(),
    service="employer",
    listed="staff",
    spread=_seen_named,
)


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/units", endpoint="find_unit")(find_unit)
    pages.get("/office/units/<unit_id>", endpoint="office_unit")(office_unit)
    pages.post("/office/units/<unit_id>/activation", endpoint="activate_unit")(activate)
    pages.get("/office/units/<unit_id>/staff", endpoint="office_staff")(staff)
    pages.get("/office/units/<unit_id>/bases", endpoint="office_bases")(bases)
    pages.get("/office/units/<unit_id>/bills/<month>", endpoint="office_bill")(bill)
    pages.get("/office/units/<unit_id>/bills/<month>/file", endpoint="office_bill_file")(bill_file)
    pages.get("/office/units/<unit_id>/notices", endpoint="office_notices")(notices)
    pages.get("/office/units/<unit_id>/files/<name>", endpoint="office_unit_file")(unit_file)
    pages.get("/office/units/<unit_id>/subsidies", endpoint="office_subsidies")(subsidies)
    pages.get("/office/units/<unit_id>/matters", endpoint="unit_matters")(matters)


@needs("serve a unit")
def find_unit() -> Response:
    """Ask for the unit's number."""
    number = half_width(request.args.get("unit_id", "")).strip()
    if not number:
        return show("office/find_unit.html", Form())
    try:
        _unit_there(number)
    except Refused as refusal:
        return show("office/find_unit.html", replace(refused(refusal), values={"unit_id": number}))
    return see("office_unit", unit_id=number)


def _unit_there(number: str) -> None:
    try:
        unit_of(checked(employer.GetUnit, {"unit_id": number}).unit_id)
    except NotFound:
        raise Invalid(errors={"unit_id": ["没有找到该单位，请核对单位编号。"]}) from None


@needs("serve a unit")
def office_unit(unit_id: str) -> Response:
    """The unit at a glance, its agents, its cases, and what can be done for it."""
    return _unit(unit_id, Form())


def _unit(unit_id: str, form: Form) -> Response:
    return show(
        "office/unit.html",
        form,
        unit=unit_of(unit_id),
        details=ask("employer", employer.GetUnit(unit_id)),
        agents=ask("identity", identity.GetAgents(unit_id))["agents"],
        cases=applications(unit_id, limit=CASES_SHOWN)["work"],
        states=STATES,
        year=today()[:4],
    )


@needs("serve a unit")
def activate(unit_id: str) -> Response:
    """EMP-01: activate a unit that has been registered."""
    try:
        carry_out("employer", employer.ActivateUnit(unit_id))
    except Refused as refusal:
        return _unit(unit_id, refused(refusal))
    flash("单位已激活，可以办理业务。", "good")
    return see("office_unit", unit_id=unit_id)


@needs("serve a unit")
def staff(unit_id: str) -> str:
    """The roster, line by line."""
    return _table(unit_id, ROSTER, _of_roster(), "office_staff", {"": "全部", **STANDINGS}, "status", "状态")


@needs("serve a unit")
def bases(unit_id: str) -> str:
    """ENR-11: the bases of a year."""
    offered = {year: f"{year}年" for year in _years()}
    return _table(unit_id, BASES, {"year": int(_year())}, "office_bases", offered, "year", "年度")


def _of_roster() -> dict[str, str]:
    status = request.args.get("status", "")
    return {"status": status if status in STANDINGS else ""}


def _years() -> list[str]:
    return [str(this_year() - back) for back in range(YEARS)]


def _year() -> str:
    named = request.args.get("year", "")
    return named if named in _years() else _years()[0]


def _table(unit_id: str, table: Table, query: Query, endpoint: str, offered: Choices, name: str, label: str) -> str:
    found = table_page(table, unit_id, query, request.args.get("after", ""))
    kept = {"unit_id": unit_id, **query}
    exported = table.name if table in (ROSTER, BASES) else ""
    filtered = {"name": name, "label": label, "offered": offered, "chosen": str(query[name])}
    return render_template(
        "office/unit_table.html", found=found, kept=kept, endpoint=endpoint, filtered=filtered, exported=exported
    )


@needs("serve a unit")
def bill(unit_id: str, month: str) -> str:
    """EMP-04: a month's bill."""
    asked = checked(
        records.GetUnitBill, {"unit_id": unit_id, "month": month, "after": request.args.get("after") or None}
    )
    found = ask("records", asked)
    rows = [{**line, "name": member["name"]} for member in found["members"] for line in member["lines"]]
    return render_template("office/bill.html", bill=found, rows=rows, unit=unit_of(unit_id), month=month)


@needs("serve a unit")
def bill_file(unit_id: str, month: str) -> Response:
    """The same as CSV or XLSX."""
    return detail_file(unit_id, checked(records.GetUnitBill, {"unit_id": unit_id, "month": month}).month, kind())


@needs("serve a unit")
def unit_file(unit_id: str, name: str) -> Response:
    """QRY-14: the roster, or a year's bases, as CSV or XLSX."""
    if name == ROSTER.name:
        return table_file(ROSTER, kind(), unit_id, _of_roster())
    if name == BASES.name:
        return table_file(BASES, kind(), unit_id, {"year": int(_year())})
    raise NotFound()


@needs("serve a unit")
def notices(unit_id: str) -> str:
    """EMP-08: who of the staff has seen a month's notice."""
    months = [add_months(today()[:7], -back) for back in range(MONTHS)]
    named = request.args.get("month", "")
    month = named if named in months else months[0]
    offered = {each: each for each in months}
    return _table(unit_id, NOTICES, {"month": month}, "office_notices", offered, "month", "月份")


@needs("serve a unit")
def subsidies(unit_id: str) -> str:
    """EMP-05: subsidies asked for, granted and paid."""
    found = ask("employer", employer.GetSubsidies(unit_id))
    return render_template(
        "office/subsidies.html", found=found, unit_id=unit_id, kinds=words.SUBSIDIES, states=words.SUBSIDY_STATES
    )


@needs("serve a unit")
def matters(unit_id: str) -> str:
    """Everything that can be applied for on the unit's behalf."""
    offered = [each for each in all_matters() if each.applicant == "unit" and each.code not in NOT_APPLIED_FOR]
    return render_template("office/matters.html", matters=offered, applicant=unit_id, reason="")
