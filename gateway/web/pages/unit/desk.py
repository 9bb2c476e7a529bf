"""Pages of a unit's agent, 单位参停保申报."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.bodies import required_upload
from gateway.web.looking import unit_of
from gateway.web.pages.forms import Form, refused, see, show
from gateway.web.rights import needs
from gateway.web.worklist import applications
from kernel.refusals import Refused
from services.employer import contract as employer

FILE_MEGABYTES = 10
ROWS = 50


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit")(unit_home)
    pages.get("/unit/upload")(upload)
    pages.post("/unit/upload", endpoint="uploading")(uploading)
    pages.get("/unit/files/<file_id>")(staff_file)
    pages.post("/unit/files/<file_id>/commit")(commit_file)
    pages.get("/unit/cases")(unit_cases)
    pages.get("/unit/roster")(roster)


def _unit() -> str:
    return caller().on_behalf_of


@needs("know own unit")
def unit_home() -> str:
    """The unit at a glance."""
    unit = unit_of(_unit(), request.args.get("wait_for", ""))
    return render_template("unit/home.html", unit=unit, cases=applications(_unit(), "", 5)["work"])


# ------------------------------------------------------------------ files


@needs("know own unit")
def upload() -> Response:
    """批量申报: many at once."""
    return show("unit/upload.html", Form())


@needs("declare for own unit")
def uploading() -> Response:
    """Have a file read and tried out."""
    try:
        file = required_upload("file", FILE_MEGABYTES)
        reply = carry_out("employer", employer.HandInStaffFile(_unit(), file.name, file.base64))
    except Refused as refusal:
        return show("unit/upload.html", refused(refusal))
    return see("staff_file", file_id=reply["result"]["file_id"])


@needs("know own unit")
def staff_file(file_id: str) -> str:
    """How far a file has come, what it would change and cost, and its bad rows."""
    return render_template("unit/file.html", form=Form(), file=ask("employer", employer.GetStaffFile(file_id)))


@needs("declare for own unit")
def commit_file(file_id: str) -> Response:
    """Declare the good rows."""
    carry_out("employer", employer.CommitStaffFile(file_id))
    return see("staff_file", file_id=file_id)


# ------------------------------------------------------------------ looking


@needs("know own unit")
def unit_cases() -> str:
    """单位业务申报进度查询."""
    found = applications(_unit(), request.args.get("after", ""), ROWS, wait_for=request.args.get("wait_for", ""))
    return render_template("unit/cases.html", found=found)


@needs("know own unit")
def roster() -> str:
    """The staff, line by line."""
    asked = employer.GetRoster(_unit(), request.args.get("after", ""), ROWS)
    return render_template("unit/roster.html", found=ask("employer", asked))
