"""Signing in and out, and the sessions that are open."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out, edge, exchange
from gateway.web.api.asking import body_with_captcha, check_captcha
from gateway.web.api.routes import Routes
from gateway.web.arrival import where_from
from gateway.web.bodies import body_of
from gateway.web.limits import limited_entries, limited_guesses_of_account, limited_renewals
from gateway.web.session import id_of_exchange
from kernel.clock import business_date
from services.identity import contract as identity

routes = Routes("sign_in", __name__, description="Signing in and out, and sessions")


@routes.asks("/sign-in", "sign in", body_with_captcha(identity.SignIn, "source"))
@limited_entries
def sign_in(body: dict[str, Any]) -> Any:
    """ID-06: an access token for `Authorization: Bearer`, and a refresh token. Where the city always asks for it, with
    the answered question from /captcha."""
    rule = edge().city.policy.at("sign_in/captcha", business_date(edge().settings.clock()))
    check_captcha(body, rule["always"])
    return exchange(identity.SignIn(**body, source=where_from()))


@routes.asks("/sign-in/refresh", "sign in", body_of(identity.Refresh, "seen_at"))
@limited_renewals
def refresh(body: dict[str, Any]) -> Any:
    """A new pair of tokens for a refresh token, once. One that comes again ends the session, unless the same client
    repeats itself within half a minute."""
    asked = identity.Refresh(**body)
    return edge().services.command("identity", asked, caller(), id_of_exchange(asked.refresh_token))["result"]


@routes.asks("/sign-out", "sign in", body_of(identity.SignOut))
def sign_out(body: dict[str, Any]) -> Any:
    """End the session of a refresh token; its access token is good for nothing within two seconds."""
    return exchange(identity.SignOut(**body))


@routes.reads("/me/sessions", "know own account")
def sessions() -> Any:
    """ID-18: the caller's open sessions: when, from where (coarsely), by which channel and proof; `current` is this."""
    found = ask("identity", identity.GetSessions())["sessions"]
    return {"sessions": [one | {"current": one["session_id"] == caller().session} for one in found]}


@routes.reads("/me/security-notices", "know own account")
def security_notices() -> Any:
    """ID-20: sign-ins from elsewhere and new ways in, newest first. What was not the caller is reported to /me/misuse:
    a sign-in (`about: "sign_in"`) with its `session_id` as the `reference`, a new way in as a change."""
    return ask("identity", identity.GetNotices())


@routes.acts("/me/sessions/<session_id>/end", "keep own sessions", body_of(identity.EndSessions, "session_id", "keep"))
@limited_guesses_of_account
def end_session(body: dict[str, Any], session_id: str) -> Any:
    """ID-18: end one of the caller's sessions; the password is asked for where the caller did not sign in of late."""
    return carry_out("identity", identity.EndSessions(session_id=session_id, keep=caller().session, **body))


@routes.acts("/me/sessions/end-others", "keep own sessions", body_of(identity.EndSessions, "session_id", "keep"))
@limited_guesses_of_account
def end_other_sessions(body: dict[str, Any]) -> Any:
    """ID-18: end all of the caller's sessions but this; the password as for one. In an emergency a report of misuse
    does the same without."""
    return carry_out("identity", identity.EndSessions(keep=caller().session, **body))


@routes.acts("/sign-in/unlocking", "unlock a sign-in", body_of(identity.UnlockSignIn))
def unlock(body: dict[str, Any]) -> Any:
    """ID-09: an officer who has seen who it is lifts the lock of password sign-in."""
    return carry_out("identity", identity.UnlockSignIn(**body))
