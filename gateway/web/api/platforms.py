"""Signing in by face (ID-21) and through other platforms 授权登录 (ID-22)."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out, exchange
from gateway.web.api.routes import Routes
from gateway.web.arrival import where_from
from gateway.web.bodies import body_of
from gateway.web.crowd import place
from gateway.web.limits import limited_entries, limited_guesses_of_account, limited_guesses_of_login, limited_proofs
from services.identity import contract as identity

routes = Routes("platforms", __name__, description="Signing in by face and through other platforms")


@routes.asks("/sign-in/by-face", "sign in", body_of(identity.SignInByFace, "source"))
@limited_proofs
@limited_guesses_of_login
def sign_in_by_face(body: dict[str, Any]) -> Any:
    """ID-21: tokens for a live picture of the face of somebody who has proved it before."""
    with place():
        return exchange(identity.SignInByFace(**body, source=where_from()))


@routes.reads("/sign-in/platforms", "sign in")
def platforms() -> Any:
    """Which platforms the city offers; signed in, also which of them one's account is linked with."""
    return ask("identity", identity.GetPlatforms())


@routes.asks("/sign-in/platforms", "sign in", body_of(identity.StartPlatformSignIn))
@limited_entries
def start(body: dict[str, Any]) -> Any:
    """ID-22: where to send the browser, and the `state` that it comes back with."""
    return exchange(identity.StartPlatformSignIn(**body))


@routes.asks("/sign-in/platforms/return", "sign in", body_of(identity.FinishPlatformSignIn, "source"))
@limited_entries
def come_back(body: dict[str, Any]) -> Any:
    """Tokens where it is linked; the first time what would be passed on, to be agreed to."""
    return exchange(identity.FinishPlatformSignIn(**body, source=where_from()))


@routes.asks("/sign-in/platforms/links", "sign in", body_of(identity.LinkPlatform, "source"))
@limited_entries
def link(body: dict[str, Any]) -> Any:
    """Agree, show one's face (a person), and be signed in from now on."""
    return exchange(identity.LinkPlatform(**body, source=where_from()))


@routes.acts(
    "/me/platforms/<platform>/end", "keep own sessions", body_of(identity.UnlinkPlatform, "platform", "session_id")
)
@limited_guesses_of_account
def unlink(body: dict[str, Any], platform: str) -> Any:
    """End the link of one's account with a platform; the password is asked for where the caller did not sign in of
    late."""
    return carry_out("identity", identity.UnlinkPlatform(platform, session_id=caller().session, **body))
