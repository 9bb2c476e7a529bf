"""Lists of work: what waits for the office, what an applicant has asked for; short reads in the order of an index."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from gateway.views.work import work
from gateway.web import words
from gateway.web.acting import edge
from gateway.web.looking import caught_up_with, person_names, today
from gateway.web.matters import all_matters, matter_of
from kernel.calendar import add_working_days, business_date_of, days_between
from kernel.clock import SHANGHAI, instant
from kernel.privacy import mask

Answer = dict[str, Any]
ORDERS = {"deadline": "due", "age": "opened"}
"""How the work list is sorted: nearest due day first, oldest first."""
APPLICANTS = {matter.code: matter.applicant for matter in all_matters()}
"""Who applies for a matter; transfers are a person's."""
WITHDRAWABLE = {"draft", "submitted", "under_review", "material_wanted"}
NEXT_STEPS = {
    "draft": "填写完整后提交",
    "submitted": "等待受理",
    "under_review": "等待审核",
    "material_wanted": "请补正材料",
    "approved": "等待办结",
    "carried_out": "已办结",
    "rejected": "可修改后重新申报",
    "withdrawn": "可重新申报",
}


def work_list(
    after: str = "",
    limit: int = 50,
    order: str = "deadline",
    before: str | None = None,
    matter: str = "",
    officer: str | None = None,
    wait_for: str = "",
    since: str | None = None,
) -> Answer:
    """What waits for the office, over all services: `{work: [...], next, caught_up}`.

    Sorted by `order`; with `since` and `before` only what is due, or was opened, from that day on, before that day;
    `officer` is an account, "" for what nobody has claimed, None for all.
    """
    caught_up = caught_up_with(work, wait_for)
    key = ORDERS[order]
    wanted: Answer = {"waiting": True} | ({"matter": matter} if matter else {})
    if officer is not None:
        wanted["officer"] = officer or None
    begins = after or (_beginning(order, since) if since else "")
    behind = ({"$gt": begins} if begins else {}) | ({"$lt": _beginning(order, before)} if before else {})
    found = edge().views.generations(work).serving().find(wanted | ({key: behind} if behind else {}))
    rows = list(found.sort(key).limit(limit + 1))
    return _page(rows, key, limit, _of_the_office) | caught_up


def applications(
    applicant: str, after: str = "", limit: int = 50, status: str = "", matter: str = "", wait_for: str = ""
) -> Answer:
    """QRY-17, EMP-06: everything an applicant asked for, over all services and channels, the newest first."""
    narrowed = {name: value for name, value in (("status", status), ("matter", matter)) if value}
    behind = {"opened": {"$lt": after}} if after else {}
    caught_up = caught_up_with(work, wait_for)
    found = edge().views.generations(work).serving().find({"applicant": applicant, **narrowed, **behind})
    rows = list(found.sort("opened", -1).limit(limit + 1))
    return _page(rows, "opened", limit, _of_the_applicant) | caught_up


def _kind(counted: Answer) -> Answer:
    code = counted["_id"]
    counts = {name: count for name, count in counted.items() if name != "_id"}
    return {"matter_code": code, "matter": words.MATTERS.get(code, code), **counts}


def _beginning(order: str, day: str) -> str:
    """The day as it stands in the order: due days are days, ages are instants."""
    return day if order == "deadline" else instant(datetime.fromisoformat(day).replace(tzinfo=SHANGHAI))


def _page(rows: list[Answer], key: str, limit: int, more: Callable[[Answer], Answer]) -> Answer:
    shown = rows[:limit]
    names = person_names(row["subject"] for row in shown if row.get("subject"))
    listed = [_row(row) | {"subject_name": _subject_name(row, names)} | more(row) for row in shown]
    return {"work": listed, "next": rows[limit - 1][key] if len(rows) > limit else None}


