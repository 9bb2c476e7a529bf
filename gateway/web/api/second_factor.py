"""The second factor: codes of an authenticator app (ID-15)."""

from typing import Any

import segno

from gateway.web.acting import ask, caller, carry_out, exchange
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from gateway.web.limits import limited_second_factors
from services.identity import contract as identity

routes = Routes("second_factor", __name__, description="The second factor of a sign-in")


@routes.reads("/me/second-factor", "know oneself")
def second_factor() -> Any:
    """Whether the caller has enrolled an authenticator app."""
    return ask("identity", identity.GetSecondFactor())


@routes.asks("/me/second-factor/secret", "do a duty", body_of(identity.PrepareSecondFactor))
@limited_second_factors
def prepare(body: dict[str, Any]) -> Any:
    """ID-15: a new secret for the caller's app: as text, as an address, and as a QR code. Asks for the password."""
    made = exchange(identity.PrepareSecondFactor(**body))
    return made | {"qr": segno.make(made["uri"], error="m").svg_data_uri(scale=4)}


@routes.asks("/me/second-factor/codes", "do a duty", body_of(identity.GiveSecondFactor, "session_id"))
@limited_second_factors
def give(body: dict[str, Any]) -> Any:
    """ID-15: a code of the caller's app; the first one enrols it. New tokens, which are good for everything."""
    return exchange(identity.GiveSecondFactor(caller().session, **body))


@routes.acts(
    "/accounts/<account_id>/second-factor/removal",
    "keep accounts",
    body_of(identity.AskFactorRemoval, "account_id"),
)
def ask_removal(body: dict[str, Any], account_id: str) -> Any:
    """ID-15: a security administrator asks that what somebody has lost be taken away; good for that day."""
    return carry_out("identity", identity.AskFactorRemoval(account_id, **body))


@routes.acts(
    "/accounts/<account_id>/second-factor/removal/confirmation",
    "take a second factor away",
    body_of(identity.RemoveSecondFactor, "account_id"),
)
def remove(body: dict[str, Any], account_id: str) -> Any:
    """ID-15: another administrator, with its owner at the desk, takes it away; the owner's sessions end."""
    return carry_out("identity", identity.RemoveSecondFactor(account_id, **body))
