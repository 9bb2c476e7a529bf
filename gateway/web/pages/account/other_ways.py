"""Signing in without a password: a code by SMS, a QR code that a telephone confirms, a passkey, a face."""

from typing import Any

import orjson
from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import ask, carry_out, edge, exchange
from gateway.web.arrival import asker, where_from
from gateway.web.crowd import place
from gateway.web.limits import (
    limited_codes,
    limited_entries,
    limited_guesses_of_login,
    limited_guesses_of_mobile,
    limited_proofs,
    limited_qr_looks,
)
from gateway.web.pages.account.code_form import GIVING, asked, step_after, ticket
from gateway.web.pages.account.face import picture
from gateway.web.pages.account.question import check_question, question, rule
from gateway.web.pages.account.sign_in import arrived, door
from gateway.web.pages.forms import Form, choice, filled, refused, show, typed
from gateway.web.rights import needs
from gateway.web.scanned import qr_of
from kernel.refusals import Invalid, Refused
from services.identity import contract as identity


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/sign-in/code", endpoint="sign_in_code")(by_code)
    by_codes = limited_entries(limited_codes(limited_guesses_of_mobile(coming_by_code)))
    pages.post("/sign-in/code", endpoint="signing_in_code")(by_codes)
    pages.get("/sign-in/qr", endpoint="sign_in_qr")(limited_entries(by_qr))
    pages.post("/sign-in/qr", endpoint="signing_in_qr")(limited_qr_looks(coming_by_qr))
    pages.get("/qr/<ticket>", endpoint="qr")(look_at_qr)
    pages.post("/qr/<ticket>", endpoint="answer_qr")(answer_qr)
    pages.get("/sign-in/passkey", endpoint="sign_in_passkey")(limited_entries(by_passkey))
    pages.post("/sign-in/passkey", endpoint="signing_in_passkey")(limited_entries(coming_by_passkey))
    pages.get("/sign-in/face", endpoint="sign_in_face")(by_face)
    pages.post("/sign-in/face", endpoint="signing_in_face")(limited_proofs(limited_guesses_of_login(coming_by_face)))


def _page(way: str, form: Form, **more: Any) -> Response:
    return show(f"account/sign_in_{way}.html", form, way=way, door=door(), **more)


def _public() -> bool:
    return bool(choice("public_computer"))


# ------------------------------------------------------------------ a code by SMS (ID-07)


@needs("sign in")
def by_code() -> Response:
    """First the mobile."""
    return _code(Form(), None)


def _code(form: Form, sent: Any) -> Response:
    return _page("code", form, sent=sent, **question(not sent and rule("sign_in/captcha")["codes"]))


@needs("sign in")
def coming_by_code() -> Response:
    """Send a code, or come in with it."""
    sent = None
    if choice("do") == "words":
        return _code(Form(typed()), None)
    try:
        if choice("do") == "send":
            check_question(rule("sign_in/captcha")["codes"])
            sent = asked("sign_in", exchange(filled(identity.SendSignInCode, "mobile", **asker())))
            return _code(Form(typed()), sent)
        sent = GIVING
        told = {"public_computer": _public(), "source": where_from(), **ticket("sign_in")}
        return arrived(session.enter(filled(identity.SignInByCode, "mobile", "code", **told)))
    except Refused as refusal:
        return _code(refused(refusal), step_after(refusal, sent))


# ------------------------------------------------------------------ a QR code (ID-08)


@needs("sign in")
def by_qr() -> Response:
    """A code for a telephone."""
    shown = ask("identity", identity.ShowQr(where_from()))
    return _page("qr", Form(shown), qr=_qr(shown["ticket"]), seconds=shown["seconds"])


def _qr(ticket: str) -> str:
    address = f"{edge().settings.service_urls.get('public', '')}/qr/{ticket}"
    return qr_of(address, scale=4)


@needs("sign in")
def coming_by_qr() -> Response:
    """Whether the telephone has said yes."""
    try:
        told = {"public_computer": _public(), "source": where_from()}
        entered = session.enter(filled(identity.SignInByQr, "poll", **told))
    except Refused as refusal:
        return _page("qr", refused(refusal), qr="", seconds=0)
    if entered["state"] == "signed_in":
        return arrived(entered)
    return _page("qr", Form(typed()), qr=_qr(choice("ticket")), seconds=0, waiting=True)


@needs("confirm a sign-in")
def look_at_qr(ticket: str) -> str:
    """What a scanned code is for."""
    return render_template("account/qr.html", form=Form(), asked=ask("identity", identity.GetQr(ticket)), answered="")


@needs("confirm a sign-in")
def answer_qr(ticket: str) -> str:
    """Let the page in, or not."""
    agreed = choice("do") == "yes"
    carry_out("identity", identity.AnswerQr(agreed, ticket))
    return render_template("account/qr.html", form=Form(), asked=None, answered="yes" if agreed else "no")


# ------------------------------------------------------------------ a passkey (ID-19)


@needs("sign in")
def by_passkey() -> Response:
    """What the browser signs."""
    return _passkey(Form())


def _passkey(form: Form) -> Response:
    made = ask("identity", identity.PasskeySignInOptions())
    return _page("passkey", form, options=orjson.dumps(made["options"]).decode(), asked=made["asked"])


@needs("sign in")
def coming_by_passkey() -> Response:
    """What it has signed."""
    try:
        told = {"credential": credential(), "public_computer": _public(), "source": where_from()}
        return arrived(session.enter(filled(identity.SignInByPasskey, "asked", **told)))
    except Refused as refusal:
        return _passkey(refused(refusal))


def credential() -> dict[str, Any]:
    """What the browser has made or signed, as the page's script wrote it into the form. Raises Invalid."""
    try:
        found = orjson.loads(request.form.get("credential", ""))
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(errors={"credential": ["没有收到通行密钥，请重试，或改用其他方式登录。"]})
    return found


# ------------------------------------------------------------------ a face (ID-21)


@needs("sign in")
def by_face() -> Response:
    """A picture, taken now."""
    return _page("face", Form())


@needs("sign in")
def coming_by_face() -> Response:
    """Whether it is the one."""
    try:
        told = {"image": picture(), "public_computer": _public(), "source": where_from()}
        with place():
            return arrived(session.enter(filled(identity.SignInByFace, "login", **told)))
    except Refused as refusal:
        return _page("face", refused(refusal))
