"""QRY-10: a guardian's wards, what was paid for each and what each has spent; under the guardianship of ID-16."""

from typing import Any

from flask import Response, g
from marshmallow import fields

from gateway.web.acting import ask, caller
from gateway.web.acting_for import acting_for_another
from gateway.web.api.person import DAY, MONTH
from gateway.web.api.received import FILE, PERIOD, spending_of
from gateway.web.api.routes import PAGE, TABLES, Routes, arguments
from gateway.web.nothing_found import told
from gateway.web.tables import CONTRIBUTIONS, SPENDING, table_file
from kernel.privacy import mask
from kernel.refusals import Refused
from services.identity import contract as identity
from services.records import contract as records
from services.records.contract import residents

routes = Routes("wards", __name__, description="A guardian's wards")

MOST = 200
SCHEME = ("scheme", "name", "status", "status_name", "from_year", "through_year")
MONTHS: dict[str, fields.Field[Any]] = {"from_month": MONTH, "to_month": MONTH, "as_of": DAY}


class NotAWard(Refused):
    """An authority that is no guardianship, or one that does not cover the records."""

    code = "not_a_ward"
    sentence = "该委托不是对参保记录的监护，只能查询您的被监护人。请持户口簿或出生医学证明到服务窗口登记监护关系。"
    status = 403


@routes.reads("/me/wards", "see own wards")
def wards() -> Any:
    """Those whose guardian I am today: `{wards: [{delegation_id, name, begins_on, ends_on}]}`, names masked."""
    return own_wards()


def own_wards() -> dict[str, Any]:
    """See `wards`."""
    after, found = "", list[dict[str, Any]]()
    while True:
        page = ask("identity", identity.GetAuthorities(caller().on_behalf_of, after, MOST))
        found += [one for one in page["authorities"] if _is_ward(one)]
        if page["next"] is None:
            break
        after = page["next"]
    shown = ("delegation_id", "name", "begins_on", "ends_on")
    return {"wards": [{told_of: one[told_of] for told_of in shown} for one in found]}


def _schemes(person_id: str) -> list[dict[str, Any]]:
    """The ward's resident or children's medical insurance (ENR-23), with the years that were assessed and paid."""
    schemes = ask("records", residents.GetResident(person_id))["schemes"]
    return [one for one in schemes if residents.LINE_OF[one["scheme"]] == "medical"]


def _is_ward(one: dict[str, Any]) -> bool:
    held = (one["as"], one["kind"], one["state"]) == ("delegate", "guardian", "in_force")
    return held and "records" in one["matters"]


@routes.reads("/me/wards/<delegation_id>", "see own wards")
def ward(delegation_id: str) -> Any:
    """Who it is and how it stands with the medical insurance: name and ID number masked, born, kind, status."""
    return about_ward(delegation_id, as_ward(delegation_id))


def about_ward(delegation_id: str, person_id: str) -> dict[str, Any]:
    """See `ward`."""
    person = ask("records", records.GetPerson(person_id))
    status = ask("records", records.GetInsuredStatus(person_id))
    line = next((one for one in status["lines"] if one["line"] == "medical"), None)
    return {
        "delegation_id": delegation_id,
        "name": mask("name", person["name"]),
        "id_number": mask("id", person["id_number"]),
        "born": person["born"],
        "kind": status["kind"],
        "kind_name": status["kind_name"],
        "medical": line and {name: line[name] for name in ("status", "status_name", "first_month", "last_paid")},
        "schemes": [{name: one[name] for name in SCHEME} for one in _schemes(person_id)],
    }


@routes.reads("/me/wards/<delegation_id>/contributions", "see own wards", arguments(**MONTHS, **PAGE))
def ward_contributions(query: dict[str, Any], delegation_id: str) -> Any:
    """What was paid for the ward's medical insurance: months of the old system, and `schemes` with their years."""
    return paid_for(as_ward(delegation_id), query)


def paid_for(person_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """See `ward_contributions`."""
    asked = {**query, "line": "medical", "after": query["after"] or None}
    found = ask("records", records.GetContributions(person_id, **asked)) | {"schemes": _schemes(person_id)}
    return told(found, person_id, asked, "医疗保险缴费", empty=not (found["rows"] or found["schemes"]))


@routes.reads("/me/wards/<delegation_id>/spending", "see own wards", arguments(**PERIOD, **PAGE))
def ward_spending(query: dict[str, Any], delegation_id: str) -> Any:
    """What the ward spent in the last six months."""
    return spending_of(as_ward(delegation_id), query)


@routes.sends("/me/wards/<delegation_id>/contributions/file", "see own wards", arguments(**FILE, **MONTHS), TABLES)
def ward_contributions_file(query: dict[str, Any], delegation_id: str) -> Response:
    """QRY-14: the ward's months as CSV or XLSX."""
    asked = {**query, "line": "medical"}
    return table_file(CONTRIBUTIONS, asked.pop("format"), as_ward(delegation_id), asked)


@routes.sends("/me/wards/<delegation_id>/spending/file", "see own wards", arguments(**FILE, **PERIOD), TABLES)
def ward_spending_file(query: dict[str, Any], delegation_id: str) -> Response:
    """QRY-14: the ward's six months as CSV or XLSX."""
    return table_file(SPENDING, query.pop("format"), as_ward(delegation_id), query)


def as_ward(delegation_id: str) -> str:
    """The ward's person id; from here on the request acts for the ward, so that the look is written down (ID-17).

    Raises AuthorityUnknown, AuthorityOver, NotAWard.
    """
    g.caller = acting_for_another(caller(), delegation_id)
    authority = caller().authority
    if authority is None or authority.kind != "guardian" or "records" not in authority.matters:
        raise NotAWard()
    return caller().on_behalf_of
