"""Opening an account (ID-01): what to have ready and the terms, the details, the password; a few questions a page.

What was told on one page travels sealed in the form of the next, so that nothing is kept until all of it is there.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, edge, exchange
from gateway.web.limits import limited_entries, limited_mismatches, limited_mismatches_of_one
from gateway.web.pages.account.question import check_question, question
from gateway.web.pages.forms import Form, choice, filled, refused, show, typed
from gateway.web.rights import needs
from kernel.calendar import add_seconds
from kernel.clock import business_date, instant
from kernel.identifiers import WrongNumber, mobile, person_number
from kernel.privacy import Unreadable
from kernel.refusals import Invalid, Refused
from kernel.schema import schema_for
from kernel.slips import make_slip, read_slip
from services.identity import contract as identity

PAGES = ("准备和条款", "填写信息", "设置密码")
PURPOSE = "sign-up"
SECONDS = 3600
TERMS = "terms"
"""In what was told: the version of the terms that was shown and agreed to."""
PASSWORD = {"password", "password_again", "captcha"}
"""The fields of the last page: what else is refused is put right on the page before."""


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/sign-up")(sign_up)
    pages.post("/sign-up", endpoint="signing_up")(
        limited_entries(limited_mismatches(limited_mismatches_of_one(_number)(signing_up)))
    )


@needs("sign in")
def sign_up() -> Response:
    """Whom it is for, what to have ready, the terms."""
    return _first(Form())


@needs("sign in")
def signing_up() -> Response:
    """From page to page; the last one opens the account."""
    if choice("do") == "terms":
        return _agreed()
    later = {"details": _told, "back": _back, "register": _register, "words": _again}
    return _agreed_before(later[choice("do")]) if choice("do") in later else sign_up()


def _guide() -> Any:
    return ask("identity", identity.GetRegistrationGuide())


def _first(form: Form) -> Response:
    return show("account/sign_up.html", form, guide=_guide(), titles=PAGES)


def _details(form: Form, told: dict[str, Any]) -> Response:
    return show("account/sign_up_details.html", form, guide=_guide(), titles=PAGES, told=_sealed(told))


def _password(form: Form, told: dict[str, Any]) -> Response:
    guide = _guide()
    asked = question(guide["captcha"])
    return show("account/sign_up_password.html", form, guide=guide, titles=PAGES, told=_sealed(told), **asked)


def _sealed(told: dict[str, Any]) -> str:
    return make_slip(edge().sealer, PURPOSE, add_seconds(instant(edge().settings.clock()), SECONDS), told)


def _agreed() -> Response:
    if choice("terms") != _guide()["terms"]["version"]:
        return _first(refused(identity.TermsNotAccepted()))
    return _details(Form(), {TERMS: choice("terms")})


def _agreed_before(go_on: Callable[[dict[str, Any]], Response]) -> Response:
    """A later page, for who was shown the terms and agreed; who was not, begins with them."""
    told = _opened()
    return go_on(told) if TERMS in told else _first(refused(identity.TermsNotAccepted()))


def _told(before: dict[str, Any]) -> Response:
    """The details, as far as they can be looked at without asking whom they are of."""
    fields = _guide()["fields"]
    told = {field["name"]: choice(field["name"]) for field in fields}
    missing = {field["name"]: [f"请填写{field['title']}。"] for field in fields if not told[field["name"]]}
    missing.pop("card_number", None)  # who has none yet leaves it empty
    if wrong := {**_impossible(told), **missing}:
        return _details(refused(Invalid(errors=wrong)), before)
    return _password(Form(), {**told, TERMS: before[TERMS]})


def _impossible(told: dict[str, Any]) -> dict[str, list[str]]:
    """What nobody's details can be: said here, not behind the password."""
    wrong: dict[str, list[str]] = schema_for(identity.RegisterPerson).validate(told, partial=True)
    today = business_date(edge().settings.clock())
    if isinstance(person_number(told["id_number"], today), WrongNumber):
        wrong["id_number"] = [identity.WrongIdNumber.sentence]
    if isinstance(mobile(told["mobile"]), WrongNumber):
        wrong["mobile"] = [identity.WrongMobile.sentence]
    return wrong


def _back(told: dict[str, Any]) -> Response:
    return _details(Form(told), told)


def _again(told: dict[str, Any]) -> Response:
    return _password(Form(typed()), told)


def _register(told: dict[str, Any]) -> Response:
    try:
        check_question(_guide()["captcha"])
        done = exchange(filled(identity.RegisterPerson, "password", "password_again", **told))
    except identity.TermsNotAccepted as refusal:  # there are new ones since
        return _first(refused(refusal))
    except Refused as refusal:
        form = refused(refusal)
        if set(form.errors) - PASSWORD:
            return _details(Form(told, form.errors, form.problem), told)
        return _password(form, told)
    page = render_template("account/signed_up.html", done=done)
    return Response(page, content_type="text/html; charset=utf-8")


def _number() -> object:
    """The ID number that was told on a page before."""
    return _opened().get("id_number")


def _opened() -> dict[str, Any]:
    """What the pages before were told; nothing where it was not one of ours that told it."""
    try:
        return read_slip(edge().sealer, PURPOSE, request.form.get("told", ""), instant(edge().settings.clock()))
    except Unreadable:
        return {}
