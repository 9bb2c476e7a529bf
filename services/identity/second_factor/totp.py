"""Codes of an authenticator app (RFC 6238): SHA-1, six digits, half a minute each, as every app knows them."""

import base64
import hmac
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, SECONDS = 6, 30
SECRET_BYTES = 20
DRIFT = (0, -1, 1)
"""A code of the half minute before or after is taken: clocks differ, and typing takes time."""


def step_of(code: str, secret: str, instant: str) -> int | None:
    """The number of the half minute (since 1970) whose code this is, near `instant`; None: of none of them."""
    typed = "".join(code.split()).encode()
    now = int(datetime.fromisoformat(instant).timestamp()) // SECONDS
    totp = _totp(secret)
    return next((now + d for d in DRIFT if hmac.compare_digest(totp.generate((now + d) * SECONDS), typed)), None)


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)
