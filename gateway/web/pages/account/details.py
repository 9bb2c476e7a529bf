"""One's own details: shown whole for once (ID-17), looked over and found right (ID-23), and the security question where
the city has one (ID-12)."""

from typing import Any

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from gateway.web.acting import caller, carry_out
from gateway.web.limits import limited_guesses_of_account
from gateway.web.pages.account.question import rule
from gateway.web.pages.forms import Form, filled, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import NotFound, Refused
from services.identity import contract as identity

SHOWN = {"name": "姓名", "id_number": "身份证号码", "mobile": "手机号码", "bank_account": "银行账户"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.post("/me/account/whole", endpoint="whole_details")(whole)
    pages.post("/me/account/confirmation", endpoint="confirm_details")(confirm)
    pages.get("/me/account/question", endpoint="security_question")(question)
    pages.post("/me/account/question", endpoint="set_security_question")(limited_guesses_of_account(set_question))


@needs("see own looks")
def whole() -> Response:
    """What is masked elsewhere; the page is kept by nobody, and looking is written down."""
    command = identity.Unmask(caller().on_behalf_of, list(SHOWN))  # type: ignore[arg-type]
    told: dict[str, Any] = carry_out("identity", command)["result"]
    return show(
        "account/whole.html", Form(), pairs=[(title, told.get(name) or "未登记") for name, title in SHOWN.items()]
    )


@needs("keep own account")
def confirm() -> Response:
    """They are right."""
    carry_out("identity", identity.ConfirmDetails())
    flash("已记录：您的手机号和银行账户核对无误。", "good")
    return see("security")


@needs("keep own account")
def question() -> Response:
    """Which question, and its answer. Raises NotFound where the city has none."""
    return _question(Form())


def _question(form: Form) -> Response:
    if not rule("sign_in/recovery")["question"]:
        raise NotFound()
    return show("account/security_question.html", form, questions=identity.QUESTIONS.items())


@needs("keep own account")
def set_question() -> Response:
    """From now on it helps with a forgotten password, beside a second factor."""
    try:
        carry_out("identity", filled(identity.SetSecurityQuestion, "question", "answer", "password"))
    except Refused as refusal:
        return _question(refused(refusal))
    flash("密码提示问题已设置。", "good")
    return see("security")
