"""Yearly bases 缴费基数申报 (ENR-11): who is declared, one by one, or many in a file."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.bodies import required_upload
from gateway.web.pages.asked import kind, this_year, year
from gateway.web.pages.forms import Form, choice, fen_of, refused, show
from gateway.web.rights import needs
from gateway.web.tables import table_file
from gateway.web.unit_tables import BASE_STATES, BASES
from kernel.refusals import Invalid, Refused
from services.employer import contract as employer
from services.employer.contract.bases import BaseRow

ROWS = 30
FILE_MEGABYTES = 5
ASKING = {"id_number": "请填写职工的公民身份号码。", "wage_fen": "请填写上年度月平均工资。"}
Reply = dict[str, Any]


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/bases", endpoint="unit_bases")(bases)
    pages.post("/unit/bases", endpoint="declare_base")(declare)
    pages.post("/unit/bases/file", endpoint="declare_base_file")(declare_file)
    pages.get("/unit/bases/file", endpoint="bases_file")(file)


@needs("know own unit")
def bases() -> Response:
    """The year's window, and each employee's base."""
    return _shown(Form())


@needs("declare for own unit")
def declare() -> Response:
    """One employee's."""

    def act() -> Reply:
        missing = {name: [said] for name, said in ASKING.items() if not choice(name)}
        if missing:
            raise Invalid(errors=missing)
        row = BaseRow(id_number=choice("id_number"), wage_fen=fen_of("wage_fen"))
        return carry_out("employer", employer.DeclareBases(caller().on_behalf_of, year(), [row]))

    return _declared(act)


@needs("declare for own unit")
def declare_file() -> Response:
    """Many, in a file."""

    def act() -> Reply:
        sent = required_upload("file", FILE_MEGABYTES)
        return carry_out("employer", employer.DeclareBaseFile(caller().on_behalf_of, year(), sent.base64))

    return _declared(act)


@needs("know own unit")
def file() -> Response:
    """The year's bases as CSV or XLSX (QRY-14)."""
    return table_file(BASES, kind(), caller().on_behalf_of, {"year": year()})


def _declared(act: Callable[[], Reply]) -> Response:
    """What became of each row stands on the page that follows; a single wrong row is told beside its field."""
    try:
        told = act()["result"]
        single = told["rows"][0] if len(told["rows"]) == 1 and "id_number" in request.form else {}
        if "code" in single:
            raise Invalid(errors={"wage_fen" if "wage" in single["code"] else "id_number": [single["sentence"]]})
    except Refused as refusal:
        return _shown(refused(refusal))
    return _shown(Form(), told)


def _shown(form: Form, told: Reply | None = None) -> Response:
    asked = employer.GetBases(caller().on_behalf_of, year(), request.args.get("after", ""), ROWS)
    years = (this_year(), this_year() - 1)
    return show("unit/bases.html", form, found=ask("employer", asked), states=BASE_STATES, told=told, years=years)
