"""What comes to people's telephones, as the sandbox shows it."""

import requests

from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform


def texts_to(platform: Platform, mobile: str) -> list[str]:
    """Every SMS that has come to a mobile, newest first."""
    found = requests.get(f"{platform.sandbox}/sms/messages", params={"mobile": mobile}, timeout=5).json()
    return [message["text"] for message in found["messages"]]


def code_to(platform: Platform, mobile: str, purpose: str) -> str:
    """The newest code for a purpose (in its Chinese words), once it has come."""

    def newest() -> str | None:
        return next((text for text in texts_to(platform, mobile) if f"用于{purpose}" in text), None)

    return until(newest, f"a code to {mobile}").partition("验证码")[2][:6]


def ticket_to(api: Api, path: str, **told: str) -> str:
    """The ticket that asking for a code is answered with, the question before it being answered."""
    return str(api.answered(path, told).ok["ticket"])
