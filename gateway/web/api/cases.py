"""Matters and cases of all services: the catalogue, applying, going on, and reviewing, one way for everything."""

from typing import Any

from flask import g, request
from marshmallow import ValidationError, fields, validate

from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.api.looks import REASON
from gateway.web.api.routes import PAGE, WAIT_FOR, Routes, arguments
from gateway.web.bodies import body_of, required_upload
from gateway.web.looking import today
from gateway.web.looks import seen_persons
from gateway.web.matters import all_matters, catalogue_entry, document_of, matter_of, service_of_case
from gateway.web.words import TRANSFER_STATES
from gateway.web.worklist import ORDERS, applications, work_counts, work_list
from kernel.calendar import is_day
from kernel.cases import messages as m
from kernel.cases.life import STATUS_TITLES
from kernel.refusals import Invalid
from kernel.schema import SENTENCES, YesNo

routes = Routes("cases", __name__, description="Matters and cases")

FILE_MEGABYTES = 5

application_body = type(body_of(m.SubmitCase, "matter")).from_dict(
    {
        "applicant": fields.String(load_default="", validate=validate.Length(max=120), error_messages=SENTENCES),
        "draft": YesNo(load_default=False, error_messages=SENTENCES),
    },
    name="Application",
)()


def _one_of(usual: str, choices: tuple[str, ...], description: str = "") -> fields.String:
    return fields.String(
        load_default=usual,
        validate=validate.OneOf(choices, error="请从给出的选项中选择：{choices}。"),
        metadata={"description": description, "enum": list(choices)},
    )


def _is_date(text: str) -> None:
    if not is_day(text):
        raise ValidationError("请按“2026-01-31”的样式填写真实的日期。")


MATTER = fields.String(load_default="", validate=validate.Length(max=60, error="没有这样的事项。"))
WHOSE = ("all", "unclaimed", "mine")
NARROWED: dict[str, fields.Field[Any]] = {
    "status": _one_of("", ("", *STATUS_TITLES, *TRANSFER_STATES), "where it stands"),
    "matter": MATTER,
}


# ------------------------------------------------------------------ the catalogue


@routes.reads("/matters", "look around")
def matters() -> Any:
    """CHN-01: every matter that can be applied for: form, materials, deadline, hours, channels, guide."""
    return {"matters": [catalogue_entry(matter, edge().city, today()) for matter in all_matters()]}


@routes.reads("/matters/<code>", "look around")
def matter(code: str) -> Any:
    """One matter; `form` is the JSON Schema of its form, with titles, help and the order of fields."""
    return catalogue_entry(matter_of(code)[1], edge().city, today())


# ------------------------------------------------------------------ applying


@routes.acts("/matters/<code>/cases", "apply for a matter", application_body)
def apply_for(body: dict[str, Any], code: str) -> Any:
    """Hand in, or keep a draft (`draft`); `case_id` continues one. An officer names the `applicant` he acts for."""
    service, _ = matter_of(code)
    message = m.DraftCase if body.pop("draft") else m.SubmitCase
    body["applicant"] = _applicant(body["applicant"])
    return carry_out(service, message(matter=code, **body))


@routes.receives("/matters/<code>/documents", "apply for a matter")
def keep_document(code: str) -> Any:
    """Keep a document (PDF, JPEG, PNG) to be attached by its id; `?applicant=` where an officer acts for one."""
    service, _ = matter_of(code)
    applicant = _applicant(request.args.get("applicant", ""))
    return carry_out(service, m.KeepDocument(applicant, required_upload("file", FILE_MEGABYTES).base64))


def _applicant(named: str) -> str:
    """Who applies: oneself, or whom an officer names. Raises Invalid."""
    own = caller().on_behalf_of
    if not (own or named):
        raise Invalid(errors={"applicant": ["请填写为哪个单位或个人申请。"]})
    return named or own


# ------------------------------------------------------------------ the applicant goes on


@routes.reads("/cases", "see own cases", arguments(**NARROWED, **PAGE, **WAIT_FOR))
def own_cases(query: dict[str, Any]) -> Any:
    """QRY-17: all I asked for, over all services and channels: state, next step, due day, what is asked of me."""
    return applications(caller().on_behalf_of, **query)


