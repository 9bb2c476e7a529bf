"""What a unit's agent sees and declares, 参停保申报; officers may look."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.web.acting import ask, carry_out
from gateway.web.api.cases import NARROWED
from gateway.web.api.routes import PAGE, TABLES, WAIT_FOR, Routes, arguments, waited_for
from gateway.web.bodies import body_of, required_upload
from gateway.web.detail import detail_file
from gateway.web.looking import unit_glance
from gateway.web.staff_files import files_of, rejects_file
from gateway.web.tables import table_file
from gateway.web.unit_tables import BASES, ROSTER
from gateway.web.worklist import applications
from services.employer import contract as employer
from services.records import contract as records

routes = Routes("unit", __name__, description="A unit and its staff")

FILE_MEGABYTES = 5
STAFF_FILE_MEGABYTES = 10
YEAR = fields.Integer(
    load_default=0,
    validate=validate.Range(0, 2100, error="请填写四位年份。"),
    error_messages={"invalid": "请填写四位年份。"},
)
FILE_KIND = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx"], error="请选择csv或xlsx。"))
BEHIND_LINE = {
    "after": fields.Integer(
        load_default=0,
        validate=validate.Range(0, 10_000_000, error="请使用上一页返回的next。"),
        error_messages={"invalid": "请使用上一页返回的next。"},
        metadata={"description": "The `next` of the page before"},
    ),
    "limit": PAGE["limit"],
}
ROSTER_STATUS = fields.String(
    load_default="",
    validate=validate.OneOf(["", "active", "pending", "stopped", "refused"], error="请从给出的状态中选择。"),
)


@routes.looks("/units/<unit_id>/glance", "see a unit")
def glance(unit_id: str) -> Any:
    """A unit at a glance: people insured on each line, newest changes, last bills, cases under way."""
    return unit_glance(unit_id, waited_for())


@routes.reads("/units/<unit_id>", "see a unit")
def details(unit_id: str) -> Any:
    """EMP-02: the unit as it is registered; a change that is being reviewed does not show before it is approved."""
    return ask("employer", employer.GetUnit(unit_id))


@routes.acts("/units/<unit_id>/activation", "activate a unit")
def activate(unit_id: str) -> Any:
    """EMP-01: activate a unit that has been registered, as who applied for it or as an officer."""
    return carry_out("employer", employer.ActivateUnit(unit_id))


@routes.reads("/units/<unit_id>/roster", "see a unit", arguments(status=ROSTER_STATUS, **PAGE))
def roster(query: dict[str, Any], unit_id: str) -> Any:
    """The unit's staff, line by line; names masked."""
    return ask("employer", employer.GetRoster(unit_id, **query))


@routes.asks("/units/<unit_id>/roster/search", "see a unit", body_of(employer.GetRoster, "unit_id"))
def roster_search(body: dict[str, Any], unit_id: str) -> Any:
    """The roster narrowed to whose name holds `search`, or whose ID number ends with it."""
    return ask("employer", employer.GetRoster(unit_id, **body))


@routes.sends("/units/<unit_id>/roster/file", "see a unit", arguments(format=FILE_KIND, status=ROSTER_STATUS), TABLES)
def roster_file(query: dict[str, Any], unit_id: str) -> Response:
    """QRY-14: the roster as a CSV or XLSX."""
    return table_file(ROSTER, query.pop("format"), unit_id, query)


@routes.reads("/units/<unit_id>/bills/<month>", "see a unit", arguments(**PAGE))
def bill(query: dict[str, Any], unit_id: str, month: str) -> Any:
    """EMP-04: a month's bill: owed, paid and late fees by line, payments, and what each person adds to it."""
    return ask("records", records.GetUnitBill(unit_id, month, query["after"] or None, query["limit"]))


@routes.sends("/units/<unit_id>/bills/<month>/file", "see a unit", arguments(format=FILE_KIND), TABLES)
def bill_file(query: dict[str, Any], unit_id: str, month: str) -> Any:
    """EMP-04: the same as a CSV or XLSX."""
    return detail_file(unit_id, month, query["format"])


@routes.reads("/units/<unit_id>/statements/<month>", "see a unit", arguments(**PAGE))
def statements_seen(query: dict[str, Any], unit_id: str, month: str) -> Any:
    """EMP-08: who of the staff has seen a month's notice."""
    return ask("employer", employer.GetMonthSeen(unit_id, month, **query))


