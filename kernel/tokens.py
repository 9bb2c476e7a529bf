"""Tokens between our own processes: signed for one service, bound to one body, good for sixty seconds."""

import hashlib
import hmac
from typing import Any

import jwt

from kernel.context import Context
from kernel.refusals import Unauthenticated

LIFETIME_SECONDS = 60
ALGORITHM = "HS256"
_NAMES = {
    "role": "role",
    "obo": "on_behalf_of",
    "channel": "channel",
    "corr": "correlation_id",
    "tp": "traceparent",
    "sid": "session",
}


def body_hash(body: bytes) -> str:
    """What ties a token to the request it came with."""
    return hashlib.sha256(body).hexdigest()


def command_hash(body: bytes, key: str) -> str:
    """What ties a command id to its body (promise K2). Keyed, because it is stored: nobody shall guess a password or a
    number back from it (K8)."""
    return hmac.digest(key.encode(), body, hashlib.sha256).hex()


def sign(context: Context, service: str, body: bytes, key: str) -> str:
    """A token with which `context` may send `body` to `service`."""
    issued = int(context.now.timestamp())
    claims: dict[str, Any] = {"aud": service, "sub": context.actor, "iat": issued, "exp": issued + LIFETIME_SECONDS}
    claims |= {short: getattr(context, name) for short, name in _NAMES.items() if getattr(context, name)}
    claims["bh"] = body_hash(body)
    if context.command_id:
        claims["cmd"] = context.command_id
    return jwt.encode(claims, key, ALGORITHM)


def verify(token: str, service: str, body: bytes, key: str, context: Context) -> Context:
    """`context` (now, city) filled with what the token says. Raises Unauthenticated."""
    try:
        claims = jwt.decode(
            token,
            key,
            [ALGORITHM],
            audience=service,
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub", "bh"]},
        )
    except jwt.InvalidTokenError as wrong:
        raise Unauthenticated() from wrong
    # The expiry is held against our own clock, which a rehearsal may have moved.
    if claims["exp"] < context.now.timestamp() or claims["bh"] != body_hash(body):
        raise Unauthenticated()
    return Context(
        now=context.now,
        city=context.city,
        actor=claims["sub"],
        command_id=claims.get("cmd"),
        command_hash=command_hash(body, key) if claims.get("cmd") else None,
        **{name: claims[short] for short, name in _NAMES.items() if short in claims},
    )
