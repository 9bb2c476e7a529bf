"""Questions for people before what a program might try a thousand times: the schema's part and the check."""

import secrets
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from gateway.web.acting import caller, edge, submission_key
from gateway.web.bodies import body_of
from kernel.clock import business_date
from kernel.refusals import Refused
from kernel.schema import SENTENCES


class CaptchaNeeded(Refused):
    """The city asks for an answered question here."""

    code = "captcha_needed"
    sentence = "请先填写验证码再提交。看不清图片的，可以改用文字题。"
    fields = ("captcha",)


class CaptchaSchema(ma.Schema):
    """The token of a question from /captcha, and its answer."""

    token = fields.String(required=True, validate=validate.Length(max=1000), error_messages=SENTENCES)
    answer = fields.String(required=True, validate=validate.Length(max=20), error_messages=SENTENCES)


def body_with_captcha(message: type, *given: str, required: bool = False) -> ma.Schema:
    """The schema of a message, see `body_of`, with `captcha` beside its fields."""
    needed: dict[str, Any] = {"required": True} if required else {"load_default": None}
    asked = fields.Nested(CaptchaSchema, **needed, error_messages=SENTENCES)
    return type(body_of(message, *given)).from_dict({"captcha": asked}, name=f"{message.__name__}WithCaptcha")()


def check_captcha(body: dict[str, Any], wanted: bool = True) -> None:
    """Take the answered question out of `body` and check it. Raises CaptchaNeeded, CaptchaWrong."""
    asked = body.pop("captcha", None)
    if not wanted:
        return
    if asked is None:
        raise CaptchaNeeded()
    # Who has not signed in names the key of a submission alone: it must not let one answer open many doors.
    submission = submission_key() if caller().signed_in else secrets.token_hex(16)
    edge().captchas.check(asked["token"], asked["answer"], submission)


def check_captcha_of_codes(body: dict[str, Any]) -> None:
    """The same before an SMS is sent for somebody who has not signed in, where the city says so."""
    rule = edge().city.policy.at("sign_in/captcha", business_date(edge().settings.clock()))
    check_captcha(body, rule["codes"])