@routes.reads("/cases/<case_id>", "see a case")
def case(case_id: str) -> Any:
    """A case with its form, materials and whole history."""
    return ask(service_of_case(case_id), m.GetCase(case_id))


@routes.reads("/cases/<case_id>/documents/<document>", "see a case")
def document(case_id: str, document: str) -> Any:
    """A document attached to the case, base64."""
    return document_of(case_id, document)


@routes.acts("/cases/<case_id>/submission", "go on with a case")
def submit(case_id: str) -> Any:
    """Hand a draft in as it was kept."""
    return carry_out(service_of_case(case_id), m.SubmitDraft(case_id))


@routes.acts("/cases/<case_id>/materials", "go on with a case", body_of(m.AddMaterial, "case_id"))
def add_material(body: dict[str, Any], case_id: str) -> Any:
    """Hand in what was asked for."""
    return carry_out(service_of_case(case_id), m.AddMaterial(case_id, **body))


@routes.acts("/cases/<case_id>/withdrawal", "go on with a case", body_of(m.WithdrawCase, "case_id"))
def withdraw(body: dict[str, Any], case_id: str) -> Any:
    """ENR-04: 撤回, once 是否作废该办件 is `confirmed`; it can be done again."""
    return carry_out(service_of_case(case_id), m.WithdrawCase(case_id, **body))


@routes.reads("/persons/<person_id>/cases", "see a person", arguments(reason=REASON, **NARROWED, **PAGE, **WAIT_FOR))
def cases_of(query: dict[str, Any], person_id: str) -> Any:
    """QRY-17 at a window or on the telephone: all that a person asked for, for a reason."""
    g.reason = query.pop("reason")
    seen_persons([person_id])
    return applications(person_id, **query)


# ------------------------------------------------------------------ an officer reviews


@routes.reads(
    "/work-list",
    "see the work list",
    arguments(
        order=_one_of("deadline", tuple(ORDERS), "deadline: nearest due day first; age: oldest first"),
        before=fields.String(
            load_default=None,
            validate=_is_date,
            metadata={"description": "Only what is due, or was opened, before this day, as `order` says"},
        ),
        matter=MATTER,
        whose=_one_of("all", WHOSE, "all, unclaimed, or what oneself has claimed"),
        **PAGE,
        **WAIT_FOR,
    ),
)
def waiting(query: dict[str, Any]) -> Any:
    """CHN-03: what waits for the office, over all services, by kind, age and deadline."""
    whose = query.pop("whose")
    officer = {"all": None, "unclaimed": "", "mine": caller().account}[whose]
    return work_list(officer=officer, **query)


@routes.reads("/work-list/counts", "see the work list")
def waiting_counted() -> Any:
    """CHN-03: how much waits, by kind: all, overdue, near its day, unclaimed, and one's own."""
    return work_counts(caller().account)


@routes.acts("/cases/<case_id>/claim", "work on a case", body_of(m.ClaimCase, "case_id"))
def claim(body: dict[str, Any], case_id: str) -> Any:
    """Take a case, or take it over."""
    return carry_out(service_of_case(case_id), m.ClaimCase(case_id, **body))


@routes.acts("/cases/<case_id>/hand-over", "work on a case", body_of(m.HandOverCase, "case_id"))
def hand_over(body: dict[str, Any], case_id: str) -> Any:
    """Give a case to a colleague's account, or back to the list."""
    return carry_out(service_of_case(case_id), m.HandOverCase(case_id, **body))


@routes.acts("/cases/<case_id>/material-request", "work on a case", body_of(m.AskForMaterial, "case_id"))
def ask_material(body: dict[str, Any], case_id: str) -> Any:
    """Ask for more material, with the reason."""
    return carry_out(service_of_case(case_id), m.AskForMaterial(case_id, **body))


@routes.acts("/cases/<case_id>/approval", "decide a case")
def approve(case_id: str) -> Any:
    """ENR-04: agree; the change is carried out with it."""
    return carry_out(service_of_case(case_id), m.ApproveCase(case_id))


@routes.acts("/cases/<case_id>/rejection", "decide a case", body_of(m.RejectCase, "case_id"))
def reject(body: dict[str, Any], case_id: str) -> Any:
    """ENR-04: refuse, with a reason for the applicant."""
    return carry_out(service_of_case(case_id), m.RejectCase(case_id, **body))
