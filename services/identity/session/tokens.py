"""Access tokens that anyone can check with a public key, and refresh tokens that only identity can make.

Neither is ever stored: both follow from the session and the keys, so a repeated command gets the same ones (K2).
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from services.identity import contract as c
from services.identity.session.domain import Session


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key; its id is a digest of the public half."""

    private: Ed25519PrivateKey

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


class Tokens:
    """Makes tokens with the newest key of a directory; checks with all of them, so that keys can be changed.

    The directory is shared by the processes of identity. Its first key is made by whoever comes first.
    """

    def __init__(self, directory: Path) -> None:
        self.keys = [_read(path) for path in sorted(directory.glob("*.pem"))] or [_make(directory / "1.pem")]

    def key_set(self) -> dict[str, Any]:
        """The public keys as a JWK set."""
        return {"keys": [key.public for key in self.keys]}

    def access_token(self, session: Session, more: Mapping[str, Any]) -> str:
        """A token for the session's account, good for five minutes from its last sign of life; `more` are claims."""
        issued = int(datetime.fromisoformat(session.at).timestamp())
        claims = {
            "iss": c.ISSUER,
            "aud": c.AUDIENCE,
            "sub": session.account_id,
            "sid": session.session_id,
            "role": session.roles[0],
            "roles": list(session.roles),
            "amr": list(session.means),
            "iat": issued,
            "exp": issued + c.ACCESS_TOKEN_SECONDS,
        }
        owner = {"person_id": session.person_id, "unit_id": session.unit_id}
        claims |= {name: value for name, value in owner.items() if value} | dict(more)
        key = self.keys[-1]
        return jwt.encode(claims, key.private, "EdDSA", {"kid": key.public["kid"]})

    def refresh_token(self, session_id: str, generation: int) -> str:
        """`<session>.<generation>.<authentication>`: good once."""
        place = f"{session_id}.{generation}"
        return f"{place}.{_authentication(place, self.keys[-1])}"

    def read_refresh_token(self, token: str) -> tuple[str, int]:
        """The session and generation of a token we made. Raises SessionOver."""
        place, _, given = token.rpartition(".")
        if not any(hmac.compare_digest(_authentication(place, key).encode(), given.encode()) for key in self.keys):
            raise c.SessionOver()
        session_id, _, generation = place.rpartition(".")
        return session_id, int(generation)


def _authentication(place: str, key: SigningKey) -> str:
    return hmac.new(key.refresh_key, place.encode(), hashlib.sha256).hexdigest()


def _read(path: Path) -> SigningKey:
    key = pem.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return SigningKey(key)


def _make(path: Path) -> SigningKey:
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
    return _read(path)
