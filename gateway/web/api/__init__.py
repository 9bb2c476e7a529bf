"""The JSON API under /api/v1, described by its own OpenAPI 3.1 document."""

from functools import cache
from typing import Any

import orjson
from flask import Flask, Response
from flask_smorest import Api

from gateway.web.api import (
    account,
    appointments,
    at_window,
    cases,
    charts,
    codes,
    delegations,
    inbox,
    ledger,
    looks,
    lookups,
    officer,
    own_account,
    own_payments,
    passkeys,
    person,
    photos,
    platforms,
    proofs,
    public,
    qr,
    received,
    registration,
    residents,
    second_factor,
    sign_in,
    unit,
    unit_accounts,
    wards,
)
from gateway.web.rights import needs

VERSION = "v1"
PREFIX = f"/api/{VERSION}"
PARTS = (
    public,
    qr,
    registration,
    second_factor,
    sign_in,
    account,
    own_account,
    appointments,
    codes,
    photos,
    platforms,
    proofs,
    passkeys,
    person,
    own_payments,
    residents,
    unit,
    unit_accounts,
    cases,
    ledger,
    inbox,
    officer,
    at_window,
    lookups,
    received,
    charts,
    wards,
    looks,
    delegations,
)
CONFIG = {
    "API_TITLE": "社会保险网上服务接口",
    "API_VERSION": VERSION,
    "OPENAPI_VERSION": "3.1.0",
    # The document is served by a route of ours, which the table of rights knows.
    "OPENAPI_URL_PREFIX": None,
}


def register(app: Flask) -> None:
    """Add all routes to the application, and the document that describes them."""
    api = Api(app)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for part in PARTS:
        api.register_blueprint(part.routes, url_prefix=PREFIX)

    @cache
    def document() -> bytes:
        return orjson.dumps(_anchored(api.spec.to_dict()))

    @app.get(f"{PREFIX}/openapi.json")
    @needs("look around")
    def openapi() -> Response:
        return Response(document(), content_type="application/json")


def _anchored(described: Any) -> Any:
    """Patterns as JSON Schema has them: it searches within a text, and knows no `\\Z`."""
    if isinstance(described, list):
        return [_anchored(one) for one in described]
    if not isinstance(described, dict):
        return described
    anchored = {name: _anchored(value) for name, value in described.items()}
    if isinstance(pattern := anchored.get("pattern"), str):
        anchored["pattern"] = "^" + pattern.removesuffix(r"\Z") + "$"
    return anchored
