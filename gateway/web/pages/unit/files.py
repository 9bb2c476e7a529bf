"""Many staff changes in one file 批量申报 (ENR-17): tried out first, then declared, with its bad rows to send again."""

import io

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.bodies import required_upload
from gateway.web.pages import asked
from gateway.web.pages.asked import kind
from gateway.web.pages.forms import Form, refused, see, show, submitted, whole
from gateway.web.rights import needs
from gateway.web.staff_files import STATES, files_of, rejects_file
from gateway.web.tables import CONTENT_TYPES
from kernel.columns import Column
from kernel.refusals import NotFound, Refused
from kernel.tabular import write_csv, write_xlsx
from services.employer import contract as employer
from services.employer.contract.bases import BASE_FILE_COLUMNS
from services.employer.contract.files import STAFF_FILE_COLUMNS

FILE_MEGABYTES = 10
BAD_ROWS = 100
NEWEST = 5
ROWS = 30
TEMPLATES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "staff": ("批量增减员", STAFF_FILE_COLUMNS),
    "bases": ("缴费基数", BASE_FILE_COLUMNS),
}
"""The empty tables to fill in, by name: title and columns."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/upload")(upload)
    pages.post("/unit/upload", endpoint="uploading")(uploading)
    pages.get("/unit/template/<name>", endpoint="file_template")(template)
    pages.get("/unit/files", endpoint="staff_files")(staff_files)
    pages.get("/unit/files/<file_id>")(staff_file)
    pages.post("/unit/files/<file_id>/commit")(commit_file)
    pages.get("/unit/files/<file_id>/rejects", endpoint="file_rejects")(rejects)


@needs("declare for own unit")
def upload() -> Response:
    """How to, the template, and a file to choose."""
    return _upload(Form())


def _upload(form: Form) -> Response:
    found = files_of(caller().on_behalf_of, limit=NEWEST)
    return show("unit/upload.html", form, files=found["files"], more=found["next"], states=STATES)


@needs("declare for own unit")
def uploading() -> Response:
    """Have a file read and tried out."""
    try:
        file = required_upload("file", FILE_MEGABYTES)
        reply = carry_out("employer", employer.HandInStaffFile(caller().on_behalf_of, file.name, file.base64))
    except Refused as refusal:
        return _upload(refused(refusal))
    return see("staff_file", file_id=reply["result"]["file_id"])


@needs("know own unit")
def template(name: str) -> Response:
    """An empty table with the right first row. Raises NotFound."""
    if name not in TEMPLATES:
        raise NotFound()
    title, columns = TEMPLATES[name]
    out, header = io.BytesIO(), [column.title for column in columns]
    if kind() == "xlsx":
        write_xlsx(out, title, header, [], to_fill_in=True)
    else:
        write_csv(out, header, [])
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind()}"'}
    return Response(out.getvalue(), headers=headers, content_type=CONTENT_TYPES[kind()])


@needs("know own unit")
def staff_files() -> str:
    """All files of the unit, the newest first."""
    found = files_of(caller().on_behalf_of, asked.after(), ROWS)
    return render_template("unit/files.html", files=found["files"], next=found["next"], states=STATES)


@needs("know own unit")
def staff_file(file_id: str) -> Response:
    """How far a file has come, what it would change and cost, and its bad rows."""
    return show("unit/file.html", Form(), **_file(file_id))


@needs("declare for own unit")
def commit_file(file_id: str) -> Response:
    """Declare the good rows."""

    def act() -> Response:
        carry_out("employer", employer.CommitStaffFile(file_id))
        return see("staff_file", file_id=file_id)

    return submitted("unit/file.html", act, **_file(file_id))


@needs("know own unit")
def rejects(file_id: str) -> Response:
    """The bad rows as a CSV or XLSX, each with its reason."""
    return rejects_file(file_id, kind())


def _file(file_id: str) -> dict[str, object]:
    after = whole(request.args.get("after", ""))
    return {"file": ask("employer", employer.GetStaffFile(file_id, after, BAD_ROWS))}
