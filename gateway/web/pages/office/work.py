"""What waits for the office: the list with its counts, and going on to the next case of it (CHN-03)."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web import words
from gateway.web.acting import caller
from gateway.web.looking import today, unit_names
from gateway.web.pages.forms import see
from gateway.web.reading import place_of as place_named
from gateway.web.rights import needs
from gateway.web.worklist import soon, work_counts, work_list
from kernel.calendar import add_days
from kernel.cases import CASE

ROWS = 50
LOOKED_AHEAD = 20
WHOSE = {"all": "全部", "mine": "我受理的", "unclaimed": "待受理"}
DUE = {"": "全部期限", "overdue": "已超期", "soon": "临近期限", "later": "期限充足"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office", endpoint="work_list")(work_list_page)
    pages.get("/office/next", endpoint="next_case")(next_case)


def queue() -> dict[str, str]:
    """The part of the list somebody works through, as the address tells it; what is not known is left out."""
    asked = {name: request.args.get(name, "") for name in ("whose", "matter", "due")}
    known = {"whose": WHOSE, "due": DUE, "matter": words.MATTERS}
    return {name: value for name, value in asked.items() if value and value in known[name]}


@needs("see the work list")
def work_list_page() -> str:
    """What waits, by due day, and how much of it."""
    asked = queue()
    after, wait_for = request.args.get("after", ""), request.args.get("wait_for", "")
    found = work_list(after, ROWS, wait_for=wait_for, **_narrowed(asked))
    names = unit_names(row["applicant"] for row in found["work"] if row["applicant_kind"] == "unit")
    counts = work_counts(caller().account)
    shown = {"whose": WHOSE, "dues": DUE, "soon": soon(), "paged": bool(after)}
    return render_template("office/work_list.html", found=found, names=names, counts=counts, asked=asked, **shown)


@needs("see the work list")
def next_case() -> Response:
    """The next case of the list behind the one at hand that nobody else has claimed, and never that one again."""
    asked, (after, wait_for) = queue(), (request.args.get(name, "") for name in ("after", "wait_for"))
    at_hand = place_named(wait_for).stream if wait_for else ""
    while True:
        found = work_list(after, LOOKED_AHEAD, wait_for=wait_for, **_narrowed(asked))
        for row in found["work"]:
            free = row["kind"] == "case" and row["officer"] in (None, caller().account)
            if free and CASE.stream(row["case_id"]) != at_hand:
                return see("case", case_id=row["case_id"], **asked)
        if found["next"] is None:
            flash("后面没有可以办理的办件了，已回到待办清单。", "")
            return see("work_list", wait_for=wait_for or None, **asked)
        after, wait_for = found["next"], ""


def place_of(case: dict[str, Any]) -> str:
    """Where a case stands in the list by due day: what is next comes behind it."""
    return f"{case['due_on']}/{CASE.stream(case['case_id'])}" if case["due_on"] else ""


def _narrowed(asked: dict[str, str]) -> dict[str, Any]:
    officer = {"mine": caller().account, "unclaimed": ""}.get(asked.get("whose", ""))
    return {"officer": officer, "matter": asked.get("matter", ""), **_days(asked.get("due", ""))}


def _days(due: str) -> dict[str, str]:
    behind = add_days(soon(), 1)
    return {
        "overdue": {"before": today()},
        "soon": {"since": today(), "before": behind},
        "later": {"since": behind},
    }.get(due, {})
