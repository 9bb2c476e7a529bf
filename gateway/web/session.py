"""Signed-in pages: a cookie that scripts cannot read and other sites cannot send, and a token on every form."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from markupsafe import Markup

from gateway.web.acting import edge
from gateway.web.arrival import where_from
from gateway.web.caller import NOBODY, OFFICERS, Caller, account_of
from kernel.clock import instant
from kernel.refusals import Refused, Unauthenticated
from services.identity import contract as identity

CHANNEL = "web"
SEEN_SECONDS = 15
IDLE_PAGES = ("pages.idle", "pages.leaving")
"""To have been led there is no sign of life, and nothing is renewed for it: two pages that nobody touches would keep
each other's session alive."""
WINDOW = "window"
"""What officers do on their pages, they do for someone who stands before them or has written."""


class FormTooOld(Refused):
    """The form was not made by a page of this session."""

    code = "form_too_old"
    sentence = "页面已失效，请返回上一页刷新后重新提交。"
    status = 403


class _Cookies(SecureCookieSessionInterface):
    """Pages alone have sessions; their cookie is `Secure` wherever the request came over HTTPS."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/api/"):
            return self.make_null_session(app)
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        # No other host of the same site can set this one; browsers take the prefix over HTTPS alone.
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if request.is_secure else name

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return request.is_secure


def set_up_sessions(app: Flask, key: str) -> None:
    """Sign cookies with a key of their own, derived from the deployment's."""
    app.secret_key = hmac.digest(key.encode(), b"web session", hashlib.sha256)
    app.config |= {
        "SESSION_COOKIE_NAME": "shebao",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
    }
    app.session_interface = _Cookies()
    app.jinja_env.globals["csrf"] = csrf_field


def sign_in(login: str, password: str, public_computer: bool = False) -> dict[str, Any]:
    """Sign in with identity and keep the session. Raises Refused."""
    return enter(identity.SignIn(login, password, public_computer, where_from()))


def enter(command: Any) -> dict[str, Any]:
    """Sign in by any means: `command` is answered as SignIn is; who still waits is let in by none. Raises Refused."""
    reply = edge().services.command("identity", command, Caller(channel=CHANNEL), secrets.token_hex(16))
    result = dict(reply["result"])
    if "access_token" in result:
        left_as = session.get("left_as", ("",))
        session.clear()  # what was known before somebody signed in is no business of theirs
        if left_as[0] == account_of(result["access_token"]):
            session["left_as"] = left_as  # but for their own forms, which stand open on other pages of this browser
        keep(result)
    return result


def sign_out() -> None:
    """End the session, with identity too."""
    refresh_token = session.get("refresh")
    session.clear()
    _end(refresh_token)


def _end(refresh_token: str | None) -> None:
    if refresh_token:
        edge().services.command(
            "identity", identity.SignOut(refresh_token), Caller(channel=CHANNEL), secrets.token_hex(16)
        )


def page_caller() -> Caller:
    """Who the cookie says it is; nobody once the session has ended."""
    token = session.get("access")
    if not token or request.endpoint in IDLE_PAGES:
        _end_if_idle()
        return Caller(channel=CHANNEL)
    try:
        found = edge().tokens.caller(token, CHANNEL)
    except Unauthenticated:
        return _renewed()
    _seen()
    return _at_their_place(found)


def _end_if_idle() -> None:
    """Whoever comes back is to find what was typed: the session has ended by itself."""
    if there() and _idled():
        refresh_token = session.get("refresh")
        _over()
        with suppress(Refused):  # identity ends it by itself; what was typed is kept even while it is away
            _end(refresh_token)


def _seen() -> None:
    """Note a sign of life, a few times a minute at most: by it a session that is used outlives its access token."""
    now = edge().settings.clock()
    if now.timestamp() - session.get("seen", 0) >= SEEN_SECONDS:
        session["seen"] = int(now.timestamp())


def _idled() -> bool:
    """Whether nothing was seen of the session for as long as it may idle."""
    passed = edge().settings.clock().timestamp() - session.get("seen", 0)
    ends = session.get("ends", {"idle": 0})
    return bool(passed >= 60 * ends["idle"] - SEEN_SECONDS)


