"""Access tokens that anyone can check with a public key, and refresh tokens that only identity can make.

Neither is ever stored: both follow from the session and the keys, so a repeated command gets good ones again (K2).
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt

from services.identity import contract as c
from services.identity.session.domain import Session
from services.identity.session.keys import KeyRing, SigningKey


class Tokens:
    """Makes tokens with the key that signs at present; checks with all of a directory's."""

    def __init__(self, directory: Path) -> None:
        self._ring = KeyRing(directory)

    def key_set(self) -> dict[str, Any]:
        """The public keys as a JWK set, one that does not sign yet among them."""
        return {"keys": [key.public for key in self._ring.keys]}

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
        key = self._ring.signing
        return jwt.encode(claims, key.private, "EdDSA", {"kid": key.public["kid"]})

    def refresh_token(self, session_id: str, generation: int) -> str:
        """`<session>.<generation>.<authentication>`: good once."""
        place = f"{session_id}.{generation}"
        return f"{place}.{_authentication(place, self._ring.signing)}"

    def read_refresh_token(self, token: str) -> tuple[str, int]:
        """The session and generation of a token we made. Raises SessionOver."""
        place, _, given = token.rpartition(".")
        known = (_authentication(place, key).encode() for key in self._ring.keys)
        if not any(hmac.compare_digest(authentic, given.encode()) for authentic in known):
            raise c.SessionOver()
        session_id, _, generation = place.rpartition(".")
        return session_id, int(generation)


def _authentication(place: str, key: SigningKey) -> str:
    return hmac.new(key.refresh_key, place.encode(), hashlib.sha256).hexdigest()
