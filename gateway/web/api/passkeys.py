"""Passkeys (ID-19): the JSON is that of the browser's `PublicKeyCredential`."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out, exchange
from gateway.web.api.routes import Routes
from gateway.web.arrival import where_from
from gateway.web.bodies import body_of
from gateway.web.limits import limited_entries, limited_guesses_of_account
from services.identity import contract as identity

routes = Routes("passkeys", __name__, description="Passkeys")


@routes.asks("/sign-in/passkey/options", "sign in", body_of(identity.PasskeySignInOptions))
@limited_entries
def sign_in_options(_body: dict[str, Any]) -> Any:
    """ID-19: what `navigator.credentials.get` is given; `asked` is sent back with its answer."""
    return ask("identity", identity.PasskeySignInOptions())


@routes.asks("/sign-in/passkey", "sign in", body_of(identity.SignInByPasskey, "source"))
@limited_entries
def sign_in(body: dict[str, Any]) -> Any:
    """ID-19: tokens for what a passkey has signed."""
    return exchange(identity.SignInByPasskey(**body, source=where_from()))


@routes.reads("/me/passkeys", "know own account")
def passkeys() -> Any:
    """ID-19: the caller's passkeys."""
    return ask("identity", identity.GetPasskeys())


@routes.asks("/me/passkeys/options", "keep own sessions", body_of(identity.PasskeyOptions))
def add_options(_body: dict[str, Any]) -> Any:
    """ID-19: what `navigator.credentials.create` is given."""
    return ask("identity", identity.PasskeyOptions())


@routes.acts("/me/passkeys", "keep own sessions", body_of(identity.AddPasskey))
@limited_guesses_of_account
def add(body: dict[str, Any]) -> Any:
    """ID-19: keep what the browser has made; the password is asked for, and the caller gets a notice."""
    return carry_out("identity", identity.AddPasskey(**body))


@routes.acts(
    "/me/passkeys/<credential_id>/removal",
    "keep own sessions",
    body_of(identity.RemovePasskey, "credential_id", "session_id"),
)
@limited_guesses_of_account
def remove(body: dict[str, Any], credential_id: str) -> Any:
    """ID-19: take one away; the password is asked for where the caller did not sign in of late."""
    return carry_out("identity", identity.RemovePasskey(credential_id, session_id=caller().session, **body))
