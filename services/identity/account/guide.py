"""What somebody should know before registering: what to have ready, the terms, the city's rule for passwords."""

from functools import cache
from pathlib import Path
from typing import Any

from kernel.policy import City, Entry
from services.identity.account.advice import SAFE_USE
from services.identity.password.check import rule_in_words

TERMS = Path(__file__).parent / "terms"
FOR_WHOM = "在本市参加社会保险的人员，包括企业职工、机关事业单位人员、灵活就业人员、退休人员和领取失业保险金人员。"
REACHED = "注册成功，请使用身份证号码登录。"

FIELDS = {
    "id_number": ("身份证号码", "18位，末位可为X"),
    "name": ("姓名", "与参保档案一致"),
    "mobile": ("手机号码", "与参保档案登记的一致"),
    "computer_number": ("个人电脑号", "与参保档案一致"),
    "card_number": ("社会保障卡号", "印在卡面上，与参保档案一致；尚未领卡的不填"),
}
READY = {
    "id_number": "本人身份证",
    "mobile": "参保时登记的手机，用于核对和接收验证码",
    "computer_number": "个人电脑号",
    "card_number": "社会保障卡",
}
OPTIONAL = ("computer_number", "card_number")
"""What a city may ask beside ID number, name and mobile."""


def registration_policy(city: City, today: str) -> Entry:
    """The city's choices for registering: `computer_number`, `card_number`, `captcha`, `terms`. Raises NoPolicy."""
    return city.policy.at("sign_in/registration", today)


def asked_fields(policy: Entry) -> list[str]:
    """The fields that are compared with the archive, in the order in which they are shown."""
    return [name for name in FIELDS if name not in OPTIONAL or policy[name]]


def registration_guide(city: City, today: str) -> dict[str, Any]:
    """See `GetRegistrationGuide`. Raises NoPolicy."""
    policy = registration_policy(city, today)
    asked = asked_fields(policy)
    return {
        "for_whom": FOR_WHOM,
        "have_ready": [READY[name] for name in asked if name in READY],
        "fields": [{"name": name, "title": FIELDS[name][0], "help": FIELDS[name][1]} for name in asked],
        "terms": {"version": policy["terms"], "text": terms_text(policy["terms"])},
        "password_rule": rule_in_words(city, today),
        "captcha": policy["captcha"],
        "advice": list(SAFE_USE),
    }


@cache
def terms_text(version: str) -> str:
    """The terms of service of a version."""
    return (TERMS / f"{version}.txt").read_text("utf-8")
