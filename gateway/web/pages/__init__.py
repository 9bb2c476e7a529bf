"""Pages, rendered here, by whom they are for. Every one of them works without a script."""

from collections.abc import Callable, Container, Mapping
from typing import Any

from flask import Blueprint, Flask, current_app, session
from markupsafe import Markup

from gateway.web import cells, charts, words
from gateway.web.acting import caller, edge
from gateway.web.caller import Caller
from gateway.web.looking import today
from gateway.web.notices import current
from gateway.web.pages import applying, cases
from gateway.web.pages.account import (
    details,
    first_steps,
    forgotten,
    go_on,
    other_ways,
    platforms,
    proof,
    second_factor,
    security,
    sign_in,
    sign_up,
    staying,
    unit_sign_up,
)
from gateway.web.pages.documents import make_room
from gateway.web.pages.office import (
    accounts,
    acts,
    at_window,
    audit,
    books,
    counter,
    money,
    overview,
    persons,
    review,
    units,
    work,
)
from gateway.web.pages.office import transfers as office_transfers
from gateway.web.pages.office.menu import menu_at, menu_of
from gateway.web.pages.person import acting, certificates, home, paying, received, records, transfers, wards
from gateway.web.pages.person import cases as own_cases
from gateway.web.pages.public import front, guides, policies, questions, styleguide, verification
from gateway.web.pages.unit import agents, bases, bills, declaring, files, roster, subsidies
from gateway.web.pages.unit import home as unit_home
from gateway.web.places import place
from gateway.web.rights import DELEGABLE, action_of, allowed
from gateway.web.session import acted_for, check_form
from gateway.web.templating import remembered_addresses
from gateway.web.version import SIZES, here, version

PARTS = (
    *(front, guides, questions, policies, styleguide, verification),
    *(
        sign_up,
        unit_sign_up,
        sign_in,
        staying,
        go_on,
        other_ways,
        platforms,
        forgotten,
        second_factor,
        first_steps,
        proof,
        security,
        details,
    ),
    *(home, records, received, paying, transfers, certificates, wards, acting, own_cases),
    *(cases, applying),
    *(unit_home, declaring, files, roster, bases, bills, subsidies, agents),
    *(
        work,
        review,
        office_transfers,
        persons,
        at_window,
        counter,
        units,
        books,
        money,
        acts,
        accounts,
        audit,
        overview,
    ),
)
MENUS: Mapping[str, list[tuple[str, str]]] = {
    "person": [
        ("pages.person_home", "我的社保"),
        ("pages.contributions", "缴费记录"),
        ("pages.balances", "个人账户"),
        ("pages.benefits", "待遇报销"),
        ("pages.card", "社保卡"),
        ("pages.transfers", "关系转移"),
        ("pages.certificates", "参保证明"),
        ("pages.guides", "我要办事"),
        ("pages.own_cases", "我的办件"),
        ("pages.security", "账户安全"),
    ],
    "agent": [
        ("pages.unit_home", "单位概况"),
        ("pages.roster", "职工名册"),
        ("pages.enrol", "增员"),
        ("pages.stop", "减员"),
        ("pages.upload", "批量增减员"),
        ("pages.unit_bills", "每月账单"),
        ("pages.unit_bases", "缴费基数"),
        ("pages.unit_cases", "办理进度"),
        ("pages.unit_more", "其他业务"),
    ],
}


def register(app: Flask) -> None:
    """Add all pages to the application, with the words they use."""
    pages = Blueprint("pages", __name__)
    for part in PARTS:
        part.add_to(pages)
    pages.before_request(make_room)
    pages.before_request(check_form)
    pages.before_request(go_on.taking_up)
    pages.after_request(go_on.sent)
    app.register_blueprint(pages)
    app.context_processor(_shared)
    filters = {
        "yuan": words.yuan,
        "money": words.money,
        "moment": words.moment,
        "role_name": lambda role: words.ROLES[role],
        "several": several,
        "place": place,
    }
    app.jinja_env.filters |= filters
    app.jinja_env.globals |= {"cells": cells, "words": words, "sizes": SIZES, "here": here, "today": today, "may": may}
    app.jinja_env.globals["url_for"] = remembered_addresses(app)
    app.jinja_env.globals |= {"drawn_chart": _drawn(charts.svg), "drawn_bars": _drawn(charts.bars)}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def several(value: Any) -> list[Any]:
    """What a form holds under one name, as a list: it may have come once or many times."""
    return value if isinstance(value, list) else [value]


def may(action: str) -> bool:
    """Whether who looks at a page may do this to what is their own."""
    return allowed(caller(), action, {})


def _drawn(draw: Callable[..., str]) -> Callable[..., Markup]:
    """A picture as markup; what draws it has escaped its words."""
    return lambda *asked: Markup(draw(*asked))


def _delegated(matters: Container[str]) -> list[tuple[str, str]]:
    """What of a person's menu can be done for another (ID-16)."""
    of = {endpoint: DELEGABLE.get(action_of(current_app, endpoint) or "") for endpoint, _ in MENUS["person"]}
    return [(endpoint, label) for endpoint, label in MENUS["person"] if of[endpoint] in matters]


def _own_menu(who: Caller) -> list[tuple[str, str]]:
    """Of what a person or an agent comes for, what they may do."""
    listed = MENUS.get(who.role, [])
    return [entry for entry in listed if allowed(who, action_of(current_app, entry[0]), {})]


def _shared() -> dict[str, Any]:
    """What every page's frame shows."""
    who, acting = caller(), acted_for() if caller().signed_in else None
    return {
        "caller": who,
        "acting": acting,
        "city": edge().city,
        "menu": _delegated(acting["matters"]) if acting else _own_menu(who) or menu_of(who),
        "menu_at": menu_at(),
        "version": version(),
        "notices": current(edge().city, today()),
        "ends": session.get("ends") if who.signed_in else None,
    }
