"""The keys that tokens are signed with: files of one directory, shared by all processes of identity.

A new key is told to everybody at once and signs a minute later, when all have heard of it; the ones before it go on
checking until whatever they have signed has run out. So nobody is signed out by a change.
"""

import hashlib
import hmac
import os
import time
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

SETTLE_SECONDS = 60
"""From its making until a key signs. Gateways ask for the keys twice as often (gateway/web/caller.py)."""
LOOK_SECONDS = 5
KEEP_SECONDS = 24 * 60 * 60
"""How long a key checks after the next one has begun to sign: no session lives longer."""


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key; its id is a digest of the public half. `made_at` in seconds since 1970."""

    private: Ed25519PrivateKey
    made_at: float = 0.0

    @cached_property
    def public(self) -> dict[str, Any]:
        """The public half as a JWK."""
        key = OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        digest = hashlib.sha256(key["x"].encode()).hexdigest()[:16]
        return {**key, "kid": digest, "alg": "EdDSA", "use": "sig"}

    @cached_property
    def refresh_key(self) -> bytes:
        """What refresh tokens are authenticated with: derived, so that there is one secret to keep."""
        return hmac.digest(self.private.private_bytes_raw(), b"refresh tokens", hashlib.sha256)


class KeyRing:
    """The keys `1.pem`, `2.pem` … of a directory, looked at again every few seconds; the first is made at need."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._looked = float("-inf")
        self._files: list[tuple[str, float]] = []
        self._keys: list[SigningKey] = []
        self._look()

    @property
    def keys(self) -> list[SigningKey]:
        """All keys, the oldest first."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look()
        return self._keys

    @property
    def signing(self) -> SigningKey:
        """The newest key that everybody has had the time to hear of."""
        settled = [key for key in self.keys if key.made_at <= time.time() - SETTLE_SECONDS]
        return settled[-1] if settled else self.keys[0]

    def _look(self) -> None:
        if not key_files(self._directory):
            make_key(self._directory / "1.pem")
        paths = key_files(self._directory)
        files = [(path.name, path.stat().st_mtime) for path in paths]
        if files != self._files:
            self._keys, self._files = [_read(path) for path in paths], files
        self._looked = time.monotonic()


def rotate(directory: Path) -> tuple[Path, list[Path]]:
    """Make the next key, and take away those that nothing good is signed with any more: `(made, taken away)`."""
    known = key_files(directory)
    made = directory / f"{int(known[-1].stem) + 1 if known else 1}.pem"
    make_key(made)
    outworn = time.time() - SETTLE_SECONDS - KEEP_SECONDS
    gone = [path for path, following in pairwise(known) if following.stat().st_mtime < outworn]
    for path in gone:
        path.unlink()
    return made, gone


def key_files(directory: Path) -> list[Path]:
    """The files of keys, the oldest first."""
    return sorted(directory.glob("*.pem"), key=lambda path: int(path.stem))


def make_key(path: Path) -> None:
    """Write a key that only its owner may read; of processes that start at once, the first one's is everybody's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> SigningKey:
    key = pem.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return SigningKey(key, path.stat().st_mtime)
