"""Signing in with a code by SMS."""

from typing import Any

from gateway.web.acting import exchange
from gateway.web.api.asking import body_with_captcha, check_captcha_of_codes
from gateway.web.api.routes import Routes
from gateway.web.arrival import ASKER, asker, where_from
from gateway.web.bodies import body_of
from gateway.web.limits import limited_codes, limited_entries, limited_guesses_of_mobile
from services.identity import contract as identity

routes = Routes("codes", __name__, description="One-time codes by SMS")


@routes.asks("/sign-in/codes", "sign in", body_with_captcha(identity.SendSignInCode, *ASKER))
@limited_codes
def send_sign_in_code(body: dict[str, Any]) -> Any:
    """ID-07: a code to a mobile that is bound to an account; the answer is the same for one that is not. Its ticket is
    given back with the code. Where the city asks for it, with the answered question from /captcha."""
    check_captcha_of_codes(body)
    return exchange(identity.SendSignInCode(**body, **asker()))


@routes.asks("/sign-in/by-code", "sign in", body_of(identity.SignInByCode, "source"))
@limited_entries
@limited_guesses_of_mobile
def sign_in_by_code(body: dict[str, Any]) -> Any:
    """ID-07: tokens for the code that the mobile was sent, with the ticket of that asking."""
    return exchange(identity.SignInByCode(**body, source=where_from()))