def subjects(cases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Whom cases are about where that is not who applied: names, masked, by case id. A case is its service and id."""
    ids = [f"{service}/case-{case_id}" for service, case_id in cases]
    found = edge().views.generations(work).serving().find({"_id": {"$in": ids}}) if ids else ()
    rows = [row for row in found if row.get("subject") not in ("", None, row["applicant"])]
    names = person_names(row["subject"] for row in rows)
    return {row["case_id"]: name for row in rows if (name := _subject_name(row, names))}


def _subject_name(row: Answer, names: dict[str, str]) -> str:
    """Whom the work is about, masked: of somebody new, as the form of the case tells it."""
    known = names.get(row.get("subject", ""), "")
    if known or "form" not in row:
        return known
    told = json.loads(edge().sealer.open(row["form"])).get("name", "")
    return mask("name", told) if told else ""


def _of_the_office(row: Answer) -> Answer:
    opened_on = business_date_of(_opened_at(row))
    late = row["due_on"] < today()
    return {
        "overdue": late,
        "due_soon": not late and row["due_on"] <= soon(),
        "days_left": days_between(today(), row["due_on"]),
        "days_open": days_between(opened_on, today()),
    }


def soon() -> str:
    """The last day that is near: who works on what is due until then has been warned."""
    return add_working_days(today(), edge().city.policy.at("deadline/near", today())["working_days"])


def work_counts(officer: str) -> Answer:
    """How much waits for the office: `{all, mine, unclaimed, overdue, soon, later, kinds: [{matter_code, matter, all,
    overdue, soon}]}`; `officer` is whose `mine` is counted. Kinds with the most that is late come first."""
    late = {"$lt": ["$due_on", today()]}
    near = {"$and": [{"$gte": ["$due_on", today()]}, {"$lte": ["$due_on", soon()]}]}
    mine, unclaimed = {"$eq": ["$officer", officer]}, {"$eq": ["$officer", None]}
    sums = {"overdue": late, "soon": near, "mine": mine, "unclaimed": unclaimed}
    counted = {name: {"$sum": {"$cond": [condition, 1, 0]}} for name, condition in sums.items()}
    grouped = {"$group": {"_id": "$matter", "all": {"$sum": 1}, **counted}}
    found = list(edge().views.generations(work).serving().aggregate([{"$match": {"waiting": True}}, grouped]))
    total = {name: sum(one[name] for one in found) for name in ("all", *sums)}
    kinds = sorted(map(_kind, found), key=lambda one: (-one["overdue"], -one["soon"], -one["all"], one["matter_code"]))
    return {**total, "later": total["all"] - total["overdue"] - total["soon"], "kinds": kinds}


def _opened_at(row: Answer) -> str:
    return str(row["opened"]).partition("/")[0]


def _of_the_applicant(row: Answer) -> Answer:
    """What comes next, what is asked, how it came out, and what can be done from the list."""
    reason = edge().sealer.open(row["reason"]) if row.get("reason") else ""
    return {
        "wanted": [_material(row["matter"], code) for code in row.get("wanted", [])],
        "reason": reason,
        "outcome": row.get("outcome", ""),
        "next_step": NEXT_STEPS.get(row["status"], row.get("summary", "")),
        "can_withdraw": row["kind"] == "case" and row["status"] in WITHDRAWABLE,
        "hand_in": row["status"] == "material_wanted",
    }


def _material(matter: str, code: str) -> Answer:
    return {"code": code, "title": matter_of(matter)[1].material_title(code)}


def _row(row: Answer) -> Answer:
    told = (
        "kind",
        "service",
        "case_id",
        "transfer_id",
        "step",
        "status",
        "summary",
        "due_on",
        "officer",
        "told",
        "as_of",
    )
    names = words.CASE_STATES if row["kind"] == "case" else words.TRANSFER_STATES
    code = row.get("matter", "transfer")
    shown = {name: row[name] for name in told if name in row}
    return {
        **shown,
        "matter": words.MATTERS.get(code, code),
        "matter_code": code,
        "status_name": names[row["status"]],
        "applicant": row["applicant"],
        "applicant_kind": APPLICANTS.get(code, "person"),
        "opened_at": _opened_at(row),
        "channel": row.get("channel", ""),
    }
