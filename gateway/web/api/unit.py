"""What a unit's agent sees and declares, 参停保申报; officers may look."""

from typing import Any

from flask import request
from marshmallow import fields, validate

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import PAGE, WAIT_FOR, Routes, arguments, waited_for
from gateway.web.bodies import body_of, required_upload
from gateway.web.looking import applications, unit_of
from services.employer import contract as employer
from services.records import contract as records

routes = Routes("unit", __name__, description="A unit and its staff")

FILE_MEGABYTES = 5
ROSTER_STATUS = fields.String(
    load_default="",
    validate=validate.OneOf(["", "active", "pending", "stopped", "refused"], error="请从给出的状态中选择。"),
)


@routes.looks("/units/<unit_id>/glance", "see a unit")
def glance(unit_id: str) -> Any:
    """A unit at a glance: people insured on each line, newest changes, last bills, cases under way."""
    return unit_of(unit_id, waited_for())


@routes.reads("/units/<unit_id>/roster", "see a unit", arguments(status=ROSTER_STATUS, **PAGE))
def roster(query: dict[str, Any], unit_id: str) -> Any:
    """The unit's staff, line by line; names masked."""
    return ask("employer", employer.GetRoster(unit_id, **query))


@routes.reads("/units/<unit_id>/bills/<month>", "see a unit")
def bill(unit_id: str, month: str) -> Any:
    """A month's bill: totals by line, payments, late fees."""
    return ask("records", records.GetUnitBill(unit_id, month))


@routes.reads("/units/<unit_id>/cases", "see a unit", arguments(**PAGE, **WAIT_FOR))
def cases(query: dict[str, Any], unit_id: str) -> Any:
    """Everything the unit asked for, the newest first."""
    return applications(unit_id, **query)


@routes.asks("/units/<unit_id>/person-lookups", "declare for a unit", body_of(employer.FindPerson, "unit_id"))
def find_person(body: dict[str, Any], unit_id: str) -> Any:
    """ENR-01: whether the person is new or returning; a known name is filled in, masked."""
    return ask("employer", employer.FindPerson(unit_id, **body))


@routes.acts("/units/<unit_id>/additions", "declare for a unit", body_of(employer.DeclareStaffAdded, "unit_id"))
def declare_added(body: dict[str, Any], unit_id: str) -> Any:
    """ENR-01, ENR-02: declare someone added."""
    return carry_out("employer", employer.DeclareStaffAdded(unit_id, **body))


@routes.acts("/units/<unit_id>/stops", "declare for a unit", body_of(employer.DeclareStaffStopped, "unit_id"))
def declare_stopped(body: dict[str, Any], unit_id: str) -> Any:
    """ENR-03: declare someone stopped, with the reason."""
    return carry_out("employer", employer.DeclareStaffStopped(unit_id, **body))


@routes.acts("/units/<unit_id>/drafts", "declare for a unit", body_of(employer.SaveDraft, "unit_id"))
def save_draft(body: dict[str, Any], unit_id: str) -> Any:
    """保存: keep what is filled in so far."""
    return carry_out("employer", employer.SaveDraft(unit_id, **body))


@routes.receives("/units/<unit_id>/documents", "declare for a unit")
def keep_document(unit_id: str) -> Any:
    """Keep a document (PDF, JPEG, PNG) to be attached to a declaration by its id."""
    return carry_out("employer", employer.KeepDocument(unit_id, required_upload("file", FILE_MEGABYTES).base64))


@routes.receives("/units/<unit_id>/staff-files", "declare for a unit")
def declare_file(unit_id: str) -> Any:
    """Declare many at once from an XLSX or CSV file; with `?check=1` only look what is wrong with it."""
    upload = required_upload("file", FILE_MEGABYTES)
    if request.args.get("check"):
        return ask("employer", employer.CheckStaffFile(unit_id, upload.name, upload.base64))
    return carry_out("employer", employer.DeclareStaffFile(unit_id, upload.name, upload.base64))


@routes.reads("/staff-files/<file_id>", "go on with a case")
def staff_file(file_id: str) -> Any:
    """How far a file has come, and every row that was not declared with its line and reason."""
    return ask("employer", employer.GetStaffFile(file_id))


@routes.reads("/cases/<case_id>", "see a case")
def case(case_id: str) -> Any:
    """A case with its form, materials and history."""
    return ask("employer", employer.GetCase(case_id))


@routes.reads("/cases/<case_id>/documents/<document>", "see a case")
def document(case_id: str, document: str) -> Any:
    """A document attached to the case, base64."""
    return ask("employer", employer.GetDocument(case_id, document))


@routes.acts("/cases/<case_id>/withdrawal", "go on with a case")
def withdraw(case_id: str) -> Any:
    """ENR-04: 撤回 voids the case; it can be done again."""
    return carry_out("employer", employer.WithdrawCase(case_id))


@routes.acts("/cases/<case_id>/materials", "go on with a case", body_of(employer.AddMaterial, "case_id"))
def add_material(body: dict[str, Any], case_id: str) -> Any:
    """Hand in what was asked for."""
    return carry_out("employer", employer.AddMaterial(case_id, **body))
