"""Enter in a field presses a form's first button: it must be the one that sends the form."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from gateway.web.pages.forms import Form

TEMPLATES = Path("gateway/web/templates")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
ASIDE = re.compile(r'm\.captcha\(|c\.control\(|<button[^>]*"btn btn-quiet"')
FIELD = re.compile(r"m\.input\(|c\.control\(|m\.captcha\(")
SENDS = re.compile(r'<button class="btn btn-(?:primary|danger)"(?! type)(?: name="do" value="(\w+)")?')


def forms() -> list[tuple[str, str]]:
    found = sorted(TEMPLATES.rglob("*.html"))
    return [(path.name, form) for path in found for form in FORM.findall(path.read_text("utf-8"))]


def led_astray(form: str) -> bool:
    """Whether there is a field, and another button before the one that sends the form."""
    aside, sends = ASIDE.search(form), SENDS.search(form)
    return bool(FIELD.search(form) and aside and sends and aside.start() < sends.start())


ASTRAY = [(name, form) for name, form in forms() if led_astray(form)]


@pytest.mark.parametrize(("name", "form"), ASTRAY, ids=[name for name, _ in ASTRAY])
def test_where_another_button_comes_first_the_form_begins_with_its_own(name: str, form: str) -> None:
    begun = re.search(r"m\.begin\(form, [^)]*?\"(\w*)\"", form)
    assert begun
    assert begun[1] in SENDS.findall(form)


def test_they_are_known() -> None:
    assert {"certificates.html", "apply.html", "sign_up_password.html", "sign_in.html"} <= {name for name, _ in ASTRAY}


def test_the_first_button_is_seen_by_nobody_and_does_what_the_form_does() -> None:
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    pages.globals["csrf"] = str
    pages.filters["several"] = list
    macros = pages.get_template("macros.html").module
    assert '<button class="visually-hidden" name="do" value="issue" tabindex="-1" aria-hidden="true">' in (
        macros.begin(Form(), "issue")  # type: ignore[attr-defined]
    )
    assert "<button" not in macros.begin(Form())  # type: ignore[attr-defined]
