"""Asking for the password again before a way in or a session is ended, where somebody signed in some time ago."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from gateway.web.pages.forms import refused, show
from services.identity import contract as identity

ASKS_AGAIN = (identity.SignInNotRecent, identity.WrongPassword, identity.SignInLocked)


def asking_again(act: Callable[[], Response]) -> Response:
    """What comes of it; or the page that asks for the password and sends the same again."""
    try:
        return act()
    except ASKS_AGAIN as refusal:
        return show("account/again.html", refused(refusal))