def id_of_exchange(refresh_token: str) -> str:
    """The command id of exchanging a refresh token: two tabs of one browser that renew at once get the same answer,
    and whoever else has the token does not."""
    client = f"{request.remote_addr}\n{request.user_agent.string}\n{refresh_token}"
    return hashlib.sha256(f"refresh {client}".encode()).hexdigest()[:32]


def there() -> bool:
    """Whether there is still a session to go on with."""
    return "access" in session


def renew() -> None:
    """Exchange the tokens: what is still to be done, or one's roles, have changed. Raises Refused."""
    _renewed()


def _renewed() -> Caller:
    seen = datetime.fromtimestamp(session.get("seen", 0), UTC)
    try:
        refresh = identity.Refresh(session.get("refresh", "?"), instant(seen))
        command_id = id_of_exchange(refresh.refresh_token)
        reply = edge().services.command("identity", refresh, Caller(channel=CHANNEL), command_id)
    except Refused as refused:
        if refused.status == identity.SessionOver.status:
            _over()
            return Caller(channel=CHANNEL)
        raise
    keep(reply["result"])
    return _at_their_place(edge().tokens.caller(session["access"], CHANNEL))


def _over() -> None:
    """Forget the session, but for whose it was, the token of its forms and under which authority it acted: until
    somebody else signs in, what was typed into one can be kept for them."""
    left_as = (account_of(session["access"]), session.get("csrf", ""), authority()) if there() else ()
    session.clear()
    if left_as:
        session["left_as"] = left_as


def _at_their_place(who: Caller) -> Caller:
    return replace(who, channel=WINDOW) if who.role in OFFICERS else who


def act_for(delegation_id: str, name: str, matters: list[str]) -> None:
    """ID-16: from now on this session acts for another under this authority; `name` is masked."""
    session["acting"] = {"delegation_id": delegation_id, "name": name, "matters": matters}
    _new_forms()


def act_for_oneself() -> None:
    """No longer."""
    session.pop("acting", None)
    _new_forms()


def _new_forms() -> None:
    """A form that stands open on another page was filled in for somebody else than it would be sent for now."""
    session["csrf"] = secrets.token_urlsafe(16)


def acted_for() -> dict[str, Any] | None:
    """Under which authority this session acts, if under any: what `act_for` was given."""
    found: dict[str, Any] | None = session.get("acting")
    return found


def authority() -> str:
    """The id of the authority; empty for who acts for themself."""
    return str((acted_for() or {}).get("delegation_id", ""))


def keep(tokens: dict[str, Any]) -> None:
    """Go on with these tokens: the result of a sign-in or of what strengthens one."""
    session["access"], session["refresh"] = tokens["access_token"], tokens["refresh_token"]
    session["seen"] = int(edge().settings.clock().timestamp())
    session["ends"] = {name: tokens[name] for name in ("idle", "warn", "ends_at")}
    session.setdefault("csrf", secrets.token_urlsafe(16))


def keep_ticket(purpose: str, ticket: str) -> None:
    """What asking for a code was answered with, until the code is given: the newest for each purpose."""
    session["tickets"] = {**session.get("tickets", {}), purpose: ticket}


def kept_ticket(purpose: str) -> str:
    """The one that was kept for a purpose; nothing where no code was asked for."""
    tickets: dict[str, str] = session.get("tickets", {})
    return tickets.get(purpose, "")


def check_form() -> None:
    """A form must carry this session's token, so that no other site can send it. Raises FormTooOld."""
    if request.method != "POST" or request.endpoint in IDLE_PAGES:  # those look at it themselves: unsent.keep_typed
        return
    sent, ours = request.form.get("csrf", ""), session.get("csrf", "")
    # Who has no session has no token either, and another site cannot give one. Of texts it takes ASCII alone.
    if not ours or not hmac.compare_digest(sent.encode(), ours.encode()):
        raise FormTooOld()


def csrf_field() -> Markup:
    """The hidden field that every form carries."""
    token = session.setdefault("csrf", secrets.token_urlsafe(16))
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token)


def nobody() -> bool:
    """Whether the page is shown to someone who is not signed in."""
    return g.caller.role == NOBODY
