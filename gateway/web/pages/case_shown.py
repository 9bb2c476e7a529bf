"""What a case's page shows, whoever looks at it."""

from typing import Any

from gateway.web import words
from gateway.web.acting import ask, caller
from gateway.web.looking import unit_names
from gateway.web.matters import matter_of, service_of_case
from gateway.web.worklist import subjects
from kernel.cases import messages as m
from kernel.privacy import mask

WHO = ("name", "id_number", "mobile")


def case_shown(case_id: str) -> dict[str, Any]:
    """The case as its service tells it, its matter, and its form in words. Raises Refused."""
    found = ask(service_of_case(case_id), m.GetCase(case_id))
    _, matter = matter_of(found["matter"])
    shape, form = who_first(matter.catalogue_entry()["form"]), found["form"]
    return {
        "case": found,
        "matter": matter,
        "filled_in": _as_on_the_roster(case_id, shape, form) if caller().role == "agent" else filled_in(shape, form),
        "wanted": [{"code": code, "title": matter.material_title(code)} for code in found["wanted"]],
        "unit_name": unit_names([found["applicant"]])[found["applicant"]] if matter.applicant == "unit" else "个人",
    }


def _as_on_the_roster(case_id: str, shape: dict[str, Any], form: dict[str, Any]) -> list[tuple[str, str]]:
    """What a unit handed in about one of its staff: with their name, and the number masked as on the roster."""
    number = form.get("id_number")
    told = filled_in(shape, form | ({"id_number": mask("id", number)} if number else {}))
    name = None if "name" in shape["x-order"] else subjects([(service_of_case(case_id), case_id)]).get(case_id)
    return [("姓名", name), *told] if name else told


def who_first(schema: dict[str, Any]) -> dict[str, Any]:
    """The form of a person's matter with who it is in front: a form may ask for the number first and the name last."""
    order: list[str] = schema["x-order"]
    who = [name for name in WHO if name in order] if "id_number" in order else []
    return {**schema, "x-order": [*who, *(name for name in order if name not in who)]}


def filled_in(schema: dict[str, Any], form: dict[str, Any]) -> list[tuple[str, str]]:
    """What a form holds, as title and text, in the order in which it is declared."""
    shapes = schema["properties"]
    return [
        (shapes[name].get("title", name), _said(name, form[name], shapes[name]))
        for name in schema["x-order"]
        if form.get(name)
    ]


def _said(name: str, value: Any, shape: dict[str, Any]) -> str:
    titles = shape.get("x-choices", {})
    if isinstance(value, dict):
        return "，".join(f"{title}{text}" for title, text in filled_in(shape, value))
    if isinstance(value, list):
        inner = {**shape.get("items", {}), "x-choices": shape.get("items", {}).get("x-choices") or titles}
        return ("；" if isinstance(value[0], dict) else "、").join(_said(name, one, inner) for one in value)
    return words.money(value) if name.endswith("_fen") else titles.get(value, str(value))
