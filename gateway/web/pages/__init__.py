"""Plain pages, rendered here, that need no script."""

from typing import Any

from flask import Blueprint, Flask

from gateway.web import words
from gateway.web.acting import caller, edge
from gateway.web.caller import OFFICERS
from gateway.web.pages import certificates, declaring, duties, first_steps, front, office, person, unit
from gateway.web.session import check_form

MENUS = {
    "person": [
        ("pages.person_home", "我的社保"),
        ("pages.contributions", "缴费记录"),
        ("pages.balances", "个人账户"),
        ("pages.card", "社保卡"),
        ("pages.transfers", "关系转移"),
        ("pages.certificates", "参保证明"),
    ],
    "agent": [
        ("pages.unit_home", "单位概况"),
        ("pages.enrol", "增员"),
        ("pages.stop", "减员"),
        ("pages.upload", "批量申报"),
        ("pages.unit_cases", "办理进度"),
        ("pages.roster", "职工名册"),
    ],
    "officer": [
        ("pages.work_list", "待办"),
        ("pages.assess", "月度核定"),
        ("pages.payments", "到账登记"),
        ("pages.card_desk", "社保卡窗口"),
    ],
}


def register(app: Flask) -> None:
    """Add all pages to the application, with the words they use."""
    pages = Blueprint("pages", __name__)
    for part in (front, duties, first_steps, person, certificates, unit, declaring, office):
        part.add_to(pages)
    pages.before_request(check_form)
    app.register_blueprint(pages)
    app.context_processor(_shared)
    filters = {
        "yuan": words.yuan,
        "moment": words.moment,
        "role_name": lambda role: words.ROLES[role],
        "several": several,
    }
    app.jinja_env.filters |= filters
    app.jinja_env.globals["words"] = words


def several(value: Any) -> list[Any]:
    """What a form holds under one name, as a list: it may have come once or many times."""
    return value if isinstance(value, list) else [value]


def _shared() -> dict[str, Any]:
    """What every page's frame shows."""
    role = caller().role
    menu = MENUS["officer"] if role in OFFICERS else MENUS.get(role, [])
    return {"caller": caller(), "city": edge().city, "menu": menu}
