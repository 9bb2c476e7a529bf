"""Passwords that somebody has to be told: nobody chooses them, every city's rule takes them, they must be changed first
of all, and are good for some hours."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from kernel.calendar import add_minutes
from kernel.context import Context
from services.identity.identity import Identity
from services.identity.password.hashing import hash_password

LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"
"""Without what is mistaken for something else when it is typed from paper or a screen."""
GROUPS = (LETTERS, LETTERS, DIGITS)


@dataclass(frozen=True)
class FirstPassword:
    """What is told, once; its hash, and until when it signs in (UTC)."""

    text: str
    hash: str
    good_until: str


def first_password(service: Identity, context: Context) -> FirstPassword:
    """For the command of `context`: the same where it is sent again."""
    text = initial_password(context, service.settings.service_token_key)
    return FirstPassword(text, hash_password(text), add_minutes(context.instant, hours_of_first(service, context) * 60))


def hours_of_first(service: Identity, context: Context) -> int:
    """The city's policy `sign_in/first_password`."""
    return int(service.city.policy.at("sign_in/first_password", context.today)["hours"])


def initial_password(context: Context, key: str) -> str:
    """Twelve characters in three groups, some 50 bits. Worked out from the command and a key, so that the command,
    sent again, is answered the same although the password is stored nowhere (promise K2)."""
    drawn = iter(hmac.digest(key.encode(), f"initial password {context.command_id}".encode(), hashlib.sha256))
    return "-".join("".join(letters[next(drawn) % len(letters)] for _ in range(4)) for letters in GROUPS)


def with_password(reply: dict[str, Any], text: str) -> dict[str, Any]:
    """The reply as it is told; what is stored of it holds no password."""
    return {**reply, "result": {**reply["result"], "password": text}}
