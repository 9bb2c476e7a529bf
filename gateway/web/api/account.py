"""Signing in, and who one is."""

import secrets
from typing import Any

from gateway.web.acting import ask, caller, edge
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from gateway.web.limits import SIGN_IN, limiter
from services.identity import contract as identity

routes = Routes("account", __name__, description="Accounts and tokens")


@routes.asks("/sign-in", "sign in", body_of(identity.SignIn))
@limiter.limit(SIGN_IN)
def sign_in(body: dict[str, Any]) -> Any:
    """An access token for `Authorization: Bearer`, and a refresh token."""
    return _exchange(identity.SignIn(**body))


@routes.asks("/sign-in/refresh", "sign in", body_of(identity.Refresh))
@limiter.limit(SIGN_IN)
def refresh(body: dict[str, Any]) -> Any:
    """A new pair of tokens for a refresh token, once."""
    return _exchange(identity.Refresh(**body))


@routes.asks("/sign-out", "sign in", body_of(identity.SignOut))
def sign_out(body: dict[str, Any]) -> Any:
    """End the session of a refresh token."""
    return _exchange(identity.SignOut(**body))


@routes.asks("/accounts", "sign in", body_of(identity.RegisterPerson))
@limiter.limit(SIGN_IN)
def register_person(body: dict[str, Any]) -> Any:
    """Open an account for an insured person; the details must be those of the archive."""
    return _exchange(identity.RegisterPerson(**body))


@routes.reads("/me", "know oneself")
def me() -> Any:
    """The caller's own account, names masked."""
    return ask("identity", identity.GetAccount()) | {"role": caller().role}


def _exchange(command: Any) -> Any:
    """Secrets go to and fro without a key: an answer that holds tokens is never given twice."""
    return edge().services.command("identity", command, caller(), secrets.token_hex(16))["result"]
