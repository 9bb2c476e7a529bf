"""A question for people on a page: asked as an image or in words, and checked."""

import secrets
from base64 import b64encode
from typing import Any

from gateway.web.acting import edge
from gateway.web.pages.forms import choice
from kernel.clock import business_date


def question(wanted: bool) -> dict[str, Any]:
    """What the captcha component shows: `{captcha, image}`; in words where that was asked for."""
    if not wanted:
        return {"captcha": None, "image": ""}
    asked = edge().captchas.ask("words" if choice("do") == "words" else "image")
    return {"captcha": asked, "image": b64encode(asked.image).decode()}


def check_question(wanted: bool) -> None:
    """Raises CaptchaWrong."""
    if wanted:
        edge().captchas.check(choice("token"), choice("captcha"), secrets.token_hex(16))


def rule(series: str) -> Any:
    """The city's policy of this series today."""
    return edge().city.policy.at(series, business_date(edge().settings.clock()))
