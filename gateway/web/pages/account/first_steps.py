"""What is to be done before anything else: a new password, the details (ID-05)."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from gateway.web import session
from gateway.web.acting import caller, carry_out
from gateway.web.limits import limited_guesses_of_account
from gateway.web.pages.account.forgotten import password_rule
from gateway.web.pages.forms import Form, choice, optional, see, show, submitted
from gateway.web.rights import needs
from services.identity import contract as identity


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/first-steps")(first_steps)
    pages.post("/first-steps/password")(limited_guesses_of_account(new_password))
    pages.post("/first-steps/details")(details)


@needs("change own password")
def first_steps() -> Response | str:
    """The next step, or home when all is done."""
    open_ = caller().duties
    if "password" in open_:
        return show("account/first_password.html", Form(), rule=password_rule())
    if "details" in open_:
        return show("account/first_details.html", Form())
    return see("front")


@needs("change own password")
def new_password() -> Response:
    """ID-05, ID-11."""

    def act() -> Response:
        old, new, again = (request.form.get(name, "") for name in ("old_password", "password", "password_again"))
        carry_out("identity", identity.ChangePassword(old, new, again, caller().session))
        session.renew()
        return see("first_steps")

    return submitted("account/first_password.html", act, rule=password_rule())


@needs("complete own details")
def details() -> Response:
    """ID-05."""

    def act() -> Response:
        carry_out("identity", identity.CompleteDetails(choice("address"), optional("email")))
        session.renew()
        return see("first_steps")

    return submitted("account/first_details.html", act)
