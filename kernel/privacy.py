"""Personal data: named by a keyed hash, sealed where it is kept, masked where it is shown (promise K8).

Nothing here holds a key: the composition root passes them in.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kernel.identifiers import normalise

LEAST_KEY_LENGTH = 32
PERSON_ID_BYTES = 20
MASKS_REMEMBERED = 10_000

# ------------------------------------------------------------------ names that cannot be turned back


def person_id(id_number: str, key: str) -> str:
    """The name a person has in streams, queues, logs and addresses: "P" and 32 characters, made of the ID number.

    A keyed hash (HMAC-SHA256, 160 bits, base 32): whoever holds the key can work it out, nobody can turn it back.
    The key is never changed, since names are for ever.
    """
    return "P" + _keyed_hash(id_number, key)


def lookup_hash(value: str, key: str, purpose: str) -> str:
    """A keyed hash to find a sealed value by, such as a mobile number. Hashes for two purposes cannot be matched."""
    return _keyed_hash(f"{purpose}:{value}", key)


def _keyed_hash(value: str, key: str) -> str:
    if len(key) < LEAST_KEY_LENGTH:
        raise ValueError(f"the key has fewer than {LEAST_KEY_LENGTH} characters")
    digest = hmac.digest(key.encode(), normalise(value).encode(), hashlib.sha256)
    return base64.b32encode(digest[:PERSON_ID_BYTES]).decode()


# ------------------------------------------------------------------ sealing


class Unreadable(Exception):
    """A sealed text that none of the keys opens: sealed by someone else, damaged, or its key was destroyed."""


class Sealer:
    """Authenticated encryption of single fields. Seals with the first key, opens with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])
        # Opening a name takes a tenth of the time of finding the page's document; only the mask is kept in memory.
        self.masked = lru_cache(MASKS_REMEMBERED)(self._masked)

    def seal(self, text: str) -> str:
        """The text as a token that only these keys open; another token each time."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """The text of a token. Raises Unreadable."""
        return self.open_bytes(token.encode()).decode()

    def _masked(self, kind: "MaskKind", token: str) -> str:
        """`masked(kind, token)`: a sealed text as `mask` shows it. Raises Unreadable."""
        return mask(kind, self.open(token))

    def seal_bytes(self, content: bytes) -> bytes:
        """The same for a file."""
        return self._keys.encrypt(content)

    def open_bytes(self, token: bytes) -> bytes:
        """The content of a sealed file. Raises Unreadable."""
        try:
            return self._keys.decrypt(token)
        except InvalidToken:
            raise Unreadable from None

    def rotate(self, token: str) -> str:
        """The same text sealed with the first key, so that an older key can be retired. Raises Unreadable."""
        try:
            return self._keys.rotate(token.encode()).decode()
        except InvalidToken:
            raise Unreadable from None


def new_key() -> str:
    """A new key for a Sealer. What was sealed with a key of its own becomes unreadable when that key is destroyed."""
    return Fernet.generate_key().decode()


# ------------------------------------------------------------------ masks

MaskKind = Literal["id", "id_strict", "phone", "bank", "name"]


def mask(kind: MaskKind, value: str) -> str:
    """A value as it is shown to those who need not see all of it, 脱敏 (handbook 1.6).

    "id" keeps 6 + 4, "id_strict" (public or shared screens) 1 + 1, "phone" 3 + 4, "bank" the last 4, "name" the first
    character and of longer names the last. A value with nothing left to hide is hidden whole.
    """
    return MASKS[kind](value)


def _keep(first: int, last: int) -> Callable[[str], str]:
    def masked(value: str) -> str:
        hidden = len(value) - first - last
        if hidden <= 0:
            return "*" * len(value)
        return value[:first] + "*" * hidden + value[len(value) - last :]

    return masked


def _mask_name(name: str) -> str:
    return _keep(1, 0)(name) if len(name) <= 2 else _keep(1, 1)(name)


MASKS: dict[MaskKind, Callable[[str], str]] = {
    "id": _keep(6, 4),
    "id_strict": _keep(1, 1),
    "phone": _keep(3, 4),
    "bank": _keep(0, 4),
    "name": _mask_name,
}
