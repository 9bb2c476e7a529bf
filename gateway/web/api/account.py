"""Signing in, and who one is."""

from typing import Any

from gateway.web.acting import ask, caller, exchange
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from gateway.web.limits import SIGN_IN, limiter
from services.identity import contract as identity

routes = Routes("account", __name__, description="Accounts and tokens")


@routes.asks("/sign-in", "sign in", body_of(identity.SignIn))
@limiter.limit(SIGN_IN)
def sign_in(body: dict[str, Any]) -> Any:
    """An access token for `Authorization: Bearer`, and a refresh token."""
    return exchange(identity.SignIn(**body))


@routes.asks("/sign-in/refresh", "sign in", body_of(identity.Refresh))
@limiter.limit(SIGN_IN)
def refresh(body: dict[str, Any]) -> Any:
    """A new pair of tokens for a refresh token, once."""
    return exchange(identity.Refresh(**body))


@routes.asks("/sign-out", "sign in", body_of(identity.SignOut))
def sign_out(body: dict[str, Any]) -> Any:
    """End the session of a refresh token."""
    return exchange(identity.SignOut(**body))


@routes.reads("/me", "know oneself")
def me() -> Any:
    """The caller's own account, names masked."""
    return ask("identity", identity.GetAccount()) | {"role": caller().role}
