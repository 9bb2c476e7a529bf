"""What the records say of whom a case is about, to be read side by side with what is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.web.acting import ask
from gateway.web.looking import glance_of, unit_names, unit_of
from gateway.web.looks import PERSON_ID
from kernel.privacy import MaskKind, mask
from kernel.refusals import NotFound, Unavailable
from services.records import contract as records

Found = dict[str, Any]
MONTHS_SHOWN = 12
MASKED: Mapping[str, MaskKind] = {"name": "name", "id_number": "id", "mobile": "phone"}
SAME = {"name": "姓名", "id_number": "公民身份号码", "mobile": "手机号码"}
"""What a form and the archive both tell."""


def beside(case: Mapping[str, Any], applicant_kind: str) -> Found:
    """`{person, archive, agreed, months, cards, unit, away}` of a case.

    `person` and `unit` are as their glances; `archive` is masked; `agreed`: `[(title, whether the form says the same as
    the archive)]`; `months` those the form names, else the newest. What a service that is down knows is left out, and
    `away` is true.
    """
    found: Found = {"person": None, "archive": None, "agreed": [], "months": [], "unit": None, "away": False}
    subject = case["subject"] or (case["applicant"] if applicant_kind == "person" else "")
    if PERSON_ID.fullmatch(subject.encode()):
        found["person"] = glance_of(subject)
        _from(found, lambda: _archive(subject, case["form"]))
        _from(found, lambda: _months(subject, case["form"]))
    if applicant_kind == "unit":
        _from(found, lambda: {"unit": unit_of(case["applicant"])})
    return found


def _from(found: Found, told: Callable[[], Found]) -> None:
    try:
        found |= told()
    except NotFound:
        return  # nobody in the archive yet, or no such unit
    except Unavailable:
        found["away"] = True


def archive_of(person_id: str) -> Found:
    """The archive's entry, masked: `{name, id_number, mobile, born, registered_on}`; empty for who has none."""
    try:
        return _masked(ask("records", records.GetPerson(person_id)))
    except NotFound:
        return {}


def _masked(known: Found) -> Found:
    shown = {name: mask(kind, known[name]) if known[name] else "" for name, kind in MASKED.items()}
    return {**shown, "born": known["born"], "registered_on": known["registered_on"]}


def _archive(subject: str, form: Mapping[str, Any]) -> Found:
    known = ask("records", records.GetPerson(subject))
    agreed = [(title, form[name] == known[name]) for name, title in SAME.items() if form.get(name) and known.get(name)]
    return {"archive": _masked(known), "agreed": agreed}


def _months(subject: str, form: Mapping[str, Any]) -> Found:
    """What was paid in the months that the form names, else last."""
    named = sorted(str(form[name]) for name in ("month", "from_month", "to_month", "first_month") if form.get(name))
    line = form.get("line")
    period = {"from_month": named[0], "to_month": named[-1]} if named else {}
    asked = records.GetContributions(
        subject, line if line in records.LINE_NAMES else None, **period, limit=MONTHS_SHOWN
    )
    rows = ask("records", asked)["rows"]
    names = unit_names(row["unit_id"] for row in rows)
    return {"months": [row | {"unit_name": names.get(row["unit_id"], "")} for row in rows], "named": bool(named)}
