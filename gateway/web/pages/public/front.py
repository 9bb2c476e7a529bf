"""The front page with its two doors, the large version, and help when a page fails (CHN-06, CHN-07, MSG-04)."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web import catalogue
from gateway.web.acting import caller
from gateway.web.pages.forms import see
from gateway.web.pages.public import guides
from gateway.web.pages.public.questions import questions
from gateway.web.rights import needs
from gateway.web.version import chosen

HOMES = {
    "person": "person_home",
    "agent": "unit_home",
    "clerk": "work_list",
    "reviewer": "work_list",
    "admin": "work_list",
}
MOST_USED = {
    "person": ("缴费记录", "社保卡挂失", "社保关系转移", "参保缴费证明", "灵活就业人员参保登记"),
    "unit": ("职工参保登记(增员)", "职工停保登记(减员)", "批量增减员", "单位办理进度", "稳岗返还"),
}
"""By door, what most people come for."""
MOST = 5


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/")(front)
    pages.get("/version/<size>", endpoint="version")(choose_version)
    pages.get("/help", endpoint="help")(help_page)


@needs("look around")
def front() -> Response | str:
    """Two doors, and verifying a certificate; who is signed in goes home."""
    home = HOMES.get(caller().role)
    if home:
        return see(home)
    listed = {door: [(*guides.linked(each)[:2], "") for each in catalogue.found(door=door)] for door in MOST_USED}
    return render_template(
        "public/front.html",
        events=catalogue.EVENTS,
        asked=[(url_for("pages.questions", text=each.question), each.question, "") for each in questions()[:MOST]],
        **{door: [each for each in ways if each[1] in MOST_USED[door]] for door, ways in listed.items()},
    )


@needs("look around")
def choose_version(size: str) -> Response:
    """长辈版: large, larger or largest; `usual` goes back to the other."""
    return chosen(size, request.args.get("then", "/"))


@needs("look around")
def help_page() -> str:
    """CHN-07: what to do when a page fails, and which browsers there are."""
    return render_template("public/help.html")
