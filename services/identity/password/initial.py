"""Passwords that somebody else has to be told: every city's rule takes them, and they must be changed first of all."""

import hashlib
import hmac

from kernel.context import Context

LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"
"""Without what is mistaken for something else when it is typed from paper or a screen."""
GROUPS = (LETTERS, LETTERS, DIGITS)


def initial_password(context: Context, key: str) -> str:
    """Twelve characters in three groups, some 50 bits. Worked out from the command and a key, so that the command,
    sent again, is answered the same although the password is stored nowhere (promise K2)."""
    drawn = iter(hmac.digest(key.encode(), f"initial password {context.command_id}".encode(), hashlib.sha256))
    return "-".join("".join(letters[next(drawn) % len(letters)] for _ in range(4)) for letters in GROUPS)