@routes.reads("/units/<unit_id>/subsidies", "see a unit", arguments(year=YEAR))
def subsidies(query: dict[str, Any], unit_id: str) -> Any:
    """EMP-05: subsidies asked for, granted and paid; the figures of the year before and the conditions met or not."""
    return ask("employer", employer.GetSubsidies(unit_id, **query))


@routes.reads("/units/<unit_id>/bases/<int:year>", "see a unit", arguments(**PAGE))
def bases(query: dict[str, Any], unit_id: str, year: int) -> Any:
    """ENR-11: the year's window, and each employee's base: wage, clamped base by line, confirmed or objected to."""
    return ask("employer", employer.GetBases(unit_id, year, **query))


@routes.sends("/units/<unit_id>/bases/<int:year>/file", "see a unit", arguments(format=FILE_KIND), TABLES)
def bases_file(query: dict[str, Any], unit_id: str, year: int) -> Response:
    """QRY-14: the year's bases as a CSV or XLSX."""
    return table_file(BASES, query.pop("format"), unit_id, {"year": year})


@routes.acts("/units/<unit_id>/bases", "declare for a unit", body_of(employer.DeclareBases, "unit_id"))
def declare_bases(body: dict[str, Any], unit_id: str) -> Any:
    """ENR-11: declare bases, one or many; each row's base is shown, clamped, or its refusal."""
    return carry_out("employer", employer.DeclareBases(unit_id, **body))


@routes.receives("/units/<unit_id>/base-files/<int:year>", "declare for a unit")
def declare_base_file(unit_id: str, year: int) -> Any:
    """ENR-11: the same from an XLSX or CSV file, 5,000 rows at most."""
    upload = required_upload("file", FILE_MEGABYTES)
    return carry_out("employer", employer.DeclareBaseFile(unit_id, year, upload.base64))


@routes.reads("/units/<unit_id>/cases", "see a unit", arguments(**NARROWED, **PAGE, **WAIT_FOR))
def cases(query: dict[str, Any], unit_id: str) -> Any:
    """EMP-06: everything the unit asked for, over all services and channels, the newest first."""
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


@routes.receives("/units/<unit_id>/documents", "declare for a unit")
def keep_document(unit_id: str) -> Any:
    """Keep a document (PDF, JPEG, PNG) to be attached to a declaration by its id."""
    return carry_out("employer", employer.KeepDocument(unit_id, required_upload("file", FILE_MEGABYTES).base64))


@routes.receives("/units/<unit_id>/staff-files", "declare for a unit")
def declare_file(unit_id: str) -> Any:
    """ENR-17: many changes in an XLSX or CSV file, tried out by itself; nothing is declared before it is committed."""
    upload = required_upload("file", STAFF_FILE_MEGABYTES)
    return carry_out("employer", employer.HandInStaffFile(unit_id, upload.name, upload.base64))


@routes.reads("/units/<unit_id>/staff-files", "see a unit", arguments(**PAGE, **WAIT_FOR))
def staff_files(query: dict[str, Any], unit_id: str) -> Any:
    """ENR-17: the files that were handed in, the newest first, and how far each has come."""
    return files_of(unit_id, **query)


@routes.reads("/staff-files/<file_id>", "follow a staff file", arguments(**BEHIND_LINE))
def staff_file(query: dict[str, Any], file_id: str) -> Any:
    """How far a file is, what it costs and changes, and every bad row behind `after` with its line and reason."""
    return ask("employer", employer.GetStaffFile(file_id, **query))


@routes.acts("/staff-files/<file_id>/commit", "declare for own unit")
def commit_file(file_id: str) -> Any:
    """ENR-17: declare the good rows of a file that was tried out."""
    return carry_out("employer", employer.CommitStaffFile(file_id))


@routes.sends("/staff-files/<file_id>/rejects", "follow a staff file", arguments(format=FILE_KIND), TABLES)
def staff_file_rejects(query: dict[str, Any], file_id: str) -> Response:
    """The bad rows as a CSV or XLSX, each with its reason, to be corrected and handed in again; beyond 10,000 a CSV."""
    return rejects_file(file_id, query["format"])
