"""A forgotten password (ID-10): by a code, by face, by bank card, by the security question where the city has it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from gateway.web.acting import ask, exchange
from gateway.web.arrival import asker
from gateway.web.crowd import place
from gateway.web.limits import limited_codes, limited_entries, limited_guesses_of_mobile, limited_proofs
from gateway.web.pages.account.code_form import GIVING, asked, step_after, ticket
from gateway.web.pages.account.face import picture
from gateway.web.pages.account.question import check_question, question, rule
from gateway.web.pages.forms import Form, choice, filled, refused, show, typed
from gateway.web.rights import needs
from kernel.refusals import Refused
from services.identity import contract as identity

NEW = ("password", "password_again")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/forgotten")(forgotten)
    pages.get("/forgotten/code", endpoint="forgotten_code")(by_code)
    by_codes = limited_entries(limited_codes(limited_guesses_of_mobile(reset_by_code)))
    pages.post("/forgotten/code", endpoint="reset_code")(by_codes)
    for way, resetting in WAYS.items():
        pages.get(f"/forgotten/{way}", endpoint=f"forgotten_{way}")(_form_of(way))
        pages.post(f"/forgotten/{way}", endpoint=f"reset_{way}")(limited_proofs(_reset_by(way, resetting)))


@needs("sign in")
def forgotten() -> Response:
    """The ways there are, for persons and for units."""
    return _ways(Form())


def _ways(form: Form) -> Response:
    return show("account/forgotten.html", form, question=_has_questions())


def _has_questions() -> bool:
    return bool(rule("sign_in/recovery")["question"])


@needs("sign in")
def by_code() -> Response:
    """First whose it is."""
    return _page("code", Form())


@needs("sign in")
def reset_by_code() -> Response:
    """Send a code, or set a new password with it."""
    sent = None
    if choice("do") == "words":
        return _page("code", Form(typed()))
    try:
        if choice("do") == "send":
            check_question(rule("sign_in/captcha")["codes"])
            sent = asked("reset", exchange(filled(identity.ForgetPassword, "id_number", "mobile", **asker())))
            return _page("code", Form(typed()), sent=sent)
        sent = GIVING
        told = exchange(filled(identity.ResetPassword, "id_number", "mobile", "code", *NEW, **ticket("reset")))
    except Refused as refusal:
        return _page("code", refused(refusal), sent=step_after(refusal, sent))
    return _done(told)


def _face() -> Any:
    return filled(identity.ResetPasswordByFace, "id_number", *NEW, image=picture())


def _bank_card() -> Any:
    return filled(identity.ResetPasswordByBankCard, "id_number", "number", "mobile", *NEW)


def _question() -> Any:
    return filled(identity.ResetPasswordByQuestion, "id_number", "question", "answer", "last_six", *NEW)


WAYS: dict[str, Callable[[], Any]] = {"face": _face, "bank-card": _bank_card, "question": _question}


def _form_of(way: str) -> Callable[[], Response]:
    @needs("sign in")
    def form() -> Response:
        if way == "question" and not _has_questions():
            return _ways(refused(identity.QuestionNotOffered()))
        return _page(way, Form())

    return form


def _reset_by(way: str, command: Callable[[], Any]) -> Callable[[], Response]:
    @needs("sign in")
    def reset() -> Response:
        try:
            asked = command()
            with place():
                told = exchange(asked)
        except identity.QuestionNotOffered as refusal:
            return _ways(refused(refusal))
        except Refused as refusal:
            return _page(way, refused(refusal))
        return _done(told)

    return reset


def _page(way: str, form: Form, sent: Any = None) -> Response:
    more: dict[str, Any] = {"sent": sent, "way": way, "questions": identity.QUESTIONS.items()}
    sends = way == "code" and not sent
    more |= question(rule("sign_in/captcha")["codes"]) if sends else {"rule": password_rule()}
    return show("account/forgotten_way.html", form, **more)


def password_rule() -> str:
    """What a password must be, in words (ID-02)."""
    return str(ask("identity", identity.GetRegistrationGuide())["password_rule"])


def _done(told: Any) -> Response:
    page = render_template("account/reset.html", told=told["told"])
    return Response(page, content_type="text/html; charset=utf-8")
