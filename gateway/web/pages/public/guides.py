"""Finding a service, and its guide 办事指南: who, what, materials, how long, fee, hours (CHN-06, MSG-02)."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from gateway.web import catalogue
from gateway.web.acting import caller, edge
from gateway.web.looking import today
from gateway.web.matters import catalogue_entry, matter_of
from gateway.web.rights import action_of, allowed, needs

DOORS = {"person": "个人", "unit": "单位"}
DAYS = "一二三四五六日"
OWN_PAGES = {
    "staff-add": "enrol",
    "staff-stop": "stop",
    "unit-account": "unit_sign_up",
    "account-misuse": "security",
}
"""Matters whose form is a page of its own."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/guides")(guides)
    pages.get("/guides/<code>")(guide)


@needs("look around")
def guides() -> str:
    """Everything that can be done, narrowed by words, door, office, event of life and kind."""
    asked = {name: request.args.get(name, "").strip() for name in ("text", "door", "event", "kind", "office")}
    listed = [each for each in catalogue.found(**asked) if _open(each)]
    by_kind = {title: [each for each in listed if each.kind == kind] for kind, title in catalogue.KINDS.items()}
    return render_template(
        "public/guides.html",
        asked=asked,
        listed={title: [linked(each) for each in some] for title, some in by_kind.items() if some},
        doors=DOORS,
        events=catalogue.EVENTS,
        kinds=catalogue.KINDS,
        offices=catalogue.OFFICES,
    )


def _open(service: catalogue.Service) -> bool:
    """Whether the way leads anywhere: who has not signed in is asked to, who has comes to no page of another role."""
    who = caller()
    if service.matter or not who.signed_in:
        return True
    return allowed(who, action_of(current_app, f"pages.{service.endpoint}"), {})


def linked(service: catalogue.Service) -> tuple[str, str, str]:
    """The way to a service, for the list of ways."""
    if service.matter:
        return url_for("pages.guide", code=service.matter), service.title, service.about
    return url_for(f"pages.{service.endpoint}"), service.title, service.about


@needs("look around")
def guide(code: str) -> str:
    """One matter's guide. Raises MatterUnknown."""
    entry = catalogue_entry(matter_of(code)[1], edge().city, today())
    return render_template("public/guide.html", matter=entry, hours=hours_told(entry["hours"]), online=online(code))


def online(code: str) -> str:
    """Where a matter is applied for; empty where the office begins it."""
    if code in OWN_PAGES:
        return url_for(f"pages.{OWN_PAGES[code]}")
    return "" if code in catalogue.NOT_APPLIED_FOR else url_for("pages.apply", code=code)


def hours_told(hours: dict[str, Any]) -> str:
    """Office hours in words: 周一至周五 09:00至17:00."""
    days, opens, closes = hours["days"], hours["opens"], hours["closes"]
    whole_day = opens == "00:00" and closes in ("24:00", "23:59")
    on = "每天" if len(days) == len(DAYS) else f"周{DAYS[days[0] - 1]}至周{DAYS[days[-1] - 1]}"
    return f"{on}24小时" if whole_day else f"{on} {opens}至{closes}"
