"""Who asks: told by an access token that identity signed, checked here without asking anyone."""

import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jwt

from kernel.clock import Clock
from kernel.refusals import Unauthenticated, Unavailable
from services.identity import contract as identity

NOBODY = "nobody"
OFFICERS = ("clerk", "reviewer", "admin")
TOKENS_REMEMBERED = 4096
FETCH_SECONDS = 5.0
"""Keys are asked for no more often than this, however many tokens name a key that does not exist."""
KNOWN_SECONDS = 25.0
"""Keys are asked for again after this, so that a new one is known before the first token is signed with it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What lets an account act for another person (ID-16): its id, the matters it is bounded to, agent or guardian."""

    delegation_id: str
    matters: frozenset[str]
    kind: str = "agent"


@dataclass(frozen=True, slots=True)
class Caller:
    """An account in one of its roles; without a token nobody in particular."""

    account: str = "anonymous"
    role: str = NOBODY
    on_behalf_of: str = ""
    """The person or the unit that the account acts for; empty for officers."""
    channel: str = "api"
    session: str = field(default="", compare=False)
    duties: tuple[str, ...] = ()
    """What the account must do before anything else, by code (see gateway/web/duties.py)."""
    roles: tuple[str, ...] = ()
    """All roles of the account; of a unit's agent the second is the duty (ID-14)."""
    authority: Authority | None = None
    """Where a person acts for another, who then is `on_behalf_of`."""
    level: int = 0
    """The real-name level (0 to 3) when the token was made."""

    @property
    def signed_in(self) -> bool:
        """Whether there is an account at all."""
        return self.role != NOBODY


def account_of(token: str) -> str:
    """Whose it was: of a token that a cookie of ours has kept, whatever has become of it."""
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])


class Tokens:
    """Checks access tokens with identity's public keys, fetched when a key is not known yet; `revoked` holds the ids of
    sessions that have ended."""

    def __init__(
        self, fetch_keys: Callable[[], Mapping[str, Any]], clock: Clock, revoked: Container[str] = frozenset()
    ) -> None:
        self._fetch = fetch_keys
        self._clock = clock
        self._revoked = revoked
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = float("-inf")
        # A signature takes longer to check than a document to read: each token is checked once.
        self._signed = lru_cache(TOKENS_REMEMBERED)(self._claims)

    def caller(self, token: str, channel: str) -> Caller:
        """Whose token it is. Raises Unauthenticated, or Unavailable while keys cannot be fetched."""
        claims = self._signed(token)
        # Held against the deployment's own clock, which a rehearsal may have moved.
        if claims["exp"] <= self._clock().timestamp() or claims["sid"] in self._revoked:
            raise Unauthenticated()
        subject = claims.get("person_id") or claims.get("unit_id") or ""
        return Caller(
            claims["sub"],
            claims["role"],
            subject,
            channel,
            claims["sid"],
            tuple(claims.get("duties", ())),
            tuple(claims.get("roles", ())),
            level=claims.get("level", 0),
        )

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            key = self._key(jwt.get_unverified_header(token).get("kid", ""))
            return jwt.decode(
                token,
                key,
                ["EdDSA"],
                audience=identity.AUDIENCE,
                issuer=identity.ISSUER,
                options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub", "sid", "role"]},
            )
        except jwt.InvalidTokenError as wrong:
            raise Unauthenticated() from wrong

    def _key(self, kid: str) -> jwt.PyJWK:
        age = time.monotonic() - self._fetched
        if age > KNOWN_SECONDS or (kid not in self._keys and age > FETCH_SECONDS):
            self._learn(needed=kid not in self._keys)
        if kid not in self._keys:
            raise Unauthenticated()
        return self._keys[kid]

    def _learn(self, needed: bool) -> None:
        try:
            found = jwt.PyJWKSet.from_dict(dict(self._fetch()))
        except Unavailable:
            if needed:
                raise
            return  # what is known already goes on being good
        self._keys = {str(key.key_id): key for key in found.keys}
        self._fetched = time.monotonic()
