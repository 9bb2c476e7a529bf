"""The web on a real store, with its services away: what it answers by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from jwt.algorithms import OKPAlgorithm

from deploy.local.table import SERVICES
from gateway.web import acting
from gateway.web.app import create_app
from gateway.web.caller import Tokens
from gateway.web.limits import limiter
from kernel.clock import system_clock
from kernel.config import Settings
from kernel.privacy import new_key
from services.identity import contract as identity

NOBODY_LISTENS = "http://127.0.0.1:9"
PERSON, UNIT = "PAAAA", "10001"


@dataclass(frozen=True)
class Signer:
    """Signs access tokens as identity does."""

    key: Ed25519PrivateKey

    def token(self, role: str, **claims: Any) -> str:
        now = int(datetime.now(UTC).timestamp())
        whom = {"person": {"person_id": PERSON}, "agent": {"unit_id": UNIT}}.get(role, {})
        given = {
            **{"sub": f"account-{role}", "role": role, "roles": [role], "sid": "s", "iat": now, "exp": now + 600},
            **{"level": 3, "iss": identity.ISSUER, "aud": identity.AUDIENCE, **whom},
        }
        return jwt.encode({**given, **claims}, self.key, "EdDSA", headers={"kid": "1"})

    def keys(self) -> dict[str, Any]:
        """The JWK set."""
        public = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "alg": "EdDSA", "use": "sig"}]}


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


@pytest.fixture
def settings(mongo: str, database_prefix: str) -> Settings:
    return Settings(
        mongodb_uri=mongo,
        amqp_uri="",
        city="nanjing",
        database_prefix=database_prefix,
        person_id_key="k" * 32,
        sealing_keys=(new_key(),),
        service_token_key="s" * 32,
        service_urls=dict.fromkeys(SERVICES, NOBODY_LISTENS),
        http_port=0,
        clock_file="",
        run_dir=Path(),
        log_plain=True,
    )


@pytest.fixture
def app(settings: Settings, signer: Signer) -> Iterator[Flask]:
    """The application; its keys come from the signer, all else as in production."""
    made = create_app(settings)
    edge = made.extensions["edge"]
    acting.install(made, replace(edge, tokens=Tokens(signer.keys, system_clock)))
    yield made
    edge.looks.end()
    edge.views.database.client.close()
    limiter.storage.storage.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, signer: Signer) -> Callable[[str], FlaskClient]:
    """A browser that is signed in as a role (to pages by its cookie), with a form token `csrf`."""

    def sign_in(role: str) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["csrf"] = "csrf"
            if role != "nobody":
                session["access"], session["refresh"] = signer.token(role), "refresh"
        return browser

    return sign_in
